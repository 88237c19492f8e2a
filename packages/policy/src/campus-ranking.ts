import type { HardshipLevel } from './facts.ts'
import type { Fen } from './money.ts'
import type { Condition, ProgrammeVersion } from './programmes/definition.ts'
import { instalmentsOf, type PlannedInstalment } from './programmes/instalments.ts'
import { type RankResult, rankWithinQuota, tieHash } from './ranking.ts'
import { academicYearOf, DEFAULT_TERM_CONFIG, nextTerm, type Term, type TermConfig } from './term.ts'

/** One who waits for a place in a school's own programme. `rankPercent` 0–100 = 成绩排名前百分之几, null = not entered. */
export type CampusCandidate = {
  readonly applicationId: string
  readonly level: HardshipLevel | null
  readonly score: number | null
  readonly registerCount: number
  readonly rankPercent: number | null
  readonly submittedAt: number
}

const asks = (condition: Condition, fact: string): boolean => {
  if ('all' in condition) return condition.all.some((part) => asks(part, fact))
  if ('any' in condition) return condition.any.some((part) => asks(part, fact))
  if ('not' in condition) return asks(condition.not, fact)
  return condition.fact === fact
}

/** Whether any way into the programme asks about a fact: hardship (then the family part of the form is needed), …. */
export const campusAsks = (version: ProgrammeVersion, fact: 'hardship' | 'ranking.percent'): boolean =>
  [version.base, ...version.routes.map(({ condition }) => condition)].some((one) => asks(one, fact))

/** By what places go: hardship where the rule asks for it, else merit where it asks for a rank, else the order of filing. */
export type CampusOrder = 'hardship' | 'merit' | 'filing'

export const campusOrder = (version: ProgrammeVersion): CampusOrder =>
  campusAsks(version, 'hardship') ? 'hardship' : campusAsks(version, 'ranking.percent') ? 'merit' : 'filing'

export const CAMPUS_ORDER_TEXTS: Readonly<Record<CampusOrder, string>> = {
  hardship: '按困难程度、量化评分、部门比对登记项数、提交时间先后排序',
  merit: '按成绩排名由高到低、提交时间先后排序',
  filing: '按提交时间先后排序',
}

/**
 * Ranks for `places` places (null = no limit): for hardship by the published order of {@link rankWithinQuota}, for
 * scholarships by the rank in the year. Nobody is moved by hand. Blocks while a level or a rank is missing.
 */
export function rankCampus(
  order: CampusOrder,
  candidates: readonly CampusCandidate[],
  places: number | null,
): RankResult {
  const room = places ?? candidates.length
  if (order === 'hardship') {
    return rankWithinQuota(
      candidates.map(({ rankPercent: _, ...one }) => ({ ...one, guaranteed: false })),
      room,
    )
  }
  const missing = order === 'merit' ? candidates.filter(({ rankPercent }) => rankPercent === null) : []
  if (missing.length > 0) {
    const text = `有${missing.length}名申请人还没有登记成绩排名，请先登记再排序。`
    return { ok: false, code: 'level-missing', text, applicationIds: missing.map((c) => c.applicationId) }
  }
  const sorted = candidates
    .slice()
    .sort(
      (a, b) =>
        (order === 'merit' ? (a.rankPercent ?? 100) - (b.rankPercent ?? 100) : 0) ||
        a.submittedAt - b.submittedAt ||
        tieHash(a.applicationId) - tieHash(b.applicationId) ||
        (a.applicationId < b.applicationId ? -1 : 1),
    )
  const list = sorted.map(({ applicationId, rankPercent }, index) => {
    const position = index + 1
    const selected = position <= room
    const standing = order === 'merit' ? `第${position}位：成绩排名前${rankPercent}%` : `第${position}位：按提交先后`
    const reason = selected ? `${standing}，列入拟资助名单。` : `${standing}，名额共${room}个，本次未能列入。`
    return { applicationId, position, selected, group: 'ranked' as const, reason }
  })
  return { ok: true, places: room, list }
}

/** The terms that one application is for: a programme by academic year that starts in autumn pays in both its terms. */
export const campusTerms = (version: ProgrammeVersion, term: Term): readonly Term[] =>
  version.applyPer === 'academic-year' && version.instalments !== 'once' && term.endsWith('autumn')
    ? [term, nextTerm(term)]
    : [term]

/** 发放计划 of one award, exact to the fen: `yearFen` for one sum, else `termFen` for each of the terms. */
export function campusInstalments(
  version: ProgrammeVersion,
  term: Term,
  amounts: { readonly yearFen: Fen; readonly termFen: Fen | null },
  config: TermConfig = DEFAULT_TERM_CONFIG,
): PlannedInstalment[] {
  if (version.instalments === 'once') return [{ period: term, amount: amounts.yearFen }]
  const { termFen } = amounts
  if (termFen === null) return []
  return campusTerms(version, term).reduce<PlannedInstalment[]>(
    (plan, one) => plan.concat(instalmentsOf(version.instalments, one, termFen, config)),
    [],
  )
}

/** What "once" means for an application: a term, a school year ('2026-2027'), or ever. */
export function campusPeriod(version: ProgrammeVersion, term: Term): string {
  if (version.applyPer === 'term') return term
  return version.applyPer === 'once' ? 'once' : academicYearOf(term)
}
