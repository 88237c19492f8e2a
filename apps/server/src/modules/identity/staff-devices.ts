import { randomBytes } from 'node:crypto'
import type { FastifyRequest } from 'fastify'
import { sql } from 'kysely'
import { type Actor, newId, sha256, type Tx } from '../../platform/index.ts'
import { deviceTokens, TOKENS } from './devices.ts'
import { sessionNow } from './session-store.ts'

type AuthTx = Tx<Extract<Actor, { kind: 'auth' }>>

/** Browsers kept of one member of staff; beyond it the one not seen longest goes. */
const DEVICES = 20

/** The browser of this member of staff that sent one of these tokens, or null; somebody else's token counts nothing. */
export async function staffDeviceOf(
  tx: AuthTx,
  staffId: string,
  tokens: readonly string[],
): Promise<{ readonly id: string; readonly token: string } | null> {
  if (tokens.length === 0) return null
  const hashes = tokens.map((x) => sha256(x))
  const row = await tx.db
    .selectFrom('staff_devices')
    .select(['id', 'token_hash'])
    .where('staff_id', '=', staffId)
    .where('token_hash', 'in', hashes)
    .executeTakeFirst()
  const at = row ? hashes.findIndex((h) => h.equals(row.token_hash)) : -1
  return row && at >= 0 ? { id: row.id, token: tokens[at] as string } : null
}

/**
 * Remembers the browser once both factors were proved there, under a token of our own making. Tells nobody anything:
 * a new place is noticed apart (places.ts). Returns the device and the tokens of the cookie.
 */
export async function enterStaffDevice(
  tx: AuthTx,
  staffId: string,
  request: FastifyRequest,
): Promise<{ deviceId: string; tokens: string[] }> {
  const now = sessionNow()
  const tokens = deviceTokens(request)
  const known = await staffDeviceOf(tx, staffId, tokens)
  if (known) {
    await tx.db.updateTable('staff_devices').set({ last_seen_at: now }).where('id', '=', known.id).execute()
    return { deviceId: known.id, tokens: [known.token, ...tokens.filter((x) => x !== known.token)] }
  }
  const token = randomBytes(32).toString('base64url')
  const deviceId = newId()
  await tx.db
    .insertInto('staff_devices')
    .values({ id: deviceId, staff_id: staffId, token_hash: sha256(token), first_seen_at: now, last_seen_at: now })
    .execute()
  await sql`delete from staff_devices where id in (
    select id from staff_devices where staff_id = ${staffId} order by last_seen_at desc, id desc offset ${DEVICES})`.execute(
    tx.db,
  )
  return { deviceId, tokens: [token, ...tokens].slice(0, TOKENS) }
}

/** Makes strangers of the browsers of a member of staff, all or all but one: after a reset, or when the password changed. */
export async function forgetStaffDevices(tx: Tx, staffId: string, exceptId: string | null = null): Promise<void> {
  await tx.db
    .deleteFrom('staff_devices')
    .where('staff_id', '=', staffId)
    .$if(exceptId !== null, (q) => q.where('id', '<>', exceptId ?? ''))
    .execute()
}
