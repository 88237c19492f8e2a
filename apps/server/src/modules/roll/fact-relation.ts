import { academicYearOf, FACT_PATHS, factsRelation, type Term } from '@zhuxue/policy'
import { type RawBuilder, sql } from 'kysely'
import type { Tx } from '../../platform/index.ts'
import { FACT_COLUMNS } from './fact-groups.ts'

/** Where a fact that is not a column of the students table comes from; types are cast to those of the relation. */
const ELSEWHERE: Readonly<Record<string, string>> = {
  school_county: 'o.county_code',
  hardship: 'h.level',
  household_registers: 'r.registers',
  household_risk_eliminated: 'r.risk_eliminated',
}

/**
 * The roll as a facts relation of the rules engine (`student_id` and `factsRelation()`), of the students that `which`
 * selects (an SQL condition on `t`): the same facts as `factsOfSchool`, read inside the database. Facts that the roll does
 * not keep are null, which is unknown.
 */
export function factRelation(tx: Tx, term: Term, which: RawBuilder<unknown>): RawBuilder<unknown> {
  const columns = factsRelation().map((column, n) => {
    const [name = '', ...type] = column.split(' ')
    const own = FACT_COLUMNS[FACT_PATHS[n] as (typeof FACT_PATHS)[number]]
    const expression = ELSEWHERE[name] ?? (own === undefined ? 'null' : `t.${own}`)
    return sql.raw(`${expression}::${type.join(' ')} as ${name}`)
  })
  return sql`
    select t.id as student_id, ${sql.join(columns)}
    from students t
    join orgs o on o.id = t.school_id
    left join hardship_determinations h
      on h.student_id = t.id and h.academic_year = ${academicYearOf(term)} and h.status = 'decided'
    left join lateral (
      select case when count(*) > 0 then coalesce(array_agg(e.register) filter (where e.held), '{}') end as registers,
        bool_and(e.risk_eliminated) filter (where e.held) as risk_eliminated
      from (
        select distinct on (held, register) register, risk_eliminated, held from (
          select x.*, x.register <> 'none' and x.valid_from <= ${tx.today}::date
            and (x.valid_to is null or x.valid_to >= ${tx.today}::date) as held
          from household_registers x where x.student_id = t.id
        ) y order by held, register, id
      ) e
    ) r on true
    where ${which}`
}
