import type { activation, BodyOf, ReplyOf } from '@zhuxue/contracts'
import {
  type ActivationStepId,
  activationSteps,
  ageGroupOf,
  checkPhone,
  informsGuardian,
  maskPhone,
  mayFinishActivation,
} from '@zhuxue/policy'
import { sql } from 'kysely'
import { once, type Platform, refuse, type StudentActor, type Tx } from '../../platform/index.ts'
import { guardianContact, rollValues, setConfirmedPhone, studentCore } from '../roll/index.ts'
import { type CodeResult, openCode, sendCode, tryCode } from './codes.ts'
import { consentOf, recordConsent } from './consents.ts'
import { activationFacts } from './facts.ts'
import { beforePhoneChange } from './phone-hooks.ts'
import { ownReports } from './reports.ts'
import { sendText } from './sms.ts'

type Wizard = ReplyOf<typeof activation.wizard>
type StudentTx = Tx<StudentActor>

const NOT_REPORTABLE = ['school', 'rollNumber']

/** The wizard as it stands. Reading it changes nothing: a second device sees the same. */
export async function readWizard(tx: StudentTx, platform: Platform): Promise<Wizard> {
  const { id } = tx.actor
  const facts = (await activationFacts(tx, [id])).get(id)
  if (!facts) throw refuse('not-found')
  const student = await studentCore(tx, id, platform)
  const guardian = await guardianContact(tx, platform, id)
  const row = await tx.db.selectFrom('activations').selectAll().where('student_id', '=', id).executeTakeFirst()
  const link = await tx.db
    .selectFrom('guardian_links')
    .select('created_at')
    .where('student_id', '=', id)
    .where('purpose', '=', 'consent')
    .where('ended_at', 'is', null)
    .where('expires_at', '>', tx.now)
    .executeTakeFirst()
  return {
    steps: activationSteps(facts),
    mayFinish: mayFinishActivation(facts),
    finished: (row?.finished_at ?? null) !== null,
    ageGroup: ageGroupOf(student.birthDate, tx.today),
    guardian: {
      decides: facts.guardianDecides,
      phoneMasked: guardian.phone === null ? null : maskPhone(guardian.phone),
      linkSentAt: link?.created_at.toISOString() ?? null,
    },
    roll: (await rollValues(tx, platform, id)).map((v) => ({ ...v, reportable: !NOT_REPORTABLE.includes(v.field) })),
    reports: await ownReports(tx, platform),
    phone: {
      masked: student.phoneMasked,
      confirmedAt: row?.phone_confirmed_at?.toISOString() ?? null,
      code: await openCode(tx, platform, id, 'phone'),
    },
    faceChoice: (row?.face_choice ?? null) as Wizard['faceChoice'],
    faceConsent: (await consentOf(tx, id, 'face')).state,
  }
}

type Patch = {
  roll_checked_at?: Date
  phone_confirmed_at?: Date
  face_choice?: 'face' | 'no-face' | null
  finished_at?: Date
  guardian_informed_at?: Date
}

/** Writes one thing that was done; the first one begins the activation. `settled`: a step no longer put off. */
async function note(tx: StudentTx, patch: Patch, settled?: ActivationStepId): Promise<void> {
  await tx.db
    .insertInto('activations')
    .values({ student_id: tx.actor.id, scope: tx.actor.scope, started_at: tx.now, updated_at: tx.now, ...patch })
    .onConflict((c) => c.column('student_id').doUpdateSet({ updated_at: tx.now, ...patch }))
    .execute()
  if (!settled) return
  await sql`update activations set later = array_remove(later, ${settled}) where student_id = ${tx.actor.id}`.execute(
    tx.db,
  )
}

/** The student has looked through the own roll; what is wrong was reported apart from this. */
export async function confirmRoll(tx: StudentTx, platform: Platform): Promise<Wizard> {
  await note(tx, { roll_checked_at: tx.now }, 'roll')
  tx.audit({ action: 'activation.roll', subjectKind: 'student', subjectId: tx.actor.id, scope: tx.actor.scope })
  return readWizard(tx, platform)
}

/** A code to the number that the student typed. */
export async function sendPhoneCode(
  tx: StudentTx,
  platform: Platform,
  body: BodyOf<typeof activation.sendPhoneCode>,
): Promise<ReplyOf<typeof activation.sendPhoneCode>> {
  await requireNotice(tx)
  const student = await studentCore(tx, tx.actor.id)
  const phone = checkPhone(body.phone)
  if (!phone.ok) throw refuse('bad-request', phone.text, { fields: [{ path: '/phone', text: phone.text }] })
  await beforePhoneChange(tx, 'ask')
  return sendCode(tx, platform, {
    studentId: student.id,
    studentName: student.name,
    scope: student.scope,
    countyCode: student.countyCode,
    purpose: 'phone',
    phone: phone.value,
  })
}

