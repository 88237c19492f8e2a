/** The same ten programmes for two general rule engines, written from the plan; nothing here is tuned against them. */
import { type ZenDecision as Decision, ZenEngine } from '@gorules/zen-engine'
import { Engine } from 'json-rules-engine'
import {
  type ColumnarResult,
  type Condition,
  maskAt,
  type Plan,
  type PlannedProgramme,
  type Requirement,
  readFact,
  type StudentFacts,
} from '../../packages/policy/src/index.ts'
import { BENCH_FACTS, flatName } from './students.ts'

type Flat = Record<string, unknown>
const flat = (facts: StudentFacts): Flat =>
  Object.fromEntries(BENCH_FACTS.map((path) => [flatName(path), readFact(facts, path)]))
const list = (values: readonly string[]) => `[${values.map((value) => `'${value}'`).join(', ')}]`

/** One requirement in ZEN's expression language; null = unknown. */
function zenLeaf({ fact, test, verify }: Requirement, plan: Plan): string {
  const f = flatName(fact)
  let met = 'false'
  if (test.op === 'is') met = typeof test.value === 'boolean' ? `${f} == ${test.value}` : `${f} == '${test.value}'`
  if (test.op === 'in') met = `${f} in ${list(test.values)}`
  if (test.op === 'between') met = `${f} >= ${test.min} and ${f} <= ${test.max}`
  if (test.op === 'has-any') met = `some(${f}, # in ${list(test.values)})`
  if (test.op === 'in-area') {
    const area = plan.areas[test.list]
    const full = (area?.codes ?? []).filter((code) => code.length === 6)
    const short = (area?.codes ?? []).filter((code) => code.length < 6)
    met = [
      ...(full.length > 0 ? [`${f} in ${list(full)}`] : []),
      ...short.map((code) => `startsWith(${f}, '${code}')`),
    ].join(' or ')
    if (area?.coverage.length === 1) met = `startsWith(${f}, '${area.coverage[0]}') ? (${met}) : null`
  }
  if (verify === 'otherwise') met = `(${met}) ? true : null`
  else if (verify !== undefined) met = `${f} in ${list(verify)} ? null : (${met})`
  return `${f} == null ? null : (${met})`
}

function zenTruth(condition: Condition, plan: Plan, wanted: boolean): string {
  if ('not' in condition) return zenTruth(condition.not, plan, !wanted)
  if (!('all' in condition) && !('any' in condition)) return `q${plan.indexOf(condition)} == ${wanted}`
  const children = 'all' in condition ? condition.all : condition.any
  return `(${children.map((child) => zenTruth(child, plan, wanted)).join('all' in condition === wanted ? ' and ' : ' or ')})`
}

/** Verdict of a programme as one nested conditional expression. */
function zenVerdict({ version, rows }: PlannedProgramme, plan: Plan): string {
  const any = (places: string): Condition => ({
    any: version.routes.filter((r) => r.places === places).map((r) => r.condition),
  })
  const all: Condition = { any: version.routes.map((r) => r.condition) }
  const yes = (c: Condition) => zenTruth(c, plan, true)
  const no = (c: Condition) => zenTruth(c, plan, false)
  let row = `${rows - 1}`
  for (const [n, { when }] of [...version.amounts.entries()].reverse()) {
    if (when !== undefined) row = `(${yes(when)} ? ${n} : (${no(when)} ? ${row} : 0 - 1))`
  }
  const value = (route: number) => (rows === 1 ? `${2 + route}` : `(${row} < 0 ? 1 : ${2 + route * rows} + ${row})`)
  let verdict = '1'
  for (const [n, route] of [...version.routes.entries()].reverse()) {
    if (route.places === 'quota') verdict = `(${yes(route.condition)} ? ${value(n)} : ${verdict})`
  }
  const open = any('open') as { any: Condition[] }
  if (open.any.length > 0) verdict = `(${no(open)} ? ${verdict} : 1)`
  for (const [n, route] of [...version.routes.entries()].reverse()) {
    if (route.places === 'open') verdict = `(${yes(route.condition)} ? ${value(n)} : ${verdict})`
  }
  return `(${no(version.base)} or ${no(all)}) ? 0 : (${yes(version.base)} ? ${verdict} : 1)`
}

