import type { ProgrammeCode, programmes, QueryOf, ReplyOf } from '@zhuxue/contracts'
import type { LocalDate } from '@zhuxue/policy'
import { sql } from 'kysely'
import type { Static } from 'typebox'
import { fromCursor, page, pageLimit, type StaffActor, schoolScope, scopeEnd, type Tx } from '../../platform/index.ts'
import { isOpen } from './window.ts'

/** Students on the roll of a school, as far as the caller may see them. */
export async function onRollStudentIds(tx: Tx, schoolId: string): Promise<string[]> {
  const rows = await tx.db
    .selectFrom('students')
    .select('id')
    .where('school_id', '=', schoolId)
    .where('roll_status', '=', 'on-roll')
    .orderBy('id')
    .execute()
  return rows.map((r) => r.id)
}

interface Row {
  id: string
  school_id: string
  school_name: string
  term: string
  registration_date: string
  opens_on: LocalDate
  closes_on: string
  closes_at: Date
  provisional: boolean
  programmes: ProgrammeCode[]
  opened_by_name: string
  quotas: { programme: ProgrammeCode; authorityNumber: number | null; documentNo: string | null }[]
  students: number
  submitted: number
  in_progress: number
  noticed: number
  approved: number
  refused: number
}

/**
 * Rounds in the caller's scope, newest first, with counts in one query for the whole page. A class teacher sees the
 * round of the school; her counts are those of her class, because row-level security counts with her eyes.
 * `submitted` counts students, the other four count applications.
 */
export async function listRounds(
  tx: Tx<StaffActor>,
  query: QueryOf<typeof programmes.listRounds>,
): Promise<ReplyOf<typeof programmes.listRounds>> {
  const limit = pageLimit(query.limit)
  const after = fromCursor(query.cursor, 1)?.[0] ?? 'ffffffff-ffff-ffff-ffff-ffffffffffff'
  const { scope } = tx.actor
  const { rows } = await sql<Row>`
    with page as (
      select id, school_id, term, registration_date, opens_on, closes_on, closes_at, provisional, programmes, opened_by_name
      from rounds
      where ((scope >= ${scope} and scope < ${scopeEnd(scope)}) or scope = ${schoolScope(scope)}) and id < ${after}::uuid
      order by id desc limit ${limit + 1}
    ), roster as (
      select school_id, count(*)::integer as n from students
      where school_id in (select school_id from page) and roll_status = 'on-roll' group by school_id
    ), work as (
      select round_id,
        count(distinct student_id) filter (where status <> 'recalled')::integer as submitted,
        count(*) filter (where status in ('submitted', 'checked', 'reviewed', 'assessed', 'returned'))::integer as in_progress,
        count(*) filter (where status in ('public-notice', 'noticed'))::integer as noticed,
        count(*) filter (where status = 'approved')::integer as approved,
        count(*) filter (where status in ('rejected', 'withdrawn'))::integer as refused
      from applications where round_id in (select id from page) group by round_id
    ), numbers as (
      select round_id, jsonb_agg(jsonb_build_object('programme', programme, 'authorityNumber', authority_number,
        'documentNo', document_no) order by programme) as list
      from round_quotas where round_id in (select id from page) group by round_id
    )
    select p.id, p.school_id, o.name as school_name, p.term, p.registration_date, p.opens_on, p.closes_on, p.closes_at,
      p.provisional, p.programmes, p.opened_by_name, coalesce(q.list, '[]'::jsonb) as quotas, coalesce(s.n, 0) as students,
      coalesce(w.submitted, 0) as submitted, coalesce(w.in_progress, 0) as in_progress, coalesce(w.noticed, 0) as noticed,
      coalesce(w.approved, 0) as approved, coalesce(w.refused, 0) as refused
    from page p join orgs o on o.id = p.school_id left join roster s on s.school_id = p.school_id
    left join work w on w.round_id = p.id left join numbers q on q.round_id = p.id
    order by p.id desc`.execute(tx.db)
  return page(
    rows,
    limit,
    (r) => toView(r, tx.now),
    (r) => [r.id],
  )
}

function toView(r: Row, now: Date): Static<typeof programmes.RoundView> {
  return {
    id: r.id,
    schoolId: r.school_id,
    schoolName: r.school_name,
    term: r.term,
    registrationDate: r.registration_date,
    opensOn: r.opens_on,
    closesOn: r.closes_on,
    closesAt: r.closes_at.toISOString(),
    state: isOpen({ opensOn: r.opens_on, closesAt: r.closes_at }, now) ? 'open' : 'closed',
    programmes: r.programmes,
    quotas: r.quotas,
    openedBy: r.opened_by_name,
    counts: {
      students: r.students,
      submitted: r.submitted,
      inProgress: r.in_progress,
      noticed: r.noticed,
      approved: r.approved,
      refused: r.refused,
    },
  }
}
