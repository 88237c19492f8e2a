import { createReadStream } from 'node:fs'
import iconv from 'iconv-lite'
import Papa from 'papaparse'
import { refuse } from '../refusal.ts'
import type { Cell, SheetRow } from './cell.ts'
import { tooManyRows } from './xlsx.ts'

type Encoding = 'utf-8' | 'utf-16' | 'gb18030'
/** Bytes at hand, or a file that is never held whole. */
export type Source = Buffer | string

/** A record that goes on beyond this has a quotation mark without its partner; it is named, and reading goes on below. */
const LONGEST = 256 * 1024
const CHUNK = 256 * 1024

async function* bytesOf(source: Source): AsyncGenerator<Buffer> {
  if (typeof source === 'string') yield* createReadStream(source, { highWaterMark: CHUNK })
  else for (let at = 0; at < source.length; at += CHUNK) yield source.subarray(at, at + CHUNK)
}

async function* decoded(source: Source, encoding: Encoding): AsyncGenerator<string> {
  if (encoding === 'utf-8') {
    const decoder = new TextDecoder('utf-8', { fatal: true })
    for await (const chunk of bytesOf(source)) yield decoder.decode(chunk, { stream: true })
    yield decoder.decode()
    return
  }
  const decoder = iconv.getDecoder(encoding)
  for await (const chunk of bytesOf(source)) yield decoder.write(chunk)
  yield decoder.end() ?? ''
}

/** Whether the whole of it is text of this encoding; a wrong byte in the last line is found before the first is used. */
async function isText(source: Source, encoding: Encoding): Promise<boolean> {
  try {
    for await (const text of decoded(source, encoding)) {
      if (text.includes('\0')) throw refuse('file-refused', '这不是 csv 或 xlsx 表格，请重新选择文件。')
      if (encoding !== 'utf-8' && text.includes('\ufffd')) return false
    }
    return true
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ERR_ENCODING_INVALID_ENCODED_DATA') return false
    throw error
  }
}

/** UTF-8 (with or without BOM), UTF-16 by its mark, else GB18030, which holds all of GBK and the rare characters in names. */
async function encodingOf(source: Source): Promise<Encoding> {
  for await (const start of bytesOf(source)) {
    const mark = start.length < 2 ? 0 : start.readUInt16BE(0)
    if (mark === 0xfffe || mark === 0xfeff) return 'utf-16'
    break
  }
  if (await isText(source, 'utf-8')) return 'utf-8'
  if (await isText(source, 'gb18030')) return 'gb18030'
  throw refuse('file-refused', '文件的文字编码无法识别，请另存为 UTF-8 或 GBK 编码的 csv。')
}

const SCIENTIFIC = /^[+-]?\d(\.\d+)?E\+?(1[0-9]|2[0-9])$/i

function csvCell(raw: string): Cell {
  const text = raw.trim()
  if (text.startsWith('=')) return { text, trouble: 'formula' }
  if (SCIENTIFIC.test(text)) return { text, trouble: 'long-number' }
  return { text }
}

type Parsed = {
  readonly data: string[][]
  readonly errors: readonly { readonly type: string; readonly row?: number }[]
  readonly meta: { readonly cursor: number }
}

/** Records of a text that comes in pieces: what was read so far is given, the record under way waits for the next piece. */
class Records {
  private rest = ''
  private line = 0
  private delimiter: string | null = null

  /** Rows of the complete records in all text so far; `last` when nothing follows. Blank rows are only counted. */
  take(text: string, last: boolean): SheetRow[] {
    this.rest += text
    if (!last && this.rest.length < CHUNK / 2) return []
    const rows: SheetRow[] = []
    while (this.rest !== '') {
      const { data, errors, meta } = this.parse(last)
      const quotes = new Set(errors.filter(({ type }) => type === 'Quotes').map(({ row }) => row))
      // a mark without its partner takes everything to the end: all before it is good, its line is named, the rest read anew
      const open = last && quotes.has(data.length - 1)
      if (open) data.pop()
      data.forEach((cells, n) => {
        rows.push(...this.row(cells, quotes.has(n)))
      })
      this.rest = this.rest.slice(open ? this.lastStart() : meta.cursor)
      if (!open && this.rest.length <= LONGEST) break
      rows.push(this.skipLine())
    }
    return rows
  }

  private parse(last: boolean): Parsed {
    this.delimiter ??= guess(this.rest)
    return new Papa.Parser({ delimiter: this.delimiter, newline: '\n' }).parse(this.rest, 0, !last) as Parsed
  }

  /** Where the last record begins. */
  private lastStart(): number {
    const parser = new Papa.Parser({ delimiter: this.delimiter ?? ',', newline: '\n' })
    return (parser.parse(this.rest, 0, true) as Parsed).meta.cursor
  }

  private row(cells: readonly string[], broken: boolean): SheetRow[] {
    const line = this.line + 1
    this.line = line + cells.reduce((n, cell) => n + (cell.match(/\n/g)?.length ?? 0), 0)
    if (broken) return [{ line, cells: [], trouble: 'quotes' }]
    return cells.some((cell) => cell.trim() !== '') ? [{ line, cells: cells.map(csvCell) }] : []
  }

  private skipLine(): SheetRow {
    const end = this.rest.indexOf('\n')
    this.rest = end < 0 ? '' : this.rest.slice(end + 1)
    this.line += 1
    return { line: this.line, cells: [], trouble: 'quotes' }
  }
}

function guess(text: string): string {
  const { meta } = Papa.parse(text.slice(0, 16_384), { preview: 10, delimitersToGuess: [',', '\t', ';', '|'] })
  return meta.delimiter
}

/**
 * Rows of a csv file in batches, whatever its size; comma, tab or semicolon are told apart by themselves. `line` is the
 * line in the file. Text that is neither UTF-8 nor GBK is refused before the first row is given.
 */
export async function* csvRows(source: Source, limits: { rows: number; columns: number }): AsyncGenerator<SheetRow[]> {
  const encoding = await encodingOf(source)
  const records = new Records()
  let count = 0
  const checked = (rows: SheetRow[]): SheetRow[] => {
    const wide = rows.find(({ cells }) => cells.length > limits.columns)
    if (wide !== undefined) throw refuse('file-refused', `第 ${wide.line} 行的列数太多，请检查文件内容。`)
    count += rows.length
    if (count > limits.rows) throw tooManyRows(limits.rows)
    return rows
  }
  let first = true
  let held = ''
  for await (const piece of decoded(source, encoding)) {
    // a piece may end between the two characters of a line end
    const text = held + (first ? piece.replace(/^\ufeff/, '') : piece)
    if (piece !== '') first = false
    held = text.endsWith('\r') ? '\r' : ''
    yield checked(records.take(text.slice(0, text.length - held.length).replace(/\r\n?/g, '\n'), false))
  }
  yield checked(records.take(held === '' ? '' : '\n', true))
}
