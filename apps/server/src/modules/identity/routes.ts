import { devices, office, session, staff } from '@zhuxue/contracts'
import { found, once, type Platform, type Router } from '../../platform/index.ts'
import { endOwnDevice, ownDevices, revokeDevice, setDeviceCookie } from './devices.ts'
import { decideGrantRequest } from './grant-decide.ts'
import { addGrant, listGrantRequests } from './grant-requests.ts'
import { getHandover, listHandovers, myHandovers } from './handover-view.ts'
import { acceptHandover, startHandover } from './handovers.ts'
import { staffLogin, studentLogin } from './login.ts'
import { activeGrants, buildMe } from './me.ts'
import { changePassword } from './password-change.ts'
import { securityPolicy } from './security-policy.ts'
import { clearSessionCookie, endSessions, setSessionCookie } from './session-store.ts'
import { createStaff, listStaff, resetPassword, resetSecondFactor, revokeGrant, setDisabled } from './staff.ts'
import { forgetStaffDevices } from './staff-devices.ts'

export function routes(router: Router, platform: Platform): void {
  router.raw(session.studentLogin, async (_nobody, { body, request }, reply) => {
    const { me, token, deviceTokens } = await studentLogin(platform, body, request)
    setSessionCookie(reply, platform, token)
    if (deviceTokens) setDeviceCookie(reply, platform, deviceTokens)
    return me
  })
  router.raw(session.staffLogin, async (_nobody, { body, request }, reply) => {
    const { me, token, deviceTokens } = await staffLogin(platform, body, request)
    setSessionCookie(reply, platform, token)
    if (deviceTokens) setDeviceCookie(reply, platform, deviceTokens)
    return me
  })
  router.raw(session.me, (actor, { session: live }) =>
    platform.transaction({ kind: 'auth' }, (tx) =>
      buildMe(tx, platform, {
        kind: actor.kind,
        id: actor.id,
        grantId: actor.kind === 'staff' ? actor.grantId : null,
        csrf: live?.csrf ?? '',
        step: live?.step ?? 'none',
      }),
    ),
  )
  router.raw(session.changePassword, async (actor, { body, request, session: live }, reply) => {
    const token = await changePassword(platform, actor, live?.csrf ?? '', body, request)
    if (token) setSessionCookie(reply, platform, token)
    return { ok: true as const }
  })
  router.raw(session.logout, async (actor, { body }, reply) => {
    await platform.transaction({ kind: 'auth' }, async (tx) => {
      await endSessions(tx, body.everywhere ? { kind: actor.kind, id: actor.id } : { sessionId: actor.sessionId })
      // who leaves everywhere may have lost a phone: every device has to be verified anew
      if (body.everywhere && actor.kind === 'student') await revokeDevice(tx, { studentId: actor.id })
      if (body.everywhere && actor.kind === 'staff') await forgetStaffDevices(tx, actor.id)
      tx.audit({
        action: body.everywhere ? 'session.logout-everywhere' : 'session.logout',
        subjectKind: actor.kind,
        subjectId: actor.id,
        scope: actor.scope,
      })
    })
    clearSessionCookie(reply, platform)
    return { ok: true as const }
  })
  router.raw(devices.listDevices, (actor) => platform.transaction({ kind: 'auth' }, (tx) => ownDevices(tx, actor)))
  router.raw(devices.endStudentDevice, (actor, { params, body }) =>
    platform.transaction({ kind: 'auth' }, (tx) =>
      once(tx, platform.crypto, { requestId: body.requestId, routeId: 'devices.end', content: params.id }, async () => {
        found((await endOwnDevice(tx, actor, params.id)) || null, '这台设备已经退出。')
        return { ok: true as const }
      }),
    ),
  )
  router.raw(session.switchGrant, (actor, { body, session: live }) =>
    platform.transaction({ kind: 'auth' }, async (tx) => {
      const grants = await activeGrants(tx, actor.id)
      const grant = found(
        grants.find((g) => g.id === body.grantId),
        '没有找到这个履职身份，可能已被收回，请重新登录。',
      )
      await tx.db.updateTable('sessions').set({ grant_id: grant.id }).where('id', '=', actor.sessionId).execute()
      tx.audit({
        action: 'session.switch-grant',
        subjectKind: 'staff',
        subjectId: actor.id,
        scope: grant.scope,
        data: { role: grant.role, orgName: grant.orgName },
      })
      return buildMe(tx, platform, {
        kind: 'staff',
        id: actor.id,
        grantId: grant.id,
        csrf: live?.csrf ?? '',
        step: 'none',
      })
    }),
  )

  router.read(office.listStaff, (tx, { query }) => listStaff(tx, query))
  router.write(office.createStaff, (tx, { body }) => createStaff(tx, body))
  router.write(office.addGrant, (tx, { params, body }) => addGrant(tx, params.id, body))
  router.write(office.revokeGrant, (tx, { params, body }) => revokeGrant(tx, params.id, body.reason))
  router.write(office.resetStaffPassword, (tx, { params }) => resetPassword(tx, params.id))
  router.write(office.disableStaff, (tx, { params, body }) => setDisabled(tx, params.id, body))
  router.write(staff.resetSecondFactor, (tx, { params, body }) => resetSecondFactor(tx, params.id, body.reason))
  router.read(staff.listGrantRequests, (tx, { query }) => listGrantRequests(tx, query))
  router.write(staff.decideGrantRequest, (tx, { params, body }) => decideGrantRequest(tx, params.id, body))
  router.read(staff.listHandovers, (tx, { query }) => listHandovers(tx, query))
  router.raw(staff.myHandovers, (actor) => myHandovers(platform, actor))
  router.raw(staff.getHandover, (actor, { params }) => getHandover(platform, actor, params.id))
  router.raw(staff.startHandover, (actor, { params, body }) => startHandover(platform, actor, params.id, body))
  router.raw(staff.acceptHandover, (actor, { params, body }) => acceptHandover(platform, actor, params.id, body))
  router.raw(staff.securityPolicy, async () => securityPolicy(platform))
}
