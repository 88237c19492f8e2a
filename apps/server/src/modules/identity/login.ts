import type { BodyOf, session } from '@zhuxue/contracts'
import { checkIdNumber, normaliseDigits } from '@zhuxue/policy'
import type { FastifyRequest } from 'fastify'
import { type Actor, COOKIE, type Platform, refuse, type Tx } from '../../platform/index.ts'
import { auditFailure, type Candidate, locked, staffCandidates, studentCandidates } from './accounts.ts'
import { type AddressBrake, attemptsOf } from './attempts.ts'
import { completeLogIn } from './complete.ts'
import { clearTriesOn, giveBackTryOn, type KnownDevice, knownDeviceOf, reserveTryOn } from './device-tries.ts'
import { deviceTokens, enterDevice } from './devices.ts'
import { requireEntryCheck } from './hooks.ts'
import { activeGrants, buildMe, type Me } from './me.ts'
import { verifyPassword } from './password-hash.ts'
import { presetForm } from './password-rules.ts'
import { placeOf } from './places.ts'
import { endSessions, openSession, sessionNow, type Via } from './session-store.ts'
import { passwordDueOn, staffStep, studentStep, waysOf } from './steps.ts'

type AuthTx = Tx<Extract<Actor, { kind: 'auth' }>>
export interface LoggedIn {
  readonly me: Me
  readonly token: string
  /** tokens of the device cookie; staff: once both factors were proved */
  readonly deviceTokens?: readonly string[]
}

/** Log-in of a student by ID number (spaces, full-width digits and a small x are tolerated) and password. */
export async function studentLogin(
  platform: Platform,
  body: BodyOf<typeof session.studentLogin>,
  request: FastifyRequest,
): Promise<LoggedIn> {
  const idNumber = normaliseDigits(body.idNumber)
  // a number that cannot exist is a slip of the finger: say which, it tells nothing about accounts
  const checked = /^[\dX]+$/.test(idNumber) ? checkIdNumber(idNumber, platform.clock.today()) : null
  if (checked && !checked.ok) {
    throw refuse('bad-request', checked.text, { fields: [{ path: '/idNumber', text: checked.text }] })
  }
  const bidx = platform.crypto.blindIndex('id-number', idNumber)
  return logIn(platform, request, body.password, {
    kind: 'student',
    key: bidx.toString('base64'),
    find: (tx) => studentCandidates(tx, bidx),
  })
}

/** Log-in of staff by user name and password; acts in the oldest grant first. */
export async function staffLogin(
  platform: Platform,
  body: BodyOf<typeof session.staffLogin>,
  request: FastifyRequest,
): Promise<LoggedIn> {
  const username = body.username.normalize('NFKC').trim().toLowerCase()
  return logIn(platform, request, body.password, {
    kind: 'staff',
    key: `staff:${username}`,
    find: (tx) => staffCandidates(tx, { username }, platform.config.demo),
  })
}

interface Target {
  readonly kind: 'student' | 'staff'
  /** how tries at an account that does not exist are remembered */
  readonly key: string
  find(tx: AuthTx): Promise<Candidate[]>
}

async function logIn(platform: Platform, request: FastifyRequest, password: string, target: Target): Promise<LoggedIn> {
  const started = sessionNow().getTime()
  const { addresses, accounts } = attemptsOf(platform)
  const { candidates, device, last } = await platform.transaction({ kind: 'auth' }, async (tx) => {
    const found = await target.find(tx)
    const known = await knownDeviceOf(tx, found, deviceTokens(request))
    // a whole school may sit behind one address: who logged in on this device before is not slowed by the others
    if (!known) slowDown(addresses, request.ip, started)
    let lastTry = false
    for (const c of found) {
      const turn = await reserveTryOn(tx, c, known)
      if (turn.lockedUntil) throw locked(turn.lockedUntil)
      lastTry ||= turn.last
    }
    return { candidates: found, device: known, last: lastTry }
  })
  const ghost = candidates.length === 0
  const ghostLocked = ghost ? accounts.lockedUntil(target.key, started) : null
  if (ghostLocked) throw locked(ghostLocked)
  const lockedNow = ghost ? accounts.failed(target.key, started) !== null : last
  const account = await matching(password, candidates)
  if (!account) {
    addresses.failed(request.ip, started)
    await auditFailure(platform, { kind: target.kind, account: candidates[0] ?? null, lockedNow })
    if (lockedNow) throw locked(started + 15 * 60_000)
    throw refuse('login-failed')
  }
  return platform.transaction({ kind: 'auth' }, (tx) => enter(tx, platform, request, account, 'password', device))
}

/** Refuses when this address has failed too often and tries again too soon. */
function slowDown(addresses: AddressBrake, address: string, now: number): void {
  const seconds = addresses.wait(address, now)
  if (seconds === 0) return
  throw refuse('rate-limited', '当前网络下登录失败过多，请稍等几秒再试。', { retryAfterSeconds: seconds })
}

