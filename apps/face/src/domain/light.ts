import type { Picture, Point } from './types.ts'

// Skin that lies under the glass of sunglasses (just below the eyes, upper lids) and skin that does not (cheeks, brow).
const UNDER_GLASS = [
  [230, 229, 223],
  [450, 449, 443],
] as const
const CHEEKS_AND_BROW = [205, 425, 50, 280, 151, 9] as const

/** Light on a face: mean brightness 0…255, and per eye the brightness around it over that of cheeks and brow. */
export interface Light {
  readonly brightness: number
  readonly aroundEyes: readonly [imageLeft: number, imageRight: number]
}

/** Mean brightness (luma, 0…255) of a small square around a point; NaN outside the picture. */
function patch(picture: Picture, x: number, y: number, half: number): number {
  let sum = 0
  let n = 0
  const x1 = Math.min(picture.width - 1, Math.round(x + half))
  const y1 = Math.min(picture.height - 1, Math.round(y + half))
  for (let py = Math.max(0, Math.round(y - half)); py <= y1; py += 1) {
    for (let px = Math.max(0, Math.round(x - half)); px <= x1; px += 1) {
      const i = (py * picture.width + px) * 3
      sum += 0.299 * (picture.rgb[i] ?? 0) + 0.587 * (picture.rgb[i + 1] ?? 0) + 0.114 * (picture.rgb[i + 2] ?? 0)
      n += 1
    }
  }
  return n === 0 ? Number.NaN : sum / n
}

/** Light of a face with this mesh; `eyeDistance` in pixels sets the size of the patches looked at. */
export function lightOf(picture: Picture, mesh: readonly Point[], eyeDistance: number): Light {
  const half = Math.max(1, eyeDistance * 0.05)
  const mean = (indices: readonly number[]) => {
    const values = indices
      .map((i) => mesh[i])
      .filter((p) => p !== undefined)
      .map((p) => patch(picture, p[0], p[1], half))
      .filter((v) => !Number.isNaN(v))
    return values.length === 0 ? 0 : values.reduce((a, b) => a + b, 0) / values.length
  }
  const skin = mean(CHEEKS_AND_BROW)
  const around = (indices: readonly number[]) => (skin > 0 ? mean(indices) / skin : 1)
  return { brightness: skin, aroundEyes: [around(UNDER_GLASS[0]), around(UNDER_GLASS[1])] }
}
