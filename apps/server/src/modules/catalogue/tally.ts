import {
  type AreaLists,
  type Condition,
  type Determination,
  determine,
  evaluate,
  type FactPath,
  leavesOf,
  type ProgrammeVersion,
  quotaPlaces,
} from '@zhuxue/policy'
import type { FactGroup } from '../roll/index.ts'

/** What one version does to one student: outcome, way in, and the year's amount (fen). */
export type Verdict = Pick<Determination, 'outcome' | 'route' | 'yearFen'>

/** Counts and cost (fen a year) of one version over many students; null money = the programme has no fixed amount. */
export interface Tally {
  readonly counts: Record<Determination['outcome'], number>
  readonly byRoute: Map<string, number>
  openFen: number
  /** of those who compete: places that the rule gives, and what they cost at the average amount */
  places: number | null
  quotaFen: number
}

/** A school's share of a comparison. */
export interface SchoolTally {
  students: number
  before: Tally
  after: Tally
  gain: number
  lose: number
  more: number
  less: number
  newlyToVerify: number
}

/** Every fact that a version asks about: the roll is grouped by these and no others. */
export function factsAsked(versions: readonly (ProgrammeVersion | null)[]): Set<FactPath> {
  const asked = new Set<FactPath>()
  const add = (c: Condition | undefined) => {
    if (c !== undefined) for (const leaf of leavesOf(c)) asked.add(leaf.fact)
  }
  for (const v of versions) {
    if (v === null) continue
    add(v.base)
    for (const route of v.routes) add(route.condition)
    for (const row of v.amounts) add(row.when)
    if (v.quota?.kind === 'share') add(v.quota.base)
  }
  return asked
}

export type Change = 'gain' | 'lose' | 'more' | 'less' | null

const RANK = { 'not-eligible': 0, 'to-verify': 1, competes: 2, entitled: 3 } as const

/** Who gains, who loses: a benefit is a certain place or one to compete for; what is to be verified is none yet. */
export function changeOf(before: Verdict, after: Verdict): Change {
  const [had, has] = [RANK[before.outcome] >= 2, RANK[after.outcome] >= 2]
  if (had !== has) return has ? 'gain' : 'lose'
  if (!has) return null
  const amount = (after.yearFen ?? 0) - (before.yearFen ?? 0)
  if (amount !== 0) return amount > 0 ? 'more' : 'less'
  const rank = RANK[after.outcome] - RANK[before.outcome]
  return rank === 0 ? null : rank > 0 ? 'more' : 'less'
}

const NOTHING: Verdict = { outcome: 'not-eligible' }

/** The verdict of a version that may not exist yet. */
export const verdictOf = (v: ProgrammeVersion | null, facts: FactGroup['facts'], areas: AreaLists): Verdict =>
  v === null ? NOTHING : determine(v, facts, areas)

const emptyTally = (): Tally => ({
  counts: { entitled: 0, competes: 0, 'not-eligible': 0, 'to-verify': 0 },
  byRoute: new Map(),
  openFen: 0,
  places: null,
  quotaFen: 0,
})

interface Quota {
  base: number
  competing: number
  competingFen: number
}

function count(tally: Tally, quota: Quota, verdict: Verdict, students: number): void {
  tally.counts[verdict.outcome] += students
  if (verdict.route !== undefined) tally.byRoute.set(verdict.route, (tally.byRoute.get(verdict.route) ?? 0) + students)
  if (verdict.outcome === 'entitled') tally.openFen += students * (verdict.yearFen ?? 0)
  if (verdict.outcome === 'competes') {
    quota.competing += students
    quota.competingFen += students * (verdict.yearFen ?? 0)
  }
}

/** Places and their cost once a school is counted: not more than compete or are `left`, at their average amount. */
function closeQuota(tally: Tally, version: ProgrammeVersion | null, quota: Quota, left: number): void {
  if (version?.quota === null || version === null || quota.competing === 0) {
    tally.places = version?.quota == null ? null : 0
    return
  }
  const places =
    version.quota.kind === 'share' ? quotaPlaces(quota.base, version.quota.share).places : version.quota.places
  tally.places = Math.min(places, quota.competing, left)
  tally.quotaFen = Math.floor((quota.competingFen / quota.competing) * tally.places)
}

/**
 * Closes one side of every school. Places by share belong to a school. A number of places belongs to each school
 * (`unit` school), or to the whole area once: schools then take from it in the order of `schools` until none is left.
 */
function closeQuotas(sides: readonly (readonly [Tally, Quota])[], version: ProgrammeVersion | null): void {
  const rule = version?.quota ?? null
  let left = rule?.kind === 'cap' && rule.unit !== 'school' ? rule.places : Number.POSITIVE_INFINITY
  for (const [tally, quota] of sides) {
    closeQuota(tally, version, quota, left)
    left -= tally.places ?? 0
  }
}

/** Both versions over the whole roll, school by school; schools in the order of their ids, so that numbers stand still. */
export function tallySchools(
  groups: readonly FactGroup[],
  before: ProgrammeVersion | null,
  after: ProgrammeVersion,
  areas: AreaLists,
): Map<string, SchoolTally> {
  const schools = new Map<string, SchoolTally & { quotas: [Quota, Quota] }>()
  const noQuota = (): Quota => ({ base: 0, competing: 0, competingFen: 0 })
  for (const { schoolId, students, facts } of groups) {
    let s = schools.get(schoolId)
    if (s === undefined) {
      s = {
        students: 0,
        before: emptyTally(),
        after: emptyTally(),
        gain: 0,
        lose: 0,
        more: 0,
        less: 0,
        newlyToVerify: 0,
        quotas: [noQuota(), noQuota()],
      }
      schools.set(schoolId, s)
    }
    s.students += students
    const [was, is] = [verdictOf(before, facts, areas), verdictOf(after, facts, areas)]
    count(s.before, s.quotas[0], was, students)
    count(s.after, s.quotas[1], is, students)
    for (const [i, v] of [before, after].entries()) {
      const quota = s.quotas[i] as Quota
      if (v?.quota?.kind === 'share' && evaluate(v.quota.base, facts, areas) === true) quota.base += students
    }
    const change = changeOf(was, is)
    if (change !== null) s[change] += students
    if (is.outcome === 'to-verify' && was.outcome !== 'to-verify') s.newlyToVerify += students
  }
  const ordered = [...schools].sort(([a], [b]) => (a < b ? -1 : 1))
  closeQuotas(
    ordered.map(([, s]) => [s.before, s.quotas[0]] as const),
    before,
  )
  closeQuotas(
    ordered.map(([, s]) => [s.after, s.quotas[1]] as const),
    after,
  )
  return new Map(ordered)
}
