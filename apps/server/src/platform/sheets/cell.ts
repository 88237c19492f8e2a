import { fromEpochDay } from '@zhuxue/policy'

/** What is wrong with a cell before anyone asks what it means. */
export type CellTrouble = 'formula' | 'long-number' | 'error-value'
/** What is wrong with a whole row, so that its cells cannot be told apart. */
export type RowTrouble = 'quotes'

/** One cell as text; `number` only when the spreadsheet stored a number. */
export interface Cell {
  readonly text: string
  readonly number?: number
  readonly trouble?: CellTrouble
}

/** One row that holds something; `line` is the number a person sees at the left of the sheet. */
export interface SheetRow {
  readonly line: number
  readonly cells: readonly Cell[]
  /** then there are no cells */
  readonly trouble?: RowTrouble
}

export const EMPTY: Cell = { text: '' }

/** Words for a trouble, to be put behind the column's name. */
export const TROUBLE_TEXT: Record<CellTrouble | RowTrouble, string> = {
  formula: '是公式，请改成填好的值（复制后“选择性粘贴→数值”）',
  'long-number': '超过15位，已被表格软件改坏，请把这一列设为文本格式后重新填写',
  'error-value': '是错误值，请重新填写',
  quotes: '这一行的引号没有成对或写法不对，请用表格软件打开后重新另存',
}

/** Excel keeps 15 significant digits: a longer number has already lost its end. */
const MAX_SAFE = 1e15

/** A stored number as the cell a person meant. */
export function numberCell(raw: string): Cell {
  const value = Number(raw)
  if (raw.trim() === '' || !Number.isFinite(value)) return { text: raw, trouble: 'error-value' }
  if (Math.abs(value) >= MAX_SAFE) return { text: raw, trouble: 'long-number' }
  // 230.1 is stored as 230.09999999999999
  const meant = Number(value.toPrecision(15))
  return { text: String(meant), number: meant }
}

/** A date serial (days since 1899-12-30, or 1904-01-01) as 'YYYY-MM-DD'; out of range = error value. */
export function dateCell(raw: string, date1904: boolean): Cell {
  const serial = Math.floor(Number(raw)) + (date1904 ? 1462 : 0)
  // serials below 61 fall on Excel's 29 February 1900, which never was
  if (!Number.isFinite(serial) || serial < 61 || serial > 2_958_465) return { text: raw, trouble: 'error-value' }
  return { text: fromEpochDay(serial - 25_569) }
}
