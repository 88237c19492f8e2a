import {
  type activation,
  type BodyOf,
  type QueryOf,
  type ReplyOf,
  type RollField,
  rollFieldTitles,
} from '@zhuxue/contracts'
import { formatDateText, localDate } from '@zhuxue/policy'
import { sql } from 'kysely'
import {
  found,
  fromCursor,
  newId,
  type Platform,
  page,
  pageLimit,
  refuse,
  type StaffActor,
  type StudentActor,
  scopeEnd,
  scrub,
  type Tx,
} from '../../platform/index.ts'
import {
  dueInWorkingDays,
  enterCorrection,
  isCorrectable,
  onCorrectionDecided,
  rollValues,
  studentCore,
} from '../roll/index.ts'

type Report = ReplyOf<typeof activation.reportRoll>
type List = ReplyOf<typeof activation.listRollReports>

/** Working days in which the officer corrects or answers; ours, the texts give none. */
const REPORT_WORKING_DAYS = 5
const OPEN_AT_ONCE = 8
const aad = (id: string): string => `roll_reports.claimed:${id}`

interface Row {
  readonly id: string
  readonly field: string
  readonly claimed_enc: Buffer
  readonly note: string
  readonly status: string
  readonly created_at: Date
  readonly due_on: string
  readonly answer: string | null
  readonly answered_at: Date | null
}

const view = (platform: Platform, r: Row): Report => ({
  id: r.id,
  field: r.field as RollField,
  label: rollFieldTitles[r.field as RollField] ?? r.field,
  claimed: platform.crypto.decrypt(r.claimed_enc, aad(r.id)),
  note: r.note,
  status: r.status as Report['status'],
  at: r.created_at.toISOString(),
  dueOn: r.due_on,
  answer: r.answer,
  answeredAt: r.answered_at?.toISOString() ?? null,
})

/** The student's own reports, newest first, with the answers. */
export async function ownReports(tx: Tx<StudentActor>, platform: Platform): Promise<Report[]> {
  const rows = await tx.db
    .selectFrom('roll_reports')
    .selectAll()
    .where('student_id', '=', tx.actor.id)
    .orderBy('id', 'desc')
    .limit(50)
    .execute()
  return rows.map((r) => view(platform, r))
}

/** 反映学籍信息有误: one open report a field; goes to the roll officer's work list. */
export async function reportRoll(
  tx: Tx<StudentActor>,
  platform: Platform,
  body: BodyOf<typeof activation.reportRoll>,
): Promise<Report> {
  const claimed = body.claimed.trim()
  const problem = (path: string, text: string) => refuse('bad-request', text, { fields: [{ path, text }] })
  if (claimed === '') throw problem('/claimed', '请写明正确的内容应该是什么。')
  const open = await tx.db
    .selectFrom('roll_reports')
    .select('field')
    .where('student_id', '=', tx.actor.id)
    .where('status', 'in', ['open', 'correcting'])
    .execute()
  if (open.some((r) => r.field === body.field)) {
    throw refuse('duplicate', `“${rollFieldTitles[body.field]}”已经反映过，学籍管理员正在核实，不用重复提交。`)
  }
  if (open.length >= OPEN_AT_ONCE) throw refuse('state-conflict', '反映的问题较多，请直接到学校找学籍管理员当面核对。')
  const student = await studentCore(tx, tx.actor.id)
  const id = newId()
  const row = {
    id,
    student_id: student.id,
    school_id: student.schoolId,
    scope: student.scope,
    field: body.field,
    claimed_enc: platform.crypto.encrypt(claimed, aad(id)),
    note: scrub(body.note.trim()),
    created_at: tx.now,
    due_on: dueInWorkingDays(student.countyCode, tx.today, REPORT_WORKING_DAYS),
  }
  await tx.db.insertInto('roll_reports').values(row).execute()
  tx.audit({
    action: 'activation.roll-report',
    subjectKind: 'student',
    subjectId: student.id,
    scope: student.scope,
    data: { reportId: id, field: rollFieldTitles[body.field] },
  })
  return view(platform, { ...row, status: 'open', answer: null, answered_at: null })
}

