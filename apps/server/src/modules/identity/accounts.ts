import { sql } from 'kysely'
import { type Actor, type Platform, refuse, type Tx } from '../../platform/index.ts'
import { LOCK } from './attempts.ts'
import { sessionNow } from './session-store.ts'

type AuthTx = Tx<Extract<Actor, { kind: 'auth' }>>

/** One account that a log-in may be meant for. */
export interface Candidate {
  readonly kind: 'student' | 'staff'
  readonly id: string
  readonly name: string
  readonly scope: string
  readonly passwordHash: string | null
  readonly mustChangePassword: boolean
  /** students: when the required part of the activation wizard was done */
  readonly wizardDoneAt: Date | null
  readonly disabled: boolean
  readonly demoAccount: boolean
  /** staff: when the password was set last */
  readonly passwordSetAt: Date | null
}

const RANK: Record<string, number> = { 'on-roll': 0, 'pre-registered': 1, suspended: 2 }

/**
 * Accounts of an ID number (by blind index) that count: of several rolls of one person the one in force; who has left
 * school may still look at the own record, the dead and the never enrolled have none.
 */
export async function studentCandidates(tx: AuthTx, bidx: Buffer): Promise<Candidate[]> {
  const rows = await tx.db
    .selectFrom('student_accounts as a')
    .innerJoin('students as t', 't.id', 'a.student_id')
    .select([
      't.id',
      't.name',
      't.scope',
      't.roll_status',
      'a.password_hash',
      'a.must_change_password',
      'a.wizard_done_at',
    ])
    .where('a.id_number_bidx', '=', bidx)
    .where('t.roll_status', 'not in', ['deceased', 'none'])
    .orderBy('t.id', 'desc')
    .execute()
  const rank = (status: string): number => RANK[status] ?? 9
  const best = Math.min(...rows.map((r) => rank(r.roll_status)))
  return rows
    .filter((r) => rank(r.roll_status) === best)
    .slice(0, best === 9 ? 1 : 2)
    .map((r) => ({
      kind: 'student',
      id: r.id,
      name: r.name,
      scope: r.scope,
      passwordHash: r.password_hash,
      mustChangePassword: r.must_change_password,
      wizardDoneAt: r.wizard_done_at,
      disabled: false,
      demoAccount: false,
      passwordSetAt: null,
    }))
}

/**
 * The account of a user name (or of an id, when an outside identity told us who it is); its scope for the audit is that
 * of its first grant. What the demo world made does not exist outside demo mode.
 */
export async function staffCandidates(
  tx: AuthTx,
  which: { readonly username: string } | { readonly id: string },
  demoMode: boolean,
): Promise<Candidate[]> {
  const row = await tx.db
    .selectFrom('staff_accounts as f')
    .select((e) => [
      'f.id',
      'f.name',
      'f.password_hash',
      'f.must_change_password',
      'f.disabled',
      'f.demo_account',
      'f.password_changed_at',
      'f.created_at',
      e
        .selectFrom('staff_grants as g')
        .whereRef('g.staff_id', '=', 'f.id')
        .select('g.scope')
        .orderBy('g.revoked_at', (o) => o.desc().nullsFirst())
        .orderBy('g.granted_at')
        .limit(1)
        .as('scope'),
    ])
    .$if('username' in which, (q) => q.where('f.username', '=', 'username' in which ? which.username : ''))
    .$if('id' in which, (q) => q.where('f.id', '=', 'id' in which ? which.id : ''))
    .executeTakeFirst()
  if (!row || (row.demo_account && !demoMode)) return []
  return [
    {
      kind: 'staff',
      id: row.id,
      name: row.name,
      scope: row.scope ?? (await rootScope(tx)),
      passwordHash: row.password_hash,
      mustChangePassword: row.must_change_password,
      wizardDoneAt: null,
      disabled: row.disabled,
      demoAccount: row.demo_account,
      passwordSetAt: row.password_changed_at ?? row.created_at,
    },
  ]
}

