import { type CardStatus, cardStatusTitles, type cards, type QueryOf, type ReplyOf } from '@zhuxue/contracts'
import { sql } from 'kysely'
import { fromIdCursor, type Platform, page, pageLimit, type StudentActor, type Tx } from '../../platform/index.ts'
import { regionPack } from '../programmes/index.ts'
import { ownCardReports } from './reports.ts'

const like = (q: string): string => `%${q.replace(/[\\%_]/g, '\\$&')}%`

/** 中职卡 in scope, by class and id. */
export async function listCards(
  tx: Tx,
  platform: Platform,
  query: QueryOf<typeof cards.listCards>,
): Promise<ReplyOf<typeof cards.listCards>> {
  const limit = pageLimit(query.limit)
  const after = fromIdCursor(query.cursor, 2)
  let q = tx.db
    .selectFrom('cards as k')
    .innerJoin('students as s', 's.id', 'k.student_id')
    .innerJoin('classes as c', 'c.id', 's.class_id')
    .select([
      'k.id',
      'k.scope',
      'k.student_id',
      's.name',
      'c.name as class_name',
      'k.issuer',
      'k.last4',
      'k.opened_on',
      'k.preferential_until',
      'k.status',
    ])
    .orderBy('k.scope')
    .orderBy('k.id')
    .limit(limit + 1)
  if (query.status) q = q.where('k.status', '=', query.status)
  if (query.q) {
    const text = query.q.trim()
    q = q.where((eb) => eb.or([eb('s.name', 'like', like(text)), eb('k.last4', '=', text)]))
  }
  if (after) q = q.where(sql<boolean>`(k.scope, k.id) > (${after[0]}, ${after[1]}::uuid)`)
  const names = new Map(regionPack(platform).cardIssuers.map((i) => [i.code, i.name]))
  return page(
    await q.execute(),
    limit,
    (r) => ({
      id: r.id,
      studentId: r.student_id,
      studentName: r.name,
      className: r.class_name,
      issuer: names.get(r.issuer) ?? r.issuer,
      last4: r.last4,
      openedOn: r.opened_on,
      preferentialUntil: r.preferential_until,
      status: r.status as CardStatus,
      statusTitle: cardStatusTitles[r.status as CardStatus],
    }),
    (r) => [r.scope, r.id],
  )
}

/** Students with an approved application that pays to them, and no usable card. */
export async function cardsMissing(
  tx: Tx,
  query: QueryOf<typeof cards.cardsMissing>,
): Promise<ReplyOf<typeof cards.cardsMissing>> {
  const limit = pageLimit(query.limit)
  const after = fromIdCursor(query.cursor, 2)
  const { rows } = await sql<{ id: string; name: string; scope: string; class_name: string; since: Date }>`
    select s.id, s.name, s.scope, c.name as class_name, min(coalesce(a.county_at, a.submitted_at)) as since
    from applications a join students s on s.id = a.student_id join classes c on c.id = s.class_id
    where a.status = 'approved' and a.payee = 'student' and s.roll_status = 'on-roll'
      and not exists (select 1 from cards k where k.student_id = s.id and k.status in ('issued', 'activated'))
      and (${after?.[0] ?? null}::text is null or (s.scope, s.id) > (${after?.[0] ?? null}::text, ${after?.[1] ?? null}::uuid))
    group by s.id, s.name, s.scope, c.name
    order by s.scope, s.id limit ${limit + 1}`.execute(tx.db)
  return page(
    rows,
    limit,
    (r) => ({ studentId: r.id, studentName: r.name, className: r.class_name, since: r.since.toISOString() }),
    (r) => [r.scope, r.id],
  )
}

/** The student's own card: the usable one, else the last one; what she has to do with it. */
export async function ownCard(tx: Tx<StudentActor>, platform: Platform): Promise<ReplyOf<typeof cards.ownCard>> {
  const row = await tx.db
    .selectFrom('cards')
    .select(['last4', 'issuer', 'opened_on', 'preferential_until', 'status'])
    .where('student_id', '=', tx.actor.id)
    .orderBy(sql`status in ('issued', 'activated')`, 'desc')
    .orderBy('id', 'desc')
    .limit(1)
    .executeTakeFirst()
  const reports = await ownCardReports(tx)
  if (!row) return { card: null, mayReport: false, reports }
  const status = row.status as CardStatus
  const reissuing = (status === 'lost' || status === 'closed') && reports[0]?.status === 'reissued'
  const issuer = regionPack(platform).cardIssuers.find((i) => i.code === row.issuer)
  const activation = issuer?.activation.join('；') ?? '本人带身份证原件和中职卡到发卡银行网点柜台激活'
  const todo: Record<CardStatus, string> = {
    issued: `请${activation}，不满16周岁的由监护人陪同。激活后才能收款。`,
    activated: '可以收款，不用办理。请保管好卡和密码，不要交给他人。',
    lost: '这张卡已挂失。请带身份证到发卡银行网点补卡，再告诉学校资助老师。',
    closed: '这张卡已销户。请告诉学校资助老师，重新办理中职卡。',
  }
  return {
    card: {
      last4: row.last4,
      issuer: issuer?.name ?? row.issuer,
      hotline: issuer?.hotline ?? '',
      openedOn: row.opened_on,
      preferentialUntil: row.preferential_until,
      status,
      statusTitle: cardStatusTitles[status],
      whatToDo: reissuing ? '这张卡已停用，学校正在为您办理补换卡，新卡办好后会通知您。' : todo[status],
    },
    mayReport: (status === 'issued' || status === 'activated') && !reports.some((r) => r.status === 'open'),
    reports,
  }
}
