import type { ProgrammeVersion } from '../programmes/definition.ts'
import { type Dialect, either, maskTruth } from './logic.ts'
import { FIRST_GIVING, NOT_ELIGIBLE, type Plan, type PlannedProgramme, TO_VERIFY } from './plan.ts'

/** One line of a decision: when the condition holds (and none before it did), this is the verdict. */
export type DecisionStep = {
  readonly when: string
  readonly verdict: string
  /** The route that gives it. */
  readonly route?: string
}

/** How a programme is decided, as a list of cases in order. */
export type Decision = {
  /** Position of the first amount row that holds, −1 while an unknown one comes before it; null when there is one row. */
  readonly row: readonly DecisionStep[] | null
  readonly steps: readonly DecisionStep[]
  /** The verdict when no step holds. */
  readonly otherwise: number
}

/**
 * The verdict of one programme over the masks of a student, in the nesting of the explainer. `row` is how the target calls
 * the position of the amount row.
 */
export function decisionOf(programme: PlannedProgramme, plan: Plan, dialect: Dialect, row: string): Decision {
  const { version, rows } = programme
  const { not } = dialect
  const base = maskTruth(version.base, plan, dialect)
  const open = routesOf(version, 'open', plan, dialect)
  const quota = routesOf(version, 'quota', plan, dialect)
  const truths = (routes: typeof open) => routes.map(({ truth }) => truth)
  const reached = either(truths([...open, ...quota]), dialect)
  const giving = (routes: typeof open): DecisionStep[] =>
    routes.map(({ id, index, truth }) => {
      const first = FIRST_GIVING + index * rows
      return { when: truth.whenTrue, verdict: rows === 1 ? `${first}` : `${first} + ${row}`, route: id }
    })
  const steps: DecisionStep[] = [
    { when: `(${base.whenFalse}) ${dialect.or} (${reached.whenFalse})`, verdict: `${NOT_ELIGIBLE}` },
    { when: `${not}(${base.whenTrue})`, verdict: `${TO_VERIFY}` },
  ]
  if (rows > 1) steps.push({ when: `${row} < 0`, verdict: `${TO_VERIFY}` })
  steps.push(...giving(open))
  if (quota.length > 0) {
    // an open route that may still hold comes before places that are limited
    const settled = either(truths(open), dialect).whenFalse
    if (open.length > 0) steps.push({ when: `${not}(${settled})`, verdict: `${TO_VERIFY}` })
    steps.push(...giving(quota))
  }
  return { row: rows > 1 ? rowSteps(version, plan, dialect) : null, steps, otherwise: TO_VERIFY }
}

function routesOf(version: ProgrammeVersion, places: 'open' | 'quota', plan: Plan, dialect: Dialect) {
  return version.routes
    .map(({ id, places, condition }, index) => ({ id, index, places, truth: maskTruth(condition, plan, dialect) }))
    .filter((route) => route.places === places)
}

function rowSteps(version: ProgrammeVersion, plan: Plan, dialect: Dialect): DecisionStep[] {
  const steps: DecisionStep[] = []
  for (const [row, { when, whenUnknown }] of version.amounts.entries()) {
    const { whenTrue, whenFalse } = maskTruth(when ?? { all: [] }, plan, dialect)
    steps.push({ when: whenTrue, verdict: `${row}` })
    if (whenTrue === 'true') break
    if (whenUnknown !== 'next-row') steps.push({ when: `${dialect.not}(${whenFalse})`, verdict: '-1' })
  }
  return steps
}
