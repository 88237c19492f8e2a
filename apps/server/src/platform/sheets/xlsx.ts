import type { Readable } from 'node:stream'
import { StringDecoder } from 'node:string_decoder'
import { SaxesParser, type SaxesTagPlain } from 'saxes'
import { Refusal, refuse } from '../refusal.ts'
import { type Cell, dateCell, EMPTY, numberCell, type SheetRow } from './cell.ts'
import { type Archive, openArchive, type ZipLimits } from './zip.ts'

export interface XlsxLimits extends ZipLimits {
  readonly rows: number
  readonly columns: number
}

/**
 * First sheet of an xlsx file as rows of text, in batches; of the file only its table of texts is held. Reads only values: formulas are marked as such, and merged areas,
 * validations, images and links (by which small files unfold into gigabytes in full readers) are never looked at.
 */
export async function* xlsxRows(source: Buffer | string, limits: XlsxLimits): AsyncGenerator<SheetRow[]> {
  let archive: Archive | undefined
  try {
    archive = await openArchive(source, limits)
    const { path, date1904 } = await firstSheet(archive)
    const shared = archive.has('xl/sharedStrings.xml') ? await sharedStrings(archive) : []
    const dates = archive.has('xl/styles.xml') ? await dateStyles(archive) : new Set<number>()
    yield* sheetRows(await archive.stream(path), { shared, dates, date1904, limits })
  } catch (error) {
    if (error instanceof Refusal) throw error
    throw refuse('file-refused', '表格内容无法读取，请在电脑上重新另存为 xlsx 或 csv 后再上传。')
  } finally {
    archive?.close()
  }
}

interface Handlers {
  open?(tag: SaxesTagPlain): void
  text?(text: string): void
  close?(name: string): void
}

const local = (name: string): string => name.slice(name.indexOf(':') + 1)
const attribute = (tag: SaxesTagPlain, name: string): string | undefined => tag.attributes[name]

async function parse(stream: Readable, handlers: Handlers): Promise<void> {
  for await (const _ of pieces(stream, handlers));
}

/** Feeds the handlers and stops after each piece, so that what they collected can be handed on. */
async function* pieces(stream: Readable, handlers: Handlers): AsyncGenerator<void> {
  const parser = new SaxesParser()
  parser.on('error', (error) => {
    throw error
  })
  parser.on('opentag', (tag) => handlers.open?.(tag))
  parser.on('text', (text) => handlers.text?.(text))
  parser.on('closetag', (tag) => handlers.close?.(local(tag.name)))
  const decoder = new StringDecoder('utf8')
  try {
    for await (const chunk of stream) {
      parser.write(decoder.write(chunk as Buffer))
      yield
    }
    parser.write(decoder.end()).close()
    yield
  } finally {
    stream.destroy()
  }
}

async function firstSheet(archive: Archive): Promise<{ path: string; date1904: boolean }> {
  let relation: string | undefined
  let date1904 = false
  await parse(await archive.stream('xl/workbook.xml'), {
    open: (tag) => {
      if (local(tag.name) === 'sheet') {
        const id = Object.entries(tag.attributes).find(([name]) => /(^|:)id$/i.test(name) && name !== 'sheetId')
        if (attribute(tag, 'state') !== 'hidden') relation ??= id?.[1]
      }
      if (local(tag.name) === 'workbookPr') date1904 = /^(1|true)$/.test(attribute(tag, 'date1904') ?? '')
    },
  })
  let path: string | undefined
  await parse(await archive.stream('xl/_rels/workbook.xml.rels'), {
    open: (tag) => {
      if (attribute(tag, 'Id') === relation) path = attribute(tag, 'Target')
    },
  })
  if (!path) throw new Error('no sheet')
  return { path: path.startsWith('/') ? path.slice(1) : `xl/${path}`, date1904 }
}

async function sharedStrings(archive: Archive): Promise<string[]> {
  const strings: string[] = []
  let text = ''
  let inText = false
  let phonetic = false
  await parse(await archive.stream('xl/sharedStrings.xml'), {
    open: (tag) => {
      const name = local(tag.name)
      if (name === 'si') text = ''
      if (name === 'rPh') phonetic = true
      if (name === 't') inText = !phonetic
    },
    text: (part) => {
      if (inText) text += part
    },
    close: (name) => {
      if (name === 't') inText = false
      if (name === 'rPh') phonetic = false
      if (name === 'si') strings.push(text)
    },
  })
  return strings
}

