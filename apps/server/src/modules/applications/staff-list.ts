import {
  type ApplicationStatus,
  applicationStatuses,
  type applications,
  type QueryOf,
  type ReplyOf,
} from '@zhuxue/contracts'
import { type RawBuilder, sql } from 'kysely'
import type { Static } from 'typebox'
import { fromCursor, page, pageLimit, type Tx } from '../../platform/index.ts'
import type { ApplicationRecord } from './store.ts'

export type ApplicationRow = Static<typeof applications.ApplicationRow>

/** Somebody has to act in these; in the others a passed day is nobody's fault. */
const WAITING: readonly ApplicationStatus[] = ['submitted', 'checked', 'reviewed', 'assessed', 'noticed', 'returned']

type Row = Pick<
  ApplicationRecord,
  | 'id'
  | 'scope'
  | 'reference_no'
  | 'student_id'
  | 'programme'
  | 'term'
  | 'status'
  | 'route'
  | 'route_title'
  | 'term_fen'
  | 'submitted_at'
  | 'due_on'
  | 'held'
  | 'revision'
> & {
  student_name: string
  class_name: string
  school_name: string
  hardship: ApplicationRow['hardship']
  blocks: number
}

/**
 * Rows of the list. `blocks` counts what SQL can tell at once (roll, study mode, double roll, double application); the
 * page of one application makes all checks.
 */
async function rowsWhere(tx: Tx, where: RawBuilder<unknown>, limit: number): Promise<Row[]> {
  // the page is cut first: the counts look beyond the caller's scope and cost a few index look-ups a row
  const { rows } = await sql<Row>`
    with listed as materialized (
      select a.id, a.scope, a.reference_no, a.student_id, a.programme, a.term, a.status, a.route, a.route_title, a.term_fen,
        a.submitted_at, a.due_on, a.held, a.revision, s.name as student_name, c.name as class_name, o.name as school_name,
        s.roll_status, s.study_mode, case when a.term like '%-autumn'
          then left(a.term, 4) || '-' || (left(a.term, 4)::int + 1)
          else (left(a.term, 4)::int - 1) || '-' || left(a.term, 4) end as academic_year
      from applications a
      join students s on s.id = a.student_id
      join classes c on c.id = s.class_id
      join orgs o on o.id = a.school_id
      where ${where}
      order by a.scope, a.id
      limit ${limit})
    select l.id, l.scope, l.reference_no, l.student_id, l.programme, l.term, l.status, l.route, l.route_title, l.term_fen,
      l.submitted_at, l.due_on, l.held, l.revision, l.student_name, l.class_name, l.school_name, h.level as hardship, (l.roll_status <> 'on-roll')::int + (l.study_mode <> 'full-time')::int
        + (k.same_person_active > 0)::int + (k.same_person_applications > 0)::int as blocks
    from listed l
    left join hardship_determinations h
      on h.student_id = l.student_id and h.academic_year = l.academic_year and h.status = 'decided'
    cross join lateral check_counts(l.student_id, l.programme, l.term) k
    order by l.scope, l.id`.execute(tx.db)
  return rows
}

const toRow = (r: Row, today: string): ApplicationRow => ({
  id: r.id,
  referenceNo: r.reference_no,
  studentId: r.student_id,
  studentName: r.student_name,
  className: r.class_name,
  schoolName: r.school_name,
  programme: r.programme,
  term: r.term,
  status: r.status,
  route: r.route,
  routeTitle: r.route_title,
  hardship: r.hardship,
  termFen: r.term_fen,
  submittedAt: r.submitted_at.toISOString(),
  dueOn: r.due_on,
  late: r.due_on !== null && r.due_on < today && WAITING.includes(r.status),
  held: r.held,
  revision: r.revision,
  blocks: r.blocks,
})

const like = (q: string) => `%${q.replace(/[\\%_]/g, (c) => `\\${c}`)}%`

/** 申请列表 by key (scope, id). `q` finds part of a name, or a reference number. */
export async function listApplications(
  tx: Tx,
  query: QueryOf<typeof applications.listApplications>,
): Promise<ReplyOf<typeof applications.listApplications>> {
  const limit = pageLimit(query.limit)
  const after = fromCursor(query.cursor, 2)
  const q = query.q?.trim()
  const where = [
    query.status ? sql`a.status = ${query.status}` : sql`a.status in (${sql.join([...applicationStatuses])})`,
    query.programme && sql`a.programme = ${query.programme}`,
    query.schoolId && sql`a.school_id = ${query.schoolId}`,
    query.classId && sql`s.class_id = ${query.classId}`,
    q && sql`(s.name like ${like(q)} or a.reference_no = ${q.toUpperCase()})`,
    after && sql`(a.scope, a.id) > (${after[0]}, ${after[1]}::uuid)`,
  ].filter((w) => w !== undefined && w !== null && w !== '')
  return page(
    await rowsWhere(tx, sql.join(where, sql` and `), limit + 1),
    limit,
    (r) => toRow(r, tx.today),
    (r) => [r.scope, r.id],
  )
}

/** The list's row of one application; undefined when it is out of scope. */
export async function applicationRow(tx: Tx, id: string): Promise<ApplicationRow | undefined> {
  const [row] = await rowsWhere(tx, sql`a.id = ${id}`, 1)
  return row && toRow(row, tx.today)
}
