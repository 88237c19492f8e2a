import { type ProgrammeCode, programmeTitles, type publicity, type QueryOf, type ReplyOf } from '@zhuxue/contracts'
import { type Selectable, sql } from 'kysely'
import type { Static } from 'typebox'
import type { ObjectionsTable } from '../../../db/types.ts'
import { found, fromIdCursor, type Platform, page, pageLimit, type StaffActor, type Tx } from '../../platform/index.ts'
import { seesObjections, seesObjector } from './access.ts'
import type { NoticeState } from './store.ts'

type NoticeRow = Static<typeof publicity.NoticeRow>
type ObjectionView = Static<typeof publicity.ObjectionView>

const noticeRows = (tx: Tx) =>
  tx.db
    .selectFrom('public_notices as n')
    .innerJoin('orgs as o', 'o.id', 'n.school_id')
    .select((e) => [
      'n.id',
      'n.title',
      'n.note',
      'n.school_id',
      'o.name as school_name',
      'n.programme',
      'n.term',
      'n.published_at',
      'n.publish_day',
      'n.last_day',
      'n.retract_at',
      'n.provisional',
      'n.state',
      'n.snapshot_sm3',
      sql<string | null>`(select r.title from campus_rounds r where r.id = n.round_id)`.as('campus_title'),
      e
        .selectFrom('notice_entries as x')
        .whereRef('x.notice_id', '=', 'n.id')
        .where('x.removed', '=', false)
        .select(sql<number>`count(*)::integer`.as('c'))
        .as('names'),
      e
        .selectFrom('objections as b')
        .whereRef('b.notice_id', '=', 'n.id')
        .where('b.state', '=', 'open')
        .select(sql<number>`count(*)::integer`.as('c'))
        .as('open_objections'),
    ])

type Row = Awaited<ReturnType<ReturnType<typeof noticeRows>['execute']>>[number]

const toRow = (r: Row): NoticeRow => ({
  id: r.id,
  title: r.title,
  schoolId: r.school_id,
  schoolName: r.school_name,
  programme: r.programme,
  programmeTitle: r.campus_title ?? programmeTitles[r.programme as ProgrammeCode] ?? r.programme,
  campus: r.campus_title !== null,
  term: r.term,
  publishedAt: r.published_at.toISOString(),
  publishDay: r.publish_day,
  lastDay: r.last_day,
  retractAt: r.retract_at.toISOString(),
  provisional: r.provisional,
  state: r.state as NoticeState,
  names: r.names ?? 0,
  openObjections: r.open_objections ?? 0,
  snapshotSm3: r.snapshot_sm3,
})

/** 公示管理: newest first. Below the school (class teacher) the numbers count the own class. */
export async function listNotices(
  tx: Tx,
  query: QueryOf<typeof publicity.listNotices>,
): Promise<ReplyOf<typeof publicity.listNotices>> {
  const limit = pageLimit(query.limit)
  const after = fromIdCursor(query.cursor, 1)?.[0]
  let q = noticeRows(tx)
    .orderBy('n.id', 'desc')
    .limit(limit + 1)
  if (query.state) q = q.where('n.state', '=', query.state)
  if (after) q = q.where('n.id', '<', after)
  return page(await q.execute(), limit, toRow, (r) => [r.id])
}

/** One notice with its list and, for those who may know, the objections to it. */
export async function getNotice(
  tx: Tx<StaffActor>,
  platform: Platform,
  id: string,
): Promise<ReplyOf<typeof publicity.getNotice>> {
  const row = found(
    await noticeRows(tx).where('n.id', '=', id).executeTakeFirst(),
    '没有找到这份公示，或不在您的管理范围内。',
  )
  const entries = await tx.db
    .selectFrom('notice_entries as e')
    .leftJoin('applications as a', 'a.id', 'e.application_id')
    .leftJoin('campus_applications as p', 'p.id', 'e.application_id')
    .select(['e.no', 'e.name', 'e.class_name', 'e.major_name', 'e.grade', 'e.application_id', 'e.removed'])
    .select(sql<boolean>`coalesce(a.held, p.held, false)`.as('held'))
    .where('e.notice_id', '=', id)
    .orderBy('e.no')
    .execute()
  const objections = seesObjections(tx.actor)
    ? await tx.db.selectFrom('objections').select(objectionColumns).where('notice_id', '=', id).orderBy('id').execute()
    : []
  return {
    notice: toRow(row),
    note: row.note,
    entries: entries.map((e) => ({
      no: e.no,
      name: e.name,
      className: e.class_name,
      majorName: e.major_name,
      grade: e.grade,
      applicationId: e.application_id,
      held: e.held,
      removed: e.removed,
    })),
    objections: objections.map((o) => toObjection(tx, platform, o)),
  }
}

const objectionColumns = [
  'id',
  'notice_id',
  'entry_no',
  'application_id',
  'name_enc',
  'contact_enc',
  'text',
  'received_at',
  'ack_due_on',
  'decide_due_on',
  'state',
  'decision',
  'decided_by_name',
] as const

type ObjectionRow = Pick<Selectable<ObjectionsTable>, (typeof objectionColumns)[number]>

/** One objection after it was decided. */
export async function objectionById(tx: Tx<StaffActor>, platform: Platform, id: string): Promise<ObjectionView> {
  const row = await tx.db.selectFrom('objections').select(objectionColumns).where('id', '=', id).executeTakeFirst()
  return toObjection(tx, platform, found(row))
}

function toObjection(tx: Tx<StaffActor>, platform: Platform, o: ObjectionRow): ObjectionView {
  const open = (box: Buffer | null, column: string): string | null =>
    box !== null && seesObjector(tx.actor) ? platform.crypto.decrypt(box, `objections.${column}:${o.id}`) : null
  const contact = open(o.contact_enc, 'contact')
  return {
    id: o.id,
    noticeId: o.notice_id,
    entryNo: o.entry_no,
    applicationId: o.application_id,
    named: o.name_enc !== null,
    objectorName: open(o.name_enc, 'name'),
    contactMasked: contact === null ? null : maskContact(contact),
    text: o.text,
    receivedAt: o.received_at.toISOString(),
    ackDueOn: o.ack_due_on,
    decideDueOn: o.decide_due_on,
    state: o.state as ObjectionView['state'],
    decision: o.decision,
    decidedBy: o.decided_by_name,
  }
}

/** 138****12, wx***3: enough to recognise, too little to call. */
const maskContact = (contact: string): string =>
  contact.length <= 5 ? `${contact.slice(0, 1)}***` : `${contact.slice(0, 3)}****${contact.slice(-2)}`
