import { disbursement as d } from '@zhuxue/contracts'
import fc from 'fast-check'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { Bank } from '../../simulators/bank.ts'
import { type TestApp, testApp } from '../../testing/app.ts'
import { seedAwards, seedCards } from '../../testing/money.ts'
import { allocate, type Money, money, theBooksBalance, tryBuild } from '../../testing/money-steps.ts'

/**
 * Random walks over everything people can do to payments, in any order and at the wrong moment, with a bank that fails,
 * forgets and answers late. Whatever happens: the books balance, and the bank never moves money twice for one period.
 */
const STEPS = [
  'build',
  'approve',
  'cancel',
  'seal',
  'download',
  'hand-in',
  'send',
  'answer',
  'enquire',
  'correct',
  'close',
  'lose-card',
] as const
type Step = (typeof STEPS)[number]

let t: TestApp
let m: Money
beforeAll(async () => {
  t = await testApp({ at: '2026-09-21T09:00:00+08:00' })
  const students = ['A1', 'A2', 'A3', 'A4', 'A5'].map(
    (k) => t.world.students[k] as { id: string; scope: string; schoolId: string },
  )
  await seedAwards(t.platform, students)
  await seedCards(t.platform, students)
  m = await money(t)
  await allocate(m, 10_000_000)
})
afterAll(() => t.close())

/** Back to five planned payments; the database forgets, as only its owner can make it. */
async function reset(): Promise<void> {
  await t.owner.query(`
    delete from ledger_entries where kind <> 'allocation';
    update fund_balances set available_fen = 10000000, in_transit_fen = 0;
    delete from payment_items where attempt > 1;
    update payment_items set status = 'planned', run_id = null, line_no = null, card_id = null, result_code = null, result_text = null,
      answered_at = null, instruction_id = gen_random_uuid();
    delete from run_events; delete from bank_returns; delete from payment_files; delete from payment_runs;
    update cards set status = 'activated'`)
}

interface World {
  readonly bank: Bank
  readonly files: Map<string, Buffer>
  runs: { id: string; runNo: string; revision: number }[]
}

async function take(w: World, step: Step, pick: number): Promise<void> {
  if (step === 'build') {
    await tryBuild(m)
    return
  }
  if (step === 'lose-card') {
    const { rows } = await t.owner.query('select student_id, status from cards order by student_id')
    const card = rows[pick % rows.length]
    const status = card.status === 'activated' ? 'lost' : 'activated'
    await t.owner.query('update cards set status = $2 where student_id = $1', [card.student_id, status])
    return
  }
  if (step === 'correct') {
    const { rows } = await t.owner.query('select id, status from payment_items order by instalment_id, attempt')
    const { id, status } = rows[pick % rows.length]
    const r = await m.officer.call(d.correctItem, { params: { id }, body: { reason: '核对' } })
    // exactly what the bank sent back may be issued anew
    expect(r.status === 200, status).toBe(status === 'returned')
    return
  }
  w.runs = (await m.finance.call(d.listRuns, { query: {} })).body.items
  const run = w.runs[pick % Math.max(1, w.runs.length)]
  if (!run) return
  const params = { id: run.id }
  const body = { revision: run.revision }
  if (step === 'approve') await m.finance.call(d.approveRun, { params, body })
  if (step === 'cancel') await m.finance.call(d.cancelRun, { params, body: { ...body, reason: '重组' } })
  if (step === 'seal') await m.finance.call(d.sealRun, { params, body })
  if (step === 'send') await m.finance.call(d.markRunSent, { params, body })
  if (step === 'close') await m.finance.call(d.closeRun, { params, body })
  if (step === 'download') {
    const file = await m.finance.call(d.downloadRunFile, { params })
    if (file.status === 200) w.files.set(run.runNo, file.raw)
  }
  const file = w.files.get(run.runNo)
  if (step === 'hand-in' && file) w.bank.submit(file)
  if (step === 'answer' && w.bank.knows(run.runNo)) await m.load(run.id, w.bank.answer(run.runNo))
  if (step === 'enquire' && w.bank.knows(run.runNo)) await m.load(run.id, w.bank.enquire(run.runNo))
}

/** Mostly the next sensible step, so that walks get far; one in three is anything. */
const walk = fc.array(
  fc
    .oneof(
      { weight: 2, arbitrary: fc.constant('onward' as const) },
      { weight: 1, arbitrary: fc.constantFrom(...STEPS) },
    )
    .chain((step) => fc.nat(9).map((pick) => ({ step, pick }))),
  { minLength: 10, maxLength: 45 },
)
const ONWARD: readonly Step[] = [
  'build',
  'approve',
  'seal',
  'download',
  'hand-in',
  'send',
  'answer',
  'enquire',
  'correct',
  'close',
]

test('random sequences of build, approve, cancel, send, return, correct never pay twice and always balance', {
  timeout: 300_000,
}, async () => {
  let paid = 0
  let returned = 0
  await fc.assert(
    fc.asyncProperty(walk, fc.integer(), async (steps, seed) => {
      await reset()
      const faults = { rates: { ACCT_FROZEN: 0.25, UNKNOWN: 0.2, NAME_MISMATCH: 0.1 } }
      const w: World = { bank: new Bank({ faults, seed: String(seed) }), files: new Map(), runs: [] }
      let at = 0
      for (const { step, pick } of steps) {
        if (step === 'onward') {
          await take(w, ONWARD[at % ONWARD.length] as Step, at % ONWARD.length === 8 ? pick : 0)
          at += 1
        } else await take(w, step, pick)
      }
      await theBooksBalance(t)
      // the bank's own book: at most one payment for each account, the period being one
      const accounts = w.bank.paid().map((p) => p.account)
      expect(new Set(accounts).size).toBe(accounts.length)
      // and what we call paid, the bank paid
      const ours = (await t.owner.query("select instruction_id from payment_items where status = 'paid'")).rows
      const theirs = new Set(w.bank.paid().map((p) => p.instructionId))
      expect(ours.filter((o) => !theirs.has(o.instruction_id))).toEqual([])
      paid += ours.length
      returned +=
        (await t.owner.query("select 1 from payment_items where status in ('returned', 'corrected')")).rowCount ?? 0
    }),
    { numRuns: 40, seed: 20260901 },
  )
  // the walks went far enough to mean something
  expect(paid).toBeGreaterThan(20)
  expect(returned).toBeGreaterThan(5)
})
