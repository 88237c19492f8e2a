import type { Picture } from '../domain/types.ts'

type XY = readonly [x: number, y: number]

/** Where eyes, nose and mouth corners lie in a 112 × 112 face, as ArcFace models were trained. */
const REFERENCE: readonly XY[] = [
  [38.29459953, 51.69630051],
  [73.53179932, 51.50139999],
  [56.02519989, 71.73660278],
  [41.54930115, 92.3655014],
  [70.72990036, 92.20410156],
]

/** x' = a·x − b·y + tx, y' = b·x + a·y + ty */
export interface Similarity {
  readonly a: number
  readonly b: number
  readonly tx: number
  readonly ty: number
}

/** The turn, scale and shift that brings `from` closest to `to` (least squares, no mirroring). */
export function fitSimilarity(from: readonly XY[], to: readonly XY[]): Similarity {
  const n = from.length
  let fx = 0
  let fy = 0
  let gx = 0
  let gy = 0
  from.forEach((p, i) => {
    const q = to[i] as XY
    fx += p[0] / n
    fy += p[1] / n
    gx += q[0] / n
    gy += q[1] / n
  })
  let dot = 0
  let cross = 0
  let length = 0
  from.forEach((p, i) => {
    const q = to[i] as XY
    const x = p[0] - fx
    const y = p[1] - fy
    dot += x * (q[0] - gx) + y * (q[1] - gy)
    cross += x * (q[1] - gy) - y * (q[0] - gx)
    length += x * x + y * y
  })
  const a = length > 0 ? dot / length : 1
  const b = length > 0 ? cross / length : 0
  return { a, b, tx: gx - a * fx + b * fy, ty: gy - b * fx - a * fy }
}

/**
 * The face as the recogniser wants it: `side` × `side`, three planes (R, G, B or B, G, R), each value
 * (pixel − mean) / scale. Outside the picture counts as black.
 */
export function alignFace(
  picture: Picture,
  fivePoints: readonly XY[],
  to: { side: number; mean: number; scale: number; order: 'rgb' | 'bgr' },
): Float32Array {
  const zoom = to.side / 112
  const target = REFERENCE.map((p): XY => [p[0] * zoom, p[1] * zoom])
  // fitted from the target to the picture, because each pixel of the target is looked up in the picture
  const t = fitSimilarity(target, fivePoints)
  return sample(picture, to, (x, y) => [t.a * x - t.b * y + t.tx, t.b * x + t.a * y + t.ty])
}

/** A rectangle of the picture as planes, bilinear. */
export function cropFace(
  picture: Picture,
  crop: { x: number; y: number; width: number; height: number },
  to: { side: number; mean: number; scale: number; order: 'rgb' | 'bgr' },
): Float32Array {
  const sx = crop.width / to.side
  const sy = crop.height / to.side
  return sample(picture, to, (x, y) => [crop.x + (x + 0.5) * sx - 0.5, crop.y + (y + 0.5) * sy - 0.5])
}

function sample(
  picture: Picture,
  to: { side: number; mean: number; scale: number; order: 'rgb' | 'bgr' },
  source: (x: number, y: number) => XY,
): Float32Array {
  const { width, height, rgb } = picture
  const plane = to.side * to.side
  const out = new Float32Array(plane * 3)
  const planeOf = to.order === 'rgb' ? [0, plane, 2 * plane] : [2 * plane, plane, 0]
  const pixel = (x: number, y: number, c: number) =>
    x >= 0 && y >= 0 && x < width && y < height ? (rgb[(y * width + x) * 3 + c] as number) : 0
  for (let y = 0; y < to.side; y += 1) {
    for (let x = 0; x < to.side; x += 1) {
      const [px, py] = source(x, y)
      const x0 = Math.floor(px)
      const y0 = Math.floor(py)
      const dx = px - x0
      const dy = py - y0
      for (let c = 0; c < 3; c += 1) {
        const upper = pixel(x0, y0, c) * (1 - dx) + pixel(x0 + 1, y0, c) * dx
        const lower = pixel(x0, y0 + 1, c) * (1 - dx) + pixel(x0 + 1, y0 + 1, c) * dx
        out[(planeOf[c] as number) + y * to.side + x] = (upper * (1 - dy) + lower * dy - to.mean) / to.scale
      }
    }
  }
  return out
}
