import { randomUUID } from 'node:crypto'
import { cards, disbursement as d, roll } from '@zhuxue/contracts'
import ExcelJS from 'exceljs'
import iconv from 'iconv-lite'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { Bank } from '../../apps/server/src/simulators/bank.ts'
import { type TestApp, testApp } from '../../apps/server/src/testing/app.ts'
import { cardNumber, seedAwards, seedCards } from '../../apps/server/src/testing/money.ts'
import { allocate, type Money, money, theBooksBalance, toSent } from '../../apps/server/src/testing/money-steps.ts'
import { photo } from '../../apps/server/src/testing/student-kit.ts'
import { snapshot } from './support.ts'
import { zipOf } from './zip.ts'

let t: TestApp
let m: Money
beforeAll(async () => {
  t = await testApp({ at: '2026-09-21T09:00:00+08:00' })
  const people = ['A1', 'A2', 'A3', 'A4'].map(who)
  await seedAwards(t.platform, people)
  await seedCards(t.platform, people.slice(0, 3))
  m = await money(t)
  await allocate(m, 1_000_000)
})
afterAll(async () => {
  await theBooksBalance(t)
  await t.close()
})

const who = (key: string) =>
  t.world.students[key] as { id: string; name: string; idNumber: string; scope: string; schoolId: string }

const HEAD = '序号,姓名,证件号,卡号,开卡日期,结果,原因'
async function importList(content: Buffer) {
  const r = await m.officer.call(cards.importCards, {
    body: { schoolId: m.schoolId, dryRun: 'no' },
    file: { name: '清单.xlsx', content },
  })
  return r
}

