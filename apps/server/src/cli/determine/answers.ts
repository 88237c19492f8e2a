import { determine, type FactProblem, parseFacts, type Reason, type StudentFacts, type Term } from '@zhuxue/policy'
import { areasFor, type LoadedRegion, programmesInForce } from '@zhuxue/regions'
import { unknownCodes } from './codes.ts'

export type Answer =
  | { readonly ok: true; readonly line: string }
  | { readonly ok: false; readonly problems: readonly FactProblem[] }

/**
 * Answers every programme in force for one student, as one line of JSON: {"studentId","region","term","determinations"}.
 * Reasons repeat from student to student, so their text is made once per version, requirement and finding.
 */
export function answerer(region: LoadedRegion, term: Term, today: string): (input: unknown) => Answer {
  const areas = areasFor(region, term)
  const versions = programmesInForce(region, term).map((version) => ({ version, reasons: new Map<string, string>() }))
  const head = `"region":${JSON.stringify(region.code)},"term":${JSON.stringify(term)},"determinations":[`

  function determinations(facts: StudentFacts): string {
    const parts: string[] = []
    for (const { version, reasons } of versions) {
      const { reasons: why, ...rest } = determine(version, facts, areas)
      const texts = why.map((reason) => reasonText(reason, reasons))
      parts.push(`${JSON.stringify(rest).slice(0, -1)},"reasons":[${texts.join(',')}]}`)
    }
    return parts.join(',')
  }

  return (input) => {
    const parsed = parseFacts(input, today as Parameters<typeof parseFacts>[1])
    if (!parsed.ok) return parsed
    const problems = unknownCodes(parsed.facts, region)
    if (problems.length > 0) return { ok: false, problems }
    const id = JSON.stringify(parsed.facts.studentId)
    return { ok: true, line: `{"studentId":${id},${head}${determinations(parsed.facts)}]}\n` }
  }
}

function reasonText(reason: Reason, known: Map<string, string>): string {
  const key = `${reason.rule} ${reason.met}`
  const text = known.get(key) ?? JSON.stringify(reason)
  known.set(key, text)
  return text
}
