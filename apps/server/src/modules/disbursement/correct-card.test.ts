import { disbursement as d } from '@zhuxue/contracts'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { Bank } from '../../simulators/bank.ts'
import { type TestApp, testApp } from '../../testing/app.ts'
import { seedAwards, seedCards } from '../../testing/money.ts'
import { allocate, type Money, money, theBooksBalance, toSent } from '../../testing/money-steps.ts'

let t: TestApp
let m: Money
const who = (key: string) => t.world.students[key] as { id: string; name: string; scope: string; schoolId: string }

beforeEach(async () => {
  t = await testApp({ at: '2026-09-21T09:00:00+08:00' })
  await seedAwards(t.platform, [who('A1')])
  await seedCards(t.platform, [who('A1')])
  m = await money(t)
  await allocate(m, 1_000_000)
})
afterEach(async () => {
  await theBooksBalance(t)
  await t.close()
})

test('an account that the bank does not have gets no second try: another card first, then the payment goes out again', async () => {
  const { run, file } = await toSent(m)
  const { rows } = await t.owner.query('select id, last4 from cards where student_id = $1', [who('A1').id])
  const bank = new Bank({ faults: { accounts: { [rows[0].last4]: 'ACCT_NOT_FOUND' } } })
  bank.submit(file)
  expect((await m.load(run.id, bank.answer(run.runNo))).body).toMatchObject({ returned: 1 })
  const item = (await m.officer.call(d.getRun, { params: { id: run.id }, query: { status: 'returned' } })).body.items[0]
  const correct = () =>
    m.officer.call(d.correctItem, { params: { id: item?.id ?? '' }, body: { reason: '已与学生核对账号' } })
  const refused = await correct()
  expect([refused.status, refused.body.code]).toEqual([422, 'rule-refused'])
  expect(refused.body.detail).toContain('换办中职卡')
  await t.owner.query("update cards set status = 'closed' where id = $1", [rows[0].id])
  await seedCards(t.platform, [who('A1')], 500)
  expect((await correct()).status).toBe(200)
})
