import type { DetectedFace, Frame, Picture, Step } from '../domain/types.ts'
import { type Detector, openDetector } from '../engine/detector.ts'
import { type Engine, makeEngine } from '../engine/engine.ts'
import { ensureModels } from '../engine/models.ts'
import { FRAME_LIMITS, openPicture } from '../engine/picture.ts'
import { openRecogniser } from '../engine/recogniser.ts'
import { asFrame, testPhotos } from './photos.ts'
import { type Pose, renderPose } from './render.ts'

const POSES: Readonly<Record<Step, Pose>> = {
  neutral: {},
  'turn-left': { yaw: 33 },
  'turn-right': { yaw: -33 },
  'open-mouth': { mouth: 0.4 },
}

/** A person of the test photos whose poses can be rendered. */
export interface TestPerson {
  readonly photo: Buffer
  readonly picture: Picture
  readonly face: DetectedFace
}

/** Real models and real photos for a test file: loads the models in this process. */
export interface TestBench {
  readonly detector: Detector
  readonly engine: Engine
  person(name: string): Promise<TestPerson>
  /** JPEG of a person in the pose of a step; another seed is another picture of the same pose */
  pose(person: TestPerson, step: Step, seed?: number): Promise<Buffer>
  /** a full try: one picture a step, 900 ms apart */
  tryOf(person: TestPerson, steps: readonly Step[], seed?: number): Promise<Frame[]>
}

export async function openBench(): Promise<TestBench> {
  const [models, photos] = await Promise.all([ensureModels(), testPhotos()])
  const detector = await openDetector()
  const engine = makeEngine(detector, await openRecogniser(models.recogniser, models.hint))
  const pose: TestBench['pose'] = (p, step, seed = 1) =>
    renderPose(p.picture, p.face, detector.triangles, POSES[step], seed)
  return {
    detector,
    engine,
    async person(name) {
      const photo = photos.get(name)
      if (!photo) throw new Error(`no test photo ${name}`)
      const opened = await openPicture(await asFrame(photo), FRAME_LIMITS)
      if ('code' in opened) throw new Error(opened.code)
      const face = (await detector.detect(opened.picture))[0]
      if (!face) throw new Error(`no face in ${name}`)
      return { photo, picture: opened.picture, face }
    },
    pose,
    async tryOf(person, steps, seed = 1) {
      const images = await Promise.all(steps.map((s, i) => pose(person, s, seed * 10 + i)))
      return steps.map((step, i) => ({ step, atMs: 500 + i * 900, image: images[i] as Buffer }))
    },
  }
}
