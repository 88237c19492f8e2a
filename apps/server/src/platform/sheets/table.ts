import { type Cell, EMPTY, type SheetRow, TROUBLE_TEXT } from './cell.ts'

/** A column that an import looks for; the first name is the one that people are told. */
export interface Column {
  readonly names: readonly string[]
  readonly required: boolean
}

/** Something wrong in a file, with the line a person can go to. */
export interface LineProblem {
  readonly line: number
  readonly column: string | null
  readonly text: string
}

export interface TableRecord<K extends string> {
  readonly line: number
  readonly cells: Readonly<Record<K, Cell>>
}

export interface Table<K extends string> {
  /** rows above the header row: titles, batch number, totals */
  readonly preamble: readonly SheetRow[]
  readonly records: readonly TableRecord<K>[]
  readonly problems: readonly LineProblem[]
}

const HEADER_WITHIN = 20

/** Header words compared without spaces, stars, colons and remarks in brackets. */
export const headerWord = (text: string): string =>
  text
    .normalize('NFKC')
    .replace(/\([^)]*\)/g, '')
    .replace(/[\s*:：_]/g, '')
    .toLowerCase()

/** Finds the header row by the names of its columns and reads what is below it. Cells in trouble become problems. */
export function readTable<K extends string>(rows: readonly SheetRow[], columns: Readonly<Record<K, Column>>): Table<K> {
  const keys = Object.keys(columns) as K[]
  const places = (row: SheetRow): Partial<Record<K, number>> => {
    const words = row.cells.map((c) => headerWord(c.text))
    const found: Partial<Record<K, number>> = {}
    for (const key of keys) {
      const at = words.findIndex((w) => w !== '' && columns[key].names.some((n) => headerWord(n) === w))
      if (at >= 0) found[key] = at
    }
    return found
  }
  let best: { index: number; found: Partial<Record<K, number>>; missing: K[] } | undefined
  for (let index = 0; index < Math.min(rows.length, HEADER_WITHIN); index += 1) {
    const row = rows[index]
    if (!row) continue
    const found = places(row)
    const missing = keys.filter((k) => columns[k].required && found[k] === undefined)
    if (best === undefined || missing.length < best.missing.length) best = { index, found, missing }
    if (missing.length === 0) break
  }
  const headerLine = rows[best?.index ?? 0]?.line ?? 1
  if (best === undefined || best.missing.length > 0) {
    const names = (best?.missing ?? keys).map((k) => `“${columns[k].names[0]}”`).join('、')
    return { preamble: [], records: [], problems: [{ line: headerLine, column: null, text: `表头缺少${names}列。` }] }
  }
  const { index, found } = best
  const problems: LineProblem[] = []
  const records: TableRecord<K>[] = []
  for (const row of rows.slice(index + 1)) {
    if (row.trouble) problems.push({ line: row.line, column: null, text: `${TROUBLE_TEXT[row.trouble]}。` })
    const cells = {} as Record<K, Cell>
    for (const key of keys) {
      const at = found[key]
      const cell = at === undefined ? EMPTY : (row.cells[at] ?? EMPTY)
      if (cell.trouble) {
        problems.push({ line: row.line, column: columns[key].names[0] ?? key, text: `${TROUBLE_TEXT[cell.trouble]}。` })
      }
      cells[key] = cell
    }
    if (keys.some((k) => cells[k].text !== '')) records.push({ line: row.line, cells })
  }
  return { preamble: rows.slice(0, index), records, problems }
}
