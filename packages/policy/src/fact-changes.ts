import { FACT_VALUE_LABELS, FACT_YES_NO } from './fact-values.ts'
import { FACT_LABELS, type FactPath, type FactValue, readFact, type StudentFacts } from './facts.ts'

/** One fact that is not what it was; null = not known. */
export type FactChange = {
  readonly fact: FactPath
  readonly before: FactValue | null
  readonly after: FactValue | null
}

function same(a: FactValue | null, b: FactValue | null): boolean {
  if (!Array.isArray(a) || !Array.isArray(b)) return a === b
  return a.length === b.length && a.every((item) => b.indexOf(item) >= 0)
}

/** The facts that differ between two moments, in the order of the vocabulary; the order inside a list does not count. */
export function factChanges(before: StudentFacts, after: StudentFacts): FactChange[] {
  const changes: FactChange[] = []
  for (const fact of Object.keys(FACT_LABELS) as FactPath[]) {
    const [a, b] = [readFact(before, fact), readFact(after, fact)]
    if (!same(a, b)) changes.push({ fact, before: a, after: b })
  }
  return changes
}

/** A value in Chinese where the vocabulary has words for it, 不清楚 when unknown, a code as it is. */
export function factValueText(fact: FactPath, value: FactValue | null): string {
  if (value === null) return '不清楚'
  if (typeof value === 'boolean') return FACT_YES_NO[fact]?.[value ? 0 : 1] ?? (value ? '是' : '否')
  const labels = FACT_VALUE_LABELS[fact]
  if (Array.isArray(value)) return value.length === 0 ? '没有' : value.map((v) => labels?.[v] ?? v).join('、')
  return labels?.[String(value)] ?? String(value)
}