describe('the bank’s card list', () => {
  const good = () => `${HEAD}\r\n1,${who('A4').name},${who('A4').idNumber},${cardNumber(4400)},2026-09-18,成功,\r\n`

  // CSV in GBK, UTF-8 with BOM, GB18030, UTF-16 cell by cell: platform/sheets/sheets.test.ts
  test.each([
    ['GBK', (s: string) => iconv.encode(s, 'gbk')],
    ['UTF-8 with BOM', (s: string) => Buffer.from(`\ufeff${s}`)],
    ['UTF-8', (s: string) => Buffer.from(s)],
    ['GB18030', (s: string) => iconv.encode(s, 'gb18030')],
    [
      'full-width digits, spaces, a small x',
      (s: string) =>
        Buffer.from(s.replace(/\d(?=[\d]{3,}[\dX],\d{16})/g, (c) => String.fromCharCode(c.charCodeAt(0) + 0xfee0))),
    ],
  ])('csv as %s is taken', async (_, encode) => {
    await t.owner.query('delete from cards where student_id = $1', [who('A4').id])
    await t.owner.query('delete from card_imports')
    const r = await importList(encode(good()))
    expect(r.body, JSON.stringify(r.body)).toMatchObject({ accepted: 1, problems: [] })
  })

  test.each([
    ['wrong check digit', (id: string) => id.slice(0, 17) + ((Number(id.at(-1)) || 0) === 1 ? '2' : '1'), /校验|证件/],
    ['30 February', () => '530102201002300012', /日期|证件/],
    ['a formula', () => '=1+1', /公式/],
    ['what Excel leaves of it', () => '5.30102E+17', /超过15位/],
    ['nothing', () => '', /身份证/],
  ])('ID number with %s: named by line, the list refused whole, nothing changed', async (_, spoil, text) => {
    const before = await snapshot(t)
    const r = await importList(
      Buffer.from(
        `${HEAD}\r\n1,${who('A5').name},${who('A5').idNumber},${cardNumber(5500)},2026-09-18,成功,\r\n2,${who('A6').name},${spoil(who('A6').idNumber)},${cardNumber(5600)},2026-09-18,成功,\r\n`,
      ),
    )
    expect(r.status).toBe(200)
    expect(r.body).toMatchObject({ importId: null, accepted: 0, problems: [{ line: 3 }] })
    expect(r.body.problems[0]?.text).toMatch(text)
    expect(await snapshot(t)).toBe(before)
    // the answer is shown on a screen and may be printed: it repeats no number
    expect(JSON.stringify(r.body)).not.toContain(who('A5').idNumber)
  })

  test('a formula in a name: refused by line, in csv and in xlsx', async () => {
    const before = await snapshot(t)
    for (const name of ['=HYPERLINK("http://x")', '"=cmd|\' /C calc\'!A1"', '@SUM(1+1)', '+1+1', '-1+1']) {
      const r = await importList(
        Buffer.from(`${HEAD}\n1,${name},${who('A5').idNumber},${cardNumber(5500)},2026-09-18,成功,\n`),
      )
      expect(r.body, name).toMatchObject({ accepted: 0, problems: [{ line: 2 }] })
    }
    const book = new ExcelJS.Workbook()
    const sheet = book.addWorksheet('清单')
    sheet.addRow(HEAD.split(','))
    sheet.addRow([
      1,
      { formula: 'CONCAT("李","晓燕")', result: who('A5').name },
      who('A5').idNumber,
      cardNumber(5500),
      '2026-09-18',
      '成功',
      '',
    ])
    const r = await importList(Buffer.from(await book.xlsx.writeBuffer()))
    expect(r.body).toMatchObject({
      accepted: 0,
      problems: [{ line: 2, column: '姓名', text: expect.stringContaining('公式') }],
    })
    expect(await snapshot(t)).toBe(before)
  })

  test('zip bombs: refused in words within 100 ms of work, without the memory they ask for', async () => {
    const empty = Buffer.alloc(200 * 1024 * 1024)
    const rels = Buffer.from('<Relationships><Relationship Id="r1" Target="worksheets/sheet1.xml"/></Relationships>')
    const book = Buffer.from('<workbook xmlns:r="r"><sheets><sheet name="a" r:id="r1"/></sheets></workbook>')
    const rows = Buffer.from(
      `<worksheet><sheetData>${'<row r="1"><c r="A1" t="inlineStr"><is><t>甲</t></is></c></row>'.repeat(400_000)}</sheetData></worksheet>`,
    )
    const bombs: [string, Buffer][] = [
      ['200 MB of nothing', zipOf([{ name: 'xl/workbook.xml', content: empty }])],
      ['200 MB that claims to be 1 kB', zipOf([{ name: 'xl/workbook.xml', content: empty, declared: 1000 }])],
      ['20,000 entries over one body', zipOf([{ name: 'xl/a.xml', content: Buffer.alloc(1 << 20), times: 20_000 }])],
      [
        '400,000 rows',
        zipOf([
          { name: 'xl/workbook.xml', content: book },
          { name: 'xl/_rels/workbook.xml.rels', content: rels },
          { name: 'xl/worksheets/sheet1.xml', content: rows },
        ]),
      ],
      ['half a zip', (await new ExcelJS.Workbook().xlsx.writeBuffer().then((b) => Buffer.from(b))).subarray(0, 300)],
      [
        'a zip in a zip',
        zipOf([{ name: 'xl/workbook.xml', content: zipOf([{ name: 'a', content: Buffer.alloc(1 << 20) }]) }]),
      ],
    ]
    // the first parse warms the code up: the bar is for the refusal, not for loading it
    await importList(bombs[4]?.[1] as Buffer)
    for (const [name, bomb] of bombs) {
      const rss = process.memoryUsage().rss
      const cpu = process.cpuUsage()
      const r = await importList(bomb)
      const { user, system } = process.cpuUsage(cpu)
      expect([r.status, r.body.code], name).toEqual([422, 'file-refused'])
      expect(r.body.detail, name).toMatch(/[\u4e00-\u9fff]{6,}/)
      const ms = (user + system) / 1000
      const mb = (process.memoryUsage().rss - rss) / 1e6
      process.stdout.write(
        `${name} (${(bomb.length / 1024).toFixed(0)} kB): refused in ${ms.toFixed(0)} ms CPU, ${mb.toFixed(0)} MB\n`,
      )
      expect(mb, name).toBeLessThan(100)
      expect(ms, name).toBeLessThan(5000)
    }
  })

  test('an officer of another school finds no such school', async () => {
    const stranger = await t.as('aid-officer', 'B')
    const r = await stranger.call(cards.importCards, {
      body: { schoolId: m.schoolId, dryRun: 'yes' },
      file: { name: 'a.csv', content: Buffer.from(good()) },
    })
    expect([r.status, r.body.code]).toEqual([404, 'not-found'])
  })
})

