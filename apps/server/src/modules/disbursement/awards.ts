import { fen, instalmentDueOn, instalmentsOf, type Term, termBounds } from '@zhuxue/policy'
import { sql } from 'kysely'
import { newId, refuse, type Tx } from '../../platform/index.ts'
import { versionsById } from '../catalogue/index.ts'
import { regionFor } from '../roll/index.ts'

/** What an award needs to know of the application that was approved. */
export interface ApprovedApplication {
  readonly id: string
  readonly school_id: string
  readonly scope: string
  readonly student_id: string
  readonly programme: string
  readonly term: string
  readonly payee: string
  readonly term_fen: number | null
  readonly policy_version: string
}

/**
 * Makes awards, their instalments by the plan of the programme version, and one planned payment item for each, in the
 * transaction of the approval. The instruction id by which the bank will know the payment is stored here, long before
 * anything leaves. A fixed number of statements, whatever the number of applications.
 */
export async function createAwards(tx: Tx, approved: readonly ApprovedApplication[]): Promise<void> {
  if (approved.length === 0) return
  const counties = await countiesOf(tx, approved)
  const versions = await versionsById(
    tx,
    approved.map((app) => app.policy_version),
  )
  const awards: object[] = []
  const instalments: object[] = []
  const items: object[] = []
  for (const app of approved) {
    const version = versions.get(app.policy_version)
    if (!version || app.term_fen === null) throw refuse('state-conflict', '申请缺少政策版本或金额，不能生成发放计划。')
    const term = app.term as Term
    const { terms } = regionFor(counties.get(app.school_id) ?? '')
    const common = { school_id: app.school_id, scope: app.scope, student_id: app.student_id, payee: app.payee }
    const award = {
      ...common,
      id: newId(),
      application_id: app.id,
      programme: app.programme,
      term,
      term_fen: app.term_fen,
    }
    awards.push(award)
    for (const part of instalmentsOf(version.instalments, term, fen(app.term_fen), terms)) {
      const id = newId()
      instalments.push({
        ...common,
        id,
        award_id: award.id,
        programme: app.programme,
        term,
        period: part.period,
        amount_fen: part.amount,
        due_on: instalmentDueOn(part.period, term, terms),
        term_ends_on: termBounds(term, terms).to,
      })
      items.push({ ...common, id: newId(), instalment_id: id, amount_fen: part.amount, instruction_id: newId() })
    }
  }
  await sql`
    insert into awards (id, school_id, scope, student_id, application_id, programme, term, payee, term_fen, created_at)
    select r.id, r.school_id, r.scope, r.student_id, r.application_id, r.programme, r.term, r.payee, r.term_fen, ${tx.now}::timestamptz
    from jsonb_to_recordset(${JSON.stringify(awards)}::jsonb) as r(id uuid, school_id uuid, scope text, student_id uuid,
      application_id uuid, programme text, term text, payee text, term_fen bigint)`.execute(tx.db)
  await sql`
    insert into instalments (id, award_id, school_id, scope, student_id, programme, term, payee, period, amount_fen, due_on, term_ends_on)
    select r.id, r.award_id, r.school_id, r.scope, r.student_id, r.programme, r.term, r.payee, r.period, r.amount_fen, r.due_on, r.term_ends_on
    from jsonb_to_recordset(${JSON.stringify(instalments)}::jsonb) as r(id uuid, award_id uuid, school_id uuid, scope text, student_id uuid,
      programme text, term text, payee text, period text, amount_fen bigint, due_on date, term_ends_on date)`.execute(
    tx.db,
  )
  await sql`
    insert into payment_items (id, instalment_id, attempt, school_id, scope, student_id, payee, amount_fen, instruction_id, status)
    select r.id, r.instalment_id, 1, r.school_id, r.scope, r.student_id, r.payee, r.amount_fen, r.instruction_id, 'planned'
    from jsonb_to_recordset(${JSON.stringify(items)}::jsonb) as r(id uuid, instalment_id uuid, school_id uuid, scope text, student_id uuid,
      payee text, amount_fen bigint, instruction_id uuid)`.execute(tx.db)
}

async function countiesOf(tx: Tx, approved: readonly ApprovedApplication[]): Promise<Map<string, string>> {
  const ids = [...new Set(approved.map((a) => a.school_id))]
  const rows = await tx.db.selectFrom('orgs').select(['id', 'county_code']).where('id', 'in', ids).execute()
  return new Map(rows.map((r) => [r.id, r.county_code ?? '']))
}
