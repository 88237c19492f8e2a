import { sql } from 'kysely'
import type { Actor, StudentActor, Tx } from '../../platform/index.ts'
import { type Candidate, clearTries, reserveTry } from './accounts.ts'
import { LOCK } from './attempts.ts'
import { deviceOf } from './devices.ts'
import { sessionNow } from './session-store.ts'

type AuthTx = Tx<Extract<Actor, { kind: 'auth' }>>

/**
 * Wrong passwords are counted by account, and apart from it by device where the student logged in before: strangers who
 * guess lock the account for strangers, while she still comes in on her own phone, behind whatever address.
 */
export interface KnownDevice {
  readonly id: string
  readonly studentId: string
}

/** The device of one of the candidates that this browser is, by a token that only a right password once gave. */
export async function knownDeviceOf(
  tx: AuthTx,
  candidates: readonly Candidate[],
  tokens: readonly string[],
): Promise<KnownDevice | null> {
  for (const c of candidates) {
    const device = c.kind === 'student' ? await deviceOf(tx, c.id, tokens) : null
    if (device) return { id: device.id, studentId: c.id }
  }
  return null
}

/** Counts a try on this device before the password is looked at; as {@link reserveTry} does for the account. */
async function reserveDeviceTry(tx: AuthTx, id: string): Promise<{ lockedUntil: Date | null; last: boolean }> {
  const now = sessionNow()
  const until = new Date(now.getTime() + LOCK.minutes * 60_000)
  const count = sql`(case when locked_until is not null then 1 else failed_count + 1 end)`
  const taken = await sql<{ failed_count: number }>`update student_devices
    set failed_count = ${count}, locked_until = case when ${count} >= ${LOCK.tries} then ${until}::timestamptz end
    where id = ${id} and (locked_until is null or locked_until <= ${now})
    returning failed_count`.execute(tx.db)
  const row = taken.rows[0]
  if (row) return { lockedUntil: null, last: row.failed_count >= LOCK.tries }
  const held = await tx.db.selectFrom('student_devices').select('locked_until').where('id', '=', id).executeTakeFirst()
  return { lockedUntil: held?.locked_until ?? until, last: false }
}

/** A try at an account, on its known device where this is one. */
export const reserveTryOn = (tx: AuthTx, account: Pick<Candidate, 'kind' | 'id'>, device: KnownDevice | null) =>
  device?.studentId === account.id ? reserveDeviceTry(tx, device.id) : reserveTry(tx, account)

/** Forgets wrong tries after the right password; a lock that strangers caused stays for strangers. */
export async function clearTriesOn(
  tx: AuthTx,
  account: Pick<Candidate, 'kind' | 'id'>,
  device: KnownDevice | null,
): Promise<void> {
  if (device?.studentId !== account.id) return clearTries(tx, account)
  await tx.db
    .updateTable('student_devices')
    .set({ failed_count: 0, locked_until: null })
    .where('id', '=', device.id)
    .execute()
}

/** The device of a student's live session, for asking the password again inside the app. */
export async function deviceOfSession(tx: AuthTx, actor: StudentActor): Promise<KnownDevice | null> {
  const row = await tx.db
    .selectFrom('sessions as s')
    .innerJoin('student_devices as d', 'd.id', 's.device_id')
    .select('d.id')
    .where('s.id', '=', actor.sessionId)
    .where('d.revoked_at', 'is', null)
    .executeTakeFirst()
  return row ? { id: row.id, studentId: actor.id } : null
}
