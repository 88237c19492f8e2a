import {
  type BodyOf,
  type CardReportKind,
  type CardReportOutcome,
  type CardReportStatus,
  type CardStatus,
  cardReportKindTitles,
  cardReportStatusTitles,
  cardStatusTitles,
  type cards,
  type QueryOf,
  type ReplyOf,
} from '@zhuxue/contracts'
import { sql } from 'kysely'
import {
  found,
  fromCursor,
  newId,
  page,
  pageLimit,
  refuse,
  type StaffActor,
  type StudentActor,
  scopeEnd,
  scrub,
  type Tx,
} from '../../platform/index.ts'
import { requireFaceCheck } from '../face/index.ts'
import { dueInWorkingDays, studentCore } from '../roll/index.ts'
import { stopCard } from './service.ts'
import { lockCard } from './store.ts'

type Report = ReplyOf<typeof cards.reportCard>
type List = ReplyOf<typeof cards.listCardReports>

/** Working days in which the school deals with a report; ours, the texts give none (docs/readings.md). */
const REPORT_WORKING_DAYS = 5

interface Row {
  readonly id: string
  readonly last4: string
  readonly kind: string
  readonly note: string
  readonly status: string
  readonly created_at: Date
  readonly due_on: string
  readonly closed_at: Date | null
  readonly answer: string | null
}

const view = (r: Row): Report => ({
  id: r.id,
  last4: r.last4,
  kind: r.kind as CardReportKind,
  kindTitle: cardReportKindTitles[r.kind as CardReportKind],
  note: r.note,
  status: r.status as CardReportStatus,
  statusTitle: cardReportStatusTitles[r.status as CardReportStatus],
  at: r.created_at.toISOString(),
  dueOn: r.due_on,
  closedAt: r.closed_at?.toISOString() ?? null,
  answer: r.answer,
})

/** The student's own reports, newest first, with what came of them. */
export async function ownCardReports(tx: Tx<StudentActor>): Promise<Report[]> {
  const rows = await tx.db
    .selectFrom('card_reports as r')
    .innerJoin('cards as k', 'k.id', 'r.card_id')
    .selectAll('r')
    .select('k.last4')
    .where('r.student_id', '=', tx.actor.id)
    .orderBy('r.id', 'desc')
    .limit(10)
    .execute()
  return rows.map(view)
}

/**
 * 反映中职卡丢失、损坏或信息有误: one open report, about the usable card. It changes nothing by itself; an officer acts
 * on it. Where the school asks for it, the person is checked first (428 `face-check-required`, `change-card`): a
 * report by somebody else could stop the card and lead the money to a new one.
 */
export async function reportCard(tx: Tx<StudentActor>, body: BodyOf<typeof cards.reportCard>): Promise<Report> {
  const note = scrub(body.note.trim())
  if (body.kind === 'wrong-data' && note.length < 2) {
    const text = '请写明哪一项不对、应该是什么，例如“姓名少了一个字”。不要写完整卡号。'
    throw refuse('bad-request', text, { fields: [{ path: '/note', text }] })
  }
  const card = await tx.db
    .selectFrom('cards')
    .select(['id', 'last4'])
    .where('student_id', '=', tx.actor.id)
    .where('status', 'in', ['issued', 'activated'])
    .executeTakeFirst()
  if (!card) throw refuse('state-conflict', '您现在没有可用的中职卡，不用反映。办卡、补卡请找学校资助老师。')
  const student = await studentCore(tx, tx.actor.id)
  const id = newId()
  const row = {
    id,
    student_id: student.id,
    card_id: card.id,
    school_id: student.schoolId,
    scope: student.scope,
    kind: body.kind,
    note,
    created_at: tx.now,
    due_on: dueInWorkingDays(student.countyCode, tx.today, REPORT_WORKING_DAYS),
  }
  const written = await tx.db
    .insertInto('card_reports')
    .values(row)
    // as text: a prepared statement with a parameter here no longer finds the partial index
    .onConflict((c) => c.column('student_id').where(sql<boolean>`status = 'open'`).doNothing())
    .executeTakeFirst()
  if (written.numInsertedOrUpdatedRows !== 1n) {
    throw refuse('duplicate', '您反映的问题学校正在办理，不用重复提交。情况有变的，请先撤回再重新反映。')
  }
  await requireFaceCheck(tx, tx.actor, 'change-card')
  audit(tx, 'card.report', { ...row, last4: card.last4 }, { type: cardReportKindTitles[body.kind] })
  return view({ ...row, last4: card.last4, status: 'open', closed_at: null, answer: null })
}

/** Takes an open report back: the card was found, or it was a mistake. */
export async function withdrawCardReport(tx: Tx<StudentActor>, id: string): Promise<void> {
  const report = await lockReport(tx, id)
  await tx.db.updateTable('card_reports').set({ status: 'withdrawn', closed_at: tx.now }).where('id', '=', id).execute()
  audit(tx, 'card.report-withdraw', report, {})
}

