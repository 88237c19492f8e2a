import type { FactPath } from '../facts.ts'
import { judgeValue } from '../programmes/evaluate.ts'
import { leafSentence } from '../programmes/sentences.ts'
import { COLUMNS, type ColumnSpec, domainOf } from './columns.ts'
import { decisionOf } from './decision.ts'
import { gather } from './gather.ts'
import { JAVASCRIPT } from './logic.ts'
import { MASK_BITS, type Plan, type PlannedProgramme, type Requirement } from './plan.ts'

/**
 * Body of the function that decides a whole roster, as readable JavaScript. It reads typed columns (see ColumnKind), one
 * student a turn: first the two masks over all requirements, then one verdict a programme from the masks.
 */
export function columnarSource(plan: Plan): string {
  const facts = factsOf(plan)
  const words = range(plan.words)
  const lines = [
    "'use strict'",
    ...facts.map((fact) => `const ${COLUMNS[fact].name}Of = columns[${JSON.stringify(fact)}]`),
    ...gather(facts, (fact) => tableNames(fact, plan)).map((name) => `const ${name} = tables.${name}`),
    ...words.map((w) => `const failedOut${w} = out.failed[${w}], unknownOut${w} = out.unknown[${w}]`),
    ...plan.programmes.map(({ name }, p) => `const ${name}Verdict = out.verdicts[${p}]`),
    'for (let i = from; i < to; i += 1) {',
    `  let ${words.map((w) => `failed${w} = 0, unknown${w} = 0`).join(', ')}`,
    ...gather(facts, (fact) => factLines(fact, plan)).map((line) => `  ${line}`),
    ...words.map((w) => `  failedOut${w}[i] = failed${w}; unknownOut${w}[i] = unknown${w}`),
    `  const ${words.map((w) => `open${w} = failed${w} | unknown${w}`).join(', ')}`,
    ...gather(plan.programmes, (programme) => programmeLines(programme, plan)).map((line) => `  ${line}`),
    '}',
  ]
  return `${lines.join('\n')}\n`
}

const range = (n: number): number[] => Array.from({ length: n }, (_, i) => i)

/** Facts that the plan reads, in the order of first use. */
export function factsOf(plan: Plan): FactPath[] {
  const facts: FactPath[] = []
  for (const { fact } of plan.requirements) if (facts.indexOf(fact) < 0) facts.push(fact)
  return facts
}

function asked(fact: FactPath, plan: Plan): Requirement[] {
  return plan.requirements.filter((requirement) => requirement.fact === fact)
}

/** Words of the masks in which a fact has requirements. */
export function wordsOf(fact: FactPath, plan: Plan): number[] {
  const words: number[] = []
  for (const { index } of asked(fact, plan)) {
    const word = Math.floor(index / MASK_BITS)
    if (words.indexOf(word) < 0) words.push(word)
  }
  return words
}

function tableNames(fact: FactPath, plan: Plan): string[] {
  const { kind, name } = COLUMNS[fact]
  if (kind !== 'code' && kind !== 'set') return []
  return gather(wordsOf(fact, plan), (w) => [`${name}Failed${w}`, `${name}Unknown${w}`])
}

/** What one fact adds to the masks. */
function factLines(fact: FactPath, plan: Plan): string[] {
  const spec = COLUMNS[fact]
  const requirements = asked(fact, plan)
  const comments = requirements.map(
    ({ ids, example }) => `// ${ids.join(', ')}: ${leafSentence(example).replace(/[\r\n]/g, ' ')}`,
  )
  const read = `const ${spec.name} = ${spec.name}Of[i]`
  if (spec.kind === 'code' || spec.kind === 'set') {
    const lookups = wordsOf(fact, plan).map(
      (w) => `failed${w} |= ${spec.name}Failed${w}[${spec.name}]; unknown${w} |= ${spec.name}Unknown${w}[${spec.name}]`,
    )
    return [...comments, read, ...lookups]
  }
  return [...comments, read, ...maskLines(requirements, spec, plan)]
}

/** Lines that set the bits of one fact. Requirements that are unknown in the same cases (mostly: not known) share a line. */
function maskLines(requirements: readonly Requirement[], spec: ColumnSpec, plan: Plan): string[] {
  const failedLines: string[] = []
  const unknownBits = new Map<string, number>()
  for (const requirement of requirements) {
    const word = Math.floor(requirement.index / MASK_BITS)
    const bit = requirement.index % MASK_BITS
    const { failed, unknown } = requirementTests(requirement, spec, plan)
    if (failed !== '0') failedLines.push(`failed${word} |= ${bit === 0 ? failed : `(${failed}) << ${bit}`}`)
    const key = `${word}:${unknown}`
    if (unknown !== '0') unknownBits.set(key, (unknownBits.get(key) ?? 0) | (1 << bit))
  }
  const unknownLines = Array.from(unknownBits, ([key, bits]) => {
    const colon = key.indexOf(':')
    return `if (${key.slice(colon + 1)}) unknown${key.slice(0, colon)} |= 0x${bits.toString(16)}`
  })
  return [...unknownLines, ...failedLines]
}

