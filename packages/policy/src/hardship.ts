import { HARDSHIP_LEVELS, type HardshipLevel } from './facts.ts'
import { HARDSHIP_LABELS } from './hardship-levels.ts'
import {
  HARDSHIP_MODEL_V1,
  type HardshipItemId,
  type HardshipModel,
  SEVERE_GROUPS,
  type SevereGroup,
} from './hardship-model.ts'
import { type Refusal, refuse } from './refusal.ts'

/** Answers by item; an item left out is unknown and scores nothing. */
export type HardshipAnswers = Readonly<Partial<Record<HardshipItemId, string>>>

/** Evidence of one item: what was answered, and the points that it gave. */
export type HardshipEvidence = {
  readonly item: HardshipItemId
  readonly label: string
  readonly answer: string | null
  readonly points: number
  readonly max: number
}

/** 建议等级. Always a proposal: a person decides (PIPL 第24条), within one level and with a reason. */
export type HardshipProposal = {
  readonly model: string
  readonly level: HardshipLevel
  readonly score: number
  readonly groups: readonly SevereGroup[]
  readonly evidence: readonly HardshipEvidence[]
  /** Items without an answer; the proposal may be too low while any is open. */
  readonly unanswered: readonly HardshipItemId[]
  readonly text: string
}

/**
 * Proposes a level: a special group means 特别困难, otherwise the score decides by the model's thresholds.
 * RangeError for an option that the model does not have.
 */
export function proposeHardship(
  input: { readonly groups: readonly SevereGroup[]; readonly answers: HardshipAnswers },
  model: HardshipModel = HARDSHIP_MODEL_V1,
): HardshipProposal {
  const evidence = model.items.map((item): HardshipEvidence => {
    const answer = input.answers[item.id]
    const base = { item: item.id, label: item.label, max: item.max }
    if (answer === undefined) return { ...base, answer: null, points: 0 }
    const option = item.options.find((candidate) => candidate.id === answer)
    if (option === undefined) throw new RangeError(`${item.id} has no option ${answer}`)
    return { ...base, answer: option.label, points: option.points }
  })
  const score = evidence.reduce((sum, { points }) => sum + points, 0)
  const special = input.groups.length > 0
  const level = special ? 'severe' : levelOfScore(score, model)
  const unanswered = evidence
    .filter(({ item, answer }) => answer === null && item !== 'consumption')
    .map(({ item }) => item)
  return {
    model: model.version,
    level,
    score,
    groups: input.groups,
    evidence,
    unanswered,
    text: proposalText(level, score, input.groups, unanswered.length),
  }
}

function levelOfScore(score: number, model: HardshipModel): HardshipLevel {
  if (score >= model.thresholds.severe) return 'severe'
  if (score >= model.thresholds.moderate) return 'moderate'
  return score >= model.thresholds.mild ? 'mild' : 'none'
}

function proposalText(level: HardshipLevel, score: number, groups: readonly SevereGroup[], open: number): string {
  const basis =
    groups.length > 0
      ? `属于${groups.map((group) => SEVERE_GROUPS[group]).join('、')}`
      : `量化评分${score}分（满分100分）`
  const gap = open > 0 ? `还有${open}项没有填写，请核实后再定。` : ''
  return `${basis}，建议认定为${HARDSHIP_LABELS[level]}。${gap}最终等级由评议人员确定。`
}

export type HardshipDecision =
  | { readonly ok: true; readonly level: HardshipLevel; readonly changed: boolean }
  | Refusal<'more-than-one-level' | 'reason-missing'>

/** Shortest reason for a change of level, in characters. */
export const HARDSHIP_REASON_MIN = 5

/** 评议 may keep the proposal or move it by one level with a written reason. */
export function decideHardship(proposed: HardshipLevel, decided: HardshipLevel, reason: string): HardshipDecision {
  const distance = Math.abs(HARDSHIP_LEVELS.indexOf(proposed) - HARDSHIP_LEVELS.indexOf(decided))
  if (distance > 1) {
    return refuse(
      'more-than-one-level',
      `建议等级为${HARDSHIP_LABELS[proposed]}，评议最多调整一级。请先补充或更正家庭情况，重新评分。`,
    )
  }
  if (distance === 1 && Array.from(reason.trim()).length < HARDSHIP_REASON_MIN) {
    return refuse('reason-missing', `调整等级请写明理由，不少于${HARDSHIP_REASON_MIN}个字。`)
  }
  return { ok: true, level: decided, changed: distance === 1 }
}
