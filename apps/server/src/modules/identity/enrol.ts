import { randomBytes } from 'node:crypto'
import type { BodyOf, factors, ReplyOf } from '@zhuxue/contracts'
import type { FastifyRequest } from 'fastify'
import {
  type Actor,
  found,
  once,
  type Platform,
  refuse,
  type Session,
  type StaffActor,
  type Tx,
} from '../../platform/index.ts'
import { completeLogIn } from './complete.ts'
import { deviceOfSession } from './device-tries.ts'
import { tellStaff } from './notices.ts'
import { codesLeft, makeRecoveryCodes } from './recovery-codes.ts'
import { mustKnowPassword, tryFactor } from './second-factor.ts'
import { type Factor, sessionNow, type Via } from './session-store.ts'
import { base32, matchingStep, normaliseCode, otpauthUri } from './totp.ts'

type AuthTx = Tx<Extract<Actor, { kind: 'auth' }>>

/** Minutes in which the first code must confirm a new key. */
const PENDING_MINUTES = 15

/**
 * Who may add a factor: a person at the first log-in who has none yet, or a person fully logged in who gives the
 * password once more. Demo accounts have no factor on purpose.
 */
export async function mayEnrol(
  platform: Platform,
  actor: StaffActor,
  session: Session | null,
  password: string | undefined,
): Promise<void> {
  const account = await platform.transaction({ kind: 'auth' }, (tx) =>
    tx.db.selectFrom('staff_accounts').select('demo_account').where('id', '=', actor.id).executeTakeFirst(),
  )
  if (account?.demo_account) throw refuse('rule-refused', '演示账号供多人试用，不绑定第二重验证。')
  if (session?.step !== 'enrol' && session?.step !== 'none') throw refuse('second-factor-required')
  if (session.step === 'none') await mustKnowPassword(platform, actor, password)
}

/** Draws a new key for the authenticator app; it counts only after its first code was typed. */
export async function startTotp(
  platform: Platform,
  actor: StaffActor,
  session: Session | null,
  body: BodyOf<typeof factors.startTotp>,
): Promise<ReplyOf<typeof factors.startTotp>> {
  await mayEnrol(platform, actor, session, body.password)
  return platform.transaction({ kind: 'auth' }, (tx) =>
    once(
      tx,
      platform.crypto,
      { requestId: body.requestId, routeId: 'session.start-totp', content: actor.id },
      async () => {
        const secret = randomBytes(20)
        const values = {
          pending_enc: platform.crypto.encrypt(secret, `staff_totp.pending:${actor.id}`),
          pending_at: sessionNow(),
        }
        await tx.db
          .insertInto('staff_totp')
          .values({ staff_id: actor.id, ...values })
          .onConflict((c) => c.column('staff_id').doUpdateSet(values))
          .execute()
        const account = await tx.db
          .selectFrom('staff_accounts')
          .select('username')
          .where('id', '=', actor.id)
          .executeTakeFirst()
        const key = base32(secret)
        return { secret: key.replace(/(.{4})(?=.)/g, '$1 '), uri: otpauthUri(key, found(account).username) }
      },
    ),
  )
}

export interface Enrolled {
  readonly recoveryCodes: string[] | null
  /** new session token when the enrolment completed a log-in */
  readonly token: string | null
  /** tokens of the device cookie, with a new session */
  readonly deviceTokens?: readonly string[]
}

