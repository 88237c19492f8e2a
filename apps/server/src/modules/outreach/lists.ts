import type { outreach, QueryOf, ReplyOf } from '@zhuxue/contracts'
import type { LocalDate } from '@zhuxue/policy'
import { fromIdCursor, type Platform, page, pageLimit, type StaffActor, type Tx } from '../../platform/index.ts'
import { candidates, mayRemind, missingOf } from './waiting.ts'

type Counts = ReplyOf<typeof outreach.outreachCounts>
type CountRow = { -readonly [K in keyof Counts['items'][number]]: Counts['items'][number][K] }

/** Counts by class for a school's people, by school above them; nobody is named. */
export async function outreachCounts(tx: Tx<StaffActor>, platform: Platform): Promise<Counts> {
  const by = tx.actor.role === 'county-aid' ? 'school' : 'class'
  const rows = new Map<string, CountRow>()
  for (const c of await candidates(tx, platform)) {
    const [id, name] = by === 'school' ? [c.round.schoolId, c.schoolName] : [c.classId, c.className]
    for (const { programme } of c.likely) {
      const key = `${id} ${programme}`
      const row: CountRow = rows.get(key) ?? {
        id,
        name,
        programme,
        closesOn: c.round.closesOn,
        likely: 0,
        applied: 0,
        missing: 0,
        reminded: 0,
      }
      const applied = c.applied.has(programme)
      row.likely += 1
      if (applied) row.applied += 1
      else row.missing += 1
      if (!applied && c.remindedOn !== null) row.reminded += 1
      rows.set(key, row)
    }
  }
  return { by, items: [...rows.values()] }
}

/** Who has not applied yet, in the order of classes; the caller's own class or school. */
export async function outreachStudents(
  tx: Tx<StaffActor>,
  platform: Platform,
  query: QueryOf<typeof outreach.outreachStudents>,
): Promise<ReplyOf<typeof outreach.outreachStudents>> {
  const limit = pageLimit(query.limit)
  const after = fromIdCursor(query.cursor, 2)
  const rows = (await candidates(tx, platform)).flatMap((c) => {
    const missing = missingOf(c).filter(
      (m) =>
        (query.programme === undefined || m.programme === query.programme) &&
        (query.outcome === undefined || m.outcome === query.outcome),
    )
    const past = after && (c.scope < (after[0] ?? '') || (c.scope === after[0] && c.id <= (after[1] ?? '')))
    const wanted = query.classId === undefined || c.classId === query.classId
    return missing.length > 0 && !past && wanted ? [{ c, missing }] : []
  })
  return page(
    rows.slice(0, limit + 1),
    limit,
    ({ c, missing }) => ({
      studentId: c.id,
      name: c.name,
      className: c.className,
      schoolName: c.schoolName,
      closesOn: c.round.closesOn,
      programmes: missing,
      remindedOn: c.remindedOn,
      reminders: c.reminders,
      mayRemind: mayRemind(c, tx.today as LocalDate),
    }),
    ({ c }) => [c.scope, c.id],
  )
}
