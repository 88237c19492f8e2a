import type { FactPath } from '../facts.ts'
import type { Condition, Leaf, ProgrammeVersion } from '../programmes/definition.ts'
import { leafSentence } from '../programmes/sentences.ts'
import { COLUMNS, type ColumnKind, FACT_PATHS } from './columns.ts'
import { gather } from './gather.ts'
import { MASK_BITS, type Plan, type PlannedProgramme, type Requirement } from './plan.ts'
import { areaSql, quoted, textList } from './sql-text.ts'

const TYPES: Readonly<Record<ColumnKind, string>> = {
  flag: 'boolean',
  word: 'text',
  count: 'smallint',
  decimal: 'double precision',
  code: 'text',
  bits: 'text[]',
  set: 'text[]',
}

/** Name of a fact's column in the facts relation, e.g. `hukou_area_type`. Null = unknown. */
export function sqlColumn(fact: FactPath): string {
  return snake(COLUMNS[fact].name)
}

const snake = (name: string): string => name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`)

/** Columns and types of the facts relation, for `create table` or a record definition, in the order of the vocabulary. */
export function factsRelation(): string[] {
  return FACT_PATHS.map((fact) => `${sqlColumn(fact)} ${TYPES[COLUMNS[fact].kind]}`)
}

/** Name of a programme in SQL, e.g. `national_grant`; its columns are `…_outcome`, `…_route` and `…_year_fen`. */
export function sqlName({ name }: PlannedProgramme): string {
  return snake(name)
}

/**
 * One PostgreSQL statement that decides every student of a facts relation: outcome, route and a year's amount for each
 * programme, and the two masks. SQL's null is the unknown of the rules, and its and, or, not are the same three-valued
 * logic. `relation` is trusted text (a table name or a bracketed query) with `student_id` and {@link factsRelation}.
 */
export function sqlSource(plan: Plan, relation: string): string {
  const programmes = plan.programmes
  const names = gather(programmes, (programme) => columnsOf(programme))
  return `with asked as ( -- 每一项条件只问一次：true 满足，false 不满足，null 未知
  select student_id,
${plan.requirements.map((requirement) => `    -- ${comment(requirement.ids.join(', '))}: ${comment(leafSentence(requirement.example))}\n    ${leafSql(requirement, plan)} as q${requirement.index}`).join(',\n')}
  from ${relation} offset 0
), ruled as ( -- 基本条件、直接享受的途径、名额途径、金额档
  select *,
${gather(programmes, (programme) => ruledLines(programme, plan)).join(',\n')}
  from asked offset 0
), decided as (
  select *,
${programmes.map(outcomeSql).join(',\n')}
  from ruled offset 0
)
select student_id,
${maskLines(plan).join(',\n')},
${names.join(',\n')}
from decided`
}

const comment = (text: string): string => text.replace(/[\r\n]/g, ' ')

/** One requirement as a boolean expression that is null where the rules say unknown. */
function leafSql({ fact, test, verify }: Pick<Requirement, 'fact' | 'test' | 'verify'>, plan: Plan): string {
  const column = sqlColumn(fact)
  const { kind } = COLUMNS[fact]
  const met = testSql(column, kind, test, plan)
  if (verify === undefined) return met
  if (verify === 'otherwise') return `nullif(${met}, false)`
  const left =
    kind === 'bits' || kind === 'set' ? `${column} && ${listSql(verify)}` : `${column}::text in (${textList(verify)})`
  return verify.length === 0 ? met : `case when not (${met}) and ${left} then null else ${met} end`
}

function testSql(column: string, kind: ColumnKind, test: Leaf['test'], plan: Plan): string {
  const never = `(${column} is null and null)`
  const text = kind === 'word' || kind === 'code'
  const number = kind === 'count' || kind === 'decimal'
  switch (test.op) {
    case 'is':
      if (kind === 'flag' && typeof test.value === 'boolean') return test.value ? column : `not ${column}`
      if (text && typeof test.value === 'string') return `${column} = ${quoted(test.value)}`
      return number && typeof test.value === 'number' ? `${column} = ${test.value}` : never
    case 'in':
      return text && test.values.length > 0 ? `${column} in (${textList(test.values)})` : never
    case 'between':
      return number ? `${column} between ${test.min} and ${test.max}` : never
    case 'has-any':
      return kind === 'bits' || kind === 'set' ? `${column} && ${listSql(test.values)}` : never
    case 'in-area':
      return text ? areaSql(column, plan.areas[test.list]) : 'null::boolean'
  }
}

const listSql = (values: readonly string[]): string => `array[${textList(values)}]::text[]`

/** A condition over the answers q0, q1…. */
function conditionSql(condition: Condition, plan: Plan): string {
  if ('not' in condition) return `not ${conditionSql(condition.not, plan)}`
  if (!('all' in condition) && !('any' in condition)) return `q${plan.indexOf(condition)}`
  const every = 'all' in condition
  const children = every ? condition.all : condition.any
  if (children.length === 0) return `${every}`
  if (children.length === 1) return conditionSql(children[0] as Condition, plan)
  return `(${children.map((child) => conditionSql(child, plan)).join(every ? ' and ' : ' or ')})`
}

function ruledLines(programme: PlannedProgramme, plan: Plan): string[] {
  const { version, rows } = programme
  const name = sqlName(programme)
  const routes = (places: 'open' | 'quota') => version.routes.filter((route) => route.places === places)
  const any = (places: 'open' | 'quota') =>
    conditionSql({ any: routes(places).map(({ condition }) => condition) }, plan)
  const first = (places: 'open' | 'quota') =>
    routes(places).map(({ id, condition }) => `when ${conditionSql(condition, plan)} then ${quoted(id)}`)
  const route = [...first('open'), ...first('quota')]
  const lines = [
    `    -- ${comment(version.title)} ${comment(version.version)}`,
    `    ${conditionSql(version.base, plan)} as ${name}_base`,
    `    ${any('open')} as ${name}_open`,
    `    ${any('quota')} as ${name}_quota`,
    `    ${route.length === 0 ? 'null::text' : `case ${route.join(' ')} end`} as ${name}_by`,
  ]
  if (rows > 1) lines.push(`    ${rowSql(version, plan)} as ${name}_row`)
  return [`${lines[0]}\n${lines[1]}`, ...lines.slice(2)]
}

/** Position of the amount row that holds, null while an earlier one is unknown. */
function rowSql(version: ProgrammeVersion, plan: Plan): string {
  const cases = version.amounts.map(({ when, whenUnknown }, row) => {
    if (when === undefined) return `else ${row}`
    const condition = conditionSql(when, plan)
    const unknown = whenUnknown === 'next-row' ? '' : ` when (${condition}) is null then null`
    return `when ${condition} then ${row}${unknown}`
  })
  const always = cases.findIndex((text) => text.startsWith('else'))
  return `case ${cases.slice(0, always + 1).join(' ')} end`
}

function outcomeSql(programme: PlannedProgramme): string {
  const name = sqlName(programme)
  const paid = programme.rows > 1 ? ` and ${name}_row is not null` : ''
  return `    case when not ${name}_base or not (${name}_open or ${name}_quota) then 'not-eligible'
      when ${name}_base and ${name}_open${paid} then 'entitled'
      when ${name}_base and not ${name}_open and ${name}_quota${paid} then 'competes'
      else 'to-verify' end as ${name}_outcome`
}

function maskLines(plan: Plan): string[] {
  const lines: string[] = []
  for (let word = 0; word < plan.words; word += 1) {
    const own = plan.requirements.filter(({ index }) => Math.floor(index / MASK_BITS) === word)
    for (const [mask, is] of [
      ['failed', 'false'],
      ['unknown', 'null'],
    ] as const) {
      const bits = own.map(({ index }) => `((q${index} is ${is})::int << ${index % MASK_BITS})`)
      lines.push(`  ${bits.length === 0 ? '0' : bits.join(' | ')} as ${mask}${word}`)
    }
  }
  return lines
}

function columnsOf(programme: PlannedProgramme): string[] {
  const name = sqlName(programme)
  const { version, rows } = programme
  const giving = `${name}_outcome in ('entitled', 'competes')`
  const amounts = version.amountKind === 'as-charged' ? [] : version.amounts
  const each = amounts.map(({ yearFen }, row) => `when ${row} then ${yearFen}`).join(' ')
  const yearFen = rows > 1 ? `case ${name}_row ${each} end` : `${amounts[0]?.yearFen ?? 'null::int'}`
  return [
    `  ${name}_outcome`,
    `  case when ${giving} then ${name}_by end as ${name}_route`,
    `  case when ${giving} then ${yearFen} end as ${name}_year_fen`,
  ]
}
