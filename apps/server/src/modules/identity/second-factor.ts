import type { BodyOf, factors } from '@zhuxue/contracts'
import type { FastifyRequest } from 'fastify'
import { type Actor, type Platform, refuse, type Session, type StaffActor, type Tx } from '../../platform/index.ts'
import { locked } from './accounts.ts'
import { LOCK } from './attempts.ts'
import { completeLogIn } from './complete.ts'
import { clearTriesOn, deviceOfSession, reserveTryOn } from './device-tries.ts'
import type { LoggedIn } from './login.ts'
import { buildMe } from './me.ts'
import { tellStaff } from './notices.ts'
import { verifyPassword } from './password-hash.ts'
import { codesLeft, useRecoveryCode } from './recovery-codes.ts'
import { type Factor, sessionNow, type Via } from './session-store.ts'
import { staffStep } from './steps.ts'
import { matchingStep, normaliseCode } from './totp.ts'

type AuthTx = Tx<Extract<Actor, { kind: 'auth' }>>

/** Steps of 30 seconds that a phone's clock may be off (RFC 6238 §5.2). */
const DRIFT = 1
/** Up to here a wrong code is explained by the clock: ten minutes. */
const EXPLAINED_DRIFT = 20

const wrongCode = (text: string) => refuse('bad-request', text, { fields: [{ path: '/code', text }] })

/**
 * One try at a second factor (or at the own password, asked again before factors are changed), counted together with
 * wrong passwords before it is looked at. `prove` returns a sentence when it failed.
 */
export async function tryFactor<T>(
  platform: Platform,
  actor: StaffActor,
  prove: (tx: AuthTx) => Promise<{ ok: true; value: T } | { ok: false; text: string; path?: string }>,
): Promise<T> {
  const { device, turn } = await platform.transaction({ kind: 'auth' }, async (tx) => {
    const known = await deviceOfSession(tx, actor)
    return { device: known, turn: await reserveTryOn(tx, actor, known) }
  })
  if (turn.lockedUntil) throw locked(turn.lockedUntil)
  const result = await platform.transaction({ kind: 'auth' }, async (tx) => {
    const r = await prove(tx)
    if (r.ok) await clearTriesOn(tx, actor, device)
    return r
  })
  if (result.ok) return result.value
  await platform.transaction({ kind: 'auth' }, async (tx) => {
    const base = { subjectKind: 'staff', subjectId: actor.id, scope: actor.scope }
    tx.audit({ ...base, action: 'session.factor-failed' })
    if (!turn.last) return
    tx.audit({ ...base, action: 'session.lock', data: { minutes: LOCK.minutes } })
    await tellStaff(
      tx,
      actor.id,
      '有人用您的密码登录，第二重验证连续失败，账号已锁定 15 分钟。如果不是您本人，请立即修改密码。',
      '/account',
    )
  })
  if (turn.last) throw locked(new Date(sessionNow().getTime() + LOCK.minutes * 60_000))
  const path = result.path ?? '/code'
  throw refuse('bad-request', result.text, { fields: [{ path, text: result.text }] })
}

/** Checks a code of the authenticator app; one that was accepted once never counts again. */
async function checkTotp(
  tx: AuthTx,
  platform: Platform,
  staffId: string,
  code: string,
): Promise<{ ok: true; value: Factor } | { ok: false; text: string }> {
  const row = await tx.db
    .selectFrom('staff_totp')
    .select(['secret_enc', 'last_step'])
    .where('staff_id', '=', staffId)
    .forUpdate()
    .executeTakeFirst()
  if (!row?.secret_enc) return { ok: false, text: '这个账号没有绑定动态码，请换一种验证方式。' }
  const secret = platform.crypto.decryptBytes(row.secret_enc, `staff_totp.secret:${staffId}`)
  const step = matchingStep(secret, code, sessionNow(), DRIFT)
  if (step === null) {
    const drifted = matchingStep(secret, code, sessionNow(), EXPLAINED_DRIFT) !== null
    return {
      ok: false,
      text: drifted
        ? '动态码已过期。如果刚刚才显示，说明手机时间不准：请在手机设置里打开“自动设置时间”，再输入新的动态码。'
        : '动态码不正确，请核对后输入应用里当前显示的 6 位数字。',
    }
  }
  if (step <= Number(row.last_step)) return { ok: false, text: '这个动态码已经用过，请等 30 秒后输入新的动态码。' }
  await tx.db.updateTable('staff_totp').set({ last_step: step }).where('staff_id', '=', staffId).execute()
  return { ok: true, value: 'totp' }
}

