import type { BodyOf, campus, ReplyOf } from '@zhuxue/contracts'
import { academicYearOf, CAMPUS_START, formatDateText, type ProgrammeVersion, type Term } from '@zhuxue/policy'
import { sql } from 'kysely'
import { type FieldProblem, newId, type Platform, refuse, type StudentActor, type Tx } from '../../platform/index.ts'
import { dueDay, lockForm, submissionReference } from '../applications/index.ts'
import { requireFaceCheck } from '../face/index.ts'
import { studentCore } from '../roll/index.ts'
import { type CampusForm, formPlaceOf } from './form.ts'
import { judge, judgedColumns } from './judge.ts'
import { bindPapers, papersFor } from './papers.ts'
import { isOpenNow } from './rounds.ts'
import {
  appendCampusEvents,
  type CampusApplication,
  type CampusRound,
  campusApplication,
  campusOfStudent,
  expectRevision,
  titleOf,
} from './store.ts'
import { documentsOf, needsFamily, ownCampusRound } from './student-own.ts'
import { applyCampus } from './transition.ts'

type StudentTx = Tx<StudentActor>

/**
 * Takes the form of a school's own programme: a new application, or the returned or recalled one on its way again. One
 * lock per student lets two phones queue. Outcome and amount come from the roll and the round's version.
 */
export async function applyForCampus(
  tx: StudentTx,
  platform: Platform,
  roundId: string,
  body: BodyOf<typeof campus.applyCampus>,
): Promise<ReplyOf<typeof campus.applyCampus>> {
  const round = await ownCampusRound(tx, roundId)
  await lockForm(tx)
  const apps = await campusOfStudent(tx, tx.actor.id)
  const before = apps.find((a) => a.programme === round.programme && a.period === round.period)
  if (before && before.round_id !== round.id) throw taken(before)
  if (before) {
    if (before.status !== 'returned' && before.status !== 'recalled') throw taken(before)
    expectRevision(round, before, body.revision)
  }
  if (before?.status !== 'returned') requireWindow(round, tx.now)
  const judged = await judge(tx, platform, round, tx.actor.id)
  const columns = judgedColumns(tx, judged)
  if (!columns) {
    const why = judged.result.reasons.filter((r) => r.met === false).map((r) => r.text)
    throw refuse('rule-refused', `按现有信息不符合申请条件：${why.join('；')}。信息有误的，请先联系班主任更正。`)
  }
  await refuseExcluded(tx, judged.version, round, apps)
  const student = await studentCore(tx, tx.actor.id)
  const form = await tidy(tx, platform, judged.version, round, body.answers, student.name)
  await requireFaceCheck(tx, tx.actor, 'application')
  const app = before
    ? await again(tx, platform, before, round, form, columns)
    : await create(tx, platform, round, form, columns, student.countyCode)
  await bindPapers(tx, form.papers, app.id)
  return { id: app.id, referenceNo: app.reference_no, statusTitle: titleOf(round, app) }
}

const taken = (app: CampusApplication) =>
  refuse('duplicate', `您已经申请过这个项目，编号${app.reference_no}，不用重复提交。`, {
    current: { id: app.id, referenceNo: app.reference_no },
  })

function requireWindow(round: CampusRound, now: Date): void {
  if (isOpenNow(round, now)) return
  throw refuse(
    'rule-refused',
    now >= round.closesAt
      ? `申请已于${formatDateText(round.closesOn)}24:00截止，不能再提交。`
      : `申请将于${formatDateText(round.opensOn)}开始，请到时再提交。`,
  )
}

/** 不得兼得: a programme that the version excludes and that she has or is applying for in the same time. */
async function refuseExcluded(
  tx: StudentTx,
  version: ProgrammeVersion,
  round: CampusRound,
  apps: readonly CampusApplication[],
): Promise<void> {
  if (version.excludes.length === 0) return
  const state = await tx.db
    .selectFrom('applications')
    .select(['programme', 'term'])
    .where('student_id', '=', tx.actor.id)
    .where('status', 'not in', ['rejected', 'recalled', 'withdrawn'])
    .execute()
  const own = apps.filter((a) => !['not-awarded', 'recalled', 'withdrawn'].includes(a.status))
  for (const one of version.excludes) {
    const inTime = (term: string): boolean =>
      one.scope === 'ever' ||
      (one.scope === 'term' ? term === round.term : academicYearOf(term as Term) === academicYearOf(round.term))
    const held =
      state.some((a) => a.programme === one.programme && inTime(a.term)) ||
      own.some((a) => a.programme === one.programme && (a.period === round.period || one.scope === 'ever'))
    if (held) throw refuse('rule-refused', `${one.text}（${one.source}）`)
  }
}

