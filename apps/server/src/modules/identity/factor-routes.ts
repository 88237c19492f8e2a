import { factors, wechat } from '@zhuxue/contracts'
import { once, type Platform, type Router } from '../../platform/index.ts'
import { endDevice, ownAccount } from './account-view.ts'
import { setDeviceCookie } from './devices.ts'
import { confirmTotp, newRecoveryCodes, startTotp } from './enrol.ts'
import { readNotice } from './notices.ts'
import { startOutside } from './outside.ts'
import { addPasskey, passkeyChallenge, proveWithPasskey, removePasskey, startPasskey } from './passkeys.ts'
import { mustKnowPassword, proveWithCode } from './second-factor.ts'
import { setSessionCookie } from './session-store.ts'
import { newWechatCode, setReminders, unbindWechat, wechatStatus } from './wechat/index.ts'

/** Second factors, the own account, and outside identities. */
export function factorRoutes(router: Router, platform: Platform): void {
  const auth = { kind: 'auth' } as const
  router.raw(factors.secondFactor, async (actor, { body, request, session }, reply) => {
    const { me, token, deviceTokens } = await proveWithCode(platform, actor, session, body, request)
    setSessionCookie(reply, platform, token)
    if (deviceTokens) setDeviceCookie(reply, platform, deviceTokens)
    return me
  })
  router.raw(factors.passkeyChallenge, (actor, { request, session }) =>
    passkeyChallenge(platform, actor, session, request),
  )
  router.raw(factors.passkeyVerify, async (actor, { body, request, session }, reply) => {
    const { me, token, deviceTokens } = await proveWithPasskey(platform, actor, session, body, request)
    setSessionCookie(reply, platform, token)
    if (deviceTokens) setDeviceCookie(reply, platform, deviceTokens)
    return me
  })
  router.raw(factors.account, (actor) => platform.transaction(auth, (tx) => ownAccount(tx, platform, actor)))
  router.raw(factors.startTotp, (actor, { body, session }) => startTotp(platform, actor, session, body))
  router.raw(factors.confirmTotp, async (actor, { body, request, session }, reply) => {
    const { recoveryCodes, token, deviceTokens } = await confirmTotp(platform, actor, session, body, request)
    if (token) setSessionCookie(reply, platform, token)
    if (deviceTokens) setDeviceCookie(reply, platform, deviceTokens)
    return { recoveryCodes }
  })
  router.raw(factors.startPasskey, (actor, { body, request, session }) =>
    startPasskey(platform, actor, session, body, request),
  )
  router.raw(factors.addPasskey, async (actor, { body, request, session }, reply) => {
    const { recoveryCodes, token, deviceTokens } = await addPasskey(platform, actor, session, body, request)
    if (token) setSessionCookie(reply, platform, token)
    if (deviceTokens) setDeviceCookie(reply, platform, deviceTokens)
    return { recoveryCodes }
  })
  router.raw(factors.removePasskey, (actor, { params, body }) => removePasskey(platform, actor, params.id, body))
  router.raw(factors.newRecoveryCodes, (actor, { body, session }) => newRecoveryCodes(platform, actor, session, body))
  router.raw(factors.readNotice, (actor, { params }) =>
    platform.transaction(auth, (tx) => readNotice(tx, actor.id, params.id)),
  )
  router.raw(factors.endDevice, (actor, { params, body }) =>
    platform.transaction(auth, (tx) =>
      once(tx, platform.crypto, { requestId: body.requestId, routeId: 'session.end-device', content: params.id }, () =>
        endDevice(tx, actor, params.id),
      ),
    ),
  )
  router.raw(wechat.wechatStatus, (actor) => platform.transaction(auth, (tx) => wechatStatus(tx, platform, actor)))
  router.raw(wechat.wechatCode, (actor, { body }) => newWechatCode(platform, actor, body))
  router.raw(wechat.wechatUnbind, (actor) => platform.transaction(auth, (tx) => unbindWechat(tx, actor)))
  router.raw(wechat.wechatReminders, (actor, { body }) =>
    platform.transaction(auth, (tx) => setReminders(tx, actor, body.on)),
  )
  router.raw(factors.outsideIdentity, async () => ({
    enabled: platform.config.oidc !== undefined,
    name: platform.config.oidc?.name ?? '',
  }))
  router.raw(factors.startOutside, (_nobody, { request }, reply) => startOutside(platform, request, reply, null))
  router.raw(factors.linkOutside, async (actor, { body, request }, reply) => {
    await mustKnowPassword(platform, actor, body.password)
    return startOutside(platform, request, reply, actor)
  })
  router.raw(factors.unlinkOutside, async (actor, { body }) => {
    await mustKnowPassword(platform, actor, body.password)
    return platform.transaction(auth, async (tx) => {
      const gone = await tx.db.deleteFrom('staff_identities').where('staff_id', '=', actor.id).executeTakeFirst()
      if (gone.numDeletedRows > 0n) {
        tx.audit({ action: 'session.outside-unlink', subjectKind: 'staff', subjectId: actor.id, scope: actor.scope })
      }
      return { ok: true as const }
    })
  })
}
