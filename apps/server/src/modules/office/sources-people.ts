import { type HardshipLevel, hardshipTitles } from '@zhuxue/contracts'
import { ROLL_CHANGES, type RollChangeType } from '@zhuxue/policy'
import { sql } from 'kysely'
import { type Source, source, type Waiting } from './source.ts'

interface PersonRow extends Waiting {
  readonly student_name: string
  readonly class_name: string
}

const person = (table: 'hardship_determinations' | 'roll_changes') => sql`
  from ${sql.table(table)} x join students s on s.id = x.student_id join classes c on c.id = s.class_id`

/** A refused roll change is shown for so many days to whoever entered it. */
const REFUSED_SHOWN_DAYS = 30

interface ChangeRow extends PersonRow {
  readonly type: RollChangeType
  readonly reason: string | null
}

const oneChange = (status: string) => (r: ChangeRow) => ({
  title: `${r.student_name} · ${ROLL_CHANGES[r.type].label}`,
  detail: r.reason ? `${r.class_name} · ${r.reason}` : r.class_name,
  link: `/console/roll-changes?status=${status}&id=${r.id}`,
})

/** Work on students: hardship and roll. */
export const peopleSources: readonly Source[] = [
  source<PersonRow & { proposed_level: HardshipLevel }>({
    kind: 'hardship',
    title: '困难认定待审定',
    permission: 'hardship.decide',
    link: '/console/hardship?status=proposed',
    rows: (tx) => sql`select x.id, null::date as due_on, s.name as student_name, c.name as class_name, x.proposed_level
      ${person('hardship_determinations')} where x.status = 'proposed' and x.proposed_by <> ${tx.actor.id}::uuid`,
    item: (r) => ({
      title: r.student_name,
      detail: `${r.class_name} · 建议“${hardshipTitles[r.proposed_level]}”`,
      link: '/console/hardship?status=proposed',
    }),
  }),
  source<ChangeRow>({
    kind: 'roll-change',
    title: '学籍异动待审核',
    permission: 'roll.review',
    link: '/console/roll-changes?status=entered',
    rows: (tx) => sql`select x.id, x.due_on, s.name as student_name, c.name as class_name, x.type, null as reason
      ${person('roll_changes')} where x.status = 'entered' and x.entered_by <> ${tx.actor.id}::uuid`,
    item: oneChange('entered'),
  }),
  source<ChangeRow>({
    kind: 'roll-refused',
    title: '被退回的学籍异动',
    permission: 'roll.enter',
    link: '/console/roll-changes?status=refused',
    rows: (
      tx,
    ) => sql`select x.id, null::date as due_on, s.name as student_name, c.name as class_name, x.type, x.review_reason as reason
      ${person('roll_changes')} where x.status = 'refused' and x.entered_by = ${tx.actor.id}::uuid
        and x.reviewed_at > ${tx.now}::timestamptz - make_interval(days => ${REFUSED_SHOWN_DAYS})
        and not exists (select 1 from roll_changes y where y.student_id = x.student_id and y.entered_at > x.reviewed_at)`,
    item: oneChange('refused'),
  }),
]
