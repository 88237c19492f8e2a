/** Reading of uploaded spreadsheets (xlsx, csv), safe against bombs and against numbers that Excel destroyed. */
import { open } from 'node:fs/promises'
import { refuse } from '../refusal.ts'
import type { SheetRow } from './cell.ts'
import { csvRows } from './csv.ts'
import { xlsxRows } from './xlsx.ts'

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
  const rows: SheetRow[] = []
  for await (const batch of streamSheet(content, limits)) for (const row of batch) rows.push(row)
  return rows
}

/** {@link readSheet} of bytes or of a file in batches: of a csv nothing is held but the batch, of an xlsx also its texts. */
export async function* streamSheet(source: Buffer | string, limits: SheetLimits): AsyncGenerator<SheetRow[]> {
  const { rows, columns = 100, bytes = 48 * 1024 * 1024 } = limits
  const start = typeof source === 'string' ? await firstBytes(source) : source
  if (start.length >= 4 && start.readUInt32BE(0) === 0x504b0304) {
    yield* xlsxRows(source, { rows, columns, entries: 200, bytes })
    return
  }
  if (start.length >= 8 && start.readUInt32BE(0) === 0xd0cf11e0) {
    throw refuse('file-refused', '这是旧版 xls 或设有密码的表格，请另存为不带密码的 xlsx 或 csv 后再上传。')
  }
  yield* csvRows(source, { rows, columns })
}

async function firstBytes(path: string): Promise<Buffer> {
  const file = await open(path)
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(8), 0, 8, 0)
    return buffer.subarray(0, bytesRead)
  } finally {
    await file.close()
  }
}