/** Confirms the number by the code. A wrong code is counted in a transaction of its own, so that a refusal keeps it. */
export async function confirmPhone(
  platform: Platform,
  actor: StudentActor,
  body: BodyOf<typeof activation.confirmPhone>,
): Promise<Wizard> {
  // a keyed digest stands for the code in the log of first answers; a double click gets the first answer again
  const digest = platform.crypto.derive(`phone-confirm:${actor.id}:${body.code}`)
  const request = { requestId: body.requestId, routeId: 'activation.confirm-phone', content: { digest } }
  const result = await platform.transaction(actor, (tx) =>
    once(tx, platform.crypto, request, async (): Promise<CodeResult> => {
      const tried = await tryCode(tx, platform, actor.id, 'phone', body.code)
      if (!tried.ok) return tried
      // a refusal takes the use of the code back with it
      await beforePhoneChange(tx, 'act')
      await setConfirmedPhone(tx, platform, actor.id, tried.phone)
      await note(tx, { phone_confirmed_at: tx.now }, 'phone')
      tx.audit({ action: 'activation.phone', subjectKind: 'student', subjectId: actor.id, scope: actor.scope })
      return tried
    }),
  )
  if (!result.ok) throw refuse('bad-request', result.text, { fields: [{ path: '/code', text: result.text }] })
  return platform.transaction(actor, (tx) => readWizard(tx, platform))
}

/**
 * How the school makes sure that it is the student: by face (the camera step of module face follows and needs its own
 * consent), or in person, which counts the same. Choosing the second answers the question about face with no, unless
 * it was answered before.
 */
export async function chooseFace(tx: StudentTx, platform: Platform, choice: 'face' | 'no-face'): Promise<Wizard> {
  await requireNotice(tx)
  const consent = await consentOf(tx, tx.actor.id, 'face')
  if (choice === 'face' && !consent.given) {
    throw refuse('rule-refused', '使用人脸核对要先同意“人脸识别”这一项；不同意可以选择老师当面核对，效力一样。')
  }
  const facts = (await activationFacts(tx, [tx.actor.id])).get(tx.actor.id)
  if (choice === 'no-face' && consent.state === 'none' && !facts?.guardianDecides) {
    await recordConsent(tx, { studentId: tx.actor.id, purpose: 'face', decision: 'refused', by: { way: 'phone' } })
  }
  await note(tx, { face_choice: choice }, 'face')
  tx.audit({
    action: 'activation.face-choice',
    subjectKind: 'student',
    subjectId: tx.actor.id,
    scope: tx.actor.scope,
    data: { choice },
  })
  return readWizard(tx, platform)
}

/** 以后再办: the wizard goes on without this step; it stays open for later. */
export async function putOff(tx: StudentTx, platform: Platform, step: ActivationStepId): Promise<Wizard> {
  await note(tx, {})
  await sql`update activations set later = array_append(array_remove(later, ${step}), ${step})
    where student_id = ${tx.actor.id}`.execute(tx.db)
  return readWizard(tx, platform)
}

async function requireNotice(tx: StudentTx): Promise<void> {
  if ((await consentOf(tx, tx.actor.id, 'data-processing')).given) return
  throw refuse('activation-required')
}

/** Opens the home page. From 14 to 17 the guardian is told once what the student did (未成年人网络保护条例 32). */
export async function finishWizard(tx: StudentTx, platform: Platform): Promise<Wizard> {
  await requireNotice(tx)
  const before = await tx.db
    .selectFrom('activations')
    .select(['finished_at', 'guardian_informed_at'])
    .where('student_id', '=', tx.actor.id)
    .executeTakeFirst()
  const student = await studentCore(tx, tx.actor.id)
  const contact = await guardianContact(tx, platform, student.id)
  const inform =
    informsGuardian(ageGroupOf(student.birthDate, tx.today)) && !before?.guardian_informed_at && contact.phone !== null
  await note(tx, {
    ...(before?.finished_at ? {} : { finished_at: tx.now }),
    ...(inform ? { guardian_informed_at: tx.now } : {}),
  })
  await tx.db
    .updateTable('student_accounts')
    .set({ wizard_done_at: tx.now })
    .where('student_id', '=', student.id)
    .where('wizard_done_at', 'is', null)
    .execute()
  if (inform && contact.phone) {
    await sendText(tx, platform, {
      studentId: student.id,
      phone: contact.phone,
      studentName: student.name,
      countyCode: student.countyCode,
      message: { kind: 'guardian-informed' },
    })
  }
  if (!before?.finished_at) {
    tx.audit({
      action: 'activation.finish',
      subjectKind: 'student',
      subjectId: student.id,
      scope: student.scope,
      data: { guardianInformed: inform },
    })
  }
  return readWizard(tx, platform)
}
