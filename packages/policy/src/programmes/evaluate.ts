import { type FactValue, readFact, type StudentFacts } from '../facts.ts'
import type { Condition, Leaf, Test } from './definition.ts'

/** true, false, or null = unknown (Kleene's strong logic). */
export type Tri = boolean | null

/**
 * A list of places in force for the term. `coverage` are the code prefixes about which the list speaks: a place
 * outside them is unknown, not "not listed". Codes may be prefectures (4 digits), counties (6) or towns (9).
 */
export type AreaList = {
  readonly id: string
  readonly coverage: readonly string[]
  readonly codes: readonly string[]
}
export type AreaLists = Readonly<Record<string, AreaList>>

/** Why an outcome came out: one requirement, what was found (`met`: null = unknown), and the clause. */
export type Reason = {
  readonly rule: string
  readonly text: string
  readonly source: string
  readonly met: Tri
}

function startsWithAny(code: string, prefixes: readonly string[]): boolean {
  for (const prefix of prefixes) if (code.slice(0, prefix.length) === prefix) return true
  return false
}

function passes(test: Test, value: FactValue, areas: AreaLists): Tri {
  switch (test.op) {
    case 'is':
      return value === test.value
    case 'in':
      return typeof value === 'string' && test.values.indexOf(value) >= 0
    case 'between':
      return typeof value === 'number' && value >= test.min && value <= test.max
    case 'has-any':
      return Array.isArray(value) && value.some((item) => test.values.indexOf(item) >= 0)
    case 'in-area': {
      const list = areas[test.list]
      if (list === undefined || typeof value !== 'string') return null
      if (!startsWithAny(value, list.coverage)) return null
      return startsWithAny(value, list.codes)
    }
  }
}

/** What a leaf asks of its fact, without its texts. */
export type Question = { readonly test: Test; readonly verify?: Leaf['verify'] | undefined }

/** The value of one known fact under a leaf's test; what the rule leaves to a person (`verify`) is unknown. */
export function judgeValue(leaf: Question, value: FactValue, areas: AreaLists): Tri {
  const result = passes(leaf.test, value, areas)
  if (result !== false || leaf.verify === undefined) return result
  if (leaf.verify === 'otherwise') return null
  const verify = leaf.verify
  const items = Array.isArray(value) ? (value as readonly string[]) : [String(value)]
  return items.some((item) => verify.indexOf(item) >= 0) ? null : false
}

/** Where the value of a leaf comes from: a student's facts, or a stored reason mask. */
export type LeafReader = (leaf: Leaf) => Tri

/** Reads leaves from facts. */
export function factsReader(facts: StudentFacts, areas: AreaLists): LeafReader {
  return (leaf) => {
    const value = readFact(facts, leaf.fact)
    return value === null ? null : judgeValue(leaf, value, areas)
  }
}

/** The value of a condition for one student: unknown facts stay unknown unless other facts already decide. */
export function evaluate(condition: Condition, facts: StudentFacts, areas: AreaLists): Tri {
  return evaluateWith(condition, factsReader(facts, areas))
}

/** {@link evaluate} over any reader of leaves. */
export function evaluateWith(condition: Condition, read: LeafReader): Tri {
  if ('all' in condition) {
    let result: Tri = true
    for (const child of condition.all) {
      const value = evaluateWith(child, read)
      if (value === false) return false
      if (value === null) result = null
    }
    return result
  }
  if ('any' in condition) {
    let result: Tri = false
    for (const child of condition.any) {
      const value = evaluateWith(child, read)
      if (value === true) return true
      if (value === null) result = null
    }
    return result
  }
  if ('not' in condition) {
    const value = evaluateWith(condition.not, read)
    return value === null ? null : !value
  }
  return read(condition)
}

/**
 * The requirements that decide the value of a condition, in written order: for a true one all that had to hold, for a
 * false one every one that failed, for an unknown one those that a person must find out.
 */
export function explain(condition: Condition, facts: StudentFacts, areas: AreaLists): Reason[] {
  return explainWith(condition, factsReader(facts, areas))
}

/** {@link explain} over any reader of leaves. */
export function explainWith(condition: Condition, read: LeafReader): Reason[] {
  const reasons: Reason[] = []
  collect(condition, read, false, reasons)
  const seen = new Set<string>()
  return reasons.filter((reason) => {
    const first = !seen.has(reason.rule)
    seen.add(reason.rule)
    return first
  })
}

function collect(condition: Condition, read: LeafReader, negated: boolean, into: Reason[]): void {
  if ('not' in condition) {
    collect(condition.not, read, !negated, into)
    return
  }
  if ('all' in condition || 'any' in condition) {
    const children = 'all' in condition ? condition.all : condition.any
    const value = evaluateWith(condition, read)
    for (const child of children) {
      if (evaluateWith(child, read) === value) collect(child, read, negated, into)
    }
    return
  }
  const value = read(condition)
  const met = value === null ? null : value !== negated
  const text = met === null ? condition.text.unknown : met ? condition.text.met : condition.text.failed
  into.push({ rule: condition.id, text, source: condition.source, met })
}

/** Every leaf of a condition, in written order. */
export function leavesOf(condition: Condition): Leaf[] {
  if ('not' in condition) return leavesOf(condition.not)
  if ('all' in condition || 'any' in condition) {
    const leaves: Leaf[] = []
    for (const child of 'all' in condition ? condition.all : condition.any) {
      leaves.push(...leavesOf(child))
    }
    return leaves
  }
  return [condition]
}
