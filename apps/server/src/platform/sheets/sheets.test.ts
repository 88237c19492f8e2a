import { deflateRawSync } from 'node:zlib'
import ExcelJS from 'exceljs'
import iconv from 'iconv-lite'
import { describe, expect, test } from 'vitest'
import { readSheet, readTable } from './index.ts'

const limits = { rows: 1000 }
const columns = {
  name: { names: ['姓名', '户名'], required: true },
  card: { names: ['卡号'], required: true },
  opened: { names: ['开卡日期'], required: false },
}

async function workbook(rows: unknown[][]): Promise<Buffer> {
  const book = new ExcelJS.Workbook()
  const sheet = book.addWorksheet('清单')
  for (const row of rows) sheet.addRow(row)
  return Buffer.from(await book.xlsx.writeBuffer())
}

/** A zip by hand, so that its directory can lie. */
function zip(name: string, content: Buffer, declared = content.length): Buffer {
  const packed = deflateRawSync(content)
  const crc = Buffer.alloc(4)
  const file = Buffer.from(name)
  const local = Buffer.alloc(30)
  local.writeUInt32LE(0x04034b50, 0)
  local.writeUInt16LE(8, 8)
  local.writeUInt32LE(packed.length, 18)
  local.writeUInt32LE(declared, 22)
  local.writeUInt16LE(file.length, 26)
  const central = Buffer.alloc(46)
  central.writeUInt32LE(0x02014b50, 0)
  central.writeUInt16LE(8, 10)
  crc.copy(central, 16)
  central.writeUInt32LE(packed.length, 20)
  central.writeUInt32LE(declared, 24)
  central.writeUInt16LE(file.length, 28)
  const body = Buffer.concat([local, file, packed])
  const end = Buffer.alloc(22)
  end.writeUInt32LE(0x06054b50, 0)
  end.writeUInt16LE(1, 8)
  end.writeUInt16LE(1, 10)
  end.writeUInt32LE(central.length + file.length, 12)
  end.writeUInt32LE(body.length, 16)
  return Buffer.concat([body, central, file, end])
}

describe('csv', () => {
  test.each([
    ['UTF-8', (t: string) => Buffer.from(t)],
    ['UTF-8 with BOM', (t: string) => Buffer.from(`\ufeff${t}`)],
    ['GBK', (t: string) => iconv.encode(t, 'gbk')],
    ['GB18030 with a rare character', (t: string) => iconv.encode(t, 'gb18030')],
    ['UTF-16 of “Unicode text”', (t: string) => iconv.encode(t, 'utf16')],
  ])('%s is read the same', async (_, encode) => {
    const rare = _.includes('rare') ? '䶮' : '燕'
    const rows = await readSheet(encode(`序号,姓名,卡号\r\n1,李晓${rare},6212841234567890127\r\n`), limits)
    expect(rows[1]).toEqual({
      line: 2,
      cells: [{ text: '1' }, { text: `李晓${rare}` }, { text: '6212841234567890127' }],
    })
  })

  test('a card number that Excel turned into 6.21E+18 is an error, never a value', async () => {
    const table = readTable(await readSheet(Buffer.from('姓名,卡号\n李晓燕,6.21284E+18\n'), limits), columns)
    expect(table.problems).toEqual([{ line: 2, column: '卡号', text: expect.stringContaining('超过15位') }])
  })

  test('lines keep their numbers over blank rows, and a formula is named by line', async () => {
    const rows = await readSheet(Buffer.from('开卡清单\n\n姓名,卡号\n\n李晓燕,"=CMD()"\n'), limits)
    expect(readTable(rows, columns).problems).toEqual([
      { line: 5, column: '卡号', text: expect.stringContaining('公式') },
    ])
  })

  test('too many rows are refused', async () => {
    await expect(readSheet(Buffer.from('a,b\n'.repeat(1001)), limits)).rejects.toThrow('最多 1000 行')
  })

  test('a picture is refused', async () => {
    await expect(readSheet(Buffer.from([0x89, 0x50, 0x4e, 0x47, 0, 0, 0, 13]), limits)).rejects.toThrow(/不是|编码/)
  })
})

