import { createHash } from 'node:crypto'
import { gate, type Looked } from '../domain/gate.ts'
import { measure } from '../domain/geometry.ts'
import { checkIdPhoto, type IdPhotoFinding } from '../domain/id-photo.ts'
import { judge, type LookedFrame } from '../domain/judge.ts'
import { lightOf } from '../domain/light.ts'
import type { Reason } from '../domain/reasons.ts'
import type { FaceSettings } from '../domain/settings.ts'
import type { DetectedFace, Enrolment, Frame, Picture, Template } from '../domain/types.ts'
import { type Detector, openDetector } from './detector.ts'
import type { Models } from './models.ts'
import {
  brightnessOf,
  FRAME_LIMITS,
  ID_PHOTO_LIMITS,
  type OpenedPicture,
  openPicture,
  type PictureLimits,
  thumbnailOf,
} from './picture.ts'
import { openRecogniser, type Recogniser } from './recogniser.ts'

/** What one picture of anyone shows: for calibration with `zhuxue face evaluate`. */
export type Described = { readonly template: Template } | { readonly reason: Reason }

/** The models of one child process at work: pictures in, verdicts out, nothing kept between two calls. */
export interface Engine {
  readonly modelId: string
  /** A try against a reference, or an enrolment (reference null) whose template comes back with a pass. */
  check(frames: readonly Frame[], reference: Template | null, settings: FaceSettings): Promise<Enrolment>
  idPhoto(image: Uint8Array, settings: FaceSettings): Promise<IdPhotoFinding>
  describe(image: Uint8Array, settings: FaceSettings): Promise<Described>
}

interface Seen {
  readonly looked: Looked
  readonly face: DetectedFace | null
  readonly opened: OpenedPicture | null
}

const isReason = (x: object): x is Reason => 'code' in x

/** Loads all models; about a second and 200 MB. */
export async function openEngine(models: Models): Promise<Engine> {
  const detector = await openDetector()
  return makeEngine(detector, await openRecogniser(models.recogniser, models.hint))
}

/** The engine over a detector and a recogniser that are already loaded. */
export function makeEngine(detector: Detector, recogniser: Recogniser): Engine {
  const look = async (image: Uint8Array, limits: PictureLimits): Promise<Seen> => {
    const opened = await openPicture(image, limits)
    if (isReason(opened)) return { looked: { kind: 'unusable', reason: opened }, face: null, opened: null }
    return { ...lookAt(opened.picture, await detector.detect(opened.picture)), opened }
  }

  const frame = async (f: Frame, { looked, opened }: Seen, settings: FaceSettings): Promise<LookedFrame> => {
    const usable = opened && looked.kind === 'seen' && gate(looked, settings, f.step) === null
    return {
      step: f.step,
      looked,
      template: usable ? await recogniser.template(opened.picture, looked.face.measures.fivePoints) : null,
      digest: createHash('sha256').update(f.image).digest('hex'),
      thumbnail: opened ? thumbnailOf(opened.picture) : new Uint8Array(),
      hint: null,
    }
  }

  return {
    modelId: recogniser.modelId,
    async check(frames, reference, settings) {
      const seen: LookedFrame[] = []
      let neutral: Seen | null = null
      for (const f of frames) {
        const s = await look(f.image, FRAME_LIMITS)
        neutral ??= s
        seen.push(await frame(f, s, settings))
      }
      const [first, ...rest] = seen
      let verdict = judge(seen, reference, settings, recogniser.modelId)
      if (verdict.result === 'review' && first && neutral?.opened && neutral.face) {
        // for the eyes of the person who decides; it changes no result, so nobody else has to wait for it
        const hint = await recogniser.hint(neutral.opened.picture, neutral.face)
        verdict = judge([{ ...first, hint }, ...rest], reference, settings, recogniser.modelId)
      }
      const own = first?.template ?? null
      return { verdict, template: reference === null && verdict.result === 'pass' ? own : null }
    },
    async idPhoto(image, settings) {
      const { looked, face, opened } = await look(image, ID_PHOTO_LIMITS)
      const nothing: Picture = { width: 1, height: 1, rgb: new Uint8Array(3) }
      const original = opened?.original ?? { width: 0, height: 0 }
      return checkIdPhoto(opened?.picture ?? nothing, looked, face, original, settings)
    },
    async describe(image, settings) {
      const { looked, opened } = await look(image, ID_PHOTO_LIMITS)
      const bad = gate(looked, settings)
      if (bad) return { reason: bad }
      if (!opened || looked.kind !== 'seen') throw new Error('a picture that passed the gate was not opened')
      return { template: await recogniser.template(opened.picture, looked.face.measures.fivePoints) }
    },
  }
}

/** The largest face of a picture, how wide the next one is against it, and the light on it. */
function lookAt(picture: Picture, faces: readonly DetectedFace[]): { looked: Looked; face: DetectedFace | null } {
  const bySize = [...faces].sort((a, b) => b.box[2] * b.box[3] - a.box[2] * a.box[3])
  const face = bySize[0]
  if (!face) return { looked: { kind: 'empty', brightness: brightnessOf(picture) }, face: null }
  const measures = measure(face, picture.width, picture.height)
  const second = bySize.slice(1).find((f) => f.score >= SURE && !overlaps(f, face))
  return {
    looked: {
      kind: 'seen',
      face: { measures, light: lightOf(picture, face.mesh, measures.eyeDistance) },
      secondFace: second ? second.box[2] / face.box[2] : 0,
    },
    face,
  }
}

const SURE = 0.5

/** Two boxes around the same face overlap by far; two persons cheek to cheek do not. */
function overlaps(a: DetectedFace, b: DetectedFace): boolean {
  const width = Math.min(a.box[0] + a.box[2], b.box[0] + b.box[2]) - Math.max(a.box[0], b.box[0])
  const height = Math.min(a.box[1] + a.box[3], b.box[1] + b.box[3]) - Math.max(a.box[1], b.box[1])
  if (width <= 0 || height <= 0) return false
  return width * height > 0.6 * Math.min(a.box[2] * a.box[3], b.box[2] * b.box[3])
}