/** Scope of the topmost node: where tries at accounts that do not exist are written down. */
export async function rootScope(tx: Tx): Promise<string> {
  const root = await tx.db
    .selectFrom('orgs')
    .select('path')
    .where('kind', '=', 'province')
    .orderBy('path')
    .limit(1)
    .executeTakeFirst()
  return root?.path ?? '-/'
}

/**
 * Counts a try before the password is even looked at, so that many tries at the same moment cannot slip past the
 * limit. Returns null when the try may go on, or the instant until which the account is locked. `last` tells that
 * this try used up the allowance: if it fails, the account stays locked.
 */
export async function reserveTry(
  tx: AuthTx,
  account: Pick<Candidate, 'kind' | 'id'>,
): Promise<{ lockedUntil: Date | null; last: boolean }> {
  const now = sessionNow()
  const until = new Date(now.getTime() + LOCK.minutes * 60_000)
  const table = sql.ref(account.kind === 'student' ? 'student_accounts' : 'staff_accounts')
  const key = sql.ref(account.kind === 'student' ? 'student_id' : 'id')
  // an expired lock starts the count anew
  const count = sql`(case when locked_until is not null then 1 else failed_count + 1 end)`
  const taken = await sql<{ failed_count: number }>`update ${table}
    set failed_count = ${count}, locked_until = case when ${count} >= ${LOCK.tries} then ${until}::timestamptz end
    where ${key} = ${account.id} and (locked_until is null or locked_until <= ${now})
    returning failed_count`.execute(tx.db)
  const row = taken.rows[0]
  if (row) return { lockedUntil: null, last: row.failed_count >= LOCK.tries }
  const held = await sql<{
    locked_until: Date
  }>`select locked_until from ${table} where ${key} = ${account.id}`.execute(tx.db)
  return { lockedUntil: held.rows[0]?.locked_until ?? until, last: false }
}

/** Forgets failed tries after the right password. */
export async function clearTries(tx: AuthTx, account: Pick<Candidate, 'kind' | 'id'>): Promise<void> {
  if (account.kind === 'student') {
    await tx.db
      .updateTable('student_accounts')
      .set({ failed_count: 0, locked_until: null })
      .where('student_id', '=', account.id)
      .execute()
  } else {
    await tx.db
      .updateTable('staff_accounts')
      .set({ failed_count: 0, locked_until: null })
      .where('id', '=', account.id)
      .execute()
  }
}

/**
 * Takes back the one try that the right password used up. Wrong tries stay counted until the second factor is proved
 * too, so that nobody who knows the password can guess codes without end.
 */
export async function giveBackTry(tx: AuthTx, staffId: string): Promise<void> {
  await sql`update staff_accounts set failed_count = greatest(failed_count - 1, 0), locked_until = null
    where id = ${staffId}`.execute(tx.db)
}

/** 429 with the minutes still to wait. */
export function locked(until: Date | number): Error {
  const seconds = Math.max(1, Math.ceil((new Date(until).getTime() - sessionNow().getTime()) / 1000))
  const minutes = Math.ceil(seconds / 60)
  return refuse(
    'login-locked',
    `连续输错次数过多，账号已暂时锁定，请 ${minutes} 分钟后再试。忘记密码请联系班主任（工作人员请联系安全管理员）。`,
    { retryAfterSeconds: seconds },
  )
}

/** Evidence of a failed try; no ID number and no password, only which account. */
export async function auditFailure(
  platform: Platform,
  who: { kind: 'student' | 'staff'; account: Candidate | null; lockedNow: boolean },
): Promise<void> {
  await platform.transaction({ kind: 'auth' }, async (tx) => {
    const scope = who.account?.scope ?? (await rootScope(tx))
    const base = { subjectKind: who.kind, subjectId: who.account?.id ?? null, scope }
    tx.audit({ ...base, action: 'session.login-failed', data: { known: who.account !== null } })
    if (who.lockedNow) tx.audit({ ...base, action: 'session.lock', data: { minutes: LOCK.minutes } })
  })
}
