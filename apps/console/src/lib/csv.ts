export type Cell = string | number | null

export interface CsvColumn<T> {
  readonly title: string
  readonly value: (row: T) => Cell
}

/** Leading characters that make a spreadsheet treat a text as a formula; the full-width forms are folded by some programs. */
const formulaStart = /^[=+\-@\t\r＝＋－＠]/

/** One CSV cell (RFC 4180). Texts that could run as a formula get a leading apostrophe; numbers of ours stay numbers. */
export function csvCell(cell: Cell): string {
  if (cell === null) return ''
  if (typeof cell === 'number') return String(cell)
  const safe = formulaStart.test(cell) ? `'${cell}` : cell
  return /[",\r\n]/.test(safe) || safe !== safe.trim() ? `"${safe.replaceAll('"', '""')}"` : safe
}

/** Whole file: byte order mark (so that Excel reads UTF-8), header line, CRLF line ends. */
export function toCsv<T>(columns: readonly CsvColumn<T>[], rows: readonly T[]): string {
  const lines = [columns.map((c) => csvCell(c.title)), ...rows.map((row) => columns.map((c) => csvCell(c.value(row))))]
  return `\uFEFF${lines.map((l) => l.join(',')).join('\r\n')}\r\n`
}

/** Hands a blob to the person as a file. */
export function saveBlob(blob: Blob, filename: string): void {
  const url = URL.createObjectURL(blob)
  const a = document.createElement('a')
  a.href = url
  a.download = filename
  document.body.append(a)
  a.click()
  a.remove()
  setTimeout(() => URL.revokeObjectURL(url), 10_000)
}

export const saveCsv = (text: string, filename: string) =>
  saveBlob(new Blob([text], { type: 'text/csv;charset=utf-8' }), filename)
