import {
  type AuthenticationResponseJSON,
  type AuthenticatorTransport,
  generateAuthenticationOptions,
  generateRegistrationOptions,
  type RegistrationResponseJSON,
  verifyAuthenticationResponse,
  verifyRegistrationResponse,
} from '@simplewebauthn/server'
import type { BodyOf, factors } from '@zhuxue/contracts'
import type { FastifyRequest } from 'fastify'
import {
  type Actor,
  found,
  newId,
  once,
  type Platform,
  refuse,
  type Session,
  type StaffActor,
  type Tx,
} from '../../platform/index.ts'
import { afterEnrolment, type Enrolled, mayEnrol } from './enrol.ts'
import type { LoggedIn } from './login.ts'
import { tellStaff } from './notices.ts'
import { originOf } from './origin.ts'
import { finish, mustBePending, mustKnowPassword, tryFactor } from './second-factor.ts'
import { sessionNow } from './session-store.ts'
import { waysOf } from './steps.ts'

type AuthTx = Tx<Extract<Actor, { kind: 'auth' }>>

const CHALLENGE_MINUTES = 5
const FAILED = '通行密钥没有验证成功。请在浏览器弹出的窗口里完成验证后再试，或换用动态码。'

const keysOf = (tx: AuthTx, staffId: string) =>
  tx.db
    .selectFrom('staff_passkeys')
    .select(['id', 'credential_id', 'public_key', 'counter', 'transports', 'name'])
    .where('staff_id', '=', staffId)
    .orderBy('id')
    .execute()

const handles = (keys: { credential_id: string; transports: string[] }[]) =>
  keys.map((k) => ({ id: k.credential_id, transports: k.transports as AuthenticatorTransport[] }))

/** Keeps the challenge with the session: one at a time, five minutes, used up by the first answer. */
const keepChallenge = (tx: AuthTx, sessionId: string, challenge: string) =>
  tx.db.updateTable('sessions').set({ challenge, challenge_at: sessionNow() }).where('id', '=', sessionId).execute()

async function takeChallenge(platform: Platform, sessionId: string): Promise<string> {
  const row = await platform.transaction({ kind: 'auth' }, async (tx) => {
    const before = await tx.db
      .selectFrom('sessions')
      .select(['challenge', 'challenge_at'])
      .where('id', '=', sessionId)
      .forUpdate()
      .executeTakeFirst()
    await tx.db
      .updateTable('sessions')
      .set({ challenge: null, challenge_at: null })
      .where('id', '=', sessionId)
      .execute()
    return before
  })
  const oldest = sessionNow().getTime() - CHALLENGE_MINUTES * 60_000
  if (!row?.challenge || !row.challenge_at || row.challenge_at.getTime() < oldest) {
    throw refuse('state-conflict', '验证请求已过期，请再点一次“使用通行密钥”。')
  }
  return row.challenge
}

/** Asks the browser to prove one of the person's passkeys. */
export async function passkeyChallenge(
  platform: Platform,
  actor: StaffActor,
  session: Session | null,
  request: FastifyRequest,
): Promise<{ options: unknown }> {
  mustBePending(session)
  return platform.transaction({ kind: 'auth' }, async (tx) => {
    const keys = await keysOf(tx, actor.id)
    if (keys.length === 0) throw refuse('state-conflict', '这个账号没有绑定通行密钥，请换一种验证方式。')
    const options = await generateAuthenticationOptions({
      rpID: originOf(platform, request).host,
      allowCredentials: handles(keys),
      userVerification: 'preferred',
    })
    await keepChallenge(tx, actor.sessionId, options.challenge)
    return { options }
  })
}

/** Second step of a log-in with a passkey. */
export async function proveWithPasskey(
  platform: Platform,
  actor: StaffActor,
  session: Session | null,
  body: BodyOf<typeof factors.passkeyVerify>,
  request: FastifyRequest,
): Promise<LoggedIn> {
  mustBePending(session)
  const expectedChallenge = await takeChallenge(platform, actor.sessionId)
  const { origin, host } = originOf(platform, request)
  const response = body.response as AuthenticationResponseJSON
  return tryFactor(platform, actor, async (tx) => {
    const key = (await keysOf(tx, actor.id)).find((k) => k.credential_id === response?.id)
    if (!key) return { ok: false, text: FAILED, path: '/response' }
    const result = await verifyAuthenticationResponse({
      response,
      expectedChallenge,
      expectedOrigin: origin,
      expectedRPID: host,
      credential: {
        id: key.credential_id,
        publicKey: new Uint8Array(key.public_key),
        counter: Number(key.counter),
        transports: key.transports as AuthenticatorTransport[],
      },
      requireUserVerification: false,
    }).catch(() => null)
    if (!result?.verified) return { ok: false, text: FAILED, path: '/response' }
    await tx.db
      .updateTable('staff_passkeys')
      .set({ counter: result.authenticationInfo.newCounter, last_used_at: tx.now })
      .where('id', '=', key.id)
      .execute()
    return { ok: true, value: await finish(tx, platform, actor, request, 'passkey') }
  })
}

