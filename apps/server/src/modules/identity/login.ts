import type { BodyOf, session } from '@zhuxue/contracts'
import { checkIdNumber, normaliseDigits } from '@zhuxue/policy'
import type { FastifyRequest } from 'fastify'
import { type Actor, COOKIE, type Platform, refuse, type Tx } from '../../platform/index.ts'
import {
  auditFailure,
  type Candidate,
  clearTries,
  locked,
  reserveTry,
  staffCandidates,
  studentCandidates,
} from './accounts.ts'
import { AddressBrake, PhantomLocks } from './attempts.ts'
import { activeGrants, buildMe, type Me } from './me.ts'
import { verifyPassword } from './password-hash.ts'
import { presetForm } from './password-rules.ts'
import { endSessions, openSession, sessionNow } from './session-store.ts'

type AuthTx = Tx<Extract<Actor, { kind: 'auth' }>>
interface LoggedIn {
  readonly me: Me
  readonly token: string
}

const brake = new AddressBrake()
const phantoms = new PhantomLocks()

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
    find: (tx) => staffCandidates(tx, username),
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
  const seconds = brake.wait(request.ip, started)
  if (seconds > 0) {
    throw refuse('rate-limited', '当前网络下登录失败过多，请稍等几秒再试。', { retryAfterSeconds: seconds })
  }
  const { candidates, last } = await platform.transaction({ kind: 'auth' }, async (tx) => {
    const found = await target.find(tx)
    let lastTry = false
    for (const c of found) {
      const turn = await reserveTry(tx, c)
      if (turn.lockedUntil) throw locked(turn.lockedUntil)
      lastTry ||= turn.last
    }
    return { candidates: found, last: lastTry }
  })
  const ghost = candidates.length === 0
  const ghostLocked = ghost ? phantoms.lockedUntil(target.key, started) : null
  if (ghostLocked) throw locked(ghostLocked)
  const lockedNow = ghost ? phantoms.failed(target.key, started) !== null : last
  const account = await matching(password, candidates)
  if (!account) {
    brake.failed(request.ip, started)
    await auditFailure(platform, { kind: target.kind, account: candidates[0] ?? null, lockedNow })
    if (lockedNow) throw locked(started + 15 * 60_000)
    throw refuse('login-failed')
  }
  return platform.transaction({ kind: 'auth' }, (tx) => enter(tx, platform, request, account))
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

async function enter(tx: AuthTx, platform: Platform, request: FastifyRequest, account: Candidate): Promise<LoggedIn> {
  if (account.disabled) throw refuse('forbidden', '账号已停用，如需继续使用请联系安全管理员。')
  const grants = account.kind === 'staff' ? await activeGrants(tx, account.id) : []
  const grant = grants[0]
  if (account.kind === 'staff' && !grant) {
    throw refuse('forbidden', '账号目前没有有效的角色，请联系安全管理员。')
  }
  await clearTries(tx, account)
  if (account.kind === 'student') {
    await tx.db
      .updateTable('student_accounts')
      .set({ last_login_at: tx.now })
      .where('student_id', '=', account.id)
      .execute()
  } else {
    await tx.db.updateTable('staff_accounts').set({ last_login_at: tx.now }).where('id', '=', account.id).execute()
  }
  // the session that this browser had, whoever's it was, ends: no fixation, nothing left for the next person
  const before = request.cookies[COOKIE]
  if (before) await endSessions(tx, { token: before })
  const grantId = grant?.id ?? null
  const opened = await openSession(tx, {
    kind: account.kind,
    id: account.id,
    grantId,
    userAgent: String(request.headers['user-agent'] ?? ''),
  })
  tx.audit({
    action: 'session.login',
    subjectKind: account.kind,
    subjectId: account.id,
    scope: grant?.scope ?? account.scope,
  })
  const me = await buildMe(tx, platform, {
    kind: account.kind,
    id: account.id,
    grantId,
    csrf: opened.csrf,
    mustChangePassword: account.mustChangePassword,
  })
  return { me, token: opened.token }
}
