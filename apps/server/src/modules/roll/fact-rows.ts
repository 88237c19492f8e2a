import type { HardshipLevel, StudentFacts, Term } from '@zhuxue/policy'
import { academicYearOf } from '@zhuxue/policy'
import { type RawBuilder, sql } from 'kysely'
import type { Tx } from '../../platform/index.ts'

/** One register entry of a student that is or was on record (部门登记), with where it came from. */
export interface RegisterRow {
  readonly register: string
  readonly risk_eliminated: boolean | null
  readonly current: boolean
  readonly source: string
  readonly source_document: string
  readonly as_of: string
}

/** Everything on the roll that a rule may ask about, with the dates and sources of each. */
export interface FactRow {
  readonly id: string
  readonly scope: string
  readonly nationality: string
  readonly roll_status: string
  readonly study_mode: string
  readonly at_school: boolean
  readonly on_internship: boolean
  readonly stage: string
  readonly grade: number
  readonly major_name: string
  readonly major_code: string | null
  readonly agriculture: boolean
  readonly performing: boolean
  readonly opera: boolean
  readonly hukou_county: string | null
  readonly hukou_town: string | null
  readonly hukou_area_type: string | null
  readonly roll_as_of: string
  readonly school_county: string | null
  readonly level: string | null
  readonly decided_on: string | null
  readonly decided_by_name: string | null
  readonly registers: readonly RegisterRow[] | null
}

/**
 * Fact rows of the students that `which` selects (an SQL condition on `t`), in one query. The hardship level is the
 * decided one of the academic year of `term`; registers are judged on today's date.
 */
export async function factRows(tx: Tx, term: Term, which: RawBuilder<unknown>): Promise<FactRow[]> {
  const { rows } = await sql<FactRow>`
    select t.id, t.scope, t.nationality, t.roll_status, t.study_mode, t.at_school, t.on_internship, t.stage, t.grade,
      t.major_name, t.major_code, t.agriculture, t.performing, t.opera, t.hukou_county, t.hukou_town, t.hukou_area_type,
      t.roll_as_of, o.county_code as school_county, h.level,
      to_char(h.decided_at at time zone 'Asia/Shanghai', 'YYYY-MM-DD') as decided_on, h.decided_by_name, r.registers
    from students t
    join orgs o on o.id = t.school_id
    left join hardship_determinations h
      on h.student_id = t.id and h.academic_year = ${academicYearOf(term)} and h.status = 'decided'
    left join lateral (
      select jsonb_agg(jsonb_build_object('register', x.register, 'risk_eliminated', x.risk_eliminated, 'source', x.source,
        'current', x.valid_from <= ${tx.today}::date and (x.valid_to is null or x.valid_to >= ${tx.today}::date),
        'source_document', x.source_document, 'as_of', x.as_of) order by x.register, x.id) as registers
      from household_registers x where x.student_id = t.id
    ) r on true
    where ${which}
    order by t.scope, t.id`.execute(tx.db)
  return rows
}

/** Registers in force today, each once; a row 'none' says that a match was made and found nothing. */
export function currentRegisters(row: FactRow): RegisterRow[] {
  const current = (row.registers ?? []).filter((r) => r.current && r.register !== 'none')
  return current.filter((r, i) => current.findIndex((o) => o.register === r.register) === i)
}

/** Still at risk when any entry says so; unknown when none says anything. */
export function riskEliminated(row: FactRow): boolean | null {
  const said = currentRegisters(row).flatMap((r) => (r.risk_eliminated === null ? [] : [r.risk_eliminated]))
  return said.length === 0 ? null : said.every(Boolean)
}

/**
 * A row as the rules read it. Without any register entry on record the household is unknown (尚未比对), which is not
 * the same as a household without registers.
 */
export function toFacts(row: FactRow): StudentFacts {
  return {
    studentId: row.id,
    nationality: row.nationality,
    rollStatus: row.roll_status as NonNullable<StudentFacts['rollStatus']>,
    studyMode: row.study_mode as NonNullable<StudentFacts['studyMode']>,
    atSchool: row.at_school,
    onInternship: row.on_internship,
    stage: row.stage as NonNullable<StudentFacts['stage']>,
    grade: row.grade,
    major: {
      name: row.major_name,
      code: row.major_code,
      agriculture: row.agriculture,
      performing: row.performing,
      opera: row.opera,
    },
    hukou: {
      county: row.hukou_county,
      town: row.hukou_town,
      areaType: row.hukou_area_type as NonNullable<StudentFacts['hukou']>['areaType'],
    },
    school: { county: row.school_county },
    hardship: row.level as HardshipLevel | null,
    household:
      row.registers === null
        ? null
        : {
            registers: currentRegisters(row).map((r) => r.register as never),
            riskEliminated: riskEliminated(row),
          },
    ranking: null,
  }
}
