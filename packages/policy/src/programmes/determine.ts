import type { StudentFacts } from '../facts.ts'
import { type Fen, fen } from '../money.ts'
import type { Condition, ProgrammeCode, ProgrammeVersion, Route } from './definition.ts'
import {
  type AreaLists,
  evaluateWith,
  explainWith,
  factsReader,
  type LeafReader,
  type Reason,
  type Tri,
} from './evaluate.ts'

/** 应享受 · 符合条件、名额有限 · 不符合条件 · 需核实 */
export type Outcome = 'entitled' | 'competes' | 'not-eligible' | 'to-verify'

/** Short Chinese label of each outcome. */
export const OUTCOME_LABELS: Readonly<Record<Outcome, string>> = {
  entitled: '可以享受',
  competes: '符合条件，名额有限，需评审',
  'not-eligible': '不符合条件',
  'to-verify': '需核实',
}

/** The answer for one student, programme and term; amounts in fen, only when entitled or competing. */
export type Determination = {
  readonly programme: ProgrammeCode
  readonly outcome: Outcome
  readonly route?: string
  readonly yearFen?: Fen
  readonly termFen?: Fen
  readonly version: string
  readonly reasons: readonly Reason[]
}

/**
 * Decides one programme for one student, with the version in force for the term aided and the area lists of that
 * term. Pure. An unknown fact matters only where it could change the outcome: a failed requirement of the base, or
 * every route failed, is a no; an open route that holds is a yes; otherwise an unknown means `to-verify`.
 */
export function determine(version: ProgrammeVersion, facts: StudentFacts, areas: AreaLists): Determination {
  return determineWith(version, factsReader(facts, areas))
}

/** {@link determine} over any reader of leaves, e.g. one that reads a stored reason mask. */
export function determineWith(version: ProgrammeVersion, read: LeafReader): Determination {
  const base = evaluateWith(version.base, read)
  const open = bestRoute(version, 'open', read)
  const quota = bestRoute(version, 'quota', read)
  const reached = anyOf(open.value, quota.value)
  if (base === false || reached === false) {
    return answer(version, 'not-eligible', explainWith(whole(version), read))
  }
  const winner = open.value === true ? open : open.value === false ? quota : null
  if (base === null || winner?.route === undefined || winner.value !== true) {
    return answer(version, 'to-verify', unknowns(version, read))
  }
  const conditions: Condition[] = [version.base, winner.route.condition]
  const amount = yearAmount(version, read)
  if (amount.unknown !== undefined) return answer(version, 'to-verify', amount.unknown)
  return {
    programme: version.programme,
    outcome: winner.route.places === 'open' ? 'entitled' : 'competes',
    route: winner.route.id,
    ...amountsOf(version, amount.yearFen),
    version: version.version,
    reasons: explainWith({ all: conditions }, read),
  }
}

/** A term's half exists only where the programme is paid by month or by term; `as-charged` has no amount at all. */
function amountsOf(version: ProgrammeVersion, yearFen: Fen | null): { readonly yearFen?: Fen; readonly termFen?: Fen } {
  if (yearFen === null) return {}
  const byTerm = version.instalments === 'month' || version.instalments === 'term'
  return byTerm ? { yearFen, termFen: halfYear(yearFen) } : { yearFen }
}

function answer(version: ProgrammeVersion, outcome: Outcome, reasons: readonly Reason[]): Determination {
  return { programme: version.programme, outcome, version: version.version, reasons }
}

function whole(version: ProgrammeVersion): Condition {
  return { all: [version.base, { any: version.routes.map((route) => route.condition) }] }
}

/** What a person must find out: unknown base requirements, and unknown routes when they could change the answer. */
function unknowns(version: ProgrammeVersion, read: LeafReader): Reason[] {
  const open: Condition = {
    any: version.routes.filter((route) => route.places === 'open').map((r) => r.condition),
  }
  const routes: Condition = { any: version.routes.map((route) => route.condition) }
  const openValue = evaluateWith(open, read)
  const asked: Condition[] = [version.base]
  if (openValue === null) asked.push(open)
  if (evaluateWith(routes, read) === null) asked.push(routes)
  const reasons: Reason[] = []
  for (const condition of asked) {
    for (const reason of explainWith(condition, read)) {
      const known = reasons.some((other) => other.rule === reason.rule)
      if (reason.met === null && !known) reasons.push(reason)
    }
  }
  return reasons
}

function bestRoute(
  version: ProgrammeVersion,
  places: Route['places'],
  read: LeafReader,
): { readonly value: Tri; readonly route?: Route } {
  let value: Tri = false
  for (const route of version.routes) {
    if (route.places !== places) continue
    const result = evaluateWith(route.condition, read)
    if (result === true) return { value: true, route }
    value = anyOf(value, result)
  }
  return { value }
}

function anyOf(a: Tri, b: Tri): Tri {
  if (a === true || b === true) return true
  return a === null || b === null ? null : false
}

function yearAmount(
  version: ProgrammeVersion,
  read: LeafReader,
): { readonly yearFen: Fen | null; readonly unknown?: undefined } | { readonly unknown: Reason[] } {
  if (version.amountKind === 'as-charged') return { yearFen: null }
  for (const row of version.amounts) {
    if (row.when === undefined) return { yearFen: row.yearFen }
    const value = evaluateWith(row.when, read)
    if (value === true) return { yearFen: row.yearFen }
    if (value === null && row.whenUnknown !== 'next-row') return { unknown: explainWith(row.when, read) }
  }
  throw new RangeError(`${version.version}: no amount row applies; the last row needs no condition`)
}

/** Half of a yearly amount; packs are checked to hold only amounts that divide by the months and terms of a year. */
function halfYear(yearFen: Fen): Fen {
  return fen(yearFen / 2)
}
