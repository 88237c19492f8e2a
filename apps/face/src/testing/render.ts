import sharp from 'sharp'
import type { DetectedFace, Picture } from '../domain/types.ts'

const INNER_LIPS = [78, 191, 80, 81, 82, 13, 312, 311, 310, 415, 308, 324, 318, 402, 317, 14, 87, 178, 88, 95]
const LOWER_INNER = new Set([324, 318, 402, 317, 14, 87, 178, 88, 95])
const UPPER_INNER = new Set([191, 80, 81, 82, 13, 312, 311, 310, 415])

/** A pose: `yaw` in degrees, > 0 to the person's own left; `mouth` = gap over width added. */
export interface Pose {
  readonly yaw?: number
  readonly mouth?: number
}

type P3 = [number, number, number]

/**
 * Turns one photo into another pose: its face mesh is turned in space and the photo laid over it. It proves that the
 * parts work together; it says nothing about accuracy on people.
 */
export async function renderPose(
  picture: Picture,
  face: DetectedFace,
  triangles: readonly number[],
  pose: Pose,
  noiseSeed = 1,
): Promise<Buffer> {
  const to = moved(face, pose)
  const out = Uint8Array.from(picture.rgb)
  const order = []
  for (let i = 0; i + 2 < triangles.length; i += 3) {
    const t = [triangles[i], triangles[i + 1], triangles[i + 2]] as [number, number, number]
    order.push({ t, z: t.reduce((s, k) => s + (to[k] as P3)[2], 0) })
  }
  // far ones first
  order.sort((a, b) => b.z - a.z)
  const from = face.mesh as readonly P3[]
  for (const { t } of order) {
    drawTriangle(
      out,
      picture,
      t.map((k) => to[k] as P3),
      t.map((k) => from[k] as P3),
    )
  }
  if (pose.mouth)
    fillMouth(
      out,
      picture,
      INNER_LIPS.map((k) => to[k] as P3),
    )
  addNoise(out, noiseSeed)
  return sharp(out, { raw: { width: picture.width, height: picture.height, channels: 3 } })
    .jpeg({ quality: 88 })
    .toBuffer()
}

function moved(face: DetectedFace, pose: Pose): P3[] {
  const mesh = face.mesh.map((p): P3 => [p[0], p[1], p[2]])
  const corner = (i: number) => mesh[i] as P3
  if (pose.mouth) {
    const width = Math.hypot(corner(308)[0] - corner(78)[0], corner(308)[1] - corner(78)[1])
    const middle = (corner(308)[0] + corner(78)[0]) / 2
    const line = (corner(308)[1] + corner(78)[1]) / 2
    const d = pose.mouth * width
    mesh.forEach((p, i) => {
      if (i === 78 || i === 308 || UPPER_INNER.has(i)) return
      if (!LOWER_INNER.has(i) && p[1] <= Math.max(line, corner(14)[1])) return
      p[1] += d * Math.max(0, 1 - ((p[0] - middle) / (width * 0.95)) ** 2)
    })
  }
  const angle = ((pose.yaw ?? 0) * Math.PI) / 180
  if (angle === 0) return mesh
  const a = corner(234)
  const b = corner(454)
  const cx = (a[0] + b[0]) / 2
  const cz = (a[2] + b[2]) / 2
  return mesh.map((p): P3 => {
    const x = p[0] - cx
    // towards the camera is negative z; a turn to the person's own left brings the nose to image right
    const z = p[2] - cz
    return [cx + x * Math.cos(angle) - z * Math.sin(angle), p[1], cz + x * Math.sin(angle) + z * Math.cos(angle)]
  })
}

function drawTriangle(out: Uint8Array, source: Picture, to: P3[], from: P3[]): void {
  const [a, b, c] = to as [P3, P3, P3]
  const area = (b[0] - a[0]) * (c[1] - a[1]) - (c[0] - a[0]) * (b[1] - a[1])
  if (Math.abs(area) < 1e-6) return
  const [fa, fb, fc] = from as [P3, P3, P3]
  const x0 = Math.max(0, Math.floor(Math.min(a[0], b[0], c[0])))
  const x1 = Math.min(source.width - 1, Math.ceil(Math.max(a[0], b[0], c[0])))
  const y0 = Math.max(0, Math.floor(Math.min(a[1], b[1], c[1])))
  const y1 = Math.min(source.height - 1, Math.ceil(Math.max(a[1], b[1], c[1])))
  for (let y = y0; y <= y1; y += 1) {
    for (let x = x0; x <= x1; x += 1) {
      const u = ((b[0] - x) * (c[1] - y) - (c[0] - x) * (b[1] - y)) / area
      const v = ((c[0] - x) * (a[1] - y) - (a[0] - x) * (c[1] - y)) / area
      const w = 1 - u - v
      if (u < -0.001 || v < -0.001 || w < -0.001) continue
      const sx = Math.round(u * fa[0] + v * fb[0] + w * fc[0])
      const sy = Math.round(u * fa[1] + v * fb[1] + w * fc[1])
      if (sx < 0 || sy < 0 || sx >= source.width || sy >= source.height) continue
      const i = (y * source.width + x) * 3
      const j = (sy * source.width + sx) * 3
      out[i] = source.rgb[j] ?? 0
      out[i + 1] = source.rgb[j + 1] ?? 0
      out[i + 2] = source.rgb[j + 2] ?? 0
    }
  }
}

/** The inside of an opened mouth: dark. */
function fillMouth(out: Uint8Array, picture: Picture, ring: P3[]): void {
  const ys = ring.map((p) => p[1])
  for (let y = Math.ceil(Math.min(...ys)); y <= Math.max(...ys); y += 1) {
    const xs: number[] = []
    ring.forEach((p, i) => {
      const q = ring[(i + 1) % ring.length] as P3
      if (p[1] > y !== q[1] > y) xs.push(p[0] + ((y - p[1]) / (q[1] - p[1])) * (q[0] - p[0]))
    })
    xs.sort((m, n) => m - n)
    for (let k = 0; k + 1 < xs.length; k += 2) {
      for (let x = Math.ceil(xs[k] as number); x <= (xs[k + 1] as number); x += 1) {
        out.set([38, 14, 16], (y * picture.width + x) * 3)
      }
    }
  }
}

/** Camera noise, so that no two pictures are the same bytes. */
function addNoise(out: Uint8Array, seed: number): void {
  let s = seed * 2654435761
  for (let i = 0; i < out.length; i += 1) {
    s = (Math.imul(s, 1664525) + 1013904223) >>> 0
    out[i] = Math.max(0, Math.min(255, (out[i] as number) + (s >>> 29) - 3))
  }
}
