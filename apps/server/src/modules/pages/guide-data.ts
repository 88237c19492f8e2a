import { catalogue } from '@zhuxue/contracts'
import {
  compareTerms,
  formatTermText,
  isTerm,
  nextTerm,
  type ProgrammeVersion,
  STAGE_GROUP_LABELS,
  type StageGroup,
  seasonOf,
  type Term,
  termYear,
} from '@zhuxue/policy'
import { type LoadedRegion, loadRegion, PACKS } from '@zhuxue/regions'
import { type PublicRules, publicRules, type StoredVersion } from '../catalogue/index.ts'

const STAGE_ORDER = Object.keys(STAGE_GROUP_LABELS) as StageGroup[]
const isStage = (value: string): value is StageGroup => STAGE_ORDER.some((stage) => stage === value)

/** A stretch of terms in which no rule of the region changes. */
export interface Period {
  readonly from: Term
  /** null: still in force */
  readonly to: Term | null
  /** the term by which the period is asked for: today's if it lies inside, else the last one */
  readonly term: Term
  readonly current: boolean
  /** published already, but for a term to come */
  readonly coming: boolean
  readonly label: string
}

export interface GuideRegion {
  readonly code: string
  readonly name: string
}

/** What one page of the guide shows. */
export interface Guide {
  readonly region: LoadedRegion
  readonly regions: readonly GuideRegion[]
  readonly term: Term
  readonly periods: readonly Period[]
  /** stages with a rule in force in the term */
  readonly stages: readonly StageGroup[]
  /** null: all of them */
  readonly stage: StageGroup | null
  readonly groups: readonly { readonly stage: StageGroup; readonly versions: readonly ProgrammeVersion[] }[]
}

const previousTerm = (term: Term): Term =>
  seasonOf(term) === 'autumn' ? `${termYear(term)}-spring` : `${termYear(term) - 1}-autumn`

/** Every region of this build that has rules of its own or takes them from the level above. */
const guideRegions = (): GuideRegion[] =>
  PACKS.filter(({ code }) => code !== '000000').flatMap(({ code }) => {
    const loaded = loadRegion(code)
    return loaded.ok ? [{ code, name: loaded.region.name }] : []
  })

/** The region that an address names, or the installation's own. */
export function askedRegion(code: string, home: LoadedRegion): LoadedRegion {
  const asked = guideRegions().some((r) => r.code === code) ? loadRegion(code) : null
  return asked?.ok ? asked.region : home
}

/** The periods of a region, newest first; within one of them the guide does not change. */
export function periodsOf({ versions, inForce }: PublicRules, today: Term): Period[] {
  const starts = [
    ...new Set(
      versions.flatMap((v) => (v.effectiveTo ? [v.effectiveFrom, nextTerm(v.effectiveTo)] : [v.effectiveFrom])),
    ),
  ].sort(compareTerms)
  const periods = starts.map((from, i): Period => {
    const after = starts[i + 1]
    const to = after ? previousTerm(after) : null
    const current = compareTerms(from, today) <= 0 && (to === null || compareTerms(today, to) <= 0)
    const term = current ? today : (to ?? from)
    const coming = compareTerms(from, today) > 0
    return { from, to, term: coming ? from : term, current, coming, label: periodLabel(from, to, current) }
  })
  return periods.filter(({ term }) => inForce(term).length > 0).reverse()
}

function periodLabel(from: Term, to: Term | null, current: boolean): string {
  const mark = current ? '（现行）' : ''
  if (to === null) return `${formatTermText(from)}起${mark}`
  return from === to ? `${formatTermText(from)}${mark}` : `${formatTermText(from)}至${formatTermText(to)}${mark}`
}

/** What a visitor asked for, each part as it came in the address. */
export interface GuideQuery {
  readonly region: string
  readonly term: string
  readonly stage: string
}

/**
 * The guide for a region, term and stage. What cannot be read falls back: region to the installation's, term to the one
 * asked for by default, stage to the vocational one where there is one. `stage=all` shows every stage. What this
 * installation published (`stored`) stands over what the region's pack ships, each for its own terms.
 */
export function guideOf(
  query: GuideQuery,
  home: LoadedRegion,
  today: Term,
  stored: readonly StoredVersion[] = [],
): Guide {
  const region = askedRegion(query.region, home)
  const rules = publicRules(stored, region)
  const periods = periodsOf(rules, today)
  const term = isTerm(query.term) ? query.term : (periods.find((p) => p.current)?.term ?? periods[0]?.term ?? today)
  const versions = rules.inForce(term)
  const stages = STAGE_ORDER.filter((stage) => versions.some((v) => v.stageGroup === stage))
  const usual = stages.includes('vocational') ? 'vocational' : null
  const wished = isStage(query.stage) && stages.includes(query.stage) ? query.stage : null
  const stage = query.stage === 'all' ? null : (wished ?? usual)
  return {
    region,
    regions: guideRegions(),
    term,
    periods,
    stages,
    stage,
    groups: (stage ? [stage] : stages).map((s) => ({
      stage: s,
      versions: byKind(versions.filter((v) => v.stageGroup === s)),
    })),
  }
}

/** As every card is read: what the state gives first, then the place, the school, society. */
const byKind = (versions: readonly ProgrammeVersion[]): ProgrammeVersion[] =>
  catalogue.programmeKinds.flatMap((kind) => versions.filter((v) => v.kind === kind))

/** 备注 of a programme: when and where to apply, what cannot be had together, and what the card itself remarks. */
export function remarksOf(version: ProgrammeVersion, titles: ReadonlyMap<string, string>): string[] {
  const exclusions = version.excludes.map(
    ({ programme, text }) => text || `不能与${titles.get(programme) ?? programme}同时享受`,
  )
  return [version.remark, ...exclusions].filter((text): text is string => Boolean(text))
}

/** 申报流程 in one line. */
export const stepsText = (version: ProgrammeVersion): string => version.steps.map(({ title }) => title).join('→')

/** The period in words: 2018年春季学期至2020年秋季学期. */
export const guidePeriod = (guide: Guide): Period | undefined =>
  guide.periods.find(
    (p) => compareTerms(p.from, guide.term) <= 0 && (p.to === null || compareTerms(guide.term, p.to) <= 0),
  )
