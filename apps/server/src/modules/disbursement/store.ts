import { type RunStatus, runStatusTitles } from '@zhuxue/contracts'
import { type PaymentRunAction, paymentRunStep } from '@zhuxue/policy'
import { type Selectable, sql } from 'kysely'
import type { PaymentRunsTable } from '../../../db/types.ts'
import { found, newId, refuse, type Tx } from '../../platform/index.ts'
import type { Pot } from '../funds/index.ts'

const columns = [
  'id',
  'run_no',
  'school_id',
  'scope',
  'programme',
  'term',
  'period',
  'channel',
  'status',
  'revision',
  'items',
  'total_fen',
  'term_ends_on',
  'built_by',
  'downloaded_at',
] as const

/** A run as the use cases need it. */
export type Run = Pick<Selectable<PaymentRunsTable>, (typeof columns)[number]>

/** The run, locked until the end of the transaction, so that two acts on it queue; 404 out of scope. */
export async function lockRun(tx: Tx, id: string): Promise<Run> {
  const row = await tx.db.selectFrom('payment_runs').select(columns).where('id', '=', id).forUpdate().executeTakeFirst()
  return found(row, '没有找到这个发放批次。')
}

/** As {@link lockRun}, and refuses with 409 when the caller looked at an older state. */
export async function lockRunAt(tx: Tx, id: string, revision: number): Promise<Run> {
  const run = await lockRun(tx, id)
  if (run.revision === revision) return run
  const statusTitle = runStatusTitles[run.status as RunStatus]
  throw refuse('revision-conflict', `批次已被更新，现在是“${statusTitle}”。请查看最新内容后再操作。`, {
    current: { status: run.status, statusTitle, revision: run.revision },
  })
}

/** Asks the policy's table whether the act is possible now. */
export function requireStep(run: Run, action: PaymentRunAction): void {
  // 已对账 is passed through when a run is closed, never stored
  const step = paymentRunStep(run.status as RunStatus, action)
  if (!step.ok) {
    const title = runStatusTitles[run.status as RunStatus]
    throw refuse('state-conflict', `这个批次目前是“${title}”，不能进行这项操作。请刷新后再试。`)
  }
}

type RunPatch = Partial<{
  approved_by: string
  approved_by_name: string
  approved_at: Date
  sealed_at: Date
  downloaded_at: Date
  sent_at: Date
  closed_at: Date
  cancel_reason: string
}>

/** Writes the next status, raises the revision. */
export async function updateRun(tx: Tx, run: Run, status: RunStatus, patch: RunPatch = {}): Promise<void> {
  await tx.db
    .updateTable('payment_runs')
    .set({ ...patch, status, revision: run.revision + 1 })
    .where('id', '=', run.id)
    .execute()
}

/** Appends to the history of the run and to the audit log. */
export async function record(
  tx: Tx,
  run: Pick<Run, 'id' | 'scope' | 'run_no'>,
  action: string,
  title: string,
  note: string | null = null,
  data: object = {},
): Promise<void> {
  const by = tx.actor.kind === 'staff' ? { id: tx.actor.id, name: tx.actor.name } : { id: null, name: '系统' }
  await tx.db
    .insertInto('run_events')
    .values({
      id: newId(),
      run_id: run.id,
      scope: run.scope,
      at: tx.now,
      title,
      by_id: by.id,
      by_name: by.name,
      note,
    })
    .execute()
  tx.audit({
    action: `run.${action}`,
    subjectKind: 'payment-run',
    subjectId: run.id,
    scope: run.scope,
    data: { runNo: run.run_no, ...data },
  })
}

/** The pot of money that the run pays from. */
export const potOf = (run: Run): Pot => ({
  schoolId: run.school_id,
  scope: run.scope,
  programme: run.programme,
  term: run.term,
})

/** Where the ciphertexts of files belong. */
export const fileAad = (runId: string): string => `payment_files.content:${runId}`
export const returnAad = (id: string): string => `bank_returns.content:${id}`

/** Ids and amounts of the run's items in a status. */
export async function itemAmounts(tx: Tx, runId: string, status: string): Promise<{ id: string; amountFen: number }[]> {
  const rows = await tx.db
    .selectFrom('payment_items')
    .select(['id', 'amount_fen'])
    .where('run_id', '=', runId)
    .where('status', '=', status)
    .orderBy('line_no')
    .execute()
  return rows.map((r) => ({ id: r.id, amountFen: r.amount_fen }))
}

/** How many items of an unsent run may not be paid any more (roll change), or not to this card. */
export async function unpayable(tx: Tx, run: Pick<Run, 'id'>): Promise<{ stopped: number; cards: number }> {
  const { rows } = await sql<{ stopped: number; cards: number }>`
    select count(*) filter (where i.status = 'stopped')::integer as stopped,
      count(*) filter (where p.payee = 'student' and k.status is distinct from 'activated')::integer as cards
    from payment_items p join instalments i on i.id = p.instalment_id left join cards k on k.id = p.card_id
    where p.run_id = ${run.id}`.execute(tx.db)
  return rows[0] ?? { stopped: 0, cards: 0 }
}
