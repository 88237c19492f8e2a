/** Reading of uploaded spreadsheets (xlsx, csv), safe against bombs and against numbers that Excel destroyed. */
import { refuse } from '../refusal.ts'
import type { SheetRow } from './cell.ts'
import { readCsv } from './csv.ts'
import { readXlsx } from './xlsx.ts'

export { type Cell, type SheetRow, TROUBLE_TEXT } from './cell.ts'
export { parseDay, parseMonth } from './day.ts'
export { headerWord, type LineProblem, readTable, type TableRecord } from './table.ts'

export interface SheetLimits {
  /** rows that hold something, header included */
  readonly rows: number
  readonly columns?: number
  /** bytes of the workbook, unpacked */
  readonly bytes?: number
}

/** Rows of the first sheet. Told apart by content, never by the name of the file; old .xls is refused with advice. */
export async function readSheet(content: Buffer, limits: SheetLimits): Promise<SheetRow[]> {
  const columns = limits.columns ?? 100
  if (content.length >= 4 && content.readUInt32BE(0) === 0x504b0304) {
    return readXlsx(content, { rows: limits.rows, columns, entries: 200, bytes: limits.bytes ?? 48 * 1024 * 1024 })
  }
  if (content.length >= 8 && content.readUInt32BE(0) === 0xd0cf11e0) {
    throw refuse('file-refused', '这是旧版 xls 或设有密码的表格，请另存为不带密码的 xlsx 或 csv 后再上传。')
  }
  return readCsv(content, { rows: limits.rows, columns })
}
