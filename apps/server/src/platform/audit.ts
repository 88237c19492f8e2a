import { sql, type Transaction } from 'kysely'
import type { DB } from '../../db/types.ts'
import { type Actor, schoolScope } from './actor.ts'
import { sm3 } from './crypto.ts'
import { scrub } from './log.ts'
import { refuse } from './refusal.ts'

/** One thing that happened, in the words of the audit log. ID, card and phone numbers in `data` are blotted out. */
export interface AuditEvent {
  /** dotted verb, e.g. 'application.submit' */
  readonly action: string
  readonly subjectKind: string
  readonly subjectId?: string | null
  /** scope path of the subject; chooses the chain (one per school) and who may look it up */
  readonly scope: string
  readonly data?: unknown
}

/** Deepest value that is hashed; nothing of ours comes near it, and a hostile body must not exhaust the stack. */
const MAX_DEPTH = 64

/** JSON with sorted keys, so that the same content always has the same hash. */
export function canonical(value: unknown, depth = 0): string {
  if (value === null || typeof value !== 'object') return JSON.stringify(value ?? null)
  if (depth > MAX_DEPTH) throw refuse('bad-request', '内容的层次太深，请刷新页面后重新填写。')
  if (Array.isArray(value)) return `[${value.map((v) => canonical(v, depth + 1)).join(',')}]`
  const o = value as Record<string, unknown>
  return `{${Object.keys(o)
    .filter((k) => o[k] !== undefined)
    .sort()
    .map((k) => `${JSON.stringify(k)}:${canonical(o[k], depth + 1)}`)
    .join(',')}}`
}

/** The same content without ID-, card- and phone-like numbers: people type them into reasons, and this log is for ever. */
const withoutNumbers = (value: unknown): unknown => {
  if (typeof value === 'string') return scrub(value)
  if (Array.isArray(value)) return value.map(withoutNumbers)
  if (value === null || typeof value !== 'object') return value
  return Object.fromEntries(Object.entries(value).map(([k, v]) => [k, withoutNumbers(v)]))
}

export interface AuditRow {
  chain: string
  seq: number
  at: Date
  actor_kind: string
  actor_id: string | null
  actor_name: string
  actor_role: string
  action: string
  subject_kind: string
  subject_id: string | null
  scope: string
  data: string
  prev_hash: string
}

/** Hash of one row; everything a reader sees is inside it. */
export const auditHash = (r: AuditRow): string =>
  sm3(
    [
      r.prev_hash,
      r.chain,
      r.seq,
      r.at.toISOString(),
      r.actor_kind,
      r.actor_id ?? '',
      r.actor_name,
      r.actor_role,
      r.action,
      r.subject_kind,
      r.subject_id ?? '',
      r.scope,
      r.data,
    ]
      .map((x) => JSON.stringify(x))
      .join('\n'),
  )

const who = (a: Actor): { kind: string; id: string | null; name: string; role: string } => {
  if (a.kind === 'student') return { kind: a.kind, id: a.id, name: a.name, role: 'student' }
  if (a.kind === 'staff') return { kind: a.kind, id: a.id, name: a.name, role: a.role }
  if (a.kind === 'worker') return { kind: 'system', id: null, name: a.name, role: 'system' }
  return { kind: a.kind, id: null, name: a.kind === 'auth' ? '登录服务' : '社会公众', role: a.kind }
}

/**
 * Appends events to their chains at the very end of the transaction that they describe: the head of a chain is locked
 * from here to the commit, so two transactions of one school queue for this moment only.
 */
export async function appendAudit(
  trx: Transaction<DB>,
  actor: Actor,
  at: Date,
  events: readonly AuditEvent[],
): Promise<void> {
  const chains = new Map<string, AuditEvent[]>()
  for (const e of events) {
    const chain = schoolScope(e.scope)
    chains.set(chain, [...(chains.get(chain) ?? []), e])
  }
  const by = who(actor)
  for (const chain of [...chains.keys()].sort()) {
    await sql`insert into audit_heads (chain, seq, hash) values (${chain}, 0, '') on conflict do nothing`.execute(trx)
    const head = await trx
      .selectFrom('audit_heads')
      .select(['seq', 'hash'])
      .where('chain', '=', chain)
      .forUpdate()
      .executeTakeFirstOrThrow()
    let { seq, hash } = { seq: Number(head.seq), hash: head.hash }
    const rows = (chains.get(chain) ?? []).map((e) => {
      seq += 1
      const row: AuditRow = {
        chain,
        seq,
        at,
        actor_kind: by.kind,
        actor_id: by.id,
        actor_name: by.name,
        actor_role: by.role,
        action: e.action,
        subject_kind: e.subjectKind,
        subject_id: e.subjectId ?? null,
        scope: e.scope,
        data: canonical(withoutNumbers(e.data ?? {})),
        prev_hash: hash,
      }
      hash = auditHash(row)
      return { ...row, hash }
    })
    for (let i = 0; i < rows.length; i += 500) {
      await sql`insert into audit_events (chain, seq, at, actor_kind, actor_id, actor_name, actor_role, action, subject_kind, subject_id, scope, data, prev_hash, hash)
        select r.chain, r.seq, r.at, r.actor_kind, r.actor_id, r.actor_name, r.actor_role, r.action, r.subject_kind, r.subject_id, r.scope, r.data, r.prev_hash, r.hash
        from jsonb_to_recordset(${JSON.stringify(rows.slice(i, i + 500))}::jsonb) as r(chain text, seq bigint, at timestamptz, actor_kind text, actor_id uuid, actor_name text,
          actor_role text, action text, subject_kind text, subject_id uuid, scope text, data text, prev_hash text, hash text)`.execute(
        trx,
      )
    }
    await trx.updateTable('audit_heads').set({ seq, hash }).where('chain', '=', chain).execute()
  }
}
