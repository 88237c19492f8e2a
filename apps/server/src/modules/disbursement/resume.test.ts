import { roll } from '@zhuxue/contracts'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { type TestApp, testApp } from '../../testing/app.ts'
import { seedAwards, seedCards } from '../../testing/money.ts'
import { allocate, build, type Money, money, theBooksBalance, tryBuild } from '../../testing/money-steps.ts'

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

async function change(type: 'suspension' | 'resumption', occurredOn: string): Promise<void> {
  const entered = await (await t.as('roll-officer')).call(roll.enterRollChange, {
    body: { studentId: who('A1').id, type, occurredOn, reason: type === 'suspension' ? '因病休学' : '病愈复学' },
  })
  expect(entered.status, JSON.stringify(entered.body)).toBe(200)
  const r = await (await t.as('roll-reviewer')).call(roll.reviewRollChange, {
    params: { id: entered.body.id },
    body: { decision: 'confirm', reason: '' },
  })
  expect(r.status, JSON.stringify(r.body)).toBe(200)
}

const periods = async () =>
  (
    await t.owner.query<{ period: string; status: string; item: string }>(
      `select i.period, i.status, p.status as item from instalments i join payment_items p on p.instalment_id = i.id where i.student_id = $1 order by i.period`,
      [who('A1').id],
    )
  ).rows.map((r) => `${r.period} ${r.status} ${r.item}`)

test('a suspension stops from next month; the resumption lets the month after it go on, the months between stay stopped', async () => {
  await t.owner.query("update students set entered_on = '2025-09-01' where id = $1", [who('A1').id])
  await change('suspension', '2026-09-20')
  expect(await periods()).toEqual([
    '2026-09 open planned',
    '2026-10 stopped stopped',
    '2026-11 stopped stopped',
    '2026-12 stopped stopped',
    '2027-01 stopped stopped',
  ])
  t.clock.set('2026-11-10T09:00:00+08:00')
  await change('resumption', '2026-11-09')
  expect(await periods()).toEqual([
    '2026-09 open planned',
    '2026-10 stopped stopped',
    '2026-11 stopped stopped',
    '2026-12 open planned',
    '2027-01 open planned',
  ])
  expect((await tryBuild(m, { period: '2026-10' })).status).toBe(422)
  t.clock.set('2026-12-16T09:00:00+08:00')
  expect(await build(m, { period: '2026-12' })).toMatchObject({ items: 1 })
})
