import type { BodyOf, session } from '@zhuxue/contracts'
import type { FastifyRequest } from 'fastify'
import {
  type Actor,
  found,
  once,
  type Platform,
  refuse,
  type StaffActor,
  type StudentActor,
  type Tx,
} from '../../platform/index.ts'
import { locked } from './accounts.ts'
import { clearTriesOn, deviceOfSession, reserveTryOn } from './device-tries.ts'
import { revokeDevice, studentsOfBrowser } from './devices.ts'
import { announceActivated } from './hooks.ts'
import { hashPassword, verifyPassword } from './password-hash.ts'
import { refuseFormer, rememberPassword } from './password-history.ts'
import { type PasswordOwner, passwordProblem, presetForm } from './password-rules.ts'
import { placeLabel, placeOf } from './places.ts'
import { endSessions, type Factor, openSession, type Via } from './session-store.ts'
import { forgetStaffDevices } from './staff-devices.ts'

type AuthTx = Tx<Extract<Actor, { kind: 'auth' }>>
type Body = BodyOf<typeof session.changePassword>

/** What the rules compare the new password with; the student's ID number is opened for this comparison only. */
async function ownerOf(platform: Platform, actor: StudentActor | StaffActor): Promise<PasswordOwner> {
  if (actor.kind === 'staff') {
    const row = await platform.transaction({ kind: 'auth' }, (tx) =>
      tx.db.selectFrom('staff_accounts').select(['name', 'username']).where('id', '=', actor.id).executeTakeFirst(),
    )
    return { kind: 'staff', ...found(row) }
  }
  const row = await platform.transaction(actor, (tx) =>
    tx.db.selectFrom('students').select(['name', 'id_number_enc']).where('id', '=', actor.id).executeTakeFirst(),
  )
  const t = found(row)
  const idNumber = platform.crypto.decrypt(t.id_number_enc, `students.id_number:${actor.id}`)
  return { kind: 'student', name: t.name, idNumber }
}

/**
 * Changes the own password: old one checked (tries are counted as at the log-in), rules, then every session of the
 * person ends and this browser gets a new one. Returns the new cookie token, or null when the same request was
 * already answered (double click).
 */
export async function changePassword(
  platform: Platform,
  actor: StudentActor | StaffActor,
  csrf: string,
  body: Body,
  request: FastifyRequest,
): Promise<string | null> {
  const owner = await ownerOf(platform, actor)
  const problem = passwordProblem(body.newPassword, owner)
  if (problem) throw refuse('bad-request', problem, { fields: [{ path: '/newPassword', text: problem }] })
  const { device, turn } = await platform.transaction({ kind: 'auth' }, async (tx) => {
    const known = await deviceOfSession(tx, actor)
    return { device: known, turn: await reserveTryOn(tx, actor, known) }
  })
  if (turn.lockedUntil) throw locked(turn.lockedUntil)
  // a keyed digest stands for the two passwords in the log of first answers: a plain hash could be guessed offline
  const digest = platform.crypto.derive(`password-change:${actor.id}:${body.oldPassword}:${body.newPassword}`)
  let token: string | null = null
  await platform.transaction({ kind: 'auth' }, async (tx) => {
    const request_ = { requestId: body.requestId, routeId: 'session.change-password', content: { digest } }
    await once(tx, platform.crypto, request_, async () => {
      token = await change(tx, platform, actor, csrf, body, request)
      return { ok: true }
    })
    await clearTriesOn(tx, actor, device)
  })
  return token
}

async function change(
  tx: AuthTx,
  platform: Platform,
  actor: StudentActor | StaffActor,
  csrf: string,
  body: Body,
  request: FastifyRequest,
): Promise<string> {
  const account =
    actor.kind === 'student'
      ? await tx.db
          .selectFrom('student_accounts')
          .select(['password_hash', 'must_change_password', 'activated_at'])
          .where('student_id', '=', actor.id)
          .forUpdate()
          .executeTakeFirst()
      : await tx.db
          .selectFrom('staff_accounts')
          .select(['password_hash', 'must_change_password'])
          .where('id', '=', actor.id)
          .forUpdate()
          .executeTakeFirst()
  const hash = found(account).password_hash
  const preset = presetForm(body.oldPassword)
  const right =
    (await verifyPassword(body.oldPassword, hash)) ||
    (account?.must_change_password === true && (await verifyPassword(preset, hash)))
  if (!right) {
    const text = '原密码不正确，请重新输入。'
    throw refuse('bad-request', text, { fields: [{ path: '/oldPassword', text }] })
  }
  const same =
    body.newPassword.normalize('NFKC') === body.oldPassword.normalize('NFKC') ||
    (await verifyPassword(presetForm(body.newPassword), hash))
  if (same) {
    const text = '新密码不能与原密码相同。'
    throw refuse('bad-request', text, { fields: [{ path: '/newPassword', text }] })
  }
  if (actor.kind === 'staff') await refuseFormer(tx, actor.id, body.newPassword)
  const fresh = await hashPassword(body.newPassword)
  if (actor.kind === 'student') {
    await tx.db
      .updateTable('student_accounts')
      .set((e) => ({
        password_hash: fresh,
        must_change_password: false,
        activated_at: e.fn.coalesce('activated_at', e.val(tx.now)),
      }))
      .where('student_id', '=', actor.id)
      .execute()
    if (account && 'activated_at' in account && account.activated_at === null) {
      const place = placeOf(request)
      await announceActivated(tx, platform, {
        studentId: actor.id,
        scope: actor.scope,
        sharedWith: await studentsOfBrowser(tx, request),
        address: request.ip,
        userAgent: place.userAgent,
        label: placeLabel(place.userAgent, place.address),
      })
    }
  } else {
    await tx.db
      .updateTable('staff_accounts')
      .set({ password_hash: fresh, must_change_password: false, password_changed_at: tx.now })
      .where('id', '=', actor.id)
      .execute()
    await rememberPassword(tx, actor.id, fresh)
  }
  const live = await tx.db
    .selectFrom('sessions')
    .select(['factor', 'via', 'device_id', 'staff_device_id', 'face_required'])
    .where('id', '=', actor.sessionId)
    .executeTakeFirst()
  await endSessions(tx, { kind: actor.kind, id: actor.id })
  // whoever else knew the old password was perhaps on another device: those are strangers again
  if (actor.kind === 'student') await revokeDevice(tx, { studentId: actor.id, exceptId: live?.device_id ?? null })
  else await forgetStaffDevices(tx, actor.id, live?.staff_device_id ?? null)
  const grantId = actor.kind === 'staff' ? actor.grantId : null
  const opened = await openSession(tx, {
    kind: actor.kind,
    id: actor.id,
    grantId,
    ...placeOf(request),
    factor: (live?.factor ?? null) as Factor | null,
    via: (live?.via ?? 'password') as Via,
    deviceId: live?.device_id ?? null,
    staffDeviceId: live?.staff_device_id ?? null,
    csrf,
    // a new password proves nothing about who holds the new device
    faceRequired: live?.face_required ?? false,
  })
  tx.audit({
    action: 'session.password-change',
    subjectKind: actor.kind,
    subjectId: actor.id,
    scope: actor.scope,
  })
  return opened.token
}
