import type { FactPath } from '../facts.ts'
import { judgeValue } from '../programmes/evaluate.ts'
import { leafSentence } from '../programmes/sentences.ts'
import { factsOf } from './columnar-source.ts'
import { COLUMNS, type ColumnSpec, domainOf } from './columns.ts'
import { gather } from './gather.ts'
import { MASK_BITS, type Plan, type Requirement } from './plan.ts'
import { type BitsOf, type Cases, quoted, sqlComment, textCases, textList } from './sql-text.ts'

/** Name of a fact's column in the facts relation, e.g. `hukou_area_type`. Null = unknown. */
export function sqlColumn(fact: FactPath): string {
  return snake(COLUMNS[fact].name)
}

export const snake = (name: string): string => name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`)

/**
 * What the facts of one student set in a mask word, one term a fact: bits 0–30 which requirements failed, bits 32–62 which
 * are unknown. One number carries both, so that a fact is looked at once however many requirements ask it.
 */
export function factTerms(plan: Plan, word: number): string[] {
  return gather(factsOf(plan), (fact) => {
    const own = plan.requirements.filter((one) => one.fact === fact && Math.floor(one.index / MASK_BITS) === word)
    if (own.length === 0) return []
    const { kind } = COLUMNS[fact]
    if (kind === 'decimal') return own.map((one) => commented([one], answerCase(one)))
    return [commented(own, kind === 'bits' || kind === 'set' ? listCase(fact, own, plan) : valueCase(fact, own, plan))]
  })
}

function commented(requirements: readonly Requirement[], term: string): string {
  const lines = requirements.map(
    ({ ids, example }) => `    -- ${sqlComment(`${ids.join(', ')}: ${leafSentence(example)}`)}\n`,
  )
  return `${lines.join('')}    ${term}`
}

/** Bits of a mask word by the answers to some requirements, as {@link factTerms} packs them. */
function packed(requirements: readonly Requirement[], answer: (one: Requirement) => boolean | null): string {
  let failed = 0
  let unknown = 0
  for (const one of requirements) {
    const bit = 1 << (one.index % MASK_BITS)
    const is = answer(one)
    if (is === false) failed |= bit
    if (is === null) unknown |= bit
  }
  if (unknown === 0) return `${failed}`
  return failed === 0 ? `${unknown}::bigint << 32` : `${failed} | (${unknown}::bigint << 32)`
}

/** The bits of a fact by its value: all its requirements in one look. What is unknown equals nothing, so it may come last. */
function valueCase(fact: FactPath, requirements: readonly Requirement[], plan: Plan): string {
  const spec = COLUMNS[fact]
  const column = sqlColumn(fact)
  const bitsOf: BitsOf = (value) => packed(requirements, (one) => judgeValue(one, value, plan.areas))
  const { whens, rest } =
    spec.kind === 'flag'
      ? { whens: `when ${column} then ${bitsOf(true)} `, rest: bitsOf(false) }
      : spec.kind === 'count'
        ? numberCases(column, spec, bitsOf)
        : textCases({ expression: column, length: spec.length }, requirements, plan.areas, bitsOf)
  return `case ${whens}when ${column} is null then ${packed(requirements, () => null)} else ${rest} end`
}

/** Neighbouring numbers with the same bits are one case. */
function numberCases(column: string, spec: ColumnSpec, bitsOf: BitsOf): Cases {
  let whens = ''
  let bits = ''
  let last = 0
  for (const value of domainOf(spec) ?? []) {
    if (typeof value !== 'number') continue
    const next = bitsOf(value)
    if (last > 0 && next !== bits) whens += `when ${column} <= ${last} then ${bits} `
    bits = next
    last = value
  }
  return { whens, rest: bits }
}

/** Most lists are empty or hold one word, which is judged like a value; only longer ones are searched word by word. */
function listCase(fact: FactPath, requirements: readonly Requirement[], plan: Plan): string {
  const column = sqlColumn(fact)
  const bitsOf = (list: readonly string[]) => packed(requirements, (one) => judgeValue(one, list, plan.areas))
  const one = textCases({ expression: `${column}[1]` }, requirements, plan.areas, (word) => bitsOf([String(word)]))
  return `case when ${column} is null then ${packed(requirements, () => null)}
      when cardinality(${column}) = 0 then ${bitsOf([])}
      when cardinality(${column}) = 1 then case ${one.whens}else ${one.rest} end
      else ${requirements.map(answerCase).join(' | ')} end`
}

/** The bits of one requirement of a list or a decimal. */
function answerCase(requirement: Requirement): string {
  const { fact, verify } = requirement
  const column = sqlColumn(fact)
  const bits = (answer: boolean | null) => packed([requirement], () => answer)
  const whens = [`when ${column} is null then ${bits(null)}`, `when ${metSql(requirement)} then 0`]
  if (Array.isArray(verify) && verify.length > 0) {
    const left = COLUMNS[fact].kind === 'decimal' ? `${column}::text in (${textList(verify)})` : anySql(column, verify)
    whens.push(`when ${left} then ${bits(null)}`)
  }
  const otherwise = verify === 'otherwise' || requirement.test.op === 'in-area' ? null : false
  return `case ${whens.join(' ')} else ${bits(otherwise)} end`
}

/** Whether a known list or decimal passes; nothing passes a test of another kind. */
function metSql({ fact, test }: Requirement): string {
  const column = sqlColumn(fact)
  const decimal = COLUMNS[fact].kind === 'decimal'
  if (test.op === 'has-any' && !decimal) return anySql(column, test.values)
  if (test.op === 'between' && decimal) return `${column} between ${test.min} and ${test.max}`
  if (test.op === 'is' && decimal && typeof test.value === 'number') return `${column} = ${test.value}`
  return 'false'
}

/** Whether a list holds one of some words; one word is found without building a second list. */
function anySql(column: string, values: readonly string[]): string {
  if (values.length === 1) return `${quoted(values[0] as string)} = any(${column})`
  return `${column} && array[${textList(values)}]::text[]`
}
