import { randomBytes } from 'node:crypto'
import type { DeviceTrustWay } from '@zhuxue/contracts'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { sql } from 'kysely'
import { type Actor, newId, type Platform, type StudentActor, sha256, type Tx } from '../../platform/index.ts'
import { deviceName } from './places.ts'
import { DEVICE_DAYS, sessionNow } from './session-store.ts'

type AuthTx = Tx<Extract<Actor, { kind: 'auth' }>>

/** Long-lived cookie by which a browser is recognised; holds one token for each student who logs in there. */
export const DEVICE_COOKIE = 'zx_device'
/** Students who may share one phone; the one who was away longest is forgotten first. */
export const TOKENS = 6
/** Devices kept of one student; beyond it the one not seen longest goes. */
const DEVICES = 20
const TOKEN = /^[A-Za-z0-9_-]{43}$/

/** A browser that a student logged in from. */
export interface StudentDevice {
  readonly id: string
  /** browser and system in words */
  readonly name: string
  readonly firstSeenAt: Date
  readonly lastSeenAt: Date
  /** when the person was verified there; null: only the password was right */
  readonly trustedAt: Date | null
  readonly trustedWay: DeviceTrustWay | null
}

const COLUMNS = ['id', 'name', 'first_seen_at', 'last_seen_at', 'trusted_at', 'trusted_way'] as const

const view = (r: {
  id: string
  name: string
  first_seen_at: Date
  last_seen_at: Date
  trusted_at: Date | null
  trusted_way: string | null
}): StudentDevice => ({
  id: r.id,
  name: r.name,
  firstSeenAt: r.first_seen_at,
  lastSeenAt: r.last_seen_at,
  trustedAt: r.trusted_at,
  trustedWay: r.trusted_way as DeviceTrustWay | null,
})

/** Tokens that the browser sent; what is no token is ignored. */
export const deviceTokens = (request: FastifyRequest): string[] =>
  String(request.cookies[DEVICE_COOKIE] ?? '')
    .split('.')
    .filter((x) => TOKEN.test(x))
    .slice(0, TOKENS)

/** HttpOnly, not for scripts; kept for 400 days, the longest that browsers allow. */
export function setDeviceCookie(reply: FastifyReply, platform: Platform, tokens: readonly string[]): void {
  reply.setCookie(DEVICE_COOKIE, tokens.join('.'), {
    path: '/',
    httpOnly: true,
    sameSite: 'lax',
    secure: platform.config.secureCookies,
    maxAge: DEVICE_DAYS * 86_400,
  })
}

/** The student's device that sent one of these tokens, or null. A token counts for the student it was made for, nobody else. */
export async function deviceOf(
  tx: AuthTx,
  studentId: string,
  tokens: readonly string[],
): Promise<{ readonly id: string; readonly token: string } | null> {
  if (tokens.length === 0) return null
  const hashes = tokens.map((x) => sha256(x))
  const row = await tx.db
    .selectFrom('student_devices')
    .select(['id', 'token_hash'])
    .where('student_id', '=', studentId)
    .where('revoked_at', 'is', null)
    .where('token_hash', 'in', hashes)
    .executeTakeFirst()
  const at = row ? hashes.findIndex((h) => h.equals(row.token_hash)) : -1
  return row && at >= 0 ? { id: row.id, token: tokens[at] as string } : null
}

/** The students who have logged in with this browser and still have a token in its cookie. */
export async function studentsOfBrowser(tx: AuthTx, request: FastifyRequest): Promise<string[]> {
  const tokens = deviceTokens(request)
  if (tokens.length === 0) return []
  const rows = await tx.db
    .selectFrom('student_devices')
    .select('student_id')
    .where(
      'token_hash',
      'in',
      tokens.map((x) => sha256(x)),
    )
    .execute()
  return rows.map((r) => r.student_id)
}

/**
 * Recognises the browser at a log-in, or remembers a new one under a new token; a token that somebody planted is never
 * taken over. A new device is told to the student, except the very first one. Returns the device and the cookie's tokens.
 */
export async function enterDevice(
  tx: AuthTx,
  who: { readonly id: string; readonly scope: string },
  request: FastifyRequest,
): Promise<{ deviceId: string; tokens: string[] }> {
  const now = sessionNow()
  const tokens = deviceTokens(request)
  const name = deviceName(String(request.headers['user-agent'] ?? ''))
  const known = await deviceOf(tx, who.id, tokens)
  if (known) {
    await tx.db.updateTable('student_devices').set({ last_seen_at: now, name }).where('id', '=', known.id).execute()
    return { deviceId: known.id, tokens: [known.token, ...tokens.filter((x) => x !== known.token)] }
  }
  const before = await tx.db
    .selectFrom('student_devices')
    .select('id')
    .where('student_id', '=', who.id)
    .limit(1)
    .executeTakeFirst()
  const token = randomBytes(32).toString('base64url')
  const deviceId = newId()
  const seen = { first_seen_at: now, last_seen_at: now }
  await tx.db
    .insertInto('student_devices')
    .values({ id: deviceId, student_id: who.id, scope: who.scope, token_hash: sha256(token), name, ...seen })
    .execute()
  await sql`delete from student_devices where id in (
    select id from student_devices where student_id = ${who.id} order by (revoked_at is null) desc, last_seen_at desc offset ${DEVICES})`.execute(
    tx.db,
  )
  if (before) await tellNewDevice(tx, who, name)
  return { deviceId, tokens: [token, ...tokens].slice(0, TOKENS) }
}

