import { cards } from '@zhuxue/contracts'
import ExcelJS from 'exceljs'
import iconv from 'iconv-lite'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { type TestApp, testApp } from '../../testing/app.ts'
import { cardNumber, seedAwards } from '../../testing/money.ts'

let t: TestApp
let n = 100
beforeAll(async () => {
  t = await testApp()
})
afterAll(() => t.close())
beforeEach(async () => {
  await t.owner.query('delete from cards')
  await t.owner.query('delete from card_imports')
  n += 100
})

const HEAD = '序号,姓名,证件号,卡号,开卡日期,结果,原因'
const who = (key: string) =>
  t.world.students[key] as { id: string; name: string; idNumber: string; scope: string; schoolId: string }
const line = (key: string, card = cardNumber(n + Number(key.slice(1))), more = '2026-08-28,成功,') =>
  `1,${who(key).name},${who(key).idNumber},${card},${more}`
const list = (...lines: string[]) => iconv.encode([HEAD, ...lines].join('\r\n'), 'gbk')
async function load(
  content: Buffer,
  options: { school?: 'A' | 'B'; as?: 'A' | 'B'; dryRun?: 'yes' | 'no'; requestId?: string } = {},
) {
  const officer = await t.as('aid-officer', options.as ?? 'A')
  return officer.call(cards.importCards, {
    body: {
      schoolId: t.world.schools[options.school ?? 'A'].id,
      dryRun: options.dryRun ?? 'no',
      ...(options.requestId ? { requestId: options.requestId } : {}),
    },
    file: { name: 'cards.csv', content },
  })
}
const count = async () => Number((await t.owner.query('select count(*) from cards')).rows[0].count)

describe('import of the bank’s list', () => {
  test('a good list makes cards; students are told to activate in person; numbers are stored encrypted', async () => {
    const r = await load(list(line('A1'), line('A2')))
    expect(r.body).toMatchObject({ accepted: 2, rows: 2, failedAtBank: 0, problems: [], dryRun: false })
    const { rows } = await t.owner.query('select number_enc, last4, preferential_until::text from cards order by last4')
    expect(rows[0].last4).toBe(cardNumber(n + 1).slice(-4))
    expect(rows[0].preferential_until).toBe('2029-08-27') // three years (S1 四(五))
    expect(rows[0].number_enc.toString('latin1')).not.toContain(cardNumber(n + 1))
    const jobs = await t.owner.query(
      "select payload from graphile_worker._private_jobs where payload->>'kind' = 'card-issued'",
    )
    expect(JSON.stringify(jobs.rows)).toContain('柜台激活')
    expect(JSON.stringify(jobs.rows)).not.toMatch(/621284\d{13}/)
  })

  test('xlsx as well as csv', async () => {
    const book = new ExcelJS.Workbook()
    const sheet = book.addWorksheet('开卡')
    sheet.addRow(HEAD.split(','))
    sheet.addRow([
      1,
      who('A1').name,
      who('A1').idNumber,
      cardNumber(n + 1),
      new Date(Date.UTC(2026, 7, 28)),
      '成功',
      '',
    ])
    const r = await load(Buffer.from(await book.xlsx.writeBuffer()))
    expect(r.body).toMatchObject({ accepted: 1, problems: [] })
  })

  test('one bad line refuses the whole list, each error by line and column, nothing is written', async () => {
    const bad = `${cardNumber(n + 3).slice(0, -1)}${(Number(cardNumber(n + 3).slice(-1)) + 1) % 10}`
    const r = await load(
      list(
        line('A1'),
        line('A3', bad),
        line('A4', '6228480000000000018'),
        line('A5', cardNumber(n + 5), '2026-02-30,成功,'),
        `5,不是本人,${who('A6').idNumber},${cardNumber(n + 6)},2026-08-28,成功,`,
        line('B1', cardNumber(n + 70)),
        line('A7', cardNumber(n + 7), '2026-09-30,成功,'),
        line('A8', '', '2026-08-28,失败,'),
      ),
    )
    expect(r.status).toBe(200)
    expect(r.body.importId).toBeNull()
    expect(r.body.problems.map((p) => [p.line, p.column])).toEqual([
      [3, '卡号'],
      [4, '卡号'],
      [5, '开卡日期'],
      [6, '姓名'],
      [7, '证件号'],
      [8, '开卡日期'],
      [9, '原因'],
    ])
    expect(await count()).toBe(0)
  })

  test('same person or same card twice in one file', async () => {
    const r = await load(list(line('A1'), line('A1', cardNumber(n + 50)), line('A2', cardNumber(n + 1))))
    expect(r.body.problems).toEqual([
      { line: 3, column: '证件号', text: expect.stringContaining('第2行') },
      { line: 4, column: '卡号', text: expect.stringContaining('第2行') },
    ])
  })

  test('a card that is already someone else’s, even at a school out of sight', async () => {
    expect((await load(list(line('B1', cardNumber(n + 1))), { school: 'B', as: 'B' })).body.accepted).toBe(1)
    const r = await load(list(line('A1', cardNumber(n + 1))))
    expect(r.body.problems).toEqual([{ line: 2, column: '卡号', text: expect.stringContaining('其他学生') }])
    expect(await count()).toBe(1)
  })

  test('one usable card per student (S1 四(五)): a second only after loss is recorded', async () => {
    await load(list(line('A1')))
    const again = await load(list(line('A1', cardNumber(n + 60))))
    expect(again.body.problems[0]?.text).toContain('请先登记挂失')
    const { rows } = await t.owner.query('select id from cards')
    const officer = await t.as('aid-officer')
    const lost = await officer.call(cards.changeCardStatus, {
      params: { id: rows[0].id },
      body: { status: 'lost', reason: '本人挂失' },
    })
    expect(lost.status).toBe(200)
    const replacement = await load(list(line('A1', cardNumber(n + 60)), line('A2', cardNumber(n + 61))))
    expect(replacement.body).toMatchObject({ accepted: 2, problems: [] })
  })

  test('the same file twice is a duplicate; the same request is answered the same', async () => {
    const file = list(line('A1'))
    const requestId = crypto.randomUUID()
    const first = await load(file, { requestId })
    const retry = await load(file, { requestId })
    expect(retry.body).toEqual(first.body)
    const second = await load(file)
    expect([second.status, second.body.code]).toEqual([409, 'duplicate'])
    expect(await count()).toBe(1)
  })

  test('double click: two parallel calls make one card', async () => {
    const file = list(line('A1'))
    const answers = await Promise.all([load(file), load(file)])
    expect(answers.map((a) => a.status).sort()).toEqual([200, 409])
    expect(await count()).toBe(1)
  })

  test('dry run checks everything and writes nothing', async () => {
    const r = await load(list(line('A1')), { dryRun: 'yes' })
    expect(r.body).toMatchObject({ accepted: 1, importId: null, dryRun: true })
    expect(await count()).toBe(0)
    expect((await load(list(line('A1')))).body.accepted).toBe(1)
  })

  test('rows that failed at the bank become a message with the reason', async () => {
    const r = await load(list(line('A1', '', ',失败,证件有效期已过')))
    expect(r.body).toMatchObject({ accepted: 0, failedAtBank: 1, problems: [] })
    const jobs = await t.owner.query(
      "select payload from graphile_worker._private_jobs where payload->>'kind' = 'card-failed'",
    )
    expect(jobs.rows[0].payload.body).toContain('证件有效期已过')
  })

  test('another school’s officer finds no such school; finance may look, not import', async () => {
    const other = await load(list(line('A1')), { school: 'A', as: 'B' })
    expect(other.status).toBe(404)
    const finance = await t.as('finance')
    const r = await finance.call(cards.importCards, {
      body: { schoolId: t.world.schools.A.id, dryRun: 'no' },
      file: { name: 'a.csv', content: list(line('A1')) },
    })
    expect(r.status).toBe(403)
    expect((await finance.call(cards.listCards)).status).toBe(200)
  })
})

