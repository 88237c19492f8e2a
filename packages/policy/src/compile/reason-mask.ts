import type { StudentFacts } from '../facts.ts'
import type { ProgrammeVersion } from '../programmes/definition.ts'
import { type Determination, determineWith } from '../programmes/determine.ts'
import { factsReader, type LeafReader } from '../programmes/evaluate.ts'
import { MASK_BITS, type Plan } from './plan.ts'

/** 理由掩码: which requirements of a plan failed and which are unknown, one bit each; the others are met. */
export type ReasonMask = { readonly failed: readonly number[]; readonly unknown: readonly number[] }

/** The mask of one student by the explainer's own evaluation: the reference for every generated target. */
export function reasonMask(plan: Plan, facts: StudentFacts): ReasonMask {
  const read = factsReader(facts, plan.areas)
  const failed = new Array<number>(plan.words).fill(0)
  const unknown = new Array<number>(plan.words).fill(0)
  for (const { index, example } of plan.requirements) {
    const value = read(example)
    const word = Math.floor(index / MASK_BITS)
    const into = value === null ? unknown : failed
    if (value !== true) into[word] = (into[word] ?? 0) | (1 << (index % MASK_BITS))
  }
  return { failed, unknown }
}

/** Reads leaves out of a mask. */
export function maskReader(plan: Plan, mask: ReasonMask): LeafReader {
  return (leaf) => {
    const index = plan.indexOf(leaf)
    const word = Math.floor(index / MASK_BITS)
    const bit = 1 << (index % MASK_BITS)
    if (((mask.unknown[word] ?? 0) & bit) !== 0) return null
    return ((mask.failed[word] ?? 0) & bit) === 0
  }
}

/**
 * The whole answer (outcome, route, amounts, every reason with its clause) out of a stored mask, without the facts. The
 * plan must be the one the mask was made with (same `id`).
 */
export function explainMask(plan: Plan, version: ProgrammeVersion, mask: ReasonMask): Determination {
  return determineWith(version, maskReader(plan, mask))
}