/** The form with only what it may hold, or every problem at once with its place. */
async function tidy(
  tx: StudentTx,
  platform: Platform,
  version: ProgrammeVersion,
  round: CampusRound,
  answers: CampusForm,
  name: string,
): Promise<CampusForm> {
  const problems: FieldProblem[] = []
  const statement = answers.statement.trim()
  if (statement.length < 10) problems.push({ path: '/answers/statement', text: '请写明申请理由，至少10个字。' })
  const family = (await needsFamily(tx, platform, version, round, tx.actor.id))
    ? (answers.family ?? {})
    : answers.family
  if (family !== undefined) {
    for (const [key, text] of FAMILY_REQUIRED) {
      if (family[key] === undefined) problems.push({ path: `/answers/family/${key}`, text })
    }
  }
  const own = await papersFor(tx, round.id, tx.actor.id)
  const papers = own.filter((p) => answers.papers.includes(p.id))
  for (const id of answers.papers) {
    if (!own.some((p) => p.id === id))
      problems.push({ path: '/answers/papers', text: '有一张照片已不存在，请刷新后重新选择。' })
  }
  for (const d of documentsOf(version)) {
    if (d.required && !papers.some((p) => p.document === d.id)) {
      problems.push({ path: `/answers/papers/${d.id}`, text: `请上传${d.title}。` })
    }
  }
  if (!answers.promise) problems.push({ path: '/answers/promise', text: '请阅读并勾选承诺。' })
  if (answers.signature.trim() !== name.trim()) {
    problems.push({ path: '/answers/signature', text: '请签写本人姓名，与学籍姓名一致。' })
  }
  if (problems.length > 0) {
    throw refuse('bad-request', `还有${problems.length}处需要修改，请按提示修改后再提交。`, { fields: problems })
  }
  return {
    statement,
    ...(family === undefined ? {} : { family }),
    papers: papers.map((p) => p.id),
    promise: true,
    signature: name.trim(),
  }
}

const FAMILY_REQUIRED = [
  ['householdSize', '请填写家庭人口数，不清楚的写“不清楚”。'],
  ['incomePerPersonYuan', '请填写家庭人均年收入，不清楚的写“不清楚”。'],
] as const

type Columns = NonNullable<ReturnType<typeof judgedColumns>>

async function create(
  tx: StudentTx,
  platform: Platform,
  round: CampusRound,
  form: CampusForm,
  columns: Columns,
  countyCode: string,
): Promise<CampusApplication> {
  const id = newId()
  const { rows } = await sql<{ n: string }>`select nextval('campus_serial')::text as n`.execute(tx.db)
  // 校: so that nobody takes it for the number of a state programme's form
  const referenceNo = `X${submissionReference(round.term, countyCode, Number(rows[0]?.n ?? 0))}`
  await tx.db
    .insertInto('campus_applications')
    .values({
      id,
      school_id: tx.actor.schoolId,
      scope: tx.actor.scope,
      student_id: tx.actor.id,
      round_id: round.id,
      programme: round.programme,
      period: round.period,
      policy_version: round.version,
      reviews: round.reviews,
      noticed: round.noticed,
      reference_no: referenceNo,
      ...CAMPUS_START,
      ...columns,
      form_enc: platform.crypto.encrypt(JSON.stringify(form), formPlaceOf(id, 1)),
      form_revision: 1,
      submitted_at: tx.now,
      due_on: dueDay('submitted', tx.today),
    })
    .execute()
  const app = await campusApplication(tx, id)
  await appendCampusEvents(tx, [{ app, round, step: 0, action: 'submit', to: app.status, reason: null }])
  tx.audit({
    action: 'campus.submit',
    subjectKind: 'campus-application',
    subjectId: id,
    scope: app.scope,
    data: { referenceNo, programme: round.programme, term: round.term, outcome: app.outcome },
  })
  return app
}

function again(
  tx: StudentTx,
  platform: Platform,
  app: CampusApplication,
  round: CampusRound,
  form: CampusForm,
  columns: Columns,
): Promise<CampusApplication> {
  const revision = app.form_revision + 1
  return applyCampus(tx, app.status === 'returned' ? 'resubmit' : 'submit', {
    app,
    round,
    dueOn: dueDay('submitted', tx.today),
    patch: {
      ...columns,
      form_enc: platform.crypto.encrypt(JSON.stringify(form), formPlaceOf(app.id, revision)),
      form_revision: revision,
      submitted_at: tx.now,
    },
  })
}