/** Asks the browser to make a new passkey. */
export async function startPasskey(
  platform: Platform,
  actor: StaffActor,
  session: Session | null,
  body: BodyOf<typeof factors.startPasskey>,
  request: FastifyRequest,
): Promise<{ options: unknown }> {
  await mayEnrol(platform, actor, session, body.password)
  return platform.transaction({ kind: 'auth' }, async (tx) => {
    const account = await tx.db
      .selectFrom('staff_accounts')
      .select('username')
      .where('id', '=', actor.id)
      .executeTakeFirst()
    const options = await generateRegistrationOptions({
      rpName: '助学',
      rpID: originOf(platform, request).host,
      userID: new TextEncoder().encode(actor.id),
      userName: found(account).username,
      userDisplayName: actor.name,
      attestationType: 'none',
      excludeCredentials: handles(await keysOf(tx, actor.id)),
      authenticatorSelection: { residentKey: 'preferred', userVerification: 'preferred' },
    })
    await keepChallenge(tx, actor.sessionId, options.challenge)
    return { options }
  })
}

/** The passkey that the browser made: from now on it counts. */
export async function addPasskey(
  platform: Platform,
  actor: StaffActor,
  session: Session | null,
  body: BodyOf<typeof factors.addPasskey>,
  request: FastifyRequest,
): Promise<Enrolled> {
  if (session?.step !== 'enrol' && session?.step !== 'none') throw refuse('second-factor-required')
  let entered: Pick<Enrolled, 'token' | 'deviceTokens'> = { token: null }
  const { requestId, ...content } = body
  const reply = await platform.transaction({ kind: 'auth' }, (tx) =>
    once(tx, platform.crypto, { requestId, routeId: 'session.add-passkey', content }, async () => {
      const expectedChallenge = await takeChallenge(platform, actor.sessionId)
      const { origin, host } = originOf(platform, request)
      const result = await verifyRegistrationResponse({
        response: body.response as RegistrationResponseJSON,
        expectedChallenge,
        expectedOrigin: origin,
        expectedRPID: host,
        requireUserVerification: false,
      }).catch(() => null)
      if (!result?.verified) throw refuse('bad-request', '通行密钥没有创建成功，请再试一次，或改用动态码。')
      const { credential } = result.registrationInfo
      await tx.db
        .insertInto('staff_passkeys')
        .values({
          id: newId(),
          staff_id: actor.id,
          credential_id: credential.id,
          public_key: Buffer.from(credential.publicKey),
          counter: credential.counter,
          transports: credential.transports ?? [],
          name: body.name.trim(),
          created_at: tx.now,
        })
        .execute()
      const enrolled = await afterEnrolment(tx, actor, session, request, 'passkey')
      entered = enrolled
      return { recoveryCodes: enrolled.recoveryCodes }
    }),
  )
  return { ...entered, ...reply }
}

/** Removes one passkey; the last way of proving oneself stays. */
export async function removePasskey(
  platform: Platform,
  actor: StaffActor,
  id: string,
  body: BodyOf<typeof factors.removePasskey>,
): Promise<{ ok: true }> {
  await mustKnowPassword(platform, actor, body.password)
  return platform.transaction({ kind: 'auth' }, (tx) =>
    once(
      tx,
      platform.crypto,
      { requestId: body.requestId, routeId: 'session.remove-passkey', content: id },
      async () => {
        const keys = await keysOf(tx, actor.id)
        const key = found(
          keys.find((k) => k.id === id),
          '没有找到这个通行密钥，可能已经删除。',
        )
        if (keys.length === 1 && !(await waysOf(tx, actor.id)).includes('totp')) {
          throw refuse('rule-refused', '这是唯一的第二重验证方式，不能删除。请先绑定动态码或另一个通行密钥。')
        }
        await tx.db.deleteFrom('staff_passkeys').where('id', '=', key.id).execute()
        await tellStaff(tx, actor.id, `您删除了通行密钥“${key.name}”。如果不是您本人，请立即修改密码。`, '/account')
        tx.audit({
          action: 'session.factor-remove',
          subjectKind: 'staff',
          subjectId: actor.id,
          scope: actor.scope,
          data: { factor: 'passkey', name: key.name },
        })
        return { ok: true as const }
      },
    ),
  )
}