/** Expressions worth 1 when the requirement failed, and true or not 0 when it is unknown. */
function requirementTests(requirement: Requirement, spec: ColumnSpec, plan: Plan): { failed: string; unknown: string } {
  if (spec.kind === 'decimal') return decimalTests(requirement, spec.name)
  if (spec.kind === 'bits') return bitsTests(requirement, spec)
  const { failed, unknown } = codeSets(requirement, spec, plan)
  const within = (set: number) => (set === 0 ? '0' : `0x${set.toString(16)} >>> ${spec.name} & 1`)
  return { failed: within(failed), unknown: unknown === 1 ? `${spec.name} === 0` : within(unknown) }
}

function decimalTests({ test, verify }: Requirement, name: string): { failed: string; unknown: string } {
  if (test.op === 'in-area') return { failed: '0', unknown: '1' }
  const met =
    test.op === 'between'
      ? `${name} >= ${test.min} && ${name} <= ${test.max}`
      : `${name} === ${test.op === 'is' && typeof test.value === 'number' ? test.value : 'null'}`
  if (verify === 'otherwise') return { failed: '0', unknown: `!(${met})` }
  const unknown = [`${name} !== ${name}`]
  if (verify !== undefined) unknown.push(`${JSON.stringify(verify)}.includes(String(${name})) && !(${met})`)
  const left = unknown.join(' || ')
  return { failed: `(${met}) || ${left} ? 0 : 1`, unknown: left }
}

function bitsTests({ test, verify }: Requirement, spec: ColumnSpec): { failed: string; unknown: string } {
  const { name } = spec
  if (test.op === 'in-area') return { failed: '0', unknown: '1' }
  const none = `(${name} & ${setOf(spec, test.op === 'has-any' ? test.values : [])}) === 0`
  if (verify === 'otherwise') return { failed: '0', unknown: `${name} < 0 || ${none}` }
  if (verify === undefined) return { failed: `${name} >= 0 && ${none} ? 1 : 0`, unknown: `${name} < 0` }
  const left = `(${name} & ${setOf(spec, verify)}) !== 0`
  return {
    failed: `${name} >= 0 && ${none} && !(${left}) ? 1 : 0`,
    unknown: `${name} < 0 || ${none} && ${left}`,
  }
}

function setOf(spec: ColumnSpec, values: readonly string[]): string {
  const bits = values.reduce((set, value) => {
    const position = spec.values?.indexOf(value) ?? -1
    return position < 0 ? set : set | (1 << position)
  }, 0)
  return `0x${bits.toString(16)}`
}

/** Codes of a column of few values that fail a requirement, and those that leave it unknown, as sets of bits. */
export function codeSets(
  { test, verify }: Requirement,
  spec: ColumnSpec,
  plan: Plan,
): { readonly failed: number; readonly unknown: number } {
  let failed = 0
  let unknown = 1
  for (const [code, value] of (domainOf(spec) ?? []).entries()) {
    if (value === null) continue
    const result = judgeValue({ test, verify }, value, plan.areas)
    if (result === false) failed |= 1 << code
    if (result === null) unknown |= 1 << code
  }
  return { failed: failed >>> 0, unknown: unknown >>> 0 }
}

/** Verdict of one programme from the masks. */
function programmeLines(programme: PlannedProgramme, plan: Plan): string[] {
  const { version, name } = programme
  const row = `${name}Row`
  const { row: rows, steps, otherwise } = decisionOf(programme, plan, JAVASCRIPT, row)
  const verdict = `${name}Verdict[i] =`
  const lines = [`// ${comment(version.title)} ${comment(version.version)}`]
  if (rows !== null) {
    const chosen = rows.map(({ when, verdict }) => (when === 'true' ? verdict : `${when} ? ${verdict}`))
    lines.push(`const ${row} = ${chosen.join(' : ')}`)
  }
  steps.forEach(({ when, verdict: value, route }, n) => {
    const why = route === undefined ? '' : ` // ${comment(route)}`
    lines.push(`${n === 0 ? '' : 'else '}if (${when}) ${verdict} ${value}${why}`)
  })
  return [...lines, `else ${verdict} ${otherwise}`]
}

const comment = (text: string): string => text.replace(/[\r\n]/g, ' ')
