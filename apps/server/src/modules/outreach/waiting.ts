import { type ProgrammeCode, REMINDER_DAYS } from '@zhuxue/contracts'
import { addDays, type LocalDate } from '@zhuxue/policy'
import { sql } from 'kysely'
import { type Platform, type StaffActor, schoolScope, scopeEnd, type Tx } from '../../platform/index.ts'
import { answersOfSchool, isOpen, offeredVersions, type Round, roundById } from '../programmes/index.ts'

type Likely = 'entitled' | 'competes' | 'to-verify'

/** A student on the roll of a school with an open round, with what she may apply for and what she has applied for. */
export interface Candidate {
  readonly id: string
  readonly scope: string
  readonly name: string
  readonly classId: string
  readonly className: string
  readonly schoolName: string
  readonly round: Round
  readonly likely: readonly { readonly programme: ProgrammeCode; readonly title: string; readonly outcome: Likely }[]
  readonly applied: ReadonlySet<string>
  readonly remindedOn: LocalDate | null
  readonly reminders: number
}

/** Programmes within reach for which she has not applied. */
export const missingOf = (c: Candidate) => c.likely.filter(({ programme }) => !c.applied.has(programme))

/** A reminder may follow three days after the last one (the database keeps to it as well). */
export const mayRemind = (c: Candidate, today: LocalDate): boolean =>
  c.remindedOn === null || c.remindedOn <= addDays(today, -REMINDER_DAYS)

/** Rounds open now in the caller's scope. */
async function openRounds(tx: Tx<StaffActor>): Promise<Round[]> {
  const { scope } = tx.actor
  const { rows } = await sql<{ id: string }>`
    select id from rounds
    where ((scope >= ${scope} and scope < ${scopeEnd(scope)}) or scope = ${schoolScope(scope)})
      and opens_on <= ${tx.today}::date and closes_at > ${tx.now}
    order by scope`.execute(tx.db)
  const rounds: Round[] = []
  for (const { id } of rows) {
    const round = await roundById(tx, id)
    if (round && isOpen(round, tx.now)) rounds.push(round)
  }
  return rounds
}

interface Row {
  id: string
  scope: string
  name: string
  class_id: string
  class_name: string
  school_name: string
  applied: string[]
  last_on: LocalDate | null
  times: number | null
}

/**
 * Everybody within the caller's scope who may get something in an open round, in the order of scope and id: two queries
 * for each school, whatever its size; the rules are asked only about those who have no stored answer of today.
 */
export async function candidates(tx: Tx<StaffActor>, platform: Platform): Promise<Candidate[]> {
  const all: Candidate[] = []
  for (const round of await openRounds(tx)) {
    const versions = (await offeredVersions(tx, platform, round.term, round.scope)).filter((v) =>
      round.programmes.includes(v.programme),
    )
    const answers = await answersOfSchool(tx, platform, round.schoolId, round.term)
    const { rows } = await sql<Row>`
      select t.id, t.scope, t.name, t.class_id, c.name as class_name, o.name as school_name,
        coalesce(a.programmes, '{}') as applied, r.last_on, r.times
      from students t join classes c on c.id = t.class_id join orgs o on o.id = t.school_id
      left join (select student_id, array_agg(programme) as programmes from applications
        where round_id = ${round.id} and status <> 'recalled' group by student_id) a on a.student_id = t.id
      left join outreach_reminders r on r.student_id = t.id and r.round_id = ${round.id}
      where t.school_id = ${round.schoolId} and t.roll_status = 'on-roll'
      order by t.scope, t.id`.execute(tx.db)
    for (const row of rows) {
      const own = answers.get(row.id)
      const likely = versions.flatMap(({ programme, title }) => {
        const outcome = own?.get(programme)?.outcome
        return outcome === undefined || outcome === 'not-eligible' ? [] : [{ programme, title, outcome }]
      })
      if (likely.length === 0) continue
      all.push({
        id: row.id,
        scope: row.scope,
        name: row.name,
        classId: row.class_id,
        className: row.class_name,
        schoolName: row.school_name,
        round,
        likely,
        applied: new Set(row.applied),
        remindedOn: row.last_on,
        reminders: row.times ?? 0,
      })
    }
  }
  return all
}
