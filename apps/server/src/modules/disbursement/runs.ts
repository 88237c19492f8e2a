import { type BodyOf, type disbursement, programmeTitles } from '@zhuxue/contracts'
import { isTerm, separationConflict } from '@zhuxue/policy'
import { sql } from 'kysely'
import { newId, refuse, type StaffActor, scrub, type Tx } from '../../platform/index.ts'
import { moveItems } from '../funds/index.ts'
import { schoolInScope } from '../organisations/index.ts'
import { CCB_PROFILE } from './bank-file.ts'
import { freeFen, lockCandidates } from './candidates.ts'
import { itemAmounts, lockRunAt, potOf, type Run, record, requireStep, unpayable, updateRun } from './store.ts'
import { periodText } from './texts.ts'

const CROSS_TERM = '本学期已经结束，不得跨学期发放。请报县级资助管理部门处理。'

/**
 * Builds a run of one period: planned items whose student may be paid and, for grants, has an activated card; the
 * others stay planned. Refuses across terms (S1 四(六)), before the day it falls due, and beyond the money there is.
 */
export async function buildRun(
  tx: Tx<StaffActor>,
  body: Omit<BodyOf<typeof disbursement.buildRun>, 'requestId'>,
): Promise<string> {
  const school = await schoolInScope(tx, body.schoolId)
  const { programme, term, period } = body
  if (!isTerm(term)) throw refuse('bad-request', '学期填写有误，请重新选择。')
  // one builder of a school at a time: the second one of a double click sees the first one's run
  await sql`select pg_advisory_xact_lock(hashtextextended(${`run-build:${school.id}`}, 0))`.execute(tx.db)
  const open = await tx.db
    .selectFrom('payment_runs')
    .select('run_no')
    .where('school_id', '=', school.id)
    .where('programme', '=', programme)
    .where('term', '=', term)
    .where('period', '=', period)
    .where('status', 'in', ['built', 'approved', 'sealed'])
    .executeTakeFirst()
  if (open) throw refuse('duplicate', `这一期已有未送出的批次（${open.run_no}），请先办完或作废它。`)
  const plan = await tx.db
    .selectFrom('instalments')
    .select((eb) => [eb.fn.min('due_on').as('due_on'), eb.fn.min('term_ends_on').as('term_ends_on')])
    .where('school_id', '=', school.id)
    .where('programme', '=', programme)
    .where('term', '=', term)
    .where('period', '=', period)
    .executeTakeFirst()
  if (!plan?.due_on || !plan.term_ends_on) throw refuse('rule-refused', '这一期没有待发放的资助，请核对学期和发放期。')
  if (tx.today > plan.term_ends_on) throw refuse('rule-refused', CROSS_TERM)
  if (tx.today < plan.due_on) throw refuse('rule-refused', `这一期从${plan.due_on}起发放，请到期后再组批。`)
  const key = { schoolId: school.id, programme, term }
  const items = await lockCandidates(tx, key, period, CCB_PROFILE.maxRows)
  const payee = items[0]?.payee
  if (payee === undefined) {
    throw refuse('rule-refused', '这一期没有可以组批的发放项：可能都已组批，或学生还没有激活的中职卡。')
  }
  const total = items.reduce((sum, i) => sum + i.amount_fen, 0)
  if ((await freeFen(tx, key)) < total) {
    throw refuse('rule-refused', '资金余额不足，不能组批。请先由县级教育财务登记拨款。')
  }
  const run: Pick<Run, 'id' | 'scope' | 'run_no'> = {
    id: newId(),
    scope: school.path,
    run_no: await nextRunNo(tx, school.id, programme, period),
  }
  await tx.db
    .insertInto('payment_runs')
    .values({
      ...run,
      school_id: school.id,
      programme,
      term,
      period,
      channel: payee === 'school' ? 'school-ledger' : 'bank',
      status: 'built',
      items: items.length,
      total_fen: total,
      built_on: tx.today,
      term_ends_on: plan.term_ends_on,
      built_by: tx.actor.id,
      built_by_name: tx.actor.name,
      built_at: tx.now,
    })
    .execute()
  const rows = items.map((i, n) => ({ id: i.id, line_no: n + 1, card_id: i.card_id }))
  await sql`
    update payment_items p set status = 'in-run', run_id = ${run.id}::uuid, line_no = r.line_no, card_id = r.card_id
    from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as r(id uuid, line_no integer, card_id uuid)
    where p.id = r.id and p.status = 'planned'`.execute(tx.db)
  await record(tx, run, 'build', '组成批次', `${items.length} 笔`, { items: items.length, totalFen: total, period })
  return run.id
}

