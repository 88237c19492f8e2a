import type { activation, QueryOf, ReplyOf } from '@zhuxue/contracts'
import { sql } from 'kysely'
import {
  found,
  fromCursor,
  page,
  pageLimit,
  refuse,
  type StaffActor,
  scopeEnd,
  scrub,
  type Tx,
} from '../../platform/index.ts'

type List = ReplyOf<typeof activation.listAlerts>

/** Alerts of bulk activation in scope, newest first, with the names of the accounts. */
export async function listAlerts(tx: Tx<StaffActor>, query: QueryOf<typeof activation.listAlerts>): Promise<List> {
  const limit = pageLimit(query.limit)
  const key = fromCursor(query.cursor, 1)
  const { scope } = tx.actor
  const rows = await tx.db
    .selectFrom('activation_alerts as a')
    .leftJoin('orgs as o', 'o.path', 'a.scope')
    .selectAll('a')
    .select('o.name as school_name')
    .where('a.scope', '>=', scope)
    .where('a.scope', '<', scopeEnd(scope))
    .$if(query.status !== undefined, (q) => q.where('a.status', '=', query.status ?? ''))
    .$if(key !== null, (q) => q.where(sql<boolean>`a.id < ${key?.[0] ?? ''}::uuid`))
    .orderBy('a.id', 'desc')
    .limit(limit + 1)
    .execute()
  const ids = [...new Set(rows.flatMap((r) => r.student_ids))]
  const students = await tx.db
    .selectFrom('students as t')
    .innerJoin('classes as c', 'c.id', 't.class_id')
    .select(['t.id', 't.name', 'c.name as class_name'])
    .where('t.id', '=', sql<string>`any(${ids}::uuid[])`)
    .execute()
  const byId = new Map(students.map((s) => [s.id, { id: s.id, name: s.name, className: s.class_name }]))
  return page(
    rows,
    limit,
    (r) => ({
      id: r.id,
      schoolName: r.school_name ?? '',
      signal: r.signal as 'device' | 'browser',
      label: r.label,
      students: r.student_ids.flatMap((id) => byId.get(id) ?? []),
      firstAt: r.first_at.toISOString(),
      lastAt: r.last_at.toISOString(),
      status: r.status as 'open' | 'closed',
      dueOn: r.due_on,
      explanation: r.explanation,
      closedBy: r.closed_by_name,
    }),
    (r) => [r.id],
  )
}

/** Somebody asked what happened and writes it down. */
export async function closeAlert(tx: Tx<StaffActor>, id: string, explanation: string): Promise<{ ok: true }> {
  const row = found(
    await tx.db
      .selectFrom('activation_alerts')
      .select(['id', 'scope', 'status'])
      .where('id', '=', id)
      .forUpdate()
      .executeTakeFirst(),
    '没有找到这条预警，可能不在您的管理范围内。',
  )
  if (row.status !== 'open') throw refuse('state-conflict', '这条预警已经办结，请刷新后查看。')
  const reason = scrub(explanation.trim())
  await tx.db
    .updateTable('activation_alerts')
    .set({
      status: 'closed',
      explanation: reason,
      closed_by: tx.actor.id,
      closed_by_name: tx.actor.name,
      closed_at: tx.now,
    })
    .where('id', '=', id)
    .execute()
  tx.audit({
    action: 'activation.alert-close',
    subjectKind: 'alert',
    subjectId: id,
    scope: row.scope,
    data: { reason },
  })
  return { ok: true }
}
