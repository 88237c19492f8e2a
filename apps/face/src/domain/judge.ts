import { decide, similarity } from './compare.ts'
import { gate, type Looked } from './gate.ts'
import type { Measures } from './geometry.ts'
import { hasDuplicates, movementDone, movementReason, type Thumbnail } from './movement.ts'
import { type Reason, reason } from './reasons.ts'
import type { FaceSettings } from './settings.ts'
import type { Liveness, Step, Template, Verdict, VerdictResult } from './types.ts'

/** What the engine made of one picture of a try; `template` only where a face was found. */
export interface LookedFrame {
  readonly step: Step
  readonly looked: Looked
  readonly template: Template | null
  readonly digest: string
  readonly thumbnail: Thumbnail
  readonly hint: number | null
}

const HINT_LOW = 0.02

/** Verdict on a try that never came to looking at pictures. */
export function verdictOf(
  result: VerdictResult,
  reasons: readonly Reason[],
  context: { threshold: number; modelId: string; provider: string },
): Verdict {
  return { result, score: null, liveness: { passed: false, steps: [], hint: null }, reasons, ...context }
}

/**
 * Verdict on a whole try, everything recomputed from the pictures: each picture through the gate, no picture twice,
 * every movement against the neutral picture, one person throughout, then the comparison with `reference`. Without a
 * reference (enrolment) a live, single, clear person passes. The advisory hint never changes the result.
 */
export function judge(
  frames: readonly LookedFrame[],
  reference: Template | null,
  settings: FaceSettings,
  modelId: string,
): Verdict {
  const context = { threshold: settings.pass, modelId, provider: 'basic' }
  const first = frames[0]
  const neutral = first?.looked.kind === 'seen' ? first.looked.face.measures : null
  const pictures = frames.map((f) => gate(f.looked, settings, f.step)).filter((r) => r !== null)
  const duplicates = hasDuplicates(
    frames.map((f) => f.digest),
    frames.filter((f) => f.looked.kind === 'seen').map((f) => f.thumbnail),
  )
  const moved = movements(frames, neutral, settings)
  const problems: Reason[] = [...pictures]
  if (duplicates) problems.push(reason('duplicate-frames'))
  else if (pictures.length === 0) problems.push(...moved, ...changedPerson(frames, settings))

  const liveness: Liveness = {
    passed: problems.length === 0,
    steps: frames.map((f) => ({ step: f.step, done: !duplicates && isDone(f, neutral, settings) })),
    hint: first?.hint ?? null,
  }
  const hints = liveness.hint !== null && liveness.hint < HINT_LOW ? [reason('spoof-hint')] : []
  const own = first?.template ?? null
  const score =
    own && reference && gate(first?.looked ?? NOTHING, settings) === null ? similarity(own, reference) : null
  if (reference && reference.modelId !== modelId) {
    return { ...context, result: 'error', score: null, liveness, reasons: [reason('template-other-model')] }
  }
  if (problems.length > 0) return { ...context, result: 'fail', score, liveness, reasons: [...problems, ...hints] }
  if (!reference) return { ...context, result: 'pass', score: null, liveness, reasons: hints }
  const decided = decide(score ?? Number.NaN, settings)
  return { ...context, result: decided.result, score, liveness, reasons: [...decided.reasons, ...hints] }
}

const NOTHING: Looked = { kind: 'empty', brightness: 0 }

const measuresOf = (f: LookedFrame): Measures | null => (f.looked.kind === 'seen' ? f.looked.face.measures : null)

function isDone(f: LookedFrame, neutral: Measures | null, settings: FaceSettings): boolean {
  const now = measuresOf(f)
  return now !== null && neutral !== null && movementDone(f.step, neutral, now, settings)
}

function movements(frames: readonly LookedFrame[], neutral: Measures | null, settings: FaceSettings): Reason[] {
  if (!neutral) return []
  return frames.flatMap((f) => {
    const now = measuresOf(f)
    const r = now ? movementReason(f.step, neutral, now, settings) : null
    return r ? [r] : []
  })
}

/** The pictures of one try must show one person: each is compared with the neutral one. */
function changedPerson(frames: readonly LookedFrame[], settings: FaceSettings): Reason[] {
  const own = frames[0]?.template
  const other = frames.slice(1).find((f) => {
    const s = own && f.template ? similarity(own, f.template) : null
    return s === null || s < settings.sameAcrossFrames
  })
  return other ? [reason('person-changed', other.step)] : []
}
