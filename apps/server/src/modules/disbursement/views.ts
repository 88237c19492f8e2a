import {
  type disbursement,
  type ItemStatus,
  itemStatusTitle,
  type ProgrammeCode,
  type QueryOf,
  type ReplyOf,
  type RunStatus,
  rolePermissions,
  runStatusTitles,
} from '@zhuxue/contracts'
import { sql } from 'kysely'
import {
  found,
  fromCursor,
  fromIdCursor,
  page,
  pageLimit,
  refuse,
  type StaffActor,
  type Tx,
} from '../../platform/index.ts'
import { reconciliation } from './returns.ts'
import { obstacle } from './runs.ts'

type RunRow = ReplyOf<typeof disbursement.buildRun>
type RunDetail = ReplyOf<typeof disbursement.getRun>
type RunAction = RunDetail['actions'][number]

interface RawRun {
  id: string
  run_no: string
  school_id: string
  school_name: string
  scope: string
  programme: ProgrammeCode
  term: string
  period: string
  channel: RunRow['channel']
  status: RunStatus
  items: number
  total_fen: number
  paid: number
  paid_fen: number
  returned: number
  returned_fen: number
  unknown: number
  sm3: string | null
  built_by: string
  built_by_name: string
  built_at: Date
  approved_by_name: string | null
  revision: number
  term_ends_on: string
  downloaded_at: Date | null
}

const runColumns = sql`
  r.id, r.run_no, r.school_id, o.name as school_name, r.scope, r.programme, r.term, r.period, r.channel, r.status, r.items, r.total_fen,
  f.sm3, r.built_by, r.built_by_name, r.built_at, r.approved_by_name, r.revision, r.term_ends_on, r.downloaded_at,
  n.paid, n.paid_fen, n.returned, n.returned_fen, n.unknown
  from payment_runs r join orgs o on o.id = r.school_id left join payment_files f on f.run_id = r.id
  cross join lateral (
    select count(*) filter (where p.status = 'paid')::integer as paid,
      coalesce(sum(p.amount_fen) filter (where p.status = 'paid'), 0)::bigint as paid_fen,
      count(*) filter (where p.status in ('returned', 'corrected'))::integer as returned,
      coalesce(sum(p.amount_fen) filter (where p.status in ('returned', 'corrected')), 0)::bigint as returned_fen,
      count(*) filter (where p.status = 'unknown')::integer as unknown
    from payment_items p where p.run_id = r.id) n`

const toRunRow = (r: RawRun): RunRow => ({
  id: r.id,
  runNo: r.run_no,
  schoolId: r.school_id,
  schoolName: r.school_name,
  programme: r.programme,
  term: r.term,
  period: r.period,
  channel: r.channel,
  status: r.status,
  statusTitle: runStatusTitles[r.status],
  items: r.items,
  totalFen: r.total_fen,
  paid: r.paid,
  paidFen: r.paid_fen,
  returned: r.returned,
  returnedFen: r.returned_fen,
  unknown: r.unknown,
  fileSm3: r.sm3,
  builtById: r.built_by,
  builtBy: r.built_by_name,
  builtAt: r.built_at.toISOString(),
  approvedBy: r.approved_by_name,
  revision: r.revision,
})

async function rawRun(tx: Tx, id: string): Promise<RawRun> {
  const { rows } = await sql<RawRun>`select ${runColumns} where r.id = ${id}`.execute(tx.db)
  return found(rows[0], '没有找到这个发放批次。')
}

/** One run as lists and replies show it. */
export const runRow = async (tx: Tx, id: string): Promise<RunRow> => toRunRow(await rawRun(tx, id))

/** Runs in scope, newest first. */
export async function listRuns(
  tx: Tx,
  query: QueryOf<typeof disbursement.listRuns>,
): Promise<ReplyOf<typeof disbursement.listRuns>> {
  const limit = pageLimit(query.limit)
  const after = fromIdCursor(query.cursor, 1)?.[0] ?? null
  const { rows } = await sql<RawRun>`
    select ${runColumns}
    where (${query.status ?? null}::text is null or r.status = ${query.status ?? null})
      and (${query.schoolId ?? null}::uuid is null or r.school_id = ${query.schoolId ?? null}::uuid)
      and (${after}::uuid is null or r.id < ${after}::uuid)
    order by r.id desc limit ${limit + 1}`.execute(tx.db)
  return page(rows, limit, toRunRow, (r) => [r.id])
}

