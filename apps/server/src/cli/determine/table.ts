import { refuse } from '../../platform/refusal.ts'
import { type Cell, headerWord, type SheetRow, streamSheet, TROUBLE_TEXT } from '../../platform/sheets/index.ts'
import { COLUMN_LABELS, type ColumnMapping, cellValue } from './mapping.ts'

const HEADER_WITHIN = 20
/** Rows below the header that are looked at before the first is used. */
const LOOKED_AT = 50
/** Unpacked bytes of a workbook: a full sheet of wide rows; it is read through, not held. */
const MOST_BYTES = 4 * 1024 * 1024 * 1024

type Places = ReadonlyMap<string, number>
export type TableLine =
  | { readonly number: number; readonly facts: unknown }
  | { readonly number: number; readonly trouble: string }

/**
 * Facts of each row of a csv (UTF-8, GBK) or xlsx file, in batches. Refuses the file before the first batch when its
 * header cannot be read for certain; `say` hears of columns that are not used.
 */
export async function* readFactTable(
  path: string,
  mapping: ColumnMapping,
  say: (text: string) => void,
): AsyncGenerator<TableLine[]> {
  let header: { readonly row: SheetRow; readonly places: Places } | null = null
  let start: SheetRow[] = []
  const begin = (): TableLine[] => {
    const { index, places } = findHeader(start, mapping)
    const row = start[index] as SheetRow
    refuseMerged(start, index, places)
    const unused = row.cells
      .map(({ text }) => text)
      .filter((text, at) => text !== '' && ![...places.values()].includes(at))
    if (unused.length > 0) say(`没有用到的列：${unused.join('、')}。`)
    header = { row, places }
    return [...linesOf(start.slice(index + 1), row, places, mapping)]
  }
  for await (const rows of streamSheet(path, { rows: Number.POSITIVE_INFINITY, columns: 200, bytes: MOST_BYTES })) {
    if (header !== null) {
      const { row, places } = header as { row: SheetRow; places: Places }
      yield [...linesOf(rows, row, places, mapping)]
      continue
    }
    start.push(...rows)
    if (start.length < HEADER_WITHIN + LOOKED_AT) continue
    yield begin()
    start = []
  }
  if (header === null) yield begin()
}

function placesIn(row: SheetRow, mapping: ColumnMapping): Places {
  const words = row.cells.map(({ text }) => headerWord(text))
  const places = new Map<string, number>()
  for (const [fact, names] of Object.entries(mapping.columns)) {
    const wanted = names.map(headerWord)
    const at = words.findIndex((word) => word !== '' && wanted.includes(word))
    if (at >= 0) places.set(fact, at)
  }
  return places
}

function findHeader(
  rows: readonly SheetRow[],
  mapping: ColumnMapping,
): { readonly index: number; readonly places: Places } {
  if (rows.length === 0) throw refuse('file-refused', '表格是空的。')
  const tried = rows.slice(0, HEADER_WITHIN).map((row, index) => ({ index, places: placesIn(row, mapping) }))
  const best = tried.reduce((a, b) => (b.places.size > a.places.size ? b : a))
  const missing = mapping.required.filter((fact) => !best.places.has(fact))
  if (missing.length === 0) return best
  const line = rows[best.index]?.line ?? 1
  const elsewhere = missing.filter((fact) =>
    tried.some(({ index, places }) => Math.abs(index - best.index) === 1 && places.has(fact)),
  )
  if (elsewhere.length > 0 && best.places.size > 0) {
    throw refuse(
      'file-refused',
      `第${line}行起的表头占了两行（有合并单元格）：请取消合并，每列只留一个列名，写在同一行。`,
    )
  }
  const list = missing
    .map((fact) => `“${mapping.columns[fact]?.[0] ?? fact}”（${COLUMN_LABELS[fact] ?? fact}）`)
    .join('、')
  throw refuse('file-refused', `第${line}行表头缺少列：${list}。请补上，或在列对照文件里写明实际的列名。`)
}

/** A blank header above filled cells is what is left of a merged header; two columns of one name cannot be told apart. */
function refuseMerged(rows: readonly SheetRow[], index: number, places: Places): void {
  const header = rows[index] as SheetRow
  const filled = new Set<number>()
  for (const { cells } of rows.slice(index + 1, index + 1 + LOOKED_AT)) {
    cells.forEach(({ text }, column) => {
      if (text !== '') filled.add(column)
    })
  }
  const blank = [...filled].sort((a, b) => a - b).find((column) => (header.cells[column]?.text ?? '') === '')
  if (blank !== undefined) {
    throw refuse(
      'file-refused',
      `第${header.line}行表头的第${blank + 1}列没有列名（可能是合并单元格）：请取消合并，每列写上列名，表头只占一行。`,
    )
  }
  const words = header.cells.map(({ text }) => headerWord(text))
  const twice = [...places.values()].find((at) => words.filter((word) => word === words[at]).length > 1)
  if (twice !== undefined) {
    const name = header.cells[twice]?.text
    throw refuse('file-refused', `第${header.line}行表头有两列都叫“${name}”，分不清用哪一列，请改名。`)
  }
}

function* linesOf(
  rows: readonly SheetRow[],
  header: SheetRow,
  places: Places,
  mapping: ColumnMapping,
): Generator<TableLine> {
  for (const row of rows) {
    if (row.trouble !== undefined) {
      yield { number: row.line, trouble: TROUBLE_TEXT[row.trouble] }
      continue
    }
    const broken = [...places.values()].find((at) => row.cells[at]?.trouble !== undefined)
    if (broken === undefined) yield { number: row.line, facts: factsOf(row, places, mapping) }
    else {
      const trouble = (row.cells[broken] as Cell).trouble
      const text = trouble === undefined ? '' : TROUBLE_TEXT[trouble]
      yield { number: row.line, trouble: `“${header.cells[broken]?.text}”${text}` }
    }
  }
}

function factsOf(row: SheetRow, places: Places, mapping: ColumnMapping): unknown {
  const facts: Record<string, unknown> = {}
  for (const [fact, value] of Object.entries(mapping.constants)) put(facts, fact, value)
  for (const [fact, at] of places) put(facts, fact, cellValue(fact, row.cells[at]?.text.trim() ?? '', mapping))
  return facts
}

function put(facts: Record<string, unknown>, path: string, value: unknown): void {
  const [group, field] = path.split('.') as [string, string?]
  if (field === undefined) facts[group] = value
  else facts[group] = { ...(facts[group] as object | undefined), [field]: value }
}
