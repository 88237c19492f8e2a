import { judgeValue } from '../programmes/evaluate.ts'
import { codeSets } from './columnar-source.ts'
import { COLUMNS } from './columns.ts'
import type { Plan, Requirement } from './plan.ts'
import type { Roster } from './roster.ts'

/** One bit a student, 32 to an element. */
export type Bitmap = Int32Array

/** Who meets a requirement and who fails it; in neither = unknown. */
export type TruthBitmaps = { readonly met: Bitmap; readonly failed: Bitmap }

/**
 * Predicate bitmaps of one roster. Built once a requirement and kept, so that a changed version costs only the
 * requirements that nobody asked before. Holds about 250 KB a requirement for a million students.
 */
export class RosterIndex {
  readonly roster: Roster
  /** Elements in a bitmap. */
  readonly words: number
  readonly #known = new Map<string, TruthBitmaps>()

  constructor(roster: Roster) {
    this.roster = roster
    this.words = Math.ceil(roster.count / 32)
  }

  /** Bitmaps of every requirement of a plan, by its index. */
  of(plan: Plan): TruthBitmaps[] {
    return plan.requirements.map((requirement) => {
      const area = requirement.test.op === 'in-area' ? plan.areas[requirement.test.list] : undefined
      const key = JSON.stringify([requirement.fact, requirement.test, requirement.verify ?? null, area ?? null])
      const known = this.#known.get(key)
      if (known !== undefined) return known
      const built = buildBitmaps(requirement, plan, this.roster, this.words)
      this.#known.set(key, built)
      return built
    })
  }
}

function buildBitmaps(requirement: Requirement, plan: Plan, roster: Roster, words: number): TruthBitmaps {
  const met = new Int32Array(words)
  const failed = new Int32Array(words)
  const column = roster.columns[requirement.fact]
  const judge = judgeOf(requirement, plan, roster)
  for (let i = 0; i < roster.count; i += 1) {
    const value = judge(column[i] as number)
    if (value === MET) met[i >>> 5] = (met[i >>> 5] as number) | (1 << (i & 31))
    else if (value === FAILED) failed[i >>> 5] = (failed[i >>> 5] as number) | (1 << (i & 31))
  }
  return { met, failed }
}

const FAILED = 0
const MET = 1
const UNKNOWN = 2

/** The answer to a requirement for each number a column may hold. */
function judgeOf(requirement: Requirement, plan: Plan, roster: Roster): (code: number) => number {
  const spec = COLUMNS[requirement.fact]
  const asNumber = (value: boolean | null) => (value === null ? UNKNOWN : value ? MET : FAILED)
  if (spec.kind === 'decimal') {
    return (code) => (Number.isNaN(code) ? UNKNOWN : asNumber(judgeValue(requirement, code, plan.areas)))
  }
  if (spec.kind === 'bits') {
    const answers = new Map<number, number>()
    return (code) => {
      const known = answers.get(code)
      if (known !== undefined) return known
      const list = (spec.values ?? []).filter((_, bit) => ((code >> bit) & 1) === 1)
      const answer = code < 0 ? UNKNOWN : asNumber(judgeValue(requirement, list, plan.areas))
      answers.set(code, answer)
      return answer
    }
  }
  if (spec.kind === 'code' || spec.kind === 'set') {
    const dictionary = roster.dictionaries[requirement.fact] ?? ['']
    const answers = Uint8Array.from(dictionary, (value, code) =>
      code === 0 ? UNKNOWN : asNumber(judgeValue(requirement, value, plan.areas)),
    )
    return (code) => answers[code] as number
  }
  const sets = codeSets(requirement, spec, plan)
  return (code) => (((sets.failed >>> code) & 1) === 1 ? FAILED : ((sets.unknown >>> code) & 1) === 1 ? UNKNOWN : MET)
}
