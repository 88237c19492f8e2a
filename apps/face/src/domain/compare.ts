import { type Reason, reason } from './reasons.ts'
import type { FaceSettings } from './settings.ts'
import type { Template, VerdictResult } from './types.ts'

/** Cosine of two vectors of the same length, -1…1; 0 when one has no length. */
export function cosine(a: Float32Array, b: Float32Array): number {
  if (a.length !== b.length) throw new Error(`templates of ${a.length} and ${b.length} numbers cannot be compared`)
  let dot = 0
  let aa = 0
  let bb = 0
  for (let i = 0; i < a.length; i += 1) {
    const x = a[i] as number
    const y = b[i] as number
    dot += x * y
    aa += x * x
    bb += y * y
  }
  return aa > 0 && bb > 0 ? dot / Math.sqrt(aa * bb) : 0
}

/** Cosine of two templates; null when they come from different models, which says nothing about the persons. */
export const similarity = (a: Template, b: Template): number | null =>
  a.modelId === b.modelId && a.vector.length === b.vector.length ? cosine(a.vector, b.vector) : null

/** Pass, a person looks, or fail, by the two thresholds; a score that is no number never passes. */
export function decide(
  score: number,
  settings: Pick<FaceSettings, 'pass' | 'review'>,
): { result: VerdictResult; reasons: Reason[] } {
  if (score >= settings.pass) return { result: 'pass', reasons: [] }
  if (score >= settings.review) return { result: 'review', reasons: [reason('needs-a-person')] }
  return { result: 'fail', reasons: [reason('not-matching')] }
}
