import {
  compileColumnar,
  encodeRoster,
  explainMask,
  type FactProblem,
  type LocalDate,
  maskAt,
  parseFacts,
  planOf,
  type ReasonMask,
  type StudentFacts,
  type Term,
} from '@zhuxue/policy'
import { areasFor, type LoadedRegion, programmesInForce } from '@zhuxue/regions'
import { unknownCodes } from './codes.ts'

/** What came of one student's facts: a line to write, or what is wrong with them. */
export type Answer = { readonly line: string } | { readonly problems: readonly FactProblem[] }

/** Distinct answers kept as text (a few kB each); a population has some hundreds, whatever its size. */
const KEPT = 5000

/**
 * Answers every programme in force for a batch of students, each as one line of JSON: {"studentId","region","term",
 * "determinations"}. The rules run as compiled columns; students with the same findings share the text of their answer.
 */
export function answerer(region: LoadedRegion, term: Term, today: LocalDate): (inputs: readonly unknown[]) => Answer[] {
  const plan = planOf(programmesInForce(region, term), areasFor(region, term))
  const program = compileColumnar(plan)
  const head = `"region":${JSON.stringify(region.code)},"term":${JSON.stringify(term)},"determinations":`
  const known = new Map<string, string>()

  function determinations(mask: ReasonMask): string {
    const key = `${mask.failed} ${mask.unknown}`
    const found = known.get(key)
    if (found !== undefined) return found
    if (known.size >= KEPT) known.clear()
    const text = JSON.stringify(plan.programmes.map(({ version }) => explainMask(plan, version, mask)))
    known.set(key, text)
    return text
  }

  return (inputs) => {
    const read = inputs.map((input) => readFacts(input, region, today))
    const students = read.flatMap((one) => ('facts' in one ? [one.facts] : []))
    const result = program.run(encodeRoster(students, students.length))
    let next = 0
    return read.map((one) => {
      if ('problems' in one) return one
      const mask = maskAt(result, next)
      next += 1
      return { line: `{"studentId":${JSON.stringify(one.facts.studentId)},${head}${determinations(mask)}}\n` }
    })
  }
}

function readFacts(
  input: unknown,
  region: LoadedRegion,
  today: LocalDate,
): { readonly facts: StudentFacts } | { readonly problems: readonly FactProblem[] } {
  const parsed = parseFacts(input, today)
  if (!parsed.ok) return { problems: parsed.problems }
  const problems = unknownCodes(parsed.facts, region)
  return problems.length > 0 ? { problems } : { facts: parsed.facts }
}
