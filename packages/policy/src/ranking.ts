import type { HardshipLevel } from './facts.ts'
import { HARDSHIP_LABELS } from './hardship-levels.ts'

/** One applicant for a place in the quota. `submittedAt` in epoch ms; `score` 0–100 or null when not scored. */
export type RankCandidate = {
  readonly applicationId: string
  readonly guaranteed: boolean
  readonly level: HardshipLevel | null
  readonly score: number | null
  /** How many department registers name the household (部门比对命中数). */
  readonly registerCount: number
  readonly submittedAt: number
}

/** A line of the ranked list; `reason` is Chinese, without names or the kind of hardship. */
export type RankedPlace = {
  readonly applicationId: string
  readonly position: number
  readonly selected: boolean
  readonly group: 'guaranteed' | 'ranked' | 'outside'
  readonly reason: string
}

export type RankResult =
  | { readonly ok: true; readonly places: number; readonly list: readonly RankedPlace[] }
  | {
      readonly ok: false
      readonly code: 'guaranteed-exceed-quota' | 'level-missing' | 'duplicate-application'
      readonly text: string
      readonly applicationIds: readonly string[]
    }

/** The published order, from first to last. Shown with the list and stored with the decision. */
export const RANKING_RULES: readonly string[] = [
  '政策规定的重点保障对象在名额内优先安排',
  '困难程度由高到低',
  '同一困难程度的，量化评分由高到低',
  '评分相同的，部门比对登记项数多的在前',
  '仍相同的，提交申请时间早的在前',
  '仍相同的，按申请编号的散列值排序，人工不能调整',
]

const LEVEL_ORDER: Readonly<Record<HardshipLevel, number>> = {
  severe: 0,
  moderate: 1,
  mild: 2,
  none: 3,
}

/** FNV-1a over UTF-16 units: a fixed, public order that says nothing about when an id was made. */
export function tieHash(text: string): number {
  let hash = 0x811c9dc5
  for (let i = 0; i < text.length; i += 1) {
    hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193)
  }
  return hash >>> 0
}

function compareCandidates(a: RankCandidate, b: RankCandidate): number {
  return (
    Number(b.guaranteed) - Number(a.guaranteed) ||
    levelOrder(a) - levelOrder(b) ||
    (b.score ?? -1) - (a.score ?? -1) ||
    b.registerCount - a.registerCount ||
    a.submittedAt - b.submittedAt ||
    tieHash(a.applicationId) - tieHash(b.applicationId) ||
    (a.applicationId < b.applicationId ? -1 : 1)
  )
}

function levelOrder(candidate: RankCandidate): number {
  return candidate.level === null ? LEVEL_ORDER.none : LEVEL_ORDER[candidate.level]
}

/**
 * Ranks the applicants for `places` places by {@link RANKING_RULES}; the order of the input does not matter.
 * Blocks, instead of dropping anyone, when the guaranteed ones alone exceed the places or a level is missing.
 */
export function rankWithinQuota(candidates: readonly RankCandidate[], places: number): RankResult {
  const blocked = findBlock(candidates, places)
  if (blocked !== null) return blocked
  const sorted = candidates.slice().sort(compareCandidates)
  const list = sorted.map((candidate, index): RankedPlace => {
    const position = index + 1
    const outside = !candidate.guaranteed && candidate.level === 'none'
    const selected = !outside && position <= places
    return {
      applicationId: candidate.applicationId,
      position,
      selected,
      group: candidate.guaranteed ? 'guaranteed' : outside ? 'outside' : 'ranked',
      reason: reasonOf(candidate, position, places, selected),
    }
  })
  return { ok: true, places, list }
}

function findBlock(candidates: readonly RankCandidate[], places: number): RankResult | null {
  const seen = new Set<string>()
  const twice = candidates.filter(({ applicationId }) => {
    const repeated = seen.has(applicationId)
    seen.add(applicationId)
    return repeated
  })
  if (twice.length > 0) {
    return block('duplicate-application', '名单中有重复的申请，请先去重再排序。', twice)
  }
  const missing = candidates.filter(({ guaranteed, level }) => !guaranteed && level === null)
  if (missing.length > 0) {
    const text = `有${missing.length}名申请人还没有困难认定等级，请先完成认定再排序。`
    return block('level-missing', text, missing)
  }
  const guaranteed = candidates.filter((candidate) => candidate.guaranteed)
  if (guaranteed.length > places) {
    const text = `保障对象超指标：重点保障对象${guaranteed.length}人，名额${places}个，差${guaranteed.length - places}个。请向主管部门申请增加指标后再排序。`
    return block('guaranteed-exceed-quota', text, guaranteed)
  }
  return null
}

function block(
  code: 'guaranteed-exceed-quota' | 'level-missing' | 'duplicate-application',
  text: string,
  candidates: readonly RankCandidate[],
): RankResult {
  return { ok: false, code, text, applicationIds: candidates.map((c) => c.applicationId) }
}

function reasonOf(candidate: RankCandidate, position: number, places: number, selected: boolean): string {
  if (candidate.guaranteed) return `第${position}位：按政策规定优先安排，列入拟资助名单。`
  if (candidate.level === null || candidate.level === 'none') {
    return `第${position}位：认定为${HARDSHIP_LABELS.none}，不占用名额。`
  }
  const score = candidate.score === null ? '' : `，评分${candidate.score}分`
  const standing = `第${position}位：认定为${HARDSHIP_LABELS[candidate.level]}${score}`
  if (selected) return `${standing}，在${places}个名额之内，列入拟资助名单。`
  return `${standing}，名额共${places}个，本次未能列入。`
}
