import ExcelJS from 'exceljs'
import type { RosterImport } from './import.ts'
import { ROSTER } from './template.ts'

/**
 * The rejected lines in the template's own columns, each with its line number and every reason, wrong cells marked;
 * mended, it can be imported as it is. Every cell is text, so that nothing in it is ever computed.
 */
export async function errorWorkbook(found: RosterImport): Promise<Buffer> {
  const book = new ExcelJS.Workbook()
  const sheet = book.addWorksheet('退回的行', { views: [{ state: 'frozen', xSplit: 2, ySplit: 1 }] })
  const head = sheet.addRow(['原行号', '退回原因', ...ROSTER.columns])
  head.font = { bold: true }
  sheet.getColumn(1).width = 8
  sheet.getColumn(2).width = 60
  for (const record of found.rejectedLines) {
    const own = found.problems.filter((p) => p.line === record.line)
    const reasons = own.map((p) => (p.column === null ? p.text : `${p.column}：${p.text}`))
    const row = sheet.addRow([
      String(record.line),
      reasons.join('\n'),
      ...ROSTER.columns.map((c) => record.cells[c]?.text ?? ''),
    ])
    row.getCell(2).alignment = { wrapText: true, vertical: 'top' }
    for (const p of own) {
      const at = p.column === null ? -1 : ROSTER.columns.indexOf(p.column)
      if (at >= 0) row.getCell(at + 3).fill = { type: 'pattern', pattern: 'solid', fgColor: { argb: 'FFFFE0DB' } }
    }
  }
  sheet.eachRow((row) => row.eachCell((cell) => (cell.numFmt = '@')))
  return Buffer.from(await book.xlsx.writeBuffer())
}