/** Reports in scope, those that wait first in the order of their days. */
export async function listRollReports(
  tx: Tx<StaffActor>,
  platform: Platform,
  query: QueryOf<typeof activation.listRollReports>,
): Promise<List> {
  const limit = pageLimit(query.limit)
  const key = fromCursor(query.cursor, 1)
  const { scope } = tx.actor
  const rows = await tx.db
    .selectFrom('roll_reports as r')
    .innerJoin('students as t', 't.id', 'r.student_id')
    .innerJoin('classes as c', 'c.id', 't.class_id')
    .leftJoin('roll_changes as k', 'k.id', 'r.change_id')
    .selectAll('r')
    .select(['t.name as student_name', 'c.name as class_name', 'k.status as change_status', 'k.review_reason'])
    .where('r.scope', '>=', scope)
    .where('r.scope', '<', scopeEnd(scope))
    .$if(query.status !== undefined, (q) => q.where('r.status', '=', query.status ?? ''))
    .$if(key !== null, (q) => q.where(sql<boolean>`r.id < ${key?.[0] ?? ''}::uuid`))
    .orderBy('r.id', 'desc')
    .limit(limit + 1)
    .execute()
  const values = new Map<string, Awaited<ReturnType<typeof rollValues>>>()
  for (const id of new Set(rows.map((r) => r.student_id))) values.set(id, await rollValues(tx, platform, id))
  return page(
    rows,
    limit,
    (r) => ({
      ...view(platform, r),
      studentId: r.student_id,
      studentName: r.student_name,
      className: r.class_name,
      current: values.get(r.student_id)?.find((v) => v.field === r.field)?.value ?? null,
      correctable: isCorrectable(r.field),
      refusedReason: r.status === 'open' && r.change_status === 'refused' ? r.review_reason : null,
      answeredBy: r.answered_by_name,
    }),
    (r) => [r.id],
  )
}

async function openReport(tx: Tx<StaffActor>, id: string) {
  const row = found(
    await tx.db
      .selectFrom('roll_reports')
      .select(['id', 'student_id', 'scope', 'field', 'status'])
      .where('id', '=', id)
      .forUpdate()
      .executeTakeFirst(),
    '没有找到这条反映，可能不在您的管理范围内。',
  )
  if (row.status === 'correcting') throw refuse('state-conflict', '已登记更正，正在等学籍审核人审核。')
  if (row.status !== 'open') throw refuse('state-conflict', '这条反映已经办结，请刷新后查看。')
  return row
}

/** The officer corrects: a roll change that another person reviews; the report closes when that one confirms. */
export async function correctReport(
  tx: Tx<StaffActor>,
  platform: Platform,
  id: string,
  body: BodyOf<typeof activation.correctRollReport>,
): Promise<ReplyOf<typeof activation.correctRollReport>> {
  const report = await openReport(tx, id)
  if (!isCorrectable(report.field)) {
    throw refuse(
      'rule-refused',
      `“${rollFieldTitles[report.field as RollField]}”由全国学籍系统管理，请在全国系统更正后等下次导入；先在这里答复学生。`,
    )
  }
  const changeId = await enterCorrection(tx, platform, {
    studentId: report.student_id,
    field: report.field,
    value: body.value,
    reason: body.reason,
  })
  await tx.db
    .updateTable('roll_reports')
    .set({ status: 'correcting', change_id: changeId })
    .where('id', '=', id)
    .execute()
  return { changeId }
}

/** The officer does not correct and says why. */
export async function answerReport(tx: Tx<StaffActor>, id: string, reason: string): Promise<{ ok: true }> {
  const report = await openReport(tx, id)
  await close(tx, { ...report, status: 'answered', answer: scrub(reason.trim()) })
  return { ok: true }
}

interface Closing {
  readonly id: string
  readonly student_id: string
  readonly scope: string
  readonly field: string
  readonly status: 'corrected' | 'answered'
  readonly answer: string
}

async function close(tx: Tx<StaffActor>, r: Closing): Promise<void> {
  await tx.db
    .updateTable('roll_reports')
    .set({
      status: r.status,
      answer: r.answer,
      answered_by: tx.actor.id,
      answered_by_name: tx.actor.name,
      answered_at: tx.now,
    })
    .where('id', '=', r.id)
    .execute()
  const label = rollFieldTitles[r.field as RollField] ?? r.field
  tx.audit({
    action: r.status === 'corrected' ? 'activation.report-corrected' : 'activation.report-answered',
    subjectKind: 'student',
    subjectId: r.student_id,
    scope: r.scope,
    data: { reportId: r.id, field: label, ...(r.status === 'answered' ? { reason: r.answer } : {}) },
  })
  await tx.enqueue('notify', {
    studentIds: [r.student_id],
    kind: 'roll',
    title: r.status === 'corrected' ? `学籍信息已更正：${label}` : `您反映的“${label}”有了答复`,
    body: `${r.answer}（${formatDateText(localDate(tx.today))}，${tx.actor.name}）`,
    link: '/student/activate/roll',
    sms: null,
  })
}

// the second person's decision on the correction is the answer to the report
onCorrectionDecided(async (tx, decided) => {
  const report = await tx.db
    .selectFrom('roll_reports')
    .select(['id', 'student_id', 'scope', 'field'])
    .where('change_id', '=', decided.changeId)
    .where('status', '=', 'correcting')
    .forUpdate()
    .executeTakeFirst()
  if (!report) return
  if (decided.confirmed) {
    await close(tx, { ...report, status: 'corrected', answer: '经核实，已按您反映的情况更正。' })
    return
  }
  await tx.db.updateTable('roll_reports').set({ status: 'open' }).where('id', '=', report.id).execute()
})