/** Indexes of the cell formats that show a number as a day. */
async function dateStyles(archive: Archive): Promise<Set<number>> {
  const own = new Set<number>()
  const dates = new Set<number>()
  let inCellFormats = false
  let index = 0
  await parse(await archive.stream('xl/styles.xml'), {
    open: (tag) => {
      const name = local(tag.name)
      if (name === 'numFmt') {
        const code = (attribute(tag, 'formatCode') ?? '').replace(/"[^"]*"|\[[^\]]*\]|\\./g, '')
        if (/[yd年日]/i.test(code)) own.add(Number(attribute(tag, 'numFmtId')))
      }
      if (name === 'cellXfs') inCellFormats = true
      if (name === 'xf' && inCellFormats) {
        const id = Number(attribute(tag, 'numFmtId') ?? 0)
        if ((id >= 14 && id <= 17) || id === 22 || (id >= 27 && id <= 36) || (id >= 50 && id <= 58) || own.has(id))
          dates.add(index)
        index += 1
      }
    },
    close: (name) => {
      if (name === 'cellXfs') inCellFormats = false
    },
  })
  return dates
}

interface SheetContext {
  readonly shared: readonly string[]
  readonly dates: ReadonlySet<number>
  readonly date1904: boolean
  readonly limits: XlsxLimits
}

/** 'C7' → 2 */
function columnOf(reference: string | undefined, next: number): number {
  const letters = /^[A-Z]{1,3}/.exec(reference ?? '')?.[0]
  if (!letters) return next
  return [...letters].reduce((n, c) => n * 26 + c.charCodeAt(0) - 64, 0) - 1
}

async function* sheetRows(stream: Readable, context: SheetContext): AsyncGenerator<SheetRow[]> {
  const { limits } = context
  let rows: SheetRow[] = []
  let count = 0
  let line = 0
  let cells: Cell[] = []
  let column = -1
  let type = ''
  let style = -1
  let formula = false
  let value = ''
  let inValue = false
  const handlers: Handlers = {
    open: (tag) => {
      const name = local(tag.name)
      if (name === 'row') {
        line = Number(attribute(tag, 'r') ?? line + 1)
        cells = []
        column = -1
      } else if (name === 'c') {
        column = columnOf(attribute(tag, 'r'), column + 1)
        type = attribute(tag, 't') ?? 'n'
        style = Number(attribute(tag, 's') ?? -1)
        formula = false
        value = ''
      } else if (name === 'f') formula = true
      else if (name === 'v' || name === 't') inValue = true
    },
    text: (part) => {
      if (inValue) value += part
    },
    close: (name) => {
      if (name === 'v' || name === 't') inValue = false
      else if (name === 'c' && (value !== '' || formula)) {
        if (column >= limits.columns) return
        while (cells.length < column) cells.push(EMPTY)
        cells[column] = formula ? { text: value, trouble: 'formula' } : plainCell(type, value, style, context)
      } else if (name === 'row' && cells.some((c) => c.text.trim() !== '')) {
        if (count >= limits.rows) throw tooManyRows(limits.rows)
        count += 1
        rows.push({ line, cells })
      }
    },
  }
  for await (const _ of pieces(stream, handlers)) {
    if (rows.length === 0) continue
    yield rows
    rows = []
  }
}

function plainCell(type: string, value: string, style: number, context: SheetContext): Cell {
  if (type === 's') return { text: context.shared[Number(value)] ?? '' }
  if (type === 'str' || type === 'inlineStr') return { text: value }
  if (type === 'd') return { text: value.slice(0, 10) }
  if (type === 'b') return { text: value === '1' ? '是' : '否' }
  if (type === 'e') return { text: value, trouble: 'error-value' }
  return context.dates.has(style) ? dateCell(value, context.date1904) : numberCell(value)
}

/** Refusal of a list that is longer than this import takes. */
export const tooManyRows = (rows: number) => refuse('file-refused', `一份文件最多 ${rows} 行，请分成几份后再上传。`)
