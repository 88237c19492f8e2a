import iconv from 'iconv-lite'
import Papa from 'papaparse'
import { refuse } from '../refusal.ts'
import type { Cell, SheetRow } from './cell.ts'
import { tooManyRows } from './xlsx.ts'

/** Bytes → text: UTF-8 (with or without BOM), else GB18030, which holds all of GBK and the rare characters in names. */
export function decodeText(content: Buffer): string {
  if ((content[0] === 0xff && content[1] === 0xfe) || (content[0] === 0xfe && content[1] === 0xff)) {
    return iconv.decode(content, 'utf16')
  }
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(content)
  } catch {
    const text = iconv.decode(content, 'gb18030')
    if (text.includes('\ufffd'))
      throw refuse('file-refused', '文件的文字编码无法识别，请另存为 UTF-8 或 GBK 编码的 csv。')
    return text
  }
}

const SCIENTIFIC = /^[+-]?\d(\.\d+)?E\+?(1[0-9]|2[0-9])$/i

function csvCell(raw: string): Cell {
  const text = raw.trim()
  if (text.startsWith('=')) return { text, trouble: 'formula' }
  if (SCIENTIFIC.test(text)) return { text, trouble: 'long-number' }
  return { text }
}

/** Rows of a csv file; comma, tab or semicolon are told apart by themselves. `line` is the line in the file. */
export function readCsv(content: Buffer, limits: { rows: number; columns: number }): SheetRow[] {
  const text = decodeText(content)
  if (text.includes('\0')) throw refuse('file-refused', '这不是 csv 或 xlsx 表格，请重新选择文件。')
  const rows: SheetRow[] = []
  let line = 0
  let wide = false
  let many = false
  Papa.parse<string[]>(text, {
    delimitersToGuess: [',', '\t', ';', '|'],
    step: ({ data }, parser) => {
      line += 1
      if (data.length > limits.columns) wide = true
      if (rows.length >= limits.rows && data.some((c) => c.trim() !== '')) many = true
      if (wide || many) return parser.abort()
      if (data.some((c) => c.trim() !== '')) rows.push({ line, cells: data.map(csvCell) })
    },
  })
  if (many) throw tooManyRows(limits.rows)
  if (wide) throw refuse('file-refused', `第 ${line} 行的列数太多，请检查文件内容。`)
  return rows
}
