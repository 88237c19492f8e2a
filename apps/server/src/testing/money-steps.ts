import { disbursement as d, type ReplyOf } from '@zhuxue/contracts'
import { expect } from 'vitest'
import type { TestApp } from './app.ts'
import type { Answer, Client } from './client.ts'

type RunRow = ReplyOf<typeof d.buildRun>
type Programme = 'national-grant' | 'tuition-waiver'

/** The people who move money at school A, logged in. */
export interface Money {
  readonly t: TestApp
  readonly schoolId: string
  readonly officer: Client
  readonly finance: Client
  readonly county: Client
  load(runId: string, content: Buffer): Promise<Answer<typeof d.loadReturn>>
}

export async function money(t: TestApp): Promise<Money> {
  const finance = await t.as('finance')
  return {
    t,
    schoolId: t.world.schools.A.id,
    officer: await t.as('aid-officer'),
    finance,
    county: await t.as('county-finance'),
    load: (id, content) => finance.call(d.loadReturn, { params: { id }, file: { name: 'return.csv', content } }),
  }
}

let documents = 0

/** Registers an allocation (fen). */
export async function allocate(m: Money, amountFen: number, programme: Programme = 'national-grant'): Promise<void> {
  documents += 1
  const r = await m.county.call(d.allocateFunds, {
    body: {
      schoolId: m.schoolId,
      programme,
      term: '2026-autumn',
      amountFen,
      documentNo: `官教财〔2026〕${documents}号`,
    },
  })
  expect(r.status, JSON.stringify(r.body)).toBe(200)
}

interface BuildOptions {
  readonly programme?: Programme
  readonly period?: string
  readonly client?: Client
  readonly requestId?: string
}

/** Builds a run and hands back the raw answer. */
export function tryBuild(m: Money, o: BuildOptions = {}): Promise<Answer<typeof d.buildRun>> {
  return (o.client ?? m.officer).call(d.buildRun, {
    body: {
      schoolId: m.schoolId,
      programme: o.programme ?? 'national-grant',
      term: '2026-autumn',
      period: o.period ?? '2026-09',
      ...(o.requestId ? { requestId: o.requestId } : {}),
    },
  })
}

/** Builds a run that must succeed. */
export async function build(m: Money, o: BuildOptions = {}): Promise<RunRow> {
  const r = await tryBuild(m, o)
  expect(r.status, JSON.stringify(r.body)).toBe(200)
  return r.body
}

/** Builds, approves, seals, downloads and sends a run. */
export async function toSent(m: Money, until: 'downloaded' | 'sent' = 'sent'): Promise<{ run: RunRow; file: Buffer }> {
  let run = await build(m)
  const act = async (route: typeof d.approveRun | typeof d.sealRun | typeof d.markRunSent) => {
    const r = await m.finance.call(route, { params: { id: run.id }, body: { revision: run.revision } })
    expect(r.status, JSON.stringify(r.body)).toBe(200)
    run = r.body
  }
  await act(d.approveRun)
  await act(d.sealRun)
  const file = await m.finance.call(d.downloadRunFile, { params: { id: run.id } })
  expect(file.status, file.raw.toString()).toBe(200)
  if (until === 'sent') await act(d.markRunSent)
  return { run, file: file.raw }
}

/** What must hold whatever happened: all accounts zero, balances as the ledger says, nobody paid twice for a period. */
export async function theBooksBalance(t: TestApp): Promise<void> {
  const county = await t.as('county-finance')
  const funds = await county.call(d.fundSummary, { query: {} })
  expect(funds.body.sumOfAllAccountsFen).toBe(0)
  const { rows } = await t.owner.query(`
    select
      (select count(*) from (select instalment_id from payment_items where status = 'paid' group by 1 having count(*) > 1) x)::integer as twice,
      (select count(*) from (select instalment_id from payment_items where status in ('planned','in-run','sent','paid','returned','unknown')
        group by 1 having count(*) > 1) x)::integer as live_twice,
      (select coalesce(sum(amount_fen), 0) from payment_items where status = 'paid' and payee = 'student')::bigint as paid_items,
      (select coalesce(sum(amount_fen), 0) from ledger_entries where kind = 'paid')::bigint as paid_ledger,
      (select coalesce(sum(amount_fen), 0) from payment_items where status in ('sent', 'unknown'))::bigint as open_items,
      (select coalesce(sum(in_transit_fen), 0) from fund_balances)::bigint as in_transit`)
  const r = rows[0]
  expect(r).toMatchObject({ twice: 0, live_twice: 0 })
  expect(r.paid_ledger).toBe(r.paid_items)
  expect(r.in_transit).toBe(r.open_items)
}
