import type { DetectedFace, Point } from '../domain/types.ts'

/** A head in millimetres, seen from the front: x to image right, y down, z away from the camera. */
const HEAD: Readonly<Record<number, Point>> = {
  33: [-45, 0, 5],
  133: [-17, 0, 0],
  159: [-31, -5, 0],
  145: [-31, 5, 0],
  263: [45, 0, 5],
  362: [17, 0, 0],
  386: [31, -5, 0],
  374: [31, 5, 0],
  1: [0, 38, -28],
  61: [-25, 75, -5],
  291: [25, 75, -5],
  78: [-22, 75, -5],
  308: [22, 75, -5],
  13: [0, 75, -10],
  14: [0, 75, -10],
  234: [-70, 20, 60],
  454: [70, 20, 60],
  10: [0, -60, 0],
  152: [0, 125, 0],
}

/** How the made-up head is held. Pixels, degrees (`yaw` > 0 to the person's own left), mouth gap over width. */
export interface MadeUp {
  readonly x?: number
  readonly y?: number
  readonly pixelsPerMm?: number
  readonly yaw?: number
  readonly pitch?: number
  readonly mouth?: number
  readonly score?: number
  /** true: a print; its points stay in the plane while it is turned */
  readonly flat?: boolean
}

/** Landmarks of a made-up head, for tests of the measures without any model or photo. */
export function madeUpFace(o: MadeUp = {}): DetectedFace {
  const { x = 240, y = 280, pixelsPerMm = 1.6, yaw = 0, pitch = 0, mouth = 0, score = 1, flat = false } = o
  const a = (yaw * Math.PI) / 180
  const place = (p: Point): Point => {
    const z = flat ? 0 : p[2]
    return [
      x + (p[0] * Math.cos(a) - z * Math.sin(a)) * pixelsPerMm,
      y + p[1] * pixelsPerMm,
      (p[0] * Math.sin(a) + z * Math.cos(a)) * pixelsPerMm,
    ]
  }
  const centre = place([0, 30, 0])
  const mesh: Point[] = Array.from({ length: 468 }, () => centre)
  for (const [i, p] of Object.entries(HEAD)) {
    const opened: Point = Number(i) === 14 ? [p[0], p[1] + mouth * 44, p[2]] : p
    mesh[Number(i)] = place(opened)
  }
  const box = [x - 75 * pixelsPerMm, y - 65 * pixelsPerMm, 150 * pixelsPerMm, 200 * pixelsPerMm] as const
  return { score, box, mesh, yaw, pitch, roll: 0 }
}
