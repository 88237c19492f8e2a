import type { disbursement, QueryOf, ReplyOf } from '@zhuxue/contracts'
import { sql } from 'kysely'
import type { StaffActor, Tx } from '../../platform/index.ts'
import { availableFen } from '../funds/index.ts'
import { schoolInScope } from '../organisations/index.ts'

/** Which planned payments a run is to be made of. */
export interface RunKey {
  readonly schoolId: string
  readonly programme: string
  readonly term: string
}

/**
 * Planned items of open instalments whose student is on the roll full-time (在籍、全日制), or left it only after the
 * month that the instalment is for: the month of a roll change is still paid. Joins the activated card, if there is one.
 */
const payable = (key: RunKey) => sql`
  from payment_items p
    join instalments i on i.id = p.instalment_id
    join students s on s.id = p.student_id
    left join cards k on k.student_id = p.student_id and k.status = 'activated'
  where i.school_id = ${key.schoolId}::uuid and i.programme = ${key.programme} and i.term = ${key.term}
    and i.status = 'open' and p.status = 'planned'
    and ((s.roll_status = 'on-roll' and s.study_mode = 'full-time') or (i.period <> i.term and exists (
      select 1 from roll_changes c where c.student_id = s.id and c.status = 'confirmed' and to_char(c.effective_on, 'YYYY-MM') >= i.period)))`

export interface Candidate {
  readonly id: string
  readonly amount_fen: number
  readonly payee: 'student' | 'school'
  readonly card_id: string | null
}

/** Items that may be put into a run of the period now, locked, in the order of the file: by class, then name. */
export async function lockCandidates(tx: Tx, key: RunKey, period: string, limit: number): Promise<Candidate[]> {
  const { rows } = await sql<Candidate>`
    select p.id, p.amount_fen, p.payee, case when p.payee = 'student' then k.id end as card_id
    ${payable(key)} and i.period = ${period} and i.due_on <= ${tx.today}::date and (p.payee = 'school' or k.id is not null)
    order by s.class_id, s.name, p.id limit ${limit}
    for update of p`.execute(tx.db)
  return rows
}

/** Fen in runs of the pot that were built and not yet sent: spoken for, though still in the account. */
async function spokenFor(tx: Tx, key: RunKey): Promise<number> {
  const row = await tx.db
    .selectFrom('payment_runs')
    .select((eb) => eb.fn.coalesce(eb.fn.sum<number>('total_fen'), eb.lit(0)).as('sum'))
    .where('school_id', '=', key.schoolId)
    .where('programme', '=', key.programme)
    .where('term', '=', key.term)
    .where('status', 'in', ['built', 'approved', 'sealed'])
    .executeTakeFirst()
  return Number(row?.sum ?? 0)
}

/** Fen that a new run may use. */
export async function freeFen(tx: Tx, key: RunKey): Promise<number> {
  return Math.max(0, (await availableFen(tx, key)) - (await spokenFor(tx, key)))
}

/** What could be put into a run: each period with planned payments, and the figures of one of them. */
export async function previewRun(
  tx: Tx<StaffActor>,
  query: QueryOf<typeof disbursement.previewRun>,
): Promise<ReplyOf<typeof disbursement.previewRun>> {
  await schoolInScope(tx, query.schoolId)
  const { rows } = await sql<{
    period: string
    items: number
    total: number
    ready: number
    ready_fen: number
    due: boolean
  }>`
    select i.period, count(*)::integer as items, sum(p.amount_fen)::bigint as total, min(i.due_on) <= ${tx.today}::date as due,
      count(*) filter (where p.payee = 'school' or k.id is not null)::integer as ready,
      coalesce(sum(p.amount_fen) filter (where p.payee = 'school' or k.id is not null), 0)::bigint as ready_fen
    ${payable(query)} group by i.period order by min(i.due_on), i.period`.execute(tx.db)
  const chosen = query.period ? rows.find((r) => r.period === query.period) : (rows.find((r) => r.due) ?? rows[0])
  const available = await freeFen(tx, query)
  const readyFen = chosen?.ready_fen ?? 0
  return {
    periods: rows.map((r) => ({ period: r.period, items: r.items, totalFen: r.total, due: r.due })),
    ready: chosen?.ready ?? 0,
    readyFen,
    withoutCard: (chosen?.items ?? 0) - (chosen?.ready ?? 0),
    availableFen: available,
    enough: available >= readyFen,
  }
}
