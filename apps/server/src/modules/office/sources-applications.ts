import { sql } from 'kysely'
import { type Source, source, type Waiting } from './source.ts'
import { programmeTerm } from './texts.ts'

interface StudentRow extends Waiting {
  readonly student_name: string
  readonly class_name: string
  readonly programme: string
  readonly term: string
}

interface ListRow extends Waiting {
  readonly round_id: string
  readonly school_id: string
  readonly school_name: string
  readonly programme: string
  readonly term: string
  readonly n: number
}

const oneApplication = (r: StudentRow) => ({
  title: r.student_name,
  detail: `${r.class_name} · ${programmeTerm(r.programme, r.term)}`,
  link: `/console/applications/${r.id}`,
})

const ofApplications = sql`
  select a.id, a.due_on, s.name as student_name, c.name as class_name, a.programme, a.term
  from applications a join students s on s.id = a.student_id join classes c on c.id = s.class_id`

/** Applications in one status that nobody objects to, one row for each list (round and programme). */
const lists = (status: string) => sql<ListRow>`
  select min(a.id::text)::uuid as id, min(a.due_on) as due_on, a.round_id, a.school_id, o.name as school_name, a.programme, a.term,
    count(*)::integer as n
  from applications a join orgs o on o.id = a.school_id
  where a.status = ${status} and not a.held
  group by a.round_id, a.school_id, o.name, a.programme, a.term`

/** Work on applications, in the order of their way. */
export const applicationSources: readonly Source[] = [
  source<StudentRow>({
    kind: 'check',
    title: '待班主任初审',
    permission: 'applications.check',
    link: '/console/applications?status=submitted',
    rows: () => sql`${ofApplications} where a.status = 'submitted'`,
    item: oneApplication,
  }),
  source<StudentRow>({
    kind: 'hardship-propose',
    title: '待提困难等级建议',
    permission: 'hardship.propose',
    link: '/console/applications?status=submitted',
    // 家庭经济困难学生认定 is once a school year: only where the outcome still hangs on it and nobody has proposed
    rows: () => sql`
      select distinct on (a.student_id) w.* from (${ofApplications}) w join applications a on a.id = w.id
      where a.status in ('submitted', 'checked') and a.outcome <> 'entitled' and not exists (
        select 1 from hardship_determinations h where h.student_id = a.student_id and h.status in ('proposed', 'decided')
          and h.academic_year = case when a.term like '%autumn' then left(a.term, 4) || '-' || (left(a.term, 4)::integer + 1)
            else (left(a.term, 4)::integer - 1) || '-' || left(a.term, 4) end)
      order by a.student_id, w.due_on`,
    item: oneApplication,
  }),
  source<StudentRow>({
    kind: 'review',
    title: '待学校审核',
    permission: 'applications.review',
    link: '/console/applications?status=checked',
    rows: (tx) =>
      sql`${ofApplications} where a.status = 'checked' and a.checked_by is distinct from ${tx.actor.id}::uuid`,
    item: oneApplication,
  }),
  source<ListRow>({
    kind: 'committee',
    title: '待评审名单',
    permission: 'applications.assess',
    link: '/console/committee',
    rows: () => lists('reviewed'),
    item: (r) => ({
      title: programmeTerm(r.programme, r.term),
      detail: `${r.school_name} · ${r.n} 人待评审`,
      link: `/console/rounds/${r.round_id}/committee/${r.programme}`,
    }),
  }),
  source<ListRow>({
    kind: 'notice',
    title: '待公示名单',
    permission: 'notices.publish',
    link: '/console/notices',
    // while a list of the same round and programme is up, a second one cannot be published
    rows: () => sql`select l.* from (${lists('assessed')}) l where not exists (
      select 1 from public_notices n where n.round_id = l.round_id and n.programme = l.programme and n.state = 'live')`,
    item: (r) => ({
      title: programmeTerm(r.programme, r.term),
      detail: `${r.school_name} · ${r.n} 人待公示`,
      link: '/console/notices',
    }),
  }),
  source<Waiting & { notice_id: string; title: string; entry_no: number }>({
    kind: 'objection',
    title: '待处理公示异议',
    permission: 'objections.decide',
    link: '/console/notices',
    // the school decides; the county is shown what the school let run late
    rows: (tx) => sql`
      select b.id, b.decide_due_on as due_on, b.notice_id, n.title, b.entry_no
      from objections b join public_notices n on n.id = b.notice_id
      where b.state = 'open' and n.published_by <> ${tx.actor.id}::uuid
        and (${tx.actor.role} <> 'county-aid' or b.decide_due_on < ${tx.today}::date)`,
    item: (r) => ({ title: r.title, detail: `对第 ${r.entry_no} 号的异议`, link: `/console/notices/${r.notice_id}` }),
  }),
  source<ListRow>({
    kind: 'county',
    title: '待县级审核',
    permission: 'applications.county-review',
    link: '/console/county-reviews',
    rows: () => lists('noticed'),
    item: (r) => ({
      title: `${r.school_name} · ${programmeTerm(r.programme, r.term)}`,
      detail: `${r.n} 份申请待审核`,
      link: `/console/county-reviews?schoolId=${r.school_id}&programme=${r.programme}`,
    }),
  }),
]