/** Second step of a log-in with a code; the half session becomes a whole one under a new token. */
export async function proveWithCode(
  platform: Platform,
  actor: StaffActor,
  session: Session | null,
  body: BodyOf<typeof factors.secondFactor>,
  request: FastifyRequest,
): Promise<LoggedIn> {
  mustBePending(session)
  const code = body.kind === 'totp' ? normaliseCode(body.code) : body.code
  if (code === null) throw wrongCode('动态码是 6 位数字，请输入应用里当前显示的数字。')
  return tryFactor(platform, actor, async (tx) => {
    if (body.kind === 'totp') {
      const r = await checkTotp(tx, platform, actor.id, code)
      return r.ok ? { ok: true, value: await finish(tx, platform, actor, request, 'totp') } : r
    }
    if (!(await useRecoveryCode(tx, actor.id, code))) {
      return { ok: false, text: '恢复码不正确或已经用过，请核对后再输入。每个恢复码只能用一次。' }
    }
    const left = await codesLeft(tx, actor.id)
    await tellStaff(
      tx,
      actor.id,
      `您用恢复码登录了一次，还剩 ${left} 个。设备找不回来的，请尽快重新绑定并更换恢复码。`,
      '/account',
    )
    return { ok: true, value: await finish(tx, platform, actor, request, 'recovery') }
  })
}

/** Refuses when the second factor is not what this session still needs. */
export function mustBePending(session: Session | null): void {
  if (session?.step !== 'second-factor') throw refuse('state-conflict', '第二重验证已经完成，请刷新页面。')
}

/** Opens the whole session after a factor was proved and says who is in now. */
export async function finish(
  tx: AuthTx,
  platform: Platform,
  actor: StaffActor,
  request: FastifyRequest,
  factor: Factor,
): Promise<LoggedIn> {
  const live = await tx.db.selectFrom('sessions').select('via').where('id', '=', actor.sessionId).executeTakeFirst()
  const via = (live?.via ?? 'password') as Via
  const opened = await completeLogIn(tx, request, actor, { factor, via }, await deviceOfSession(tx, actor))
  const account = await tx.db
    .selectFrom('staff_accounts')
    .select('must_change_password')
    .where('id', '=', actor.id)
    .executeTakeFirstOrThrow()
  const mustChangePassword = account.must_change_password
  const step = staffStep({ factor, via, mustChangePassword, enrolled: true })
  const who = { kind: 'staff', id: actor.id, grantId: actor.grantId, csrf: opened.csrf, step } as const
  return { me: await buildMe(tx, platform, who), token: opened.token, deviceTokens: opened.deviceTokens }
}

/** The own password once more, before a factor is added, replaced or removed in a whole session. */
export async function mustKnowPassword(
  platform: Platform,
  actor: StaffActor,
  password: string | undefined,
): Promise<void> {
  const text = '请再输入一次登录密码，以确认是本人操作。'
  if (!password) throw refuse('bad-request', text, { fields: [{ path: '/password', text }] })
  await tryFactor(platform, actor, async (tx) => {
    const row = await tx.db
      .selectFrom('staff_accounts')
      .select('password_hash')
      .where('id', '=', actor.id)
      .executeTakeFirst()
    const right = await verifyPassword(password, row?.password_hash ?? null)
    return right ? { ok: true, value: undefined } : { ok: false, text: '密码不正确，请重新输入。', path: '/password' }
  })
}
