import type { applications, BodyOf, ReplyOf } from '@zhuxue/contracts'
import { ageGroupOf, informsGuardian, maskPhone } from '@zhuxue/policy'
import {
  dayOf,
  found,
  type Platform,
  Refusal,
  refuse,
  type StaffActor,
  type StudentActor,
  type Tx,
} from '../../platform/index.ts'
import { createGuardianLink, guardianSignature, sendText, signOnPaper } from '../activation/index.ts'
import { guardianContact, type StudentCore, studentCore } from '../roll/index.ts'
import { formLines, kindTitles, submittedAttachments, submittedForms } from './staff-form.ts'
import { type ApplicationRecord, readApplication } from './store.ts'
import { guardianNeeded } from './student-form.ts'
import type { Submission } from './student-store.ts'

export type GuardianView = ReplyOf<typeof applications.countersign>

/** What the guardian reads before signing: the form in words, nothing but the student's own signature left out. */
async function linesOf(tx: Tx, platform: Platform, submissionId: string) {
  const [form] = await submittedForms(tx, platform, submissionId, 1)
  const kinds = kindTitles(await submittedAttachments(tx, submissionId))
  return formLines(found(form).answers, null, kinds)
    .filter((l) => l.field !== 'promise' && l.field !== 'signature')
    .map(({ label, value }) => ({ label, value }))
}

async function sendLink(tx: Tx, platform: Platform, studentId: string, submission: { id: string; revision: number }) {
  return createGuardianLink(tx, platform, {
    studentId,
    purpose: 'application',
    subjectId: submission.id,
    revision: submission.revision,
    lines: await linesOf(tx, platform, submission.id),
  })
}

/**
 * After a submission: under 16 the guardian gets the link to countersign this revision, from 16 to 17 a short SMS. A
 * roll without a usable number does not stop the student: the paper remains. Returns a sentence for the confirmation.
 */
export async function tellGuardian(
  tx: Tx<StudentActor>,
  platform: Platform,
  student: StudentCore,
  submission: Submission,
): Promise<string> {
  if (guardianNeeded(student.birthDate, tx.today)) {
    try {
      const { phoneMasked } = await sendLink(tx, platform, student.id, submission)
      return `已向监护人（${phoneMasked}）发送签字短信，请提醒监护人在7天内点开签字。`
    } catch (e) {
      if (!(e instanceof Refusal)) throw e
      return '请监护人到学校在纸质申请表上签字，由班主任登记。'
    }
  }
  if (!informsGuardian(ageGroupOf(student.birthDate, tx.today))) return ''
  const { phone } = await guardianContact(tx, platform, student.id)
  if (phone !== null) {
    await sendText(tx, platform, {
      studentId: student.id,
      phone,
      studentName: student.name,
      countyCode: student.countyCode,
      message: { kind: 'guardian-applied' },
    })
  }
  return ''
}

/** The signature of the form as it was submitted last; null when the student was 16 on that day. */
export async function guardianView(tx: Tx, platform: Platform, app: ApplicationRecord): Promise<GuardianView | null> {
  const student = await studentCore(tx, app.student_id)
  if (!guardianNeeded(student.birthDate, dayOf(app.submitted_at))) return null
  const { phone } = await guardianContact(tx, platform, app.student_id)
  const s = await guardianSignature(tx, app.submission_id, await revisionOf(tx, app.submission_id))
  return {
    state: s.state,
    by: s.by,
    at: s.at?.toISOString() ?? null,
    phoneMasked: phone === null ? null : maskPhone(phone),
  }
}

async function revisionOf(tx: Tx, submissionId: string): Promise<number> {
  const row = await tx.db
    .selectFrom('submission_revisions')
    .select((e) => e.fn.max('revision').as('revision'))
    .where('submission_id', '=', submissionId)
    .executeTakeFirst()
  return Number(row?.revision ?? 0)
}

/** Did the guardian agree to the newest revision? For the automatic checks. */
export async function guardianAgreed(tx: Tx, submissionId: string): Promise<boolean> {
  return (await guardianSignature(tx, submissionId, await revisionOf(tx, submissionId))).state === 'agreed'
}

const OPEN = ['submitted', 'checked']

/** Sends the link once more; the one before stops counting. */
export async function resendLink(
  tx: Tx<StudentActor>,
  platform: Platform,
  id: string,
): Promise<ReplyOf<typeof applications.resendGuardianLink>> {
  const app = await readApplication(tx, id)
  found(app.student_id === tx.actor.id ? app : null)
  const now = await guardianView(tx, platform, app)
  if (now === null) throw refuse('rule-refused', '您已满16周岁，不需要监护人签字。')
  if (now.state === 'agreed') throw refuse('duplicate', '监护人已经签字，不用再发。')
  if (!OPEN.includes(app.status)) throw refuse('state-conflict', '这份申请目前不需要监护人签字。')
  return sendLink(tx, platform, tx.actor.id, {
    id: app.submission_id,
    revision: await revisionOf(tx, app.submission_id),
  })
}

/** The class teacher saw the guardian sign the paper form. */
export async function countersign(
  tx: Tx<StaffActor>,
  platform: Platform,
  id: string,
  body: BodyOf<typeof applications.countersign>,
): Promise<GuardianView> {
  const app = await readApplication(tx, id)
  if (app.revision !== body.revision) throw refuse('revision-conflict')
  const now = await guardianView(tx, platform, app)
  if (now === null) throw refuse('rule-refused', '申请人已满16周岁，不需要监护人签字。')
  if (!OPEN.includes(app.status)) throw refuse('state-conflict', '这份申请目前不需要监护人签字。')
  await signOnPaper(
    tx,
    { studentId: app.student_id, subjectId: app.submission_id, revision: await revisionOf(tx, app.submission_id) },
    { name: body.guardianName, relation: body.guardianRelation },
  )
  return found(await guardianView(tx, platform, app))
}
