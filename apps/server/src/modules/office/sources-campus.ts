import { formatYuan } from '@zhuxue/policy'
import { sql } from 'kysely'
import { type Source, source, type Waiting } from './source.ts'

interface ListRow extends Waiting {
  readonly round_id: string
  readonly title: string
  readonly n: number
}

const list = (r: ListRow, what: string) => ({
  title: r.title,
  detail: `${r.n} ${what}`,
  link: `/console/campus/${r.round_id}`,
})

/** Offices by the step role that they take; the same as in the module campus. */
const STEP_ROLES: Readonly<Record<string, string>> = {
  'class-teacher': 'class-teacher',
  'aid-officer': 'aid-officer',
  reviewer: 'aid-officer',
  'aid-committee': 'aid-committee',
}

/** Work on the school's own programmes: what waits for this office at its step, for a notice, for a hand-out. */
export const campusSources: readonly Source[] = [
  source<ListRow>({
    kind: 'campus',
    title: '待办理校级资助申请',
    permission: 'campus.decide',
    link: '/console/campus',
    // nobody is shown what she decided at another step
    rows: (tx) => sql`
      select min(a.id::text)::uuid as id, min(a.due_on) as due_on, a.round_id, r.title, count(*)::integer as n
      from campus_applications a join campus_rounds r on r.id = a.round_id
      where a.status = 'reviewing' and (r.steps -> a.step ->> 'role') = ${STEP_ROLES[tx.actor.role] ?? ''}
        and not ${tx.actor.id}::uuid = any(a.passed_by)
      group by a.round_id, r.title`,
    item: (r) => list(r, '份申请待办理'),
  }),
  source<ListRow>({
    kind: 'campus-notice',
    title: '待公示校级资助名单',
    permission: 'notices.publish',
    link: '/console/campus',
    rows: () => sql`
      select min(a.id::text)::uuid as id, min(a.due_on) as due_on, a.round_id, r.title, count(*)::integer as n
      from campus_applications a join campus_rounds r on r.id = a.round_id
      where a.status = 'to-publish' and not exists (
        select 1 from public_notices n where n.round_id = a.round_id and n.state = 'live')
      group by a.round_id, r.title`,
    item: (r) => list(r, '人待公示'),
  }),
  source<ListRow & { fen: string }>({
    kind: 'campus-handout',
    title: '待登记发放的校级资助',
    permission: 'campus.pay',
    link: '/console/handouts',
    rows: () => sql`
      select min(h.id::text)::uuid as id, null::date as due_on, a.round_id, r.title, count(*)::integer as n, sum(h.amount_fen)::text as fen
      from campus_handouts h join campus_applications a on a.id = h.application_id join campus_rounds r on r.id = a.round_id
      where h.status = 'due' group by a.round_id, r.title`,
    item: (r) => ({
      title: r.title,
      detail: `${r.n} 笔，合计 ${formatYuan(Number(r.fen) as never)} 元`,
      link: `/console/handouts?roundId=${r.round_id}`,
    }),
  }),
  source<Waiting & { title: string; student_name: string; round_id: string }>({
    kind: 'campus-not-received',
    title: '学生反映没有收到校级资助',
    permission: 'campus.handouts',
    link: '/console/handouts?status=paid',
    rows: () => sql`
      select h.id, null::date as due_on, r.title, s.name as student_name, a.round_id
      from campus_handouts h join campus_applications a on a.id = h.application_id join campus_rounds r on r.id = a.round_id
        join students s on s.id = h.student_id
      where h.answer = 'not-received'`,
    item: (r) => ({
      title: r.student_name,
      detail: r.title,
      link: `/console/handouts?roundId=${r.round_id}&status=paid`,
    }),
  }),
]