export async function zenRules(plan: Plan) {
  const expressions = (entries: [string, string][]) => ({
    expressions: entries.map(([key, value]) => ({ id: key, key, value })),
    passThrough: true,
    inputField: null,
    outputPath: null,
    executionMode: 'single',
  })
  const questions = plan.requirements.map((r): [string, string] => [`q${r.index}`, zenLeaf(r, plan)])
  const verdicts = plan.programmes.map((p): [string, string] => [`v_${p.name}`, zenVerdict(p, plan)])
  const node = (id: string, type: string, content: object) => ({
    id,
    name: id,
    type,
    position: { x: 0, y: 0 },
    content,
  })
  const edge = (sourceId: string, targetId: string) => ({
    id: `${sourceId}-${targetId}`,
    type: 'edge',
    sourceId,
    targetId,
  })
  const content = {
    nodes: [
      node('in', 'inputNode', {}),
      node('ask', 'expressionNode', expressions(questions)),
      node('decide', 'expressionNode', expressions(verdicts)),
      node('out', 'outputNode', {}),
    ],
    edges: [edge('in', 'ask'), edge('ask', 'decide'), edge('decide', 'out')],
  }
  const decision: Decision = new ZenEngine().createDecision(Buffer.from(JSON.stringify(content))) as never
  const evaluate = async (facts: StudentFacts): Promise<Flat> => (await decision.evaluate(flat(facts))).result as Flat
  return {
    /** Many at once: the engine works on threads of its own. */
    run: async (sample: readonly StudentFacts[]) => {
      for (let i = 0; i < sample.length; i += 100) await Promise.all(sample.slice(i, i + 100).map(evaluate))
    },
    check: async (sample: readonly StudentFacts[], wanted: ColumnarResult) => {
      for (const [i, facts] of sample.entries()) {
        const found = await evaluate(facts)
        const mask = maskAt(wanted, i)
        for (const { index } of plan.requirements) {
          const bit = (words: readonly number[]) => (((words[Math.floor(index / 31)] ?? 0) >>> (index % 31)) & 1) === 1
          const want = bit(mask.unknown) ? null : !bit(mask.failed)
          if ((found[`q${index}`] ?? null) !== want)
            throw new Error(`zen q${index}, student ${i}: ${found[`q${index}`]} for ${want}`)
        }
        plan.programmes.forEach((p, n) => {
          if (found[`v_${p.name}`] !== wanted.verdicts[n]?.[i]) throw new Error(`zen ${p.name}, student ${i}`)
        })
      }
    },
  }
}

const OPERATORS = { is: 'equal', in: 'in', between: 'between', 'has-any': 'hasAny', 'in-area': 'inArea' } as const

/** json-rules-engine knows no unknown: it is compared on met requirements and on what is given. */
export function jsonRules(plan: Plan) {
  const engine = new Engine([], { allowUndefinedFacts: true })
  engine.addOperator(
    'between',
    (value: number, range: { min: number; max: number }) => value >= range.min && value <= range.max,
  )
  engine.addOperator(
    'hasAny',
    (value: string[] | null, words: string[]) => value?.some((word) => words.includes(word)) === true,
  )
  engine.addOperator('inArea', (value: string | null, codes: string[]) =>
    codes.some((code) => value?.startsWith(code) === true),
  )
  const leaf = ({ fact, test }: Pick<Requirement, 'fact' | 'test'>) => ({
    fact: flatName(fact),
    operator: OPERATORS[test.op],
    value:
      test.op === 'is'
        ? test.value
        : test.op === 'between'
          ? { min: test.min, max: test.max }
          : test.op === 'in-area'
            ? plan.areas[test.list]?.codes
            : test.values,
  })
  const tree = (condition: Condition): object => {
    if ('not' in condition) return { not: tree(condition.not) }
    if ('all' in condition) return { all: condition.all.map(tree) }
    return 'any' in condition ? { any: condition.any.map(tree) } : leaf(condition)
  }
  for (const requirement of plan.requirements) {
    engine.addRule({ conditions: { all: [leaf(requirement)] } as never, event: { type: `q${requirement.index}` } })
  }
  for (const { version, name } of plan.programmes) {
    for (const route of version.routes) {
      engine.addRule({
        conditions: { all: [tree(version.base), tree(route.condition)] } as never,
        event: { type: `v_${name}` },
      })
    }
  }
  const known = (facts: StudentFacts) => BENCH_FACTS.every((path) => readFact(facts, path) !== null)
  return {
    run: async (sample: readonly StudentFacts[]) => {
      for (const facts of sample) await engine.run(flat(facts))
    },
    check: async (sample: readonly StudentFacts[], wanted: ColumnarResult) => {
      for (const [i, facts] of sample.entries()) {
        if (!known(facts)) continue
        const { events } = await engine.run(flat(facts))
        const found = new Set(events.map(({ type }) => type))
        plan.programmes.forEach((p, n) => {
          const code = wanted.verdicts[n]?.[i] ?? 0
          if (code !== 1 && found.has(`v_${p.name}`) !== code > 1) throw new Error(`json-rules ${p.name}, student ${i}`)
        })
      }
    },
  }
}