/** Readable number of the next run: school, period, programme, and a count. */
async function nextRunNo(tx: Tx, schoolId: string, programme: string, period: string): Promise<string> {
  const { rows } = await sql<{ code: string; n: number }>`
    select o.code, (select count(*)::integer from payment_runs r where r.school_id = o.id and r.programme = ${programme} and r.period = ${period}) as n
    from orgs o where o.id = ${schoolId}`.execute(tx.db)
  const letter = programme === 'national-grant' ? 'G' : programme === 'tuition-waiver' ? 'W' : 'P'
  return `${rows[0]?.code ?? ''}-${period}-${letter}${(rows[0]?.n ?? 0) + 1}`
}

/** Why the run cannot go on as it is, or null. */
export async function obstacle(tx: Tx, run: Pick<Run, 'id' | 'term_ends_on'>): Promise<string | null> {
  if (tx.today > run.term_ends_on) return CROSS_TERM
  const { stopped, cards } = await unpayable(tx, run)
  if (stopped > 0) return `批次中有 ${stopped} 笔因学籍变动已停发，请作废本批次后重新组批。`
  if (cards > 0) return `批次中有 ${cards} 名学生的中职卡已挂失或销户，请作废本批次后重新组批。`
  return null
}

async function requireClear(tx: Tx, run: Run): Promise<void> {
  const text = await obstacle(tx, run)
  if (text !== null) throw refuse('rule-refused', text)
}

/**
 * Approves a run; never the person who built it. A Tuition Waiver run is booked at once: from the money at the school's
 * disposal to the school's income, never to a student (免学费 is paid to the school).
 */
export async function approveRun(tx: Tx<StaffActor>, id: string, revision: number): Promise<void> {
  const run = await lockRunAt(tx, id, revision)
  requireStep(run, 'approve')
  const past = [{ action: 'run-build' as const, actorId: run.built_by }]
  const conflict = separationConflict(past, { action: 'run-approve', actorId: tx.actor.id })
  if (conflict) throw refuse('same-person', '组批人不能审批自己组的批次，请由另一位工作人员审批。')
  await requireClear(tx, run)
  const approval = { approved_by: tx.actor.id, approved_by_name: tx.actor.name, approved_at: tx.now }
  if (run.channel === 'bank') {
    await updateRun(tx, run, 'approved', approval)
    await record(tx, run, 'approve', '审批通过')
    return
  }
  const items = await itemAmounts(tx, run.id, 'in-run')
  await moveItems(tx, 'waiver-booked', potOf(run), items, { id: run.id, runNo: run.run_no })
  await tx.db
    .updateTable('payment_items')
    .set({ status: 'paid', answered_at: tx.now })
    .where('run_id', '=', run.id)
    .where('status', '=', 'in-run')
    .execute()
  await updateRun(tx, run, 'closed', { ...approval, closed_at: tx.now })
  await record(tx, run, 'book', '审批通过，已记入学校账', null, { items: items.length, totalFen: run.total_fen })
}

/** Cancels a run that certainly has not left: its items go back to planned, with the instruction ids they have. */
export async function cancelRun(tx: Tx<StaffActor>, id: string, revision: number, why: string): Promise<void> {
  const reason = scrub(why)
  const run = await lockRunAt(tx, id, revision)
  requireStep(run, 'cancel')
  if (run.downloaded_at !== null) {
    throw refuse('state-conflict', '银行文件已经下载，可能已送银行，不能作废。请登记已送银行，等回盘后处理。')
  }
  await sql`
    update payment_items p set run_id = null, line_no = null, card_id = null,
      status = case when i.status = 'stopped' then 'stopped' else 'planned' end
    from instalments i where i.id = p.instalment_id and p.run_id = ${run.id} and p.status = 'in-run'`.execute(tx.db)
  await updateRun(tx, run, 'cancelled', { cancel_reason: reason })
  await record(tx, run, 'cancel', '作废批次', reason, { reason })
}

/** Records that the file went to the bank: from now on only the bank's answer changes the payments. */
export async function markSent(tx: Tx<StaffActor>, id: string, revision: number): Promise<void> {
  const run = await lockRunAt(tx, id, revision)
  requireStep(run, 'send')
  if (run.downloaded_at === null) throw refuse('state-conflict', '银行文件还没有下载，请先下载并送交银行。')
  const items = await itemAmounts(tx, run.id, 'in-run')
  await moveItems(tx, 'sent', potOf(run), items, { id: run.id, runNo: run.run_no })
  await tx.db
    .updateTable('payment_items')
    .set({ status: 'sent' })
    .where('run_id', '=', run.id)
    .where('status', '=', 'in-run')
    .execute()
  await updateRun(tx, run, 'sent', { sent_at: tx.now })
  await record(tx, run, 'send', '已送银行', null, { items: items.length, totalFen: run.total_fen })
}

/** What the payment is for, as it stands in the bank file and on the holder's statement. */
export const purposeOf = (run: Run): string =>
  `${programmeTitles[run.programme as keyof typeof programmeTitles]}${periodText(run.period)}`
