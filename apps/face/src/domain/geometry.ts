import type { DetectedFace, Point } from './types.ts'

// Points of the 468-point face mesh. "image left" is the person's right.
const EYE_IMAGE_LEFT = [33, 133, 159, 145] as const
const EYE_IMAGE_RIGHT = [263, 362, 386, 374] as const
const NOSE_TIP = 1
const MOUTH_IMAGE_LEFT = 61
const MOUTH_IMAGE_RIGHT = 291
const LIP_UPPER = 13
const LIP_LOWER = 14
const LIP_CORNER_A = 78
const LIP_CORNER_B = 308

type XY = readonly [x: number, y: number]

/** Measures of a face that the gate and the movement checks use. */
export interface Measures {
  readonly score: number
  /** between the eyes' centres, pixels */
  readonly eyeDistance: number
  /** degrees; yaw > 0: turned to the person's own left */
  readonly yaw: number
  readonly pitch: number
  readonly roll: number
  /** nose tip beside the middle of the eyes, in half eye distances along the eye line; > 0: to the person's own left */
  readonly noseRatio: number
  /** gap between the lips over the inner width of the mouth */
  readonly mouthRatio: number
  /** least distance of any mesh point to the edge of the picture, as a share of its shorter side; < 0: outside */
  readonly margin: number
  /** eyes, nose, mouth corners, from image left to image right, as the alignment wants them */
  readonly fivePoints: readonly XY[]
}

const at = (mesh: readonly Point[], i: number): Point => {
  const p = mesh[i]
  if (!p) throw new Error(`mesh has no point ${i}`)
  return p
}

const middle = (mesh: readonly Point[], indices: readonly number[]): XY => {
  let x = 0
  let y = 0
  for (const i of indices) {
    const p = at(mesh, i)
    x += p[0]
    y += p[1]
  }
  return [x / indices.length, y / indices.length]
}

const distance = (a: Point, b: Point): number => Math.hypot(a[0] - b[0], a[1] - b[1])

/** Measures a detected face in a picture of `width` × `height` pixels. */
export function measure(face: DetectedFace, width: number, height: number): Measures {
  const { mesh } = face
  const left = middle(mesh, EYE_IMAGE_LEFT)
  const right = middle(mesh, EYE_IMAGE_RIGHT)
  const nose = at(mesh, NOSE_TIP)
  const eyeDistance = Math.hypot(right[0] - left[0], right[1] - left[1])
  const along: XY = eyeDistance > 0 ? [(right[0] - left[0]) / eyeDistance, (right[1] - left[1]) / eyeDistance] : [1, 0]
  const offset = (nose[0] - (left[0] + right[0]) / 2) * along[0] + (nose[1] - (left[1] + right[1]) / 2) * along[1]
  const mouthWidth = distance(at(mesh, LIP_CORNER_A), at(mesh, LIP_CORNER_B))
  const corner = (i: number): XY => [at(mesh, i)[0], at(mesh, i)[1]]
  return {
    score: face.score,
    eyeDistance,
    yaw: face.yaw,
    pitch: face.pitch,
    roll: face.roll,
    noseRatio: eyeDistance > 0 ? offset / (eyeDistance / 2) : 0,
    mouthRatio: mouthWidth > 0 ? distance(at(mesh, LIP_UPPER), at(mesh, LIP_LOWER)) / mouthWidth : 0,
    margin: edgeMargin(mesh, width, height),
    fivePoints: [left, right, [nose[0], nose[1]], corner(MOUTH_IMAGE_LEFT), corner(MOUTH_IMAGE_RIGHT)],
  }
}

function edgeMargin(mesh: readonly Point[], width: number, height: number): number {
  let least = Number.POSITIVE_INFINITY
  for (const [x, y] of mesh) least = Math.min(least, x, y, width - x, height - y)
  return least / Math.min(width, height)
}