describe('activation and own view', () => {
  test('activated one by one, on a possible day, once; another school sees no such card', async () => {
    await load(list(line('A1')))
    const { rows } = await t.owner.query('select id from cards')
    const officer = await t.as('aid-officer')
    const act = (day: string, as = officer) =>
      as.call(cards.activateCard, { params: { id: rows[0].id }, body: { activatedOn: day, method: 'counter' } })
    expect((await act('2026-08-01')).status).toBe(400)
    expect((await act('2026-09-02')).status).toBe(400)
    expect((await act('2026-08-31', await t.as('aid-officer', 'B'))).status).toBe(404)
    expect((await act('2026-08-31')).status).toBe(200)
    expect((await act('2026-08-31')).body.code).toBe('state-conflict')
    const listed = await officer.call(cards.listCards, { query: { status: 'activated', q: who('A1').name } })
    expect(listed.body.items).toMatchObject([{ studentName: who('A1').name, statusTitle: '已激活' }])
  })

  test('a student sees four digits, the hotline of the issuer, and what to do', async () => {
    await load(list(line('A1')))
    const me = await t.asStudent('A1')
    const r = await me.call(cards.ownCard)
    expect(r.body.card).toMatchObject({ last4: cardNumber(n + 1).slice(-4), hotline: '95533', status: 'issued' })
    expect(r.body.card?.whatToDo).toContain('柜台激活')
    expect(r.raw.toString()).not.toContain(cardNumber(n + 1))
    expect((await (await t.asStudent('A2')).call(cards.ownCard)).body.card).toBeNull()
  })

  test('students with an approved grant and no usable card are listed; a forged cursor is a bad request', async () => {
    await seedAwards(t.platform, [who('A5'), who('A6')])
    await load(list(line('A5')))
    const officer = await t.as('aid-officer')
    const r = await officer.call(cards.cardsMissing)
    expect(r.body.items.map((i) => i.studentName)).toEqual([who('A6').name])
    const forged = Buffer.from(JSON.stringify(['x', 'y'])).toString('base64url')
    expect((await officer.call(cards.listCards, { query: { cursor: forged } })).status).toBe(400)
  })
})
