import { type office, type ReplyOf, rolePermissions } from '@zhuxue/contracts'
import type { LocalDate } from '@zhuxue/policy'
import { sql } from 'kysely'
import type { StaffActor, Tx } from '../../platform/index.ts'
import type { Source, Waiting } from './source.ts'
import { activationSources } from './sources-activation.ts'
import { applicationSources } from './sources-applications.ts'
import { campusSources } from './sources-campus.ts'
import { faceSources } from './sources-face.ts'
import { moneySources } from './sources-money.ts'
import { peopleSources } from './sources-people.ts'
import { staffSources } from './sources-staff.ts'

type WorkList = ReplyOf<typeof office.workList>
type Group = WorkList['groups'][number]

const SHOWN = 10

/**
 * 待办: what waits for the acting grant (its permissions, its scope; nothing that this person may not do because she
 * did the step before), with what is late by today's date. Empty groups are left out.
 */
export async function workList(tx: Tx<StaffActor>): Promise<WorkList> {
  const mine = rolePermissions[tx.actor.role]
  const groups: Group[] = []
  for (const s of [
    ...applicationSources,
    ...campusSources,
    ...peopleSources,
    ...activationSources,
    ...faceSources,
    ...moneySources,
    ...staffSources,
  ]) {
    if (!mine.includes(s.permission)) continue
    const group = await groupOf(tx, s)
    if (group.count > 0) groups.push(group)
  }
  return { groups }
}

async function groupOf(tx: Tx<StaffActor>, s: Source): Promise<Group> {
  const { rows } = await sql<Waiting & { work_count: number; work_late: number; work_oldest: LocalDate | null }>`
    select w.*, count(*) over ()::integer as work_count, min(w.due_on) over () as work_oldest,
      (count(*) filter (where w.due_on < ${tx.today}::date) over ())::integer as work_late
    from (${s.rows(tx)}) w order by w.due_on nulls last, w.id limit ${SHOWN}`.execute(tx.db)
  const first = rows[0]
  return {
    kind: s.kind,
    title: s.title,
    link: s.link,
    count: first?.work_count ?? 0,
    late: first?.work_late ?? 0,
    oldestDueOn: first?.work_oldest ?? null,
    items: rows.map((r) => ({
      id: r.id,
      ...s.item(r),
      dueOn: r.due_on,
      late: r.due_on !== null && r.due_on < tx.today,
    })),
  }
}