/** The first code of the new key: from now on it counts. Codes that were printed before stay good. */
export async function confirmTotp(
  platform: Platform,
  actor: StaffActor,
  session: Session | null,
  body: BodyOf<typeof factors.confirmTotp>,
  request: FastifyRequest,
): Promise<Enrolled> {
  if (session?.step !== 'enrol' && session?.step !== 'none') throw refuse('second-factor-required')
  const code = normaliseCode(body.code)
  if (code === null) {
    const text = '动态码是 6 位数字，请输入应用里当前显示的数字。'
    throw refuse('bad-request', text, { fields: [{ path: '/code', text }] })
  }
  let entered: Pick<Enrolled, 'token' | 'deviceTokens'> = { token: null }
  const reply = await tryFactor(platform, actor, async (tx) => {
    const request_ = { requestId: body.requestId, routeId: 'session.confirm-totp', content: actor.id }
    const done = await once(tx, platform.crypto, request_, async () => {
      const row = await tx.db
        .selectFrom('staff_totp')
        .select(['pending_enc', 'pending_at'])
        .where('staff_id', '=', actor.id)
        .forUpdate()
        .executeTakeFirst()
      const oldest = sessionNow().getTime() - PENDING_MINUTES * 60_000
      if (!row?.pending_enc || !row.pending_at || row.pending_at.getTime() < oldest) {
        throw refuse('state-conflict', '二维码已失效，请重新扫描新的二维码。')
      }
      const secret = platform.crypto.decryptBytes(row.pending_enc, `staff_totp.pending:${actor.id}`)
      const step = matchingStep(secret, code, sessionNow(), 1)
      if (step === null) throw new WrongCode()
      await tx.db
        .updateTable('staff_totp')
        .set({
          secret_enc: platform.crypto.encrypt(secret, `staff_totp.secret:${actor.id}`),
          confirmed_at: tx.now,
          last_step: step,
          pending_enc: null,
          pending_at: null,
        })
        .where('staff_id', '=', actor.id)
        .execute()
      const enrolled = await afterEnrolment(tx, actor, session, request, 'totp')
      entered = enrolled
      return { recoveryCodes: enrolled.recoveryCodes }
    }).catch((e: unknown) => {
      if (e instanceof WrongCode) return null
      throw e
    })
    return done
      ? { ok: true, value: done }
      : { ok: false, text: '动态码不正确。请确认扫描的是本页的二维码，手机时间为自动设置，再输入当前显示的数字。' }
  })
  return { ...entered, ...reply }
}

class WrongCode extends Error {}

/** Recovery codes with the first factor, the whole session at the first log-in, and the evidence. */
export async function afterEnrolment(
  tx: AuthTx,
  actor: StaffActor,
  session: Session,
  request: FastifyRequest,
  factor: Extract<Factor, 'totp' | 'passkey'>,
): Promise<Enrolled> {
  const recoveryCodes = (await codesLeft(tx, actor.id)) === 0 ? await makeRecoveryCodes(tx, actor.id) : null
  tx.audit({
    action: 'session.factor-add',
    subjectKind: 'staff',
    subjectId: actor.id,
    scope: actor.scope,
    data: { factor },
  })
  if (session.step === 'enrol') {
    const live = await tx.db.selectFrom('sessions').select('via').where('id', '=', actor.sessionId).executeTakeFirst()
    const how = { factor, via: (live?.via ?? 'password') as Via }
    const opened = await completeLogIn(tx, request, actor, how, await deviceOfSession(tx, actor))
    return { recoveryCodes, token: opened.token, deviceTokens: opened.deviceTokens }
  }
  const what = factor === 'totp' ? '动态码' : '通行密钥'
  await tellStaff(tx, actor.id, `您的账号新绑定了${what}。如果不是您本人，请立即修改密码并联系安全管理员。`, '/account')
  return { recoveryCodes, token: null }
}

/** Ten new recovery codes; the old ones are void. */
export async function newRecoveryCodes(
  platform: Platform,
  actor: StaffActor,
  session: Session | null,
  body: BodyOf<typeof factors.newRecoveryCodes>,
): Promise<ReplyOf<typeof factors.newRecoveryCodes>> {
  await mayEnrol(platform, actor, session, body.password)
  return platform.transaction({ kind: 'auth' }, (tx) =>
    once(
      tx,
      platform.crypto,
      { requestId: body.requestId, routeId: 'session.new-recovery-codes', content: actor.id },
      async () => {
        tx.audit({
          action: 'session.recovery-codes',
          subjectKind: 'staff',
          subjectId: actor.id,
          scope: actor.scope,
        })
        return { recoveryCodes: await makeRecoveryCodes(tx, actor.id) }
      },
    ),
  )
}
