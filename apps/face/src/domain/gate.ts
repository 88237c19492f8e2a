import type { Measures } from './geometry.ts'
import type { Light } from './light.ts'
import { type Reason, reason } from './reasons.ts'
import type { FaceSettings } from './settings.ts'
import type { Step } from './types.ts'

/** What one picture showed: the largest face, how wide the next one is against it, and the light. */
export interface SeenFace {
  readonly measures: Measures
  readonly light: Light
}

/** Result of looking at one picture of a try. `picture` is the reason why it could not even be looked at. */
export type Looked =
  | { readonly kind: 'unusable'; readonly reason: Reason }
  | { readonly kind: 'empty'; readonly brightness: number }
  | { readonly kind: 'seen'; readonly face: SeenFace; readonly secondFace: number }

const DARK = 45
const BRIGHT = 235
/** Behind dark glass the skin is far darker than the cheeks; shadows and make-up stay above. Mirrored glass is not noticed. */
const COVERED = 0.45
/** A second face this wide against the first is a second person, not a poster far behind. */
const SECOND_FACE = 0.35
const EDGE = 0.005
/** Turned pictures are compared with the neutral one only; eyes come closer together in them. */
const TURNED_EYES = 0.6
const TURNED_MAX = 50

/**
 * Can this picture be compared? First reason that speaks against it, or null. `step` decides how far the head may be
 * turned; the worst errors of the recogniser were faces cut by the edge, so the whole mesh must be inside.
 */
export function gate(looked: Looked, settings: FaceSettings, step: Step = 'neutral'): Reason | null {
  if (looked.kind === 'unusable') return { ...looked.reason, step }
  if (looked.kind === 'empty') return reason(looked.brightness < DARK ? 'too-dark' : 'no-face', step)
  const { measures: m, light } = looked.face
  const turned = step === 'turn-left' || step === 'turn-right'
  if (looked.secondFace >= SECOND_FACE) return reason('two-faces', step)
  if (m.margin < EDGE) return reason('face-cut-off', step)
  if (m.eyeDistance < settings.eyeDistance * (turned ? TURNED_EYES : 1)) return reason('face-too-small', step)
  if (light.brightness < DARK) return reason('too-dark', step)
  if (light.brightness > BRIGHT) return reason('too-bright', step)
  if (m.score < settings.faceScore) return reason('face-unclear', step)
  if (turned ? Math.abs(m.yaw) > TURNED_MAX : Math.abs(m.yaw) >= settings.maxAngle) {
    return reason(turned ? 'face-turned-too-far' : 'face-turned', step)
  }
  if (Math.abs(m.pitch) >= settings.maxAngle * (turned ? 1.5 : 1)) return reason('face-tilted', step)
  if (!turned && light.aroundEyes[0] < COVERED && light.aroundEyes[1] < COVERED) return reason('eyes-covered', step)
  return null
}