async function lockReport(tx: Tx<StaffActor> | Tx<StudentActor>, id: string) {
  const row = found(
    await (tx as Tx).db
      .selectFrom('card_reports as r')
      .innerJoin('cards as k', 'k.id', 'r.card_id')
      .select(['r.id', 'r.student_id', 'r.card_id', 'r.scope', 'r.kind', 'r.status', 'k.last4'])
      .where('r.id', '=', id)
      .forUpdate('r')
      .executeTakeFirst(),
    '没有找到这条反映，可能不在您的范围内。',
  )
  if (row.status === 'withdrawn') throw refuse('state-conflict', '这条反映已经撤回，请刷新后查看。')
  if (row.status !== 'open') throw refuse('state-conflict', '这条反映已经办结，请刷新后查看。')
  return row
}

/** Reports in scope, newest first. */
export async function listCardReports(tx: Tx<StaffActor>, query: QueryOf<typeof cards.listCardReports>): Promise<List> {
  const limit = pageLimit(query.limit)
  const key = fromCursor(query.cursor, 1)
  const { scope } = tx.actor
  const rows = await tx.db
    .selectFrom('card_reports as r')
    .innerJoin('cards as k', 'k.id', 'r.card_id')
    .innerJoin('students as t', 't.id', 'r.student_id')
    .innerJoin('classes as c', 'c.id', 't.class_id')
    .selectAll('r')
    .select(['k.last4', 'k.status as card_status', 't.name as student_name', 'c.name as class_name'])
    .where('r.scope', '>=', scope)
    .where('r.scope', '<', scopeEnd(scope))
    .$if(query.status !== undefined, (q) => q.where('r.status', '=', query.status ?? ''))
    .$if(key !== null, (q) => q.where(sql<boolean>`r.id < ${key?.[0] ?? ''}::uuid`))
    .orderBy('r.id', 'desc')
    .limit(limit + 1)
    .execute()
  return page(
    rows,
    limit,
    (r) => ({
      ...view(r),
      studentId: r.student_id,
      studentName: r.student_name,
      className: r.class_name,
      cardStatus: r.card_status as CardStatus,
      cardStatusTitle: cardStatusTitles[r.card_status as CardStatus],
      decidedBy: r.decided_by_name,
    }),
    (r) => [r.id],
  )
}

const TOLD: Record<CardReportOutcome, string> = {
  reissued: '中职卡：学校已为您办理补换卡',
  corrected: '中职卡：信息已更正',
  'no-problem': '中职卡：核实后没有问题',
}

/**
 * What the officer does about a report; the student reads the words. `reissued` stops the old card in the same
 * transaction (a lost one as 挂失, any other as 销户), so that the bank's next list can bring the new one.
 */
export async function decideCardReport(
  tx: Tx<StaffActor>,
  id: string,
  body: BodyOf<typeof cards.decideCardReport>,
): Promise<void> {
  const report = await lockReport(tx, id)
  const answer = scrub(body.answer.trim())
  if (answer.length < 2) {
    const text = '请写明办理情况，学生可以看到。'
    throw refuse('bad-request', text, { fields: [{ path: '/answer', text }] })
  }
  if (body.outcome === 'reissued') await stopReported(tx, report, answer)
  await tx.db
    .updateTable('card_reports')
    .set({
      status: body.outcome,
      closed_at: tx.now,
      answer,
      decided_by: tx.actor.id,
      decided_by_name: tx.actor.name,
    })
    .where('id', '=', id)
    .execute()
  audit(tx, `card.report-${body.outcome}`, report, { reason: answer })
  await tx.enqueue('notify', {
    studentIds: [report.student_id],
    kind: 'card',
    title: TOLD[body.outcome],
    body: `${answer}（${tx.actor.name}）`,
    link: '/student/card',
    sms: null,
  })
}

/** Stops the card unless somebody did already. */
async function stopReported(
  tx: Tx<StaffActor>,
  report: { readonly card_id: string; readonly kind: string },
  reason: string,
): Promise<void> {
  const card = await lockCard(tx, report.card_id)
  if (card.status === 'lost' || card.status === 'closed') return
  await stopCard(tx, card, report.kind === 'lost' ? 'lost' : 'closed', reason)
}

function audit(
  tx: Tx,
  action: string,
  report: { readonly id: string; readonly student_id: string; readonly scope: string; readonly last4: string },
  data: object,
): void {
  tx.audit({
    action,
    subjectKind: 'student',
    subjectId: report.student_id,
    scope: report.scope,
    data: { reportId: report.id, last4: report.last4, ...data },
  })
}