describe('the bank’s return file: taken whole or not at all', () => {
  let runId = ''
  let runNo = ''
  const bank = new Bank()
  let answer: string
  beforeAll(async () => {
    const sent = await toSent(m)
    runId = sent.run.id
    runNo = sent.run.runNo
    bank.submit(sent.file)
    answer = iconv.decode(bank.answer(runNo), 'gb18030')
  })
  const lines = () => answer.split(/\r?\n/)
  const first = () => lines().findIndex((l) => /指令号/.test(l)) + 1

  // each damage singly, with the books afterwards: disbursement/disbursement.test.ts
  test.each([
    ['a stranger', () => answer.replace(/[0-9a-f]{8}-[0-9a-f-]{27}/, randomUUID()), /不在本批次/],
    [
      'a repeat',
      () =>
        lines()
          .toSpliced(first() + 1, 0, lines()[first()] as string)
          .join('\r\n'),
      /重复/,
    ],
    ['a wrong sum', () => answer.replace(/(总金额,)\d+\.\d\d/, '$11.00'), /总金额/],
    ['a missing line', () => lines().toSpliced(first(), 1).join('\r\n'), /缺少|笔/],
    ['a cent more in one line', () => answer.replace(/,230\.00,/, ',230.01,'), /金额/],
    ['an amount of 1e309', () => answer.replace(/,230\.00,/, ',1e309,'), /金额/],
    ['an amount as a formula', () => answer.replace(/,230\.00,/, ',=230,'), /公式/],
    ['a card number that Excel ate', () => answer.replace(/621284\d{13}/, '6.21284E+18'), /超过15位/],
    ['another run’s number', () => answer.replace(runNo, `${runNo}9`), /不是本批次/],
    ['nothing but its head', () => lines().slice(0, first()).join('\r\n'), /笔|没有/],
  ])('%s: refused whole with the line, database and ledger unchanged', async (_, spoil, text) => {
    const before = await snapshot(t)
    for (const content of [Buffer.from(spoil()), iconv.encode(spoil(), 'gb18030'), Buffer.from(`\ufeff${spoil()}`)]) {
      const r = await m.load(runId, content)
      expect(r.status, JSON.stringify(r.body)).toBe(200)
      expect(r.body).toMatchObject({ accepted: false, paid: 0, returned: 0, unknown: 0 })
      expect(r.body.problems.map((p) => p.text).join()).toMatch(text)
      for (const p of r.body.problems) expect(p.line).toBeGreaterThanOrEqual(1)
      expect(JSON.stringify(r.body)).not.toMatch(/621284\d{13}/)
    }
    expect(await snapshot(t)).toBe(before)
    await theBooksBalance(t)
  })

  test.each([
    ['a photo', async () => photo()],
    ['an empty line', async () => Buffer.from('\r\n')],
    ['1 MB of zeros', async () => Buffer.alloc(1 << 20)],
    ['a million commas', async () => Buffer.from(','.repeat(1_000_000))],
    ['one quote that never ends', async () => Buffer.from(`批次号,"${'长'.repeat(300_000)}`)],
    ['200,000 short lines', async () => Buffer.from('a,b\n'.repeat(200_000))],
  ])('%s: refused in words', async (_, make) => {
    const before = await snapshot(t)
    const started = performance.now()
    const r = await m.load(runId, await make())
    if (r.status === 200) expect(r.body.accepted).toBe(false)
    else expect([r.status, r.body.code]).toEqual([422, 'file-refused'])
    expect(performance.now() - started).toBeLessThan(60_000)
    expect(await snapshot(t)).toBe(before)
  })

  test('another school’s finance finds no such run', async () => {
    const stranger = await t.as('finance', 'B')
    const r = await stranger.call(d.loadReturn, {
      params: { id: runId },
      file: { name: 'r.csv', content: Buffer.from(answer) },
    })
    expect([r.status, r.body.code]).toEqual([404, 'not-found'])
  })

  test('and after all that the true file is taken once', async () => {
    expect((await m.load(runId, Buffer.from(answer))).body).toMatchObject({ accepted: true, paid: 3 })
    expect((await m.load(runId, Buffer.from(answer))).body.code).toBe('duplicate')
  })
})

test('a name that a spreadsheet would run as a formula is text on the screen', async () => {
  // the bank file: disbursement.test.ts; exports: apps/console/src/lib/csv.test.ts; here: on a screen it is text, nothing more
  await t.owner.query("update students set name = '=1+1' where id = $1", [who('B8').id])
  const officer = await t.as('aid-officer', 'B')
  const list = await officer.call(roll.listStudents, { query: { q: '=1+1' } })
  expect(list.body.items.map((s) => s.name)).toEqual(['=1+1'])
})
