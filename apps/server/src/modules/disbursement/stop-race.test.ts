import { applications, disbursement as d, office, roll } from '@zhuxue/contracts'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { Bank } from '../../simulators/bank.ts'
import { type Client, type TestApp, testApp } from '../../testing/app.ts'
import { seedAwards, seedCards } from '../../testing/money.ts'
import { allocate, build, type Money, money, theBooksBalance, toSent } from '../../testing/money-steps.ts'

let t: TestApp
let m: Money
const who = (key: string) => t.world.students[key] as { id: string; name: string; scope: string; schoolId: string }

beforeEach(async () => {
  t = await testApp({ at: '2026-09-21T09:00:00+08:00' })
  await seedAwards(t.platform, ['A1', 'A2'].map(who))
  await seedCards(t.platform, ['A1', 'A2'].map(who))
  m = await money(t)
  await allocate(m, 1_000_000)
})
afterEach(async () => {
  await theBooksBalance(t)
  await t.close()
})

/** Enters a back-dated suspension, so that all instalments of the term would stop; returns its id. */
async function suspend(key: string): Promise<string> {
  const officer = await t.as('roll-officer')
  await t.owner.query("update students set entered_on = '2025-09-01' where id = $1", [who(key).id])
  const entered = await officer.call(roll.enterRollChange, {
    body: { studentId: who(key).id, type: 'suspension', occurredOn: '2026-08-20', reason: '因病休学一年' },
  })
  expect(entered.status, JSON.stringify(entered.body)).toBe(200)
  return entered.body.id
}

const confirm = async (id: string, reviewer?: Client) =>
  (reviewer ?? (await t.as('roll-reviewer'))).call(roll.reviewRollChange, {
    params: { id },
    body: { decision: 'confirm', reason: '' },
  })

const september = async (key: string) =>
  (await t.owner.query("select status from instalments where student_id = $1 and period = '2026-09'", [who(key).id]))
    .rows[0].status

test('a suspension confirmed while the bank file is being downloaded waits, and leaves alone what is in the file', async () => {
  let run = await build(m)
  for (const route of [d.approveRun, d.sealRun] as const) {
    run = (await m.finance.call(route, { params: { id: run.id }, body: { revision: run.revision } })).body
  }
  const change = await suspend('A1')
  const reviewer = await t.as('roll-reviewer')
  // the download has checked the run and is about to hand the file over
  await t.owner.query('begin')
  await t.owner.query('update payment_runs set downloaded_at = $2 where id = $1', [run.id, t.platform.clock.now()])
  const confirming = confirm(change, reviewer)
  await new Promise((go) => setTimeout(go, 600))
  await t.owner.query('commit')
  expect((await confirming).body).toMatchObject({ status: 'confirmed', stoppedInstalments: 4 })
  expect(await september('A1')).toBe('open')
})

test('a returned payment that was stopped afterwards is nobody’s work any more, and the student is not told to wait', async () => {
  const { run, file } = await toSent(m)
  const last4 = (await t.owner.query('select last4 from cards where student_id = $1', [who('A1').id])).rows[0].last4
  const bank = new Bank({ faults: { accounts: { [last4]: 'ACCT_FROZEN' } } })
  bank.submit(file)
  expect((await m.load(run.id, bank.answer(run.runNo))).body).toMatchObject({ paid: 1, returned: 1 })
  const waiting = async () => (await m.officer.call(office.workList)).body.groups.filter((g) => g.kind === 'returned')
  expect(await waiting()).toHaveLength(1)
  expect((await confirm(await suspend('A1'))).body).toMatchObject({ stoppedInstalments: 5 })
  expect(await september('A1')).toBe('stopped')
  expect(await waiting()).toEqual([])
  const home = await (await t.asStudent('A1')).call(applications.studentHome)
  expect(home.body.tasks.map((x) => x.kind)).not.toContain('payment-returned')
})
