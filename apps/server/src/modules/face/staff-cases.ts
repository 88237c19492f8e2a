import { randomInt } from 'node:crypto'
import {
  type BodyOf,
  type FaceCaseKind,
  type FaceCaseStatus,
  type FacePurpose,
  face,
  facePurposeTitles,
  type ReplyOf,
} from '@zhuxue/contracts'
import { FACE_CODE_MINUTES } from '@zhuxue/policy'
import { found, type Platform, refuse, type StaffActor, scrub, type Tx } from '../../platform/index.ts'
import { codeHash } from './own-cases.ts'
import { addPass } from './passes.ts'

interface CaseRow {
  readonly id: string
  readonly student_id: string
  readonly scope: string
  readonly purpose: string
  readonly kind: string
  readonly status: string
  readonly first_by: string | null
  readonly second_by: string | null
}

/** A waiting case in scope, locked: two officers at once are served one after the other. */
async function waitingCase(tx: Tx<StaffActor>, id: string, kind: FaceCaseKind): Promise<CaseRow> {
  const row = found(
    await tx.db
      .selectFrom('face_cases')
      .select(['id', 'student_id', 'scope', 'purpose', 'kind', 'status', 'first_by', 'second_by'])
      .where('id', '=', id)
      .forUpdate()
      .executeTakeFirst(),
    '没有找到这条核验，可能不在您的管理范围内。',
  )
  if (row.status !== 'waiting') throw refuse('state-conflict', '这条核验已经办结，请刷新后查看。')
  if (row.kind !== kind) throw refuse('state-conflict', '学生已改用别的核验方式，请刷新后查看。')
  return row
}

const evidence = (tx: Tx<StaffActor>, row: CaseRow, action: string, data: object) =>
  tx.audit({
    action,
    subjectKind: 'student',
    subjectId: row.student_id,
    scope: row.scope,
    data: { purpose: facePurposeTitles[row.purpose as FacePurpose], caseId: row.id, ...data },
  })

const tell = (tx: Tx<StaffActor>, row: CaseRow, title: string, body: string) =>
  tx.enqueue('notify', {
    studentIds: [row.student_id],
    kind: 'face',
    title,
    body,
    link: `/student/face/${row.purpose}`,
    sms: null,
  })

/** Lets the student through for one act within a day; an enrolment has a pass of its own kind as well. */
async function letThrough(tx: Tx<StaffActor>, row: CaseRow, way: 'review' | 'two-staff'): Promise<void> {
  await addPass(tx, {
    studentId: row.student_id,
    scope: row.scope,
    purpose: row.purpose as FacePurpose,
    way,
    sessionId: null,
    caseId: row.id,
  })
  const title = `老师已确认是您本人：${facePurposeTitles[row.purpose as FacePurpose]}`
  await tell(tx, row, title, '请在 24 小时内继续办理，可办一次。如果不是您本人要求的，请马上告诉班主任。')
}

/** One of two members of staff says that the student stands before them; the second must be somebody else. */
export async function confirmCase(
  tx: Tx<StaffActor>,
  id: string,
  body: BodyOf<typeof face.confirmCase>,
): Promise<ReplyOf<typeof face.confirmCase>> {
  const row = await waitingCase(tx, id, 'two-staff')
  const by = { by: tx.actor.id, by_name: tx.actor.name, at: tx.now, saw: body.saw }
  if (!row.first_by) {
    await tx.db
      .updateTable('face_cases')
      .set({ first_by: by.by, first_by_name: by.by_name, first_at: by.at, first_saw: by.saw })
      .where('id', '=', id)
      .execute()
    evidence(tx, row, 'face.confirm-first', { way: face.sawTitles[body.saw] })
    return { status: 'waiting', confirmations: 1 }
  }
  if (row.first_by === tx.actor.id) throw refuse('same-person', '您已确认过，需由另一位老师当面确认第二次。')
  await tx.db
    .updateTable('face_cases')
    .set({
      second_by: by.by,
      second_by_name: by.by_name,
      second_at: by.at,
      second_saw: by.saw,
      status: 'passed',
      decided_at: tx.now,
    })
    .where('id', '=', id)
    .execute()
  evidence(tx, row, 'face.confirm-second', { way: face.sawTitles[body.saw] })
  await letThrough(tx, row, 'two-staff')
  return { status: 'passed', confirmations: 2 }
}

/** The counsellor, who sees the student, gets a code to hand over; a new one makes the former worthless. */
export async function issueCode(
  tx: Tx<StaffActor>,
  platform: Platform,
  id: string,
  body: BodyOf<typeof face.issueCode>,
): Promise<ReplyOf<typeof face.issueCode>> {
  const row = await waitingCase(tx, id, 'code')
  if (tx.actor.role !== 'class-teacher') {
    throw refuse('forbidden', '一次性码只能由班主任给出。其他老师请让学生改选“两位老师当面核验”。')
  }
  const code = String(randomInt(1_000_000)).padStart(6, '0')
  const expiresAt = new Date(tx.now.getTime() + FACE_CODE_MINUTES * 60_000)
  await tx.db
    .updateTable('face_cases')
    .set({
      first_by: tx.actor.id,
      first_by_name: tx.actor.name,
      first_at: tx.now,
      first_saw: body.saw,
      code_hash: codeHash(platform, id, code),
      code_expires_at: expiresAt,
      code_tries: 0,
    })
    .where('id', '=', id)
    .execute()
  evidence(tx, row, 'face.code-issue', { way: face.sawTitles[body.saw] })
  return { code, expiresAt: expiresAt.toISOString() }
}

/** Decides a try that needed eyes: a pass only after the student was seen, a refusal with words the student can use. */
export async function decideCase(
  tx: Tx<StaffActor>,
  id: string,
  body: BodyOf<typeof face.decideCase>,
): Promise<ReplyOf<typeof face.decideCase>> {
  const row = await waitingCase(tx, id, 'review')
  const reason = scrub(body.reason.trim())
  if (body.decision === 'pass' && body.saw === null) {
    const text = '通过前须当面见到学生本人，请选择您是怎样确认的。'
    throw refuse('bad-request', text, { fields: [{ path: '/saw', text }] })
  }
  if (reason.length < 2) {
    const text = '请写明理由，学生可以看到不通过的理由。'
    throw refuse('bad-request', text, { fields: [{ path: '/reason', text }] })
  }
  const status: FaceCaseStatus = body.decision === 'pass' ? 'passed' : 'refused'
  await tx.db
    .updateTable('face_cases')
    .set({
      status,
      first_by: tx.actor.id,
      first_by_name: tx.actor.name,
      first_at: tx.now,
      first_saw: body.saw,
      decided_at: tx.now,
      decision_reason: reason,
    })
    .where('id', '=', id)
    .execute()
  evidence(tx, row, status === 'passed' ? 'face.decide-pass' : 'face.decide-refuse', { reason })
  if (status === 'passed') await letThrough(tx, row, 'review')
  else {
    await tell(
      tx,
      row,
      `本人核验未通过：${facePurposeTitles[row.purpose as FacePurpose]}`,
      `老师的说明：${reason}。请带身份证件到学校当面核验；核验结果不会单独作为停发资助或变更学籍的依据。`,
    )
  }
  return { status }
}
