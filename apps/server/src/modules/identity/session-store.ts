import { randomBytes } from 'node:crypto'
import type { FastifyReply } from 'fastify'
import { sql } from 'kysely'
import { type Actor, COOKIE, newId, type Platform, sha256, systemClock, type Tx } from '../../platform/index.ts'

type AuthTx = Tx<Extract<Actor, { kind: 'auth' }>>

/** Minutes without a request after which a session ends (DOMAIN §9: 15 staff, 30 students). */
export const IDLE_MINUTES = { staff: 15, student: 30 } as const
/** Minutes in which a second factor must follow the password. */
export const PENDING_MINUTES = 10
/** Hours after which it ends whatever happens. */
export const ABSOLUTE_HOURS = 8
/** Days after which a device that nobody used is forgotten; its cookie lives as long. */
export const DEVICE_DAYS = 400
/** Sessions at the same time; the oldest ends when one more is opened. */
export const CONCURRENT = { staff: 3, student: 5 } as const

/** The real time. Sessions and locks never use the demo clock: moving it must neither end nor prolong them. */
export const sessionNow = (): Date => systemClock.now()

export type Factor = 'totp' | 'recovery' | 'passkey' | 'demo'
export type Via = 'password' | 'oidc'

export interface NewSession {
  readonly kind: 'student' | 'staff'
  /** student id or staff id */
  readonly id: string
  readonly grantId: string | null
  readonly userAgent: string
  /** first part of the address, see places.ts */
  readonly address: string
  /** second factor proved in this session; null for students, and for staff until they have proved it */
  readonly factor: Factor | null
  readonly via: Via
  /** students: the device, see devices.ts */
  readonly deviceId?: string | null
  /** staff: a browser on which both factors were proved before, see staff-devices.ts */
  readonly staffDeviceId?: string | null
  /** kept across a rotation, so that other tabs go on working */
  readonly csrf?: string
  /** student on a device not known yet, to be verified first */
  readonly faceRequired?: boolean
}

/** Opens a session: the token leaves only in the cookie, the database keeps its SHA-256. */
export async function openSession(
  tx: AuthTx,
  s: NewSession,
): Promise<{ token: string; csrf: string; sessionId: string }> {
  const now = sessionNow()
  const token = randomBytes(32).toString('base64url')
  const csrf = s.csrf ?? randomBytes(18).toString('base64url')
  const sessionId = newId()
  const pending = s.kind === 'staff' && s.factor === null
  const minutes = pending ? PENDING_MINUTES : ABSOLUTE_HOURS * 60
  await tx.db
    .insertInto('sessions')
    .values({
      id: sessionId,
      token_hash: sha256(token),
      kind: s.kind,
      student_id: s.kind === 'student' ? s.id : null,
      staff_id: s.kind === 'staff' ? s.id : null,
      grant_id: s.grantId,
      csrf,
      created_at: now,
      last_seen_at: now,
      expires_at: new Date(now.getTime() + minutes * 60_000),
      user_agent: s.userAgent.slice(0, 200),
      device_id: s.deviceId ?? null,
      staff_device_id: s.staffDeviceId ?? null,
      address: s.address,
      factor: s.factor,
      via: s.via,
      face_required: s.faceRequired ?? false,
    })
    .execute()
  const owner = s.kind === 'student' ? sql`student_id = ${s.id}` : sql`staff_id = ${s.id}`
  await sql`update sessions set revoked_at = ${now} where id in (
    select id from sessions where ${owner} and revoked_at is null and expires_at > ${now} and (kind = 'student' or (factor is null) = ${pending})
    order by created_at desc, id desc offset ${CONCURRENT[s.kind]})`.execute(tx.db)
  return { token, csrf, sessionId }
}

/** Ends sessions of a person: all, or all of one token. */
export async function endSessions(
  tx: AuthTx,
  which: { kind: 'student' | 'staff'; id: string } | { sessionId: string } | { token: string },
): Promise<void> {
  const q = tx.db.updateTable('sessions').set({ revoked_at: sessionNow() }).where('revoked_at', 'is', null)
  if ('sessionId' in which) await q.where('id', '=', which.sessionId).execute()
  else if ('token' in which) await q.where('token_hash', '=', sha256(which.token)).execute()
  else await q.where(which.kind === 'student' ? 'student_id' : 'staff_id', '=', which.id).execute()
}

/** HttpOnly, SameSite=Lax (links from SMS keep the log-in), whole site, TLS only where the installation has it. */
export function setSessionCookie(reply: FastifyReply, platform: Platform, token: string): void {
  reply.setCookie(COOKIE, token, {
    path: '/',
    httpOnly: true,
    sameSite: 'lax',
    secure: platform.config.secureCookies,
    maxAge: ABSOLUTE_HOURS * 3600,
  })
}

export function clearSessionCookie(reply: FastifyReply, platform: Platform): void {
  reply.clearCookie(COOKIE, { path: '/', httpOnly: true, sameSite: 'lax', secure: platform.config.secureCookies })
}

/** Removes sessions that ended a week ago and first answers older than a month; called every minute. */
export async function cleanUp(platform: Platform): Promise<void> {
  await platform.transaction({ kind: 'worker', name: '会话清理' }, async (tx) => {
    const now = sessionNow().getTime()
    await tx.db
      .deleteFrom('sessions')
      .where('expires_at', '<', new Date(now - 7 * 86_400_000))
      .execute()
    await tx.db
      .deleteFrom('student_devices')
      .where('last_seen_at', '<', new Date(now - DEVICE_DAYS * 86_400_000))
      .execute()
    await tx.db
      .deleteFrom('staff_devices')
      .where('last_seen_at', '<', new Date(now - DEVICE_DAYS * 86_400_000))
      .execute()
    await tx.db
      .deleteFrom('request_log')
      .where('at', '<', new Date(tx.now.getTime() - 30 * 86_400_000))
      .execute()
  })
}
