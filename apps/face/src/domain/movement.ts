import type { Measures } from './geometry.ts'
import { type Reason, reason } from './reasons.ts'
import type { FaceSettings } from './settings.ts'
import type { Step } from './types.ts'

type Moved = Pick<Measures, 'yaw' | 'noseRatio' | 'mouthRatio'>

/**
 * Was the movement made, against the neutral picture of the same try? A turn needs both the angle of the mesh and the
 * shift of the nose, in the same direction: a flat photo that is held askew changes the first but not the second.
 */
export function movementDone(
  step: Step,
  neutral: Moved,
  now: Moved,
  s: Pick<FaceSettings, 'turnYaw' | 'turnNose' | 'mouthOpen'>,
): boolean {
  if (step === 'neutral') return true
  if (step === 'open-mouth') return now.mouthRatio - neutral.mouthRatio >= s.mouthOpen
  const sign = step === 'turn-left' ? 1 : -1
  return (now.yaw - neutral.yaw) * sign >= s.turnYaw && (now.noseRatio - neutral.noseRatio) * sign >= s.turnNose
}

/** Why a step does not count, or null when it was done. */
export function movementReason(
  step: Step,
  neutral: Moved,
  now: Moved,
  s: Pick<FaceSettings, 'turnYaw' | 'turnNose' | 'mouthOpen'>,
): Reason | null {
  if (movementDone(step, neutral, now, s)) return null
  if (step === 'turn-left') return reason('turn-left-not-seen', step)
  if (step === 'turn-right') return reason('turn-right-not-seen', step)
  return reason('open-mouth-not-seen', step)
}

/** A picture reduced to 32 × 32 grey values, to notice the same picture sent twice under another compression. */
export type Thumbnail = Uint8Array

const SAME_PICTURE = 0.35

/** Mean difference of two thumbnails, 0…255. Two pictures of a live camera differ by more than a re-saved one does. */
export function thumbnailDifference(a: Thumbnail, b: Thumbnail): number {
  let sum = 0
  for (let i = 0; i < a.length; i += 1) sum += Math.abs((a[i] as number) - (b[i] ?? 0))
  return a.length === 0 ? 0 : sum / a.length
}

/** Are any two pictures of a try the same one? `digests` are hashes of the files, `thumbnails` what they show. */
export function hasDuplicates(digests: readonly string[], thumbnails: readonly Thumbnail[]): boolean {
  if (new Set(digests).size < digests.length) return true
  return thumbnails.some((a, i) => thumbnails.slice(i + 1).some((b) => thumbnailDifference(a, b) < SAME_PICTURE))
}
