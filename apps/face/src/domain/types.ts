import type { Reason } from './reasons.ts'

/** What a person may be asked to do. Left and right are the person's own, not those of the picture. */
export const STEPS = ['neutral', 'turn-left', 'turn-right', 'open-mouth'] as const
export type Step = (typeof STEPS)[number]

/** The sentence that guides a person through a step. */
export const STEP_TEXT: Readonly<Record<Step, string>> = {
  neutral: '请正对镜头，不要动',
  'turn-left': '请慢慢向左转头',
  'turn-right': '请慢慢向右转头',
  'open-mouth': '请张开嘴',
}

/** What a face check is for; each can be switched on and given its own provider. */
export const PURPOSES = ['enrol', 'new-device', 'application', 'change-phone', 'change-card', 'check-in'] as const
export type Purpose = (typeof PURPOSES)[number]

/** One picture of a challenge. `atMs` is the phone's own time since the challenge was shown, never its wall clock. */
export interface Frame {
  readonly step: Step
  readonly atMs: number
  readonly image: Uint8Array
}

/** A face as numbers: comparable with templates of the same `modelId` only. */
export interface Template {
  readonly vector: Float32Array
  readonly modelId: string
}

export type VerdictResult = 'pass' | 'review' | 'fail' | 'error'

/** What was seen of the movements. `hint` is the advisory model's 0…1 (higher = more likely real), or null. */
export interface Liveness {
  readonly passed: boolean
  readonly steps: readonly { readonly step: Step; readonly done: boolean }[]
  readonly hint: number | null
}

/**
 * Outcome of a check. 'error' means nothing was decided about the person and the try must not count. Scores are
 * cosines (-1…1) for the basic provider and 0…1 for a certified one; `threshold` is the one a pass needed.
 */
export interface Verdict {
  readonly result: VerdictResult
  readonly score: number | null
  readonly threshold: number
  readonly liveness: Liveness
  readonly reasons: readonly Reason[]
  readonly modelId: string
  readonly provider: string
}

/** Outcome of an enrolment; `template` only with a pass. */
export interface Enrolment {
  readonly verdict: Verdict
  readonly template: Template | null
}

/** A decoded picture: 8-bit RGB, row by row. */
export interface Picture {
  readonly width: number
  readonly height: number
  readonly rgb: Uint8Array
}

export type Point = readonly [x: number, y: number, z: number]

/** A face as the detector found it, in pixels of the picture; angles in degrees, `yaw` > 0 to the person's own left. */
export interface DetectedFace {
  readonly score: number
  readonly box: readonly [x: number, y: number, width: number, height: number]
  readonly mesh: readonly Point[]
  readonly yaw: number
  readonly pitch: number
  readonly roll: number
}