/**
 * The candidate the password belongs to. How many hashes are computed depends on what was typed alone: once as typed,
 * and once without the hyphens of a printed slip if that makes a difference; never on whether the account exists.
 */
async function matching(password: string, candidates: readonly Candidate[]): Promise<Candidate | null> {
  const preset = presetForm(password)
  for (const c of candidates.length > 0 ? candidates : [null]) {
    const hash = c?.passwordHash ?? null
    const asTyped = await verifyPassword(password, hash)
    const asPreset = preset !== password && (await verifyPassword(preset, hash)) && c?.mustChangePassword === true
    if (c && (asTyped || asPreset)) return c
  }
  return null
}

async function enter(
  tx: AuthTx,
  platform: Platform,
  request: FastifyRequest,
  account: Candidate,
  via: Via = 'password',
  device: KnownDevice | null = null,
): Promise<LoggedIn> {
  if (account.disabled) throw refuse('forbidden', '账号已停用，如需继续使用请联系安全管理员。')
  // the session that this browser had, whoever's it was, ends: no fixation, nothing left for the next person
  const before = request.cookies[COOKIE]
  if (before) await endSessions(tx, { token: before })
  if (account.kind === 'student') return enterStudent(tx, platform, request, account, device)
  const grant = (await activeGrants(tx, account.id))[0]
  if (!grant) throw refuse('forbidden', '账号目前没有有效的角色，请联系安全管理员。')
  const who = { id: account.id, grantId: grant.id, scope: grant.scope }
  if (account.demoAccount) {
    const opened = await completeLogIn(tx, request, who, { factor: 'demo', via }, device)
    const step = account.mustChangePassword ? 'change-password' : 'none'
    const me = await buildMe(tx, platform, { kind: 'staff', id: who.id, grantId: who.grantId, csrf: opened.csrf, step })
    return { me, token: opened.token, deviceTokens: opened.deviceTokens }
  }
  if (via === 'password') await giveBackTryOn(tx, account, device)
  const aged = account.passwordSetAt !== null && passwordDueOn(account.passwordSetAt) <= tx.today
  const mustChangePassword = account.mustChangePassword || aged
  if (aged && !account.mustChangePassword) {
    await tx.db.updateTable('staff_accounts').set({ must_change_password: true }).where('id', '=', account.id).execute()
  }
  const enrolled = (await waysOf(tx, account.id)).length > 0
  const session = { kind: 'staff', ...who, ...placeOf(request), staffDeviceId: device?.id ?? null } as const
  const opened = await openSession(tx, { ...session, factor: null, via })
  const step = staffStep({ factor: null, via, mustChangePassword, enrolled })
  const me = await buildMe(tx, platform, { kind: 'staff', id: who.id, grantId: who.grantId, csrf: opened.csrf, step })
  return { me, token: opened.token }
}

async function enterStudent(
  tx: AuthTx,
  platform: Platform,
  request: FastifyRequest,
  account: Candidate,
  known: KnownDevice | null,
): Promise<LoggedIn> {
  await clearTriesOn(tx, account, known)
  await tx.db
    .updateTable('student_accounts')
    .set({ last_login_at: tx.now })
    .where('student_id', '=', account.id)
    .execute()
  const device = await enterDevice(tx, account, request)
  const opened = await openSession(tx, {
    kind: 'student',
    id: account.id,
    grantId: null,
    deviceId: device.deviceId,
    ...placeOf(request),
    factor: null,
    via: 'password',
  })
  const faceRequired = await requireEntryCheck(tx, { studentId: account.id, sessionId: opened.sessionId })
  tx.audit({ action: 'session.login', subjectKind: 'student', subjectId: account.id, scope: account.scope })
  const me = await buildMe(tx, platform, {
    kind: 'student',
    id: account.id,
    grantId: null,
    csrf: opened.csrf,
    step: studentStep({
      mustChangePassword: account.mustChangePassword,
      faceRequired,
      wizardDoneAt: account.wizardDoneAt,
    }),
  })
  return { me, token: opened.token, deviceTokens: device.tokens }
}

/** Log-in of a person whom an outside identity provider told us; the own second factor is asked all the same. */
export async function enterFromOutside(
  platform: Platform,
  request: FastifyRequest,
  staffId: string,
): Promise<LoggedIn> {
  return platform.transaction({ kind: 'auth' }, async (tx) => {
    const account = (await staffCandidates(tx, { id: staffId }, platform.config.demo))[0]
    if (!account) throw refuse('forbidden', '账号不可用，请联系安全管理员。')
    return enter(tx, platform, request, account, 'oidc', await knownDeviceOf(tx, [account], deviceTokens(request)))
  })
}