async function tellNewDevice(
  tx: AuthTx,
  who: { readonly id: string; readonly scope: string },
  name: string,
): Promise<void> {
  tx.audit({
    action: 'session.new-device',
    subjectKind: 'student',
    subjectId: who.id,
    scope: who.scope,
    data: { device: name },
  })
  await tx.enqueue('notify', {
    studentIds: [who.id],
    kind: 'new-device',
    title: '您的账号在新设备上登录',
    body: `设备：${name}。如果是您本人，不用处理。如果不是，请到“我的 → 登录设备”让它退出，马上修改密码，并告诉班主任。`,
    link: '/student/me/devices',
    sms: null,
  })
}

/** The device of a live session, or null when the session has none or the device was told to leave. */
export async function currentDevice(tx: Tx, sessionId: string): Promise<StudentDevice | null> {
  const row = await tx.db
    .selectFrom('sessions as s')
    .innerJoin('student_devices as d', 'd.id', 's.device_id')
    .select(COLUMNS.map((c) => `d.${c}` as const))
    .where('s.id', '=', sessionId)
    .where('d.revoked_at', 'is', null)
    .executeTakeFirst()
  return row ? view(row) : null
}

/** Was the person verified on the device of this session? Works in a student's, auth, worker or staff transaction. */
export async function isKnownDevice(tx: Tx, sessionId: string): Promise<boolean> {
  return (await currentDevice(tx, sessionId))?.trustedAt != null
}

/**
 * The person was verified on the device of this session in way `way`: it is known from now on. The first verification
 * stands; a device that was told to leave, or a session without one, is not trusted (false).
 */
export async function trustDevice(tx: Tx, sessionId: string, way: DeviceTrustWay): Promise<boolean> {
  const device = await currentDevice(tx, sessionId)
  if (!device) return false
  if (device.trustedAt) return true
  const row = await tx.db
    .updateTable('student_devices')
    .set({ trusted_at: sessionNow(), trusted_way: way })
    .where('id', '=', device.id)
    .where('revoked_at', 'is', null)
    .where('trusted_at', 'is', null)
    .returning(['student_id', 'scope', 'name'])
    .executeTakeFirst()
  if (row) {
    tx.audit({
      action: 'session.trust-device',
      subjectKind: 'student',
      subjectId: row.student_id,
      scope: row.scope,
      data: { device: row.name, way },
    })
  }
  return true
}

/**
 * Makes a device a stranger again and ends its sessions; all devices of the student without `deviceId`, all but one
 * with `exceptId`. Returns how many it was. The caller writes the evidence.
 */
export async function revokeDevice(
  tx: Tx,
  which: { readonly studentId: string; readonly deviceId?: string; readonly exceptId?: string | null },
): Promise<number> {
  const now = sessionNow()
  const gone = await tx.db
    .updateTable('student_devices')
    .set({ revoked_at: now })
    .where('student_id', '=', which.studentId)
    .where('revoked_at', 'is', null)
    .$if(which.deviceId !== undefined, (q) => q.where('id', '=', which.deviceId ?? ''))
    .$if(which.exceptId != null, (q) => q.where('id', '<>', which.exceptId ?? ''))
    .returning('id')
    .execute()
  if (gone.length > 0) {
    await tx.db
      .updateTable('sessions')
      .set({ revoked_at: now })
      .where('revoked_at', 'is', null)
      .where(
        'device_id',
        'in',
        gone.map((d) => d.id),
      )
      .execute()
  }
  return gone.length
}

/** Devices of a student that were not told to leave, the one used last first. */
export async function listDevices(tx: Tx, studentId: string): Promise<StudentDevice[]> {
  const rows = await tx.db
    .selectFrom('student_devices')
    .select(COLUMNS)
    .where('student_id', '=', studentId)
    .where('revoked_at', 'is', null)
    .orderBy('last_seen_at', 'desc')
    .orderBy('id', 'desc')
    .execute()
  return rows.map(view)
}

/** The device list of the settings page: which one is this, and where she is logged in now. */
export async function ownDevices(tx: AuthTx, actor: StudentActor) {
  const here = await currentDevice(tx, actor.sessionId)
  const now = sessionNow()
  const live = await tx.db
    .selectFrom('sessions')
    .select('device_id')
    .where('student_id', '=', actor.id)
    .where('revoked_at', 'is', null)
    .where('expires_at', '>', now)
    .execute()
  const open = new Set(live.map((s) => s.device_id))
  return {
    items: (await listDevices(tx, actor.id)).map((d) => ({
      id: d.id,
      name: d.name,
      firstSeenAt: d.firstSeenAt.toISOString(),
      lastSeenAt: d.lastSeenAt.toISOString(),
      verifiedAt: d.trustedAt?.toISOString() ?? null,
      verifiedBy: d.trustedWay,
      current: d.id === here?.id,
      loggedIn: open.has(d.id),
    })),
  }
}

/** Tells one of the own devices to leave; one that left already, or is somebody else's, is not found. */
export async function endOwnDevice(tx: AuthTx, actor: StudentActor, deviceId: string): Promise<boolean> {
  const n = await revokeDevice(tx, { studentId: actor.id, deviceId })
  if (n === 0) return false
  tx.audit({ action: 'session.end-device', subjectKind: 'student', subjectId: actor.id, scope: actor.scope })
  return true
}
