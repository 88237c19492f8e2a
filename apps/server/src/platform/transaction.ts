import type { LocalDate } from '@zhuxue/policy'
import { sql, type Transaction } from 'kysely'
import type { DB } from '../../db/types.ts'
import { type Actor, actorId, schoolScope, scopeEnd } from './actor.ts'
import { type AuditEvent, appendAudit } from './audit.ts'
import type { Clock } from './clock.ts'
import { dayOf } from './clock.ts'
import type { Database } from './database.ts'

/** One transaction on behalf of one actor: everything a service needs to read, write and leave evidence. */
export interface Tx<A extends Actor = Actor> {
  readonly db: Transaction<DB>
  readonly actor: A
  /** one instant for the whole transaction */
  readonly now: Date
  readonly today: LocalDate
  /** Evidence, written at the end of this same transaction. */
  audit(event: AuditEvent): void
  /** A job that exists if and only if this transaction commits. */
  enqueue(task: string, payload: object, options?: { key?: string; runAt?: Date; queue?: string }): Promise<void>
  /** Many jobs of one task in one statement, for whole lists. */
  enqueueAll(task: string, payloads: readonly object[]): Promise<void>
  /** Runs after the commit (never on rollback); for wake-ups and caches only, effects belong in jobs. */
  afterCommit(effect: () => void): void
}

const dbRole: Record<Actor['kind'], string> = {
  student: 'zhuxue_student',
  staff: 'zhuxue_staff',
  public: 'zhuxue_public',
  auth: 'zhuxue_auth',
  worker: 'zhuxue_worker',
}

const literal = (s: string): string => {
  if (/[\0\\]/.test(s)) throw new Error('character not allowed in a session setting')
  return `'${s.replaceAll("'", "''")}'`
}

/** The one place where the actor is told to PostgreSQL (transaction-local, one round trip). */
function settings(actor: Actor): string {
  const set: [string, string][] = [['app.actor', actorId(actor)]]
  if (actor.kind === 'student') set.push(['app.student', actor.id])
  if (actor.kind === 'staff') {
    set.push(
      ['app.scope', actor.scope],
      ['app.scope_hi', scopeEnd(actor.scope)],
      ['app.school_scope', schoolScope(actor.scope)],
    )
  }
  return [`set local role ${dbRole[actor.kind]}`, ...set.map(([k, v]) => `set local ${k} = ${literal(v)}`)].join('; ')
}

const RETRY = new Set(['40001', '40P01'])

/** Runs `work` in one transaction as `actor`; deadlocks are retried, everything else rolls back and is thrown. */
export async function inTransaction<A extends Actor, T>(
  database: Database,
  clock: Clock,
  actor: A,
  work: (tx: Tx<A>) => Promise<T>,
): Promise<T> {
  for (let attempt = 1; ; attempt += 1) {
    const effects: (() => void)[] = []
    try {
      const result = await database.kysely.transaction().execute(async (db) => {
        await sql.raw(settings(actor)).execute(db)
        const now = clock.now()
        const events: AuditEvent[] = []
        const tx: Tx<A> = {
          db,
          actor,
          now,
          today: dayOf(now),
          audit: (e) => events.push(e),
          afterCommit: (f) => effects.push(f),
          enqueue: async (task, payload, o = {}) => {
            await sql`select enqueue_job(${task}, ${JSON.stringify(payload)}::json, ${o.key ?? null}, ${o.runAt ?? null}, ${o.queue ?? null})`.execute(
              db,
            )
          },
          enqueueAll: async (task, payloads) => {
            if (payloads.length === 0) return
            await sql`select enqueue_jobs(${task}, ${JSON.stringify(payloads)}::json)`.execute(db)
          },
        }
        const value = await work(tx)
        if (events.length > 0) await appendAudit(db, actor, now, events)
        return value
      })
      for (const f of effects) f()
      return result
    } catch (e) {
      if (attempt < 4 && RETRY.has((e as { code?: string }).code ?? '')) continue
      throw e
    }
  }
}