describe('xlsx', () => {
  test('strings, days and amounts; header words with spaces, stars and remarks are found', async () => {
    const file = await workbook([
      ['官渡职业中专开卡清单'],
      ['序号', '姓 名*', '卡号（19位）', '开卡日期'],
      [1, '李晓燕', '6212841234567890127', new Date(Date.UTC(2026, 8, 3))],
    ])
    const table = readTable(await readSheet(file, limits), columns)
    expect(table.problems).toEqual([])
    expect(table.records).toEqual([
      {
        line: 3,
        cells: { name: { text: '李晓燕' }, card: { text: '6212841234567890127' }, opened: { text: '2026-09-03' } },
      },
    ])
  })

  test('a card number stored as a number has lost its last digits: error by line', async () => {
    const file = await workbook([
      ['姓名', '卡号'],
      ['李晓燕', 6212841234567890],
    ])
    expect(readTable(await readSheet(file, limits), columns).problems).toEqual([
      { line: 2, column: '卡号', text: expect.stringContaining('超过15位') },
    ])
  })

  test('a formula cell is refused with its line', async () => {
    const file = await workbook([
      ['姓名', '卡号'],
      ['李晓燕', { formula: 'A1', result: '6212841234567890127' }],
    ])
    expect(readTable(await readSheet(file, limits), columns).problems[0]).toMatchObject({ line: 2, column: '卡号' })
  })

  test('missing columns are named', async () => {
    const file = await workbook([['姓名', '账户']])
    expect(readTable(await readSheet(file, limits), columns).problems[0]?.text).toBe('表头缺少“卡号”列。')
  })

  test('a cell in the far corner does not unfold the sheet (it hangs full readers)', async () => {
    const book = new ExcelJS.Workbook()
    const sheet = book.addWorksheet('清单')
    sheet.addRow(['姓名', '卡号'])
    sheet.addRow(['李晓燕', '6212841234567890127'])
    sheet.getCell('XFD1048576').value = '远'
    const rows = await readSheet(Buffer.from(await book.xlsx.writeBuffer()), limits)
    expect(rows.map((r) => r.line)).toEqual([1, 2])
  })
})

describe('bombs are refused by the directory, before anything is unpacked', () => {
  test('300 MB of nothing in 300 kB: quickly and without memory', async () => {
    const bomb = zip('xl/workbook.xml', Buffer.alloc(300 * 1024 * 1024))
    const before = process.memoryUsage().rss
    const start = performance.now()
    await expect(readSheet(bomb, limits)).rejects.toThrow('展开后太大')
    const ms = performance.now() - start
    const mb = (process.memoryUsage().rss - before) / 1024 / 1024
    console.log(`bomb of ${(bomb.length / 1024).toFixed(0)} kB refused in ${ms.toFixed(1)} ms, +${mb.toFixed(1)} MB`)
    expect(mb).toBeLessThan(50)
  })

  test('a directory that lies about the size is caught while unpacking', async () => {
    const bomb = zip('xl/workbook.xml', Buffer.alloc(80 * 1024 * 1024), 1000)
    await expect(readSheet(bomb, limits)).rejects.toThrow('无法读取')
  })

  test('a broken or foreign zip is refused in words', async () => {
    await expect(readSheet(Buffer.from('PK\u0003\u0004 nothing'), limits)).rejects.toThrow('已损坏')
    await expect(readSheet(zip('readme.txt', Buffer.from('hi')), limits)).rejects.toThrow()
  })

  test('entities are not expanded', async () => {
    const xml = '<!DOCTYPE a [<!ENTITY x "xxxxxxxxxx"><!ENTITY y "&x;&x;&x;">]><workbook>&y;</workbook>'
    await expect(readSheet(zip('xl/workbook.xml', Buffer.from(xml)), limits)).rejects.toThrow('无法读取')
  })
})
