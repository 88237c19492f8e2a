import type { ProgrammeVersion } from '../programmes/definition.ts'
import { COLUMNS, type ColumnKind, FACT_PATHS } from './columns.ts'
import { type DecisionStep, decisionOf } from './decision.ts'
import { gather } from './gather.ts'
import { SQL } from './logic.ts'
import { answerCode, NOT_ELIGIBLE, type Plan, type PlannedProgramme } from './plan.ts'
import { factTerms, snake, sqlColumn } from './sql-facts.ts'
import { quoted, sqlComment } from './sql-text.ts'

const TYPES: Readonly<Record<ColumnKind, string>> = {
  flag: 'boolean',
  word: 'text',
  count: 'smallint',
  decimal: 'double precision',
  code: 'text',
  bits: 'text[]',
  set: 'text[]',
}

/** Columns and types of the facts relation, for `create table` or a record definition, in the order of the vocabulary. */
export function factsRelation(): string[] {
  return FACT_PATHS.map((fact) => `${sqlColumn(fact)} ${TYPES[COLUMNS[fact].kind]}`)
}

/** Name of a programme in SQL, e.g. `national_grant`; its columns are `…_verdict`, `…_outcome`, `…_route` and `…_year_fen`. */
export function sqlName({ name }: PlannedProgramme): string {
  return snake(name)
}

/**
 * One PostgreSQL statement that decides every student of a facts relation: the two masks, and for each programme the
 * position of the verdict among the plan's. `relation` is trusted text (a table name or a bracketed query) with
 * `student_id` and {@link factsRelation}; its values come from the vocabulary.
 */
export function sqlVerdicts(plan: Plan, relation: string): string {
  const { from, source } = maskSource(plan, relation)
  const verdicts = gather(decisionsOf(plan), (one) => [
    `,\n${comment(one)}  ${caseOf(one.steps, one.otherwise)} as ${one.name}_verdict`,
  ])
  return `${source}
select student_id, ${wordsOf(plan, (w) => `failed${w}, unknown${w}`).join(', ')}${verdicts.join('')}
from ${from}`
}

/**
 * The same in the form that is stored, one row a student: `student_id`, `mask` (bigint[]: of each word the failed
 * requirements in bits 0–30, the unknown ones in bits 32–62) and `answers` (integer[]: {@link answerCode} of every
 * programme that she is not plainly out of), in the order of the plan.
 */
export function sqlAnswers(plan: Plan, relation: string): string {
  const { from, source } = maskSource(plan, relation)
  const answers = decisionsOf(plan).map(
    (one, p) => `${comment(one)}  ${caseOf(one.steps, one.otherwise, (verdict) => codeSql(p, verdict))}`,
  )
  return `${source}
select student_id, array[${wordsOf(plan, (w) => `word${w}`).join(', ')}] as mask, array_remove(array[
${answers.join(',\n')}
]::integer[], null) as answers
from ${from}`
}

/** {@link answerCode} of a verdict written as in a decision (`1`, `4 + waiver_row`); null for what is not stored. */
function codeSql(programme: number, verdict: string): string {
  if (verdict === `${NOT_ELIGIBLE}`) return 'null'
  const [position = '', row] = verdict.split(' + ')
  const code = `${answerCode(programme, Number(position))}`
  return row === undefined ? code : `${code} + ${row}`
}

const wordsOf = (plan: Plan, text: (word: number) => string): string[] =>
  Array.from({ length: plan.words }, (_, word) => text(word))

/** The parts before the verdicts: mask words from the facts, and amount rows where a programme has several. */
function maskSource(plan: Plan, relation: string): { readonly source: string; readonly from: string } {
  const rows = gather(decisionsOf(plan), ({ name, row }) =>
    row === null ? [] : [`    ${caseOf(row, null)} as ${name}_row`],
  )
  const source = `with asked as ( -- 每一项事实只看一次：低 32 位是不满足的条件，高 32 位是未知的条件
  select student_id,
${wordsOf(plan, (word) => `    (\n${factTerms(plan, word).join(' |\n') || '0::bigint'}\n    ) as word${word}`).join(',\n')}
  from ${relation} offset 0
), masked as (
  select *,
${wordsOf(plan, (w) => `    (word${w} & 2147483647)::int as failed${w}, (word${w} >> 32)::int as unknown${w}, ((word${w} & 2147483647) | (word${w} >> 32))::int as open${w}`).join(',\n')}
  from asked offset 0
)`
  if (rows.length === 0) return { source, from: 'masked' }
  return {
    source: `${source}, rowed as ( -- 金额档
  select *,
${rows.join(',\n')}
  from masked offset 0
)`,
    from: 'rowed',
  }
}

function decisionsOf(plan: Plan) {
  return plan.programmes.map((programme) => {
    const name = sqlName(programme)
    return { name, version: programme.version, ...decisionOf(programme, plan, SQL, `${name}_row`) }
  })
}

function comment({ version }: { readonly version: ProgrammeVersion }): string {
  return `  -- ${sqlComment(`${version.title} ${version.version}`)}\n`
}

function caseOf(
  steps: readonly DecisionStep[],
  otherwise: number | null,
  write: (verdict: string) => string = (verdict) => verdict,
): string {
  const whens = steps.map(({ when, verdict, route }) => {
    const why = route === undefined ? '' : ` /* ${sqlComment(route).replace(/\*\//g, '* /')} */`
    return `when ${when} then ${write(verdict)}${why}`
  })
  return `case ${whens.join('\n    ')}${otherwise === null ? '' : `\n    else ${write(`${otherwise}`)}`} end`
}

/**
 * {@link sqlVerdicts} in words: outcome, route and a year's amount of each programme in the place of the verdict.
 */
export function sqlSource(plan: Plan, relation: string): string {
  const words = Array.from({ length: plan.words }, (_, w) => `failed${w}, unknown${w}`)
  const columns = gather(plan.programmes, (programme) => {
    const name = sqlName(programme)
    return [
      `  ${verdictSql(programme, 'outcome')} as ${name}_outcome`,
      `  ${verdictSql(programme, 'route')} as ${name}_route`,
      `  ${verdictSql(programme, 'yearFen')} as ${name}_year_fen`,
    ]
  })
  return `select student_id, ${words.join(', ')}${gather(columns, (column) => [`,\n${column}`]).join('')}
from (
${sqlVerdicts(plan, relation)}
) as decided`
}

/** What a verdict says, as an expression over `…_verdict`; null where it says nothing. */
function verdictSql(programme: PlannedProgramme, what: 'outcome' | 'route' | 'yearFen'): string {
  const groups = new Map<string, number[]>()
  for (const [code, { [what]: value }] of Array.from(programme.verdicts.entries())) {
    const literal = value === undefined ? 'null' : typeof value === 'number' ? `${value}` : quoted(value)
    groups.set(literal, [...(groups.get(literal) ?? []), code])
  }
  const cast = what === 'yearFen' ? '::int' : '::text'
  const [rest = 'null', ...others] = Array.from(groups.keys()).sort(
    (a, b) => (groups.get(b)?.length ?? 0) - (groups.get(a)?.length ?? 0),
  )
  if (others.length === 0) return `${rest}${cast}`
  const column = `${sqlName(programme)}_verdict`
  const whens = others.map((literal) => `when ${column} in (${groups.get(literal)?.join(', ')}) then ${literal}`)
  return `case ${whens.join(' ')} else ${rest}${cast} end`
}
