import type { publicity, QueryOf, ReplyOf } from '@zhuxue/contracts'
import { sql } from 'kysely'
import { found, fromIdCursor, page, pageLimit, type Tx } from '../../platform/index.ts'

/** The notices that are up at this moment: taken down by the tick, and by the clock even if the tick is late. */
const live = (tx: Tx) =>
  tx.db
    .selectFrom('public_notices as n')
    .innerJoin('orgs as o', 'o.id', 'n.school_id')
    .where('n.state', '=', 'live')
    .where('n.published_at', '<=', tx.now)
    .where('n.retract_at', '>', tx.now)

/** 正在公示, newest first. */
export async function publicNotices(
  tx: Tx,
  query: QueryOf<typeof publicity.publicNotices>,
): Promise<ReplyOf<typeof publicity.publicNotices>> {
  const limit = pageLimit(query.limit)
  const after = fromIdCursor(query.cursor, 1)?.[0]
  let q = live(tx)
    .select((e) => [
      'n.id',
      'n.title',
      'o.name as school_name',
      'n.publish_day',
      'n.last_day',
      e
        .selectFrom('notice_entries as x')
        .whereRef('x.notice_id', '=', 'n.id')
        .where('x.removed', '=', false)
        .select(sql<number>`count(*)::integer`.as('c'))
        .as('names'),
    ])
    .orderBy('n.id', 'desc')
    .limit(limit + 1)
  if (query.schoolId) q = q.where('n.school_id', '=', query.schoolId)
  if (after) q = q.where('n.id', '<', after)
  return page(
    await q.execute(),
    limit,
    (r) => ({
      id: r.id,
      title: r.title,
      schoolName: r.school_name,
      publishDay: r.publish_day,
      lastDay: r.last_day,
      names: r.names ?? 0,
    }),
    (r) => [r.id],
  )
}

/** One notice while it is up; afterwards it looks as if it had never been. */
export async function publicNotice(tx: Tx, id: string): Promise<ReplyOf<typeof publicity.publicNotice>> {
  const row = await live(tx)
    .select(['n.id', 'n.title', 'o.name as school_name', 'n.note', 'n.publish_day', 'n.last_day', 'n.provisional'])
    .where('n.id', '=', id)
    .executeTakeFirst()
  const n = found(row, '没有这份公示，或公示期已满、已经撤下。')
  const entries = await tx.db
    .selectFrom('notice_entries')
    .select(['no', 'name', 'class_name', 'major_name', 'grade'])
    .where('notice_id', '=', id)
    .where('removed', '=', false)
    .orderBy('no')
    .execute()
  return {
    id: n.id,
    title: n.title,
    schoolName: n.school_name,
    note: n.note,
    publishDay: n.publish_day,
    lastDay: n.last_day,
    provisional: n.provisional,
    entries: entries.map((e) => ({
      no: e.no,
      name: e.name,
      className: e.class_name,
      majorName: e.major_name,
      grade: e.grade,
    })),
  }
}

/** Schools that have a notice up, for the filter of the public list. */
export async function schoolsWithNotices(tx: Tx): Promise<{ id: string; name: string }[]> {
  return live(tx).select(['o.id', 'o.name']).distinct().orderBy('o.name').limit(500).execute()
}
