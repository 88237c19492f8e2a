import type { LocalDate } from '@zhuxue/policy'
import { sql } from 'kysely'
import { found, type StaffActor, type Tx } from '../../platform/index.ts'
import { listedCases } from './cases.ts'

export type NoticeState = 'live' | 'ended' | 'taken-down'

/** 公示, without its sealed snapshot. */
export interface Notice {
  readonly id: string
  readonly scope: string
  readonly round_id: string
  readonly programme: string
  readonly state: NoticeState
  readonly last_day: string
  readonly published_by: string
  readonly take_down_reason: string | null
}

/** One published line: only allow-listed columns, the name as it is shown. */
export interface Entry {
  readonly no: number
  readonly name: string
  readonly className: string
  readonly majorName: string
  readonly grade: number
}

export interface NewNotice {
  readonly id: string
  readonly schoolId: string
  readonly scope: string
  readonly roundId: string
  readonly programme: string
  readonly term: string
  readonly title: string
  readonly note: string
  readonly publishDay: LocalDate
  readonly lastDay: LocalDate
  readonly retractAt: Date
  readonly provisional: boolean
  readonly snapshot: string
  readonly snapshotSm3: string
  readonly entries: readonly (Entry & { readonly applicationId: string; readonly scope: string })[]
}

const noticeColumns = [
  'id',
  'scope',
  'round_id',
  'programme',
  'state',
  'last_day',
  'published_by',
  'take_down_reason',
] as const

/** The notice that is up for a round and programme, or undefined. */
export async function liveNotice(tx: Tx, roundId: string, programme: string): Promise<Notice | undefined> {
  const row = await tx.db
    .selectFrom('public_notices')
    .select(noticeColumns)
    .where('round_id', '=', roundId)
    .where('programme', '=', programme)
    .where('state', '=', 'live')
    .executeTakeFirst()
  return row as Notice | undefined
}

/** A notice in the caller's scope, locked for the rest of the transaction when it is going to change. */
export async function noticeById(tx: Tx, id: string, lock = false): Promise<Notice> {
  const row = await tx.db
    .selectFrom('public_notices')
    .select(noticeColumns)
    .where('id', '=', id)
    .$if(lock, (q) => q.forUpdate())
    .executeTakeFirst()
  return found(row, '没有找到这份公示，或不在您的管理范围内。') as Notice
}

/** Writes a notice and its list, two statements whatever the number of names. */
export async function insertNotice(tx: Tx<StaffActor>, n: NewNotice): Promise<void> {
  await tx.db
    .insertInto('public_notices')
    .values({
      id: n.id,
      school_id: n.schoolId,
      scope: n.scope,
      round_id: n.roundId,
      programme: n.programme,
      term: n.term,
      title: n.title,
      note: n.note,
      published_at: tx.now,
      publish_day: n.publishDay,
      last_day: n.lastDay,
      retract_at: n.retractAt,
      provisional: n.provisional,
      snapshot: n.snapshot,
      snapshot_sm3: n.snapshotSm3,
      published_by: tx.actor.id,
      published_by_name: tx.actor.name,
    })
    .execute()
  await sql`
    insert into notice_entries (notice_id, no, application_id, scope, name, class_name, major_name, grade)
    select ${n.id}::uuid, r.no, r."applicationId", r.scope, r.name, r."className", r."majorName", r.grade
    from jsonb_to_recordset(${JSON.stringify(n.entries)}::jsonb) as r(no integer, "applicationId" uuid, scope text, name text,
      "className" text, "majorName" text, grade integer)`.execute(tx.db)
}

/** Takes a notice off the public pages; its rows and the sealed snapshot stay for the archive. */
export async function closeNotice(tx: Tx, id: string, state: 'ended' | 'taken-down', reason?: string): Promise<void> {
  await tx.db
    .updateTable('public_notices')
    .set({ state, ended_at: tx.now, ...(reason === undefined ? {} : { take_down_reason: reason }) })
    .where('id', '=', id)
    .execute()
}

/** Applications on a notice's list that are still in it. */
export async function listedApplications(tx: Tx, noticeId: string): Promise<string[]> {
  const rows = await tx.db
    .selectFrom('notice_entries')
    .select('application_id')
    .where('notice_id', '=', noticeId)
    .where('removed', '=', false)
    .execute()
  return rows.map((r) => r.application_id)
}

/** Takes one application off the lists that are up. */
export async function removeEntry(tx: Tx, applicationId: string, noticeId: string): Promise<void> {
  await tx.db
    .updateTable('notice_entries')
    .set({ removed: true })
    .where('application_id', '=', applicationId)
    .where('notice_id', '=', noticeId)
    .execute()
}

/**
 * Takes off the live lists whoever is no longer being noticed (application ended by a roll change): a name that has no
 * business there any more must not stay public. Returns how many. `studentId` narrows it to one student.
 */
export async function removeDeparted(tx: Tx, studentId: string | null = null): Promise<number> {
  const { rows } = await sql<{ no: number }>`
    update notice_entries e set removed = true
    from public_notices n, ${listedCases} a
    where n.id = e.notice_id and a.id = e.application_id and n.state = 'live' and not e.removed
      and a.status <> 'public-notice' and (${studentId}::uuid is null or a.student_id = ${studentId}::uuid)
    returning e.no`.execute(tx.db)
  return rows.length
}
