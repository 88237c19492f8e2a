import { sql } from 'kysely'
import type { Actor, StaffActor, StudentActor, Tx } from '../../platform/index.ts'
import { type Candidate, clearTries, giveBackTry, reserveTry } from './accounts.ts'
import { LOCK } from './attempts.ts'
import { deviceOf } from './devices.ts'
import { sessionNow } from './session-store.ts'
import { staffDeviceOf } from './staff-devices.ts'

type AuthTx = Tx<Extract<Actor, { kind: 'auth' }>>
type Account = Pick<Candidate, 'kind' | 'id'>

/**
 * Wrong passwords and codes are counted by account, and apart from it by device where the person logged in before:
 * strangers who guess lock the account for strangers, while she still comes in on her own device, behind whatever address.
 */
export interface KnownDevice {
  readonly kind: 'student' | 'staff'
  readonly id: string
  readonly ownerId: string
}

const tableOf = (device: KnownDevice) => (device.kind === 'student' ? 'student_devices' : 'staff_devices')
const isOf = (device: KnownDevice | null, account: Account): device is KnownDevice =>
  device?.kind === account.kind && device.ownerId === account.id

/** The device of one of the candidates that this browser is, by a token that only a whole log-in once gave. */
export async function knownDeviceOf(
  tx: AuthTx,
  candidates: readonly Account[],
  tokens: readonly string[],
): Promise<KnownDevice | null> {
  for (const { kind, id } of candidates) {
    const device = await (kind === 'student' ? deviceOf : staffDeviceOf)(tx, id, tokens)
    if (device) return { kind, id: device.id, ownerId: id }
  }
  return null
}

/** Counts a try on this device before the password is looked at; as {@link reserveTry} does for the account. */
async function reserveDeviceTry(tx: AuthTx, device: KnownDevice): Promise<{ lockedUntil: Date | null; last: boolean }> {
  const now = sessionNow()
  const until = new Date(now.getTime() + LOCK.minutes * 60_000)
  const count = sql`(case when locked_until is not null then 1 else failed_count + 1 end)`
  const table = sql.ref(tableOf(device))
  const taken = await sql<{ failed_count: number }>`update ${table}
    set failed_count = ${count}, locked_until = case when ${count} >= ${LOCK.tries} then ${until}::timestamptz end
    where id = ${device.id} and (locked_until is null or locked_until <= ${now})
    returning failed_count`.execute(tx.db)
  const row = taken.rows[0]
  if (row) return { lockedUntil: null, last: row.failed_count >= LOCK.tries }
  const held = await tx.db
    .selectFrom(tableOf(device))
    .select('locked_until')
    .where('id', '=', device.id)
    .executeTakeFirst()
  return { lockedUntil: held?.locked_until ?? until, last: false }
}

/** A try at an account, on its known device where this is one. */
export const reserveTryOn = (tx: AuthTx, account: Account, device: KnownDevice | null) =>
  isOf(device, account) ? reserveDeviceTry(tx, device) : reserveTry(tx, account)

/** Forgets wrong tries after the right password (and factor); a lock that strangers caused stays for strangers. */
export async function clearTriesOn(tx: AuthTx, account: Account, device: KnownDevice | null): Promise<void> {
  if (!isOf(device, account)) return clearTries(tx, account)
  await tx.db
    .updateTable(tableOf(device))
    .set({ failed_count: 0, locked_until: null })
    .where('id', '=', device.id)
    .execute()
}

/** Takes back the one try of the right password of staff, whose second factor is still to come; see {@link giveBackTry}. */
export async function giveBackTryOn(tx: AuthTx, account: Account, device: KnownDevice | null): Promise<void> {
  if (!isOf(device, account)) return giveBackTry(tx, account.id)
  await sql`update ${sql.ref(tableOf(device))} set failed_count = greatest(failed_count - 1, 0), locked_until = null
    where id = ${device.id}`.execute(tx.db)
}

/** The known device of a live session, for asking a password or a factor inside it. */
export async function deviceOfSession(tx: AuthTx, actor: StudentActor | StaffActor): Promise<KnownDevice | null> {
  const { kind } = actor
  const of = tx.db.selectFrom('sessions as s').where('s.id', '=', actor.sessionId)
  const row =
    kind === 'student'
      ? await of
          .innerJoin('student_devices as d', 'd.id', 's.device_id')
          .select('d.id')
          .where('d.revoked_at', 'is', null)
          .executeTakeFirst()
      : await of.innerJoin('staff_devices as d', 'd.id', 's.staff_device_id').select('d.id').executeTakeFirst()
  return row ? { kind, id: row.id, ownerId: actor.id } : null
}
