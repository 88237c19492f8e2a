import {
  type HandoverStatus,
  handoverStatusTitles,
  type QueryOf,
  type ReplyOf,
  type Role,
  rolePermissions,
  roleTitles,
  type staff,
} from '@zhuxue/contracts'
import { sql } from 'kysely'
import {
  type Actor,
  found,
  fromIdCursor,
  type Platform,
  page,
  pageLimit,
  type StaffActor,
  type Tx,
} from '../../platform/index.ts'
import type { OpenWork } from './hooks.ts'

type View = ReplyOf<typeof staff.getHandover>

const select = (tx: Tx<StaffActor> | Tx<Extract<Actor, { kind: 'auth' }>>) =>
  tx.db
    .selectFrom('handovers as h')
    .innerJoin('staff_grant_requests as r', 'r.id', 'h.request_id')
    .select([
      'h.id',
      'h.role',
      'h.org_name',
      'h.from_staff_id',
      'h.from_name',
      'h.to_staff_id',
      'h.to_name',
      'h.reason',
      'h.status',
      'h.started_by_name',
      'h.started_at',
      'h.accepted_at',
      'h.accepted_note',
      'h.work',
      'h.accepted_work',
      'h.account_closed',
      'r.status as request_status',
      'r.decided_by_name',
      'r.decided_at',
    ])

type Row = Awaited<ReturnType<ReturnType<typeof select>['execute']>>[number]

const view = (h: Row, me: string): View => {
  const confirmed = h.request_status === 'confirmed'
  return {
    id: h.id,
    role: h.role as Role,
    roleTitle: roleTitles[h.role as Role],
    orgName: h.org_name,
    fromName: h.from_name,
    toName: h.to_name,
    reason: h.reason,
    status: h.status as HandoverStatus,
    statusTitle: handoverStatusTitles[h.status as HandoverStatus],
    startedBy: h.started_by_name,
    startedAt: h.started_at.toISOString(),
    confirmedBy: confirmed ? h.decided_by_name : null,
    confirmedAt: confirmed ? (h.decided_at?.toISOString() ?? null) : null,
    acceptedAt: h.accepted_at?.toISOString() ?? null,
    acceptedNote: h.accepted_note,
    work: h.work as unknown as OpenWork,
    acceptedWork: h.accepted_work as unknown as OpenWork | null,
    accountClosed: h.account_closed,
    mayAccept: h.status === 'open' && h.to_staff_id === me,
  }
}

/** Hand-overs in scope, newest first (security administrator). */
export async function listHandovers(
  tx: Tx<StaffActor>,
  query: QueryOf<typeof staff.listHandovers>,
): Promise<ReplyOf<typeof staff.listHandovers>> {
  const limit = pageLimit(query.limit)
  const key = fromIdCursor(query.cursor, 1)
  const rows = await select(tx)
    .$if(query.status !== undefined, (q) => q.where('h.status', '=', query.status ?? ''))
    .$if(key !== null, (q) => q.where(sql<boolean>`h.id < ${key?.[0] ?? ''}::uuid`))
    .orderBy('h.id', 'desc')
    .limit(limit + 1)
    .execute()
  return page(
    rows,
    limit,
    (h) => view(h, tx.actor.id),
    (h) => [h.id],
  )
}

/** Hand-overs that the person gives or receives, whatever grant she acts in now. */
export async function myHandovers(platform: Platform, actor: StaffActor): Promise<{ items: View[] }> {
  const rows = await platform.transaction({ kind: 'auth' }, (tx) =>
    select(tx)
      .where((e) => e.or([e('h.from_staff_id', '=', actor.id), e('h.to_staff_id', '=', actor.id)]))
      .orderBy('h.id', 'desc')
      .limit(50)
      .execute(),
  )
  return { items: rows.map((h) => view(h, actor.id)) }
}

/** One list: for who gives, who receives, and the security administrator of the scope. */
export async function getHandover(platform: Platform, actor: StaffActor, id: string): Promise<View> {
  const own = await platform.transaction({ kind: 'auth' }, (tx) =>
    select(tx)
      .where('h.id', '=', id)
      .where((e) => e.or([e('h.from_staff_id', '=', actor.id), e('h.to_staff_id', '=', actor.id)]))
      .executeTakeFirst(),
  )
  if (own) return view(own, actor.id)
  const managed = rolePermissions[actor.role].includes('staff.manage')
    ? await platform.transaction(actor, (tx) => select(tx).where('h.id', '=', id).executeTakeFirst())
    : undefined
  return view(found(managed, '没有找到这份交接清单，或它不在您的管理范围内。'), actor.id)
}
