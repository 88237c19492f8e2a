import type { FactPath } from '../facts.ts'
import { judgeValue } from '../programmes/evaluate.ts'
import { columnarSource, factsOf, wordsOf } from './columnar-source.ts'
import { COLUMNS } from './columns.ts'
import { MASK_BITS, type Plan, type Verdict } from './plan.ts'
import type { ReasonMask } from './reason-mask.ts'
import type { Dictionary, Roster } from './roster.ts'

/**
 * Answers for a roster: per programme one byte a student (position in the programme's `verdicts`), and per mask word two
 * numbers a student. Nothing else is made until somebody asks why.
 */
export type ColumnarResult = {
  readonly count: number
  readonly verdicts: readonly Uint8Array[]
  readonly failed: readonly Int32Array[]
  readonly unknown: readonly Int32Array[]
}

/** A plan as compiled code. `source` is what runs, for people to read. */
export type ColumnarProgram = {
  readonly plan: Plan
  readonly source: string
  run(roster: Roster, into?: ColumnarResult): ColumnarResult
}

type Tables = Readonly<Record<string, Int32Array>>
type Body = (columns: Roster['columns'], tables: Tables, out: ColumnarResult, from: number, to: number) => void

/**
 * Compiles a plan with `new Function`. Where a content security policy forbids that (EvalError), use `determine` for one
 * student or the bitmaps of `./bitmaps.ts`, which need no generated code.
 */
export function compileColumnar(plan: Plan): ColumnarProgram {
  const source = columnarSource(plan)
  const body = new Function('columns', 'tables', 'out', 'from', 'to', source) as Body
  return {
    plan,
    source,
    run(roster, into = emptyResult(plan, roster.count)) {
      body(roster.columns, tablesFor(plan, roster), into, 0, roster.count)
      return into
    },
  }
}

/** Arrays for the answers of `count` students; may be used again for the next run. */
export function emptyResult(plan: Plan, count: number): ColumnarResult {
  const words = () => Array.from({ length: plan.words }, () => new Int32Array(count))
  return {
    count,
    verdicts: plan.programmes.map(() => new Uint8Array(count)),
    failed: words(),
    unknown: words(),
  }
}

/** For places and other open codes: which bits a code sets. Area lists and prefixes are looked up here once a code. */
function tablesFor(plan: Plan, roster: Roster): Tables {
  const tables: Record<string, Int32Array> = {}
  for (const fact of factsOf(plan)) {
    const { kind, name } = COLUMNS[fact]
    if (kind !== 'code' && kind !== 'set') continue
    const dictionary = roster.dictionaries[fact] ?? ['']
    for (const word of wordsOf(fact, plan)) {
      const { failed, unknown } = tableOf(plan, fact, word, dictionary)
      tables[`${name}Failed${word}`] = failed
      tables[`${name}Unknown${word}`] = unknown
    }
  }
  return tables
}

function tableOf(plan: Plan, fact: FactPath, word: number, dictionary: Dictionary) {
  const failed = new Int32Array(dictionary.length)
  const unknown = new Int32Array(dictionary.length)
  for (const requirement of plan.requirements) {
    if (requirement.fact !== fact || Math.floor(requirement.index / MASK_BITS) !== word) continue
    const bit = 1 << (requirement.index % MASK_BITS)
    for (let code = 0; code < dictionary.length; code += 1) {
      const value = code === 0 ? null : judgeValue(requirement, dictionary[code] ?? '', plan.areas)
      if (value === null) unknown[code] = (unknown[code] ?? 0) | bit
      if (value === false) failed[code] = (failed[code] ?? 0) | bit
    }
  }
  return { failed, unknown }
}

/** The verdict of one student in programme `programme` (position in the plan). */
export function verdictAt(plan: Plan, result: ColumnarResult, programme: number, student: number): Verdict {
  const verdict = plan.programmes[programme]?.verdicts[result.verdicts[programme]?.[student] ?? -1]
  if (verdict === undefined) throw new RangeError(`no verdict for programme ${programme}, student ${student}`)
  return verdict
}

/** The mask of one student. */
export function maskAt(result: ColumnarResult, student: number): ReasonMask {
  return {
    failed: result.failed.map((word) => word[student] ?? 0),
    unknown: result.unknown.map((word) => word[student] ?? 0),
  }
}