/** A run with its payments, history, reconciliation, and what the caller may do with it now. */
export async function getRun(
  tx: Tx<StaffActor>,
  id: string,
  query: QueryOf<typeof disbursement.getRun>,
): Promise<RunDetail> {
  const run = await rawRun(tx, id)
  const limit = pageLimit(query.limit)
  const after = fromCursor(query.cursor, 1)?.[0] ?? '0'
  if (!/^\d{1,9}$/.test(after)) throw refuse('bad-request', '翻页参数无效，请回到第一页重新查看。')
  let items = tx.db
    .selectFrom('payment_items as p')
    .innerJoin('students as s', 's.id', 'p.student_id')
    .innerJoin('classes as c', 'c.id', 's.class_id')
    .leftJoin('cards as k', 'k.id', 'p.card_id')
    .select([
      'p.id',
      'p.line_no',
      's.name',
      'c.name as class_name',
      'k.last4',
      'p.amount_fen',
      'p.status',
      'p.result_code',
      'p.result_text',
      'p.corrects_item_id',
    ])
    .where('p.run_id', '=', run.id)
    .where('p.line_no', '>', Number(after))
    .orderBy('p.line_no')
    .limit(limit + 1)
  if (query.status) items = items.where('p.status', '=', query.status)
  const shown = page(
    await items.execute(),
    limit,
    (r) => ({
      id: r.id,
      line: r.line_no,
      studentName: r.name,
      className: r.class_name,
      last4: r.last4,
      amountFen: r.amount_fen,
      status: r.status as ItemStatus,
      statusTitle: itemStatusTitle(r.status as ItemStatus, run.channel === 'school-ledger' ? 'school' : 'student'),
      resultCode: r.result_code,
      resultText: r.result_text,
      correctsItem: r.corrects_item_id,
    }),
    (r) => [String(r.line_no)],
  )
  const events = await tx.db
    .selectFrom('run_events')
    .select(['at', 'title', 'by_name', 'note'])
    .where('run_id', '=', run.id)
    .orderBy('id')
    .execute()
  return {
    run: toRunRow(run),
    items: shown.items,
    nextCursor: shown.nextCursor,
    history: events.map((e) => ({ at: e.at.toISOString(), title: e.title, by: e.by_name, note: e.note })),
    reconciliation: await reconciliation(tx, run.id),
    ...(await possible(tx, run)),
  }
}

/** What the caller may do now, and, when the next step is not open to her, why. */
async function possible(tx: Tx<StaffActor>, run: RawRun): Promise<{ actions: RunAction[]; whyNot: string | null }> {
  const mine = rolePermissions[tx.actor.role]
  const approver = mine.includes('runs.approve')
  const clerk = mine.includes('runs.file')
  const blocked = run.status === 'built' || run.status === 'approved' ? await obstacle(tx, run) : null
  const actions: RunAction[] = []
  let whyNot: string | null = null
  switch (run.status) {
    case 'built':
      if (!approver) whyNot = '等待学校财务审批。'
      else if (run.built_by === tx.actor.id) whyNot = '组批人不能审批自己组的批次，请由另一位工作人员审批。'
      else if (blocked) whyNot = blocked
      else actions.push(run.channel === 'bank' ? 'approve' : 'book')
      if (approver) actions.push('cancel')
      break
    case 'approved':
      if (!clerk) whyNot = '等待学校财务封存银行文件。'
      else if (blocked) whyNot = blocked
      else actions.push('seal')
      if (approver) actions.push('cancel')
      break
    case 'sealed':
      if (!clerk) whyNot = '等待学校财务送交银行。'
      else actions.push('download')
      if (clerk && run.downloaded_at !== null) actions.push('mark-sent')
      if (approver && run.downloaded_at === null) actions.push('cancel')
      break
    case 'sent':
      if (clerk) actions.push('download', 'load-return')
      else whyNot = '等待银行回盘。'
      break
    case 'answered':
      if (!clerk) whyNot = run.unknown > 0 ? '有待查的发放，等待银行查询结果。' : '等待学校财务对账办结。'
      else {
        actions.push('download')
        if (run.unknown > 0) actions.push('load-return')
        else actions.push('close')
        if (run.unknown > 0) whyNot = `还有 ${run.unknown} 笔待查，请向银行查询，导入查询结果后再办结。`
      }
      break
    default:
      break
  }
  return { actions, whyNot }
}
