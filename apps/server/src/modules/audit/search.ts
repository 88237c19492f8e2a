import type { office, QueryOf, ReplyOf } from '@zhuxue/contracts'
import { addDays, isLocalDate, shanghaiInstant } from '@zhuxue/policy'
import { sql } from 'kysely'
import { fromCursor, page, pageLimit, refuse, type StaffActor, scopeEnd, type Tx } from '../../platform/index.ts'
import { actionsNamed, actionTitle, actorRoleTitle, summary } from './titles.ts'

type Found = ReplyOf<typeof office.auditSearch>

function instant(day: string | undefined, plusDays: number, path: string): Date | null {
  if (day === undefined) return null
  if (!isLocalDate(day))
    throw refuse('bad-request', '日期不存在，请重新选择。', { fields: [{ path, text: '日期不存在。' }] })
  return new Date(shanghaiInstant(addDays(day, plusDays), '00:00'))
}

/** Whose account an event is about: a log-in is recorded by the log-in service, the person is its subject. */
async function staffNames(
  tx: Tx<StaffActor>,
  rows: readonly { subject_kind: string; subject_id: string | null }[],
): Promise<Map<string, string>> {
  const ids = new Set(rows.flatMap((r) => (r.subject_kind === 'staff' && r.subject_id !== null ? [r.subject_id] : [])))
  if (ids.size === 0) return new Map()
  const found = await tx.db
    .selectFrom('staff_accounts')
    .select(['id', 'name', 'username'])
    .where('id', 'in', [...ids])
    .execute()
  return new Map(found.map((s) => [s.id, `账号 ${s.name}（${s.username}）`]))
}

/**
 * Audit events in scope, newest first. `action` is words of an act ('密码条'), a whole act or an area ('session' finds
 * 'session.login').
 */
export async function searchAudit(tx: Tx<StaffActor>, query: QueryOf<typeof office.auditSearch>): Promise<Found> {
  const limit = pageLimit(query.limit)
  const key = fromCursor(query.cursor, 3)
  const from = instant(query.from, 0, '/from')
  const to = instant(query.to, 1, '/to')
  const action = query.action?.trim() ?? ''
  const { scope } = tx.actor
  const rows = await tx.db
    .selectFrom('audit_events')
    .select(['chain', 'seq', 'at', 'actor_name', 'actor_role', 'action', 'subject_kind', 'subject_id', 'data', 'hash'])
    .where('scope', '>=', scope)
    .where('scope', '<', scopeEnd(scope))
    .$if(action !== '', (q) =>
      q.where((e) =>
        e.or([
          e('action', '=', action),
          sql<boolean>`starts_with(action, ${`${action}.`})`,
          sql<boolean>`action = any(${actionsNamed(action)}::text[])`,
        ]),
      ),
    )
    .$if(query.subject !== undefined, (q) => q.where('subject_id', '=', query.subject ?? ''))
    .$if(query.actor !== undefined, (q) => q.where('actor_id', '=', query.actor ?? ''))
    .$if(from !== null, (q) => q.where('at', '>=', from as Date))
    .$if(to !== null, (q) => q.where('at', '<', to as Date))
    .$if(key !== null, (q) =>
      q.where(
        sql<boolean>`(at, chain, seq) < (${key?.[0] ?? ''}::timestamptz, ${key?.[1] ?? ''}, ${key?.[2] ?? ''}::bigint)`,
      ),
    )
    .orderBy('at', 'desc')
    .orderBy('chain', 'desc')
    .orderBy('seq', 'desc')
    .limit(limit + 1)
    .execute()
  const staff = await staffNames(tx, rows)
  return page(
    rows,
    limit,
    (r) => ({
      chain: r.chain,
      seq: r.seq,
      at: r.at.toISOString(),
      actorName: r.actor_name,
      actorRole: actorRoleTitle(r.actor_role),
      action: r.action,
      actionTitle: actionTitle(r.action),
      subjectKind: r.subject_kind,
      subjectId: r.subject_id,
      summary: [staff.get(r.subject_id ?? ''), summary(r.data)].filter(Boolean).join('，'),
      hash: r.hash,
    }),
    (r) => [r.at.toISOString(), r.chain, String(r.seq)],
  )
}
