import type { LocalDate } from '@zhuxue/policy'
import { addWorkingDays, CalendarCoverageError } from '@zhuxue/policy'
import { sql } from 'kysely'
import { type Actor, newId, type Platform, schoolScope, systemClock, type Tx } from '../../platform/index.ts'
import { regionFor } from '../roll/index.ts'

type AuthTx = Tx<Extract<Actor, { kind: 'auth' }>>

/** An account at the moment its preset password was replaced for the first time. */
export interface FirstActivation {
  readonly studentId: string
  readonly scope: string
  /** the students whose device tokens the same browser holds */
  readonly sharedWith: readonly string[]
  /** whole address and browser of the request; only keyed digests are kept */
  readonly address: string
  readonly userAgent: string
  /** 微信 · 安卓，网络 10.1.2.* */
  readonly label: string
}

/** Days for the explanation; ours. */
const ALERT_WORKING_DAYS = 3

/**
 * Remembers where an account was activated and raises an alert when too many of a school came from one device (one
 * browser's cookie) or one browser at one address within the window. A school's own network is many browsers behind one
 * address: the address alone never counts. The alert decides nothing; somebody of the school asks and explains.
 */
export async function rememberOrigin(tx: AuthTx, platform: Platform, a: FirstActivation): Promise<void> {
  const { bulkActivation: limits } = platform.config
  const at = systemClock.now()
  const school = schoolScope(a.scope)
  const device = await deviceGroup(tx, platform, a)
  const browser = platform.crypto.derive(`activation-browser:${a.address}:${a.userAgent}`)
  await tx.db
    .insertInto('activation_origins')
    .values({
      student_id: a.studentId,
      scope: a.scope,
      school_scope: school,
      at,
      device_hash: device,
      browser_hash: browser,
    })
    .onConflict((c) => c.column('student_id').doNothing())
    .execute()
  const since = new Date(at.getTime() - limits.minutes * 60_000)
  for (const [signal, column, hash, most] of [
    ['device', 'device_hash', device, limits.device],
    ['browser', 'browser_hash', browser, limits.browser],
  ] as const) {
    const { rows } = await sql<{ student_id: string; at: Date }>`
      select student_id, at from activation_origins where ${sql.ref(column)} = ${hash} and school_scope = ${school} and at >= ${since}
      order by at`.execute(tx.db)
    if (rows.length >= most) await raise(tx, a, school, signal, hash, rows)
  }
}

/** The device's name for us: that of the first account activated in this browser, whoever logged in since. */
async function deviceGroup(tx: AuthTx, platform: Platform, a: FirstActivation): Promise<string> {
  const before = await tx.db
    .selectFrom('activation_origins')
    .select('device_hash')
    .where('student_id', '=', sql<string>`any(${[...a.sharedWith]}::uuid[])`)
    .where('device_hash', 'is not', null)
    .orderBy('at')
    .limit(1)
    .executeTakeFirst()
  return before?.device_hash ?? platform.crypto.derive(`activation-device:${a.studentId}`)
}

async function raise(
  tx: AuthTx,
  a: FirstActivation,
  school: string,
  signal: 'device' | 'browser',
  hash: string,
  rows: readonly { student_id: string; at: Date }[],
): Promise<void> {
  const last = rows[rows.length - 1]?.at ?? tx.now
  await sql`insert into activation_alerts (id, scope, signal, origin_hash, label, first_at, last_at, student_ids, due_on)
    values (${newId()}, ${school}, ${signal}, ${hash}, ${a.label}, ${rows[0]?.at ?? tx.now}, ${last},
      ${rows.map((r) => r.student_id)}::uuid[], ${dueOn(tx.today)})
    on conflict (scope, signal, origin_hash) where status = 'open' do update
      set last_at = excluded.last_at, first_at = least(activation_alerts.first_at, excluded.first_at),
        student_ids = (select array_agg(distinct x) from unnest(activation_alerts.student_ids || excluded.student_ids) x)`.execute(
    tx.db,
  )
  tx.audit({
    action: 'activation.bulk-alert',
    subjectKind: 'student',
    subjectId: a.studentId,
    scope: a.scope,
    data: { signal, names: rows.length, label: a.label },
  })
}

function dueOn(today: LocalDate): LocalDate {
  try {
    return addWorkingDays(regionFor(null).calendar, today, ALERT_WORKING_DAYS).lastDay
  } catch (e) {
    if (e instanceof CalendarCoverageError) return today
    throw e
  }
}

/** Origins are forgotten after 90 days, codes after one: called every minute. */
export async function forgetOrigins(platform: Platform): Promise<void> {
  await platform.transaction({ kind: 'worker', name: '激活清理' }, async (tx) => {
    const now = systemClock.now().getTime()
    await tx.db
      .deleteFrom('activation_origins')
      .where('at', '<', new Date(now - 90 * 86_400_000))
      .execute()
    await tx.db
      .deleteFrom('phone_codes')
      .where('created_at', '<', new Date(now - 2 * 86_400_000))
      .execute()
  })
}
