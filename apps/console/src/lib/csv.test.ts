import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { csvCell, toCsv } from './csv.ts'

describe('csvCell', () => {
  it.each(['=1+1', '+86', '-cmd', '@SUM(A1)', '\tx', '\rx', '＝1', '＋1', '－1', '＠x'])('defuses %j', (text) => {
    expect(csvCell(text).replace(/^"/, '').startsWith("'")).toBe(true)
  })
  it('leaves numbers of ours as numbers and plain texts alone', () => {
    expect(csvCell(-5)).toBe('-5')
    expect(csvCell('王春燕')).toBe('王春燕')
    expect(csvCell(null)).toBe('')
  })
  it('quotes what would break a line', () => {
    expect(csvCell('a,"b"\nc')).toBe('"a,""b""\nc"')
    expect(csvCell(' a')).toBe('" a"')
  })
  it('never lets a text begin with a formula character', () => {
    fc.assert(fc.property(fc.string(), (s) => !/^"?[=+\-@\t\r]/.test(csvCell(s)) || s === ''))
  })
})

describe('toCsv', () => {
  it('writes a byte order mark, a header and CRLF', () => {
    const text = toCsv([{ title: '姓名', value: (r: { n: string }) => r.n }], [{ n: '=HYPERLINK("x")' }])
    expect(text).toBe('\uFEFF姓名\r\n"\'=HYPERLINK(""x"")"\r\n')
  })
})
