import { academicYearOf, type FactPath, type StudentFacts, type Term } from '@zhuxue/policy'
import { type RawBuilder, sql } from 'kysely'
import { scopeEnd, type Tx } from '../../platform/index.ts'
import { type FactRow, type RegisterRow, toFacts } from './fact-rows.ts'

/** Students of one school who are alike in every fact that was asked for. */
export interface FactGroup {
  readonly schoolId: string
  readonly students: number
  readonly facts: StudentFacts
}

type Column = Exclude<keyof FactRow, 'id' | 'scope'>

/** Where each fact of the vocabulary stands on the roll; a fact without a column is not kept there and stays unknown. */
export const FACT_COLUMNS: Readonly<Partial<Record<FactPath, Column>>> = {
  nationality: 'nationality',
  rollStatus: 'roll_status',
  studyMode: 'study_mode',
  atSchool: 'at_school',
  onInternship: 'on_internship',
  stage: 'stage',
  grade: 'grade',
  'major.code': 'major_code',
  'major.agriculture': 'agriculture',
  'major.performing': 'performing',
  'major.opera': 'opera',
  'hukou.county': 'hukou_county',
  'hukou.town': 'hukou_town',
  'hukou.areaType': 'hukou_area_type',
  'school.county': 'school_county',
  hardship: 'level',
  'household.registers': 'registers',
  'household.riskEliminated': 'registers',
}

const expressions: Partial<Record<Column, RawBuilder<unknown>>> = {
  school_county: sql`o.county_code`,
  level: sql`h.level`,
  registers: sql`r.registers`,
}

/**
 * The roll of a whole area as groups: one row per school and combination of the asked facts, counted by the database.
 * 100,000 students come out as some thousand groups, so that a rule can be tried on all of them at once. Facts that
 * were not asked for are left unknown. Only rows in the caller's own scope are counted (row-level security).
 */
export async function factGroups(
  tx: Tx,
  term: Term,
  scope: string,
  asked: ReadonlySet<FactPath>,
): Promise<FactGroup[]> {
  const columns = [...new Set([...asked].flatMap((path) => FACT_COLUMNS[path] ?? []))]
  const picked = columns.map((c) => sql`${expressions[c] ?? sql.ref(`t.${c}`)} as ${sql.ref(c)}`)
  const keys = columns.map((c) => sql.ref(c))
  const inScope = (column: string) => sql`${sql.ref(column)} >= ${scope} and ${sql.ref(column)} < ${scopeEnd(scope)}`
  const hardship = columns.includes('level')
    ? sql`left join hardship_determinations h
        on h.student_id = t.id and h.academic_year = ${academicYearOf(term)} and h.status = 'decided'`
    : sql``
  const registers = columns.includes('registers')
    ? sql`left join (
        select x.student_id, coalesce(jsonb_agg(distinct jsonb_build_object('register', x.register, 'risk_eliminated', x.risk_eliminated, 'current', true))
          filter (where x.valid_from <= ${tx.today}::date and (x.valid_to is null or x.valid_to >= ${tx.today}::date)), '[]') as registers
        from household_registers x where ${inScope('x.scope')} group by x.student_id) r on r.student_id = t.id`
    : sql``
  const { rows } = await sql<Partial<FactRow> & { school_id: string; students: number }>`
    with alike as (
      select ${sql.join([sql`t.school_id`, ...picked])}
      from students t join orgs o on o.id = t.school_id ${hardship} ${registers}
      where ${inScope('t.scope')}
    )
    select ${sql.join([sql`school_id`, ...keys])}, count(*)::integer as students from alike
    group by ${sql.join([sql`school_id`, ...keys])}`.execute(tx.db)
  return rows.map((row) => ({ schoolId: row.school_id, students: row.students, facts: toFacts(whole(row)) }))
}

/** The row with every column that was not asked for as unknown. */
function whole(row: Partial<FactRow>): FactRow {
  const unknown = Object.fromEntries(Object.values(FACT_COLUMNS).map((c) => [c, null])) as unknown as FactRow
  return {
    ...unknown,
    ...row,
    registers: (row.registers as RegisterRow[] | null | undefined) ?? null,
    id: '',
    scope: '',
  }
}
