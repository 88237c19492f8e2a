import type { DeviceTrustWay } from '@zhuxue/contracts'
import type { Actor, Platform, StudentActor, Tx } from '../../platform/index.ts'
import { isKnownDevice, trustDevice } from '../identity/index.ts'
import { askedAt, type PassWay, passOf, usePass } from './passes.ts'

type AuthTx = Tx<Extract<Actor, { kind: 'auth' }>>

/** How the device list of the student names the way in which the person was verified. */
const TRUST: Record<PassWay, DeviceTrustWay> = {
  face: 'face',
  review: 'face',
  'two-staff': 'two-staff',
  code: 'staff-code',
}

/**
 * Must a new session be verified first? Where the school asks for it, on a device that is not known, once the
 * wizard is done: before that the slip and the wizard say who it is.
 */
export async function entryCheck(
  tx: AuthTx,
  session: { readonly studentId: string; readonly sessionId: string },
): Promise<boolean> {
  const row = await tx.db
    .selectFrom('students as t')
    .innerJoin('student_accounts as a', 'a.student_id', 't.id')
    .select(['t.school_id', 'a.wizard_done_at'])
    .where('t.id', '=', session.studentId)
    .executeTakeFirst()
  if (!row?.wizard_done_at || !(await askedAt(tx, row.school_id)).includes('new-device')) return false
  return !(await isKnownDevice(tx, session.sessionId))
}

/** A session that waits for its check goes on as soon as there is a pass; its device is known from then on. */
export async function enterIfPassed(platform: Platform, actor: StudentActor): Promise<boolean> {
  return platform.transaction({ kind: 'auth' }, async (tx) => {
    const waiting = await tx.db
      .selectFrom('sessions')
      .select('id')
      .where('id', '=', actor.sessionId)
      .where('face_required', '=', true)
      .forUpdate()
      .executeTakeFirst()
    if (!waiting) return false
    const pass = await passOf(tx, actor, 'new-device')
    if (!pass || !(await usePass(tx, pass))) return false
    await tx.db.updateTable('sessions').set({ face_required: false }).where('id', '=', actor.sessionId).execute()
    await trustDevice(tx, actor.sessionId, TRUST[pass.way])
    tx.audit({
      action: 'face.enter-device',
      subjectKind: 'student',
      subjectId: actor.id,
      scope: actor.scope,
      data: { way: pass.way === 'face' ? '人脸' : '老师当面核验' },
    })
    return true
  })
}
