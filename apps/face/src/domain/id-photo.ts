import { gate, type Looked } from './gate.ts'
import { type Reason, reason } from './reasons.ts'
import type { FaceSettings } from './settings.ts'
import type { DetectedFace, Picture } from './types.ts'

/** Least size of a roll photo in pixels: 26 × 32 mm at 350 dpi, the size of the photo on an ID card. */
export const ID_PHOTO_WIDTH = 358
export const ID_PHOTO_HEIGHT = 441

/** How plain a background is: mean colour and how far its pixels stray from it, 0…255. */
export interface Background {
  readonly colour: readonly [red: number, green: number, blue: number]
  readonly spread: number
}

/** Cut-out of a roll photo in pixels of the original, 358:441, head in the middle. */
export interface Crop {
  readonly x: number
  readonly y: number
  readonly width: number
  readonly height: number
}

export interface IdPhotoFinding {
  readonly ok: boolean
  readonly reasons: readonly Reason[]
  readonly width: number
  readonly height: number
  readonly background: Background | null
  readonly crop: Crop | null
}

const PLAIN = 22
const MAX_NOD = 15
const MAX_ROLL = 8

/**
 * Background of a head-and-shoulders picture: the strips left, right and above the head, inside the cut-out. The
 * quarter of the pixels that stray most is left out, so that hair at the border does not count.
 */
export function backgroundOf(picture: Picture, face: DetectedFace, crop: Crop): Background {
  const [, fy, , fh] = face.box
  const left = Math.max(0, Math.round(crop.x))
  const right = Math.min(picture.width, Math.round(crop.x + crop.width))
  const top = Math.max(0, Math.round(crop.y))
  // down to the chin at most: below it are the shoulders
  const bottom = Math.min(picture.height, Math.round(fy + fh * 0.7))
  const strip = Math.max(2, Math.round((right - left) * 0.12))
  const above = Math.max(2, Math.round((bottom - top) * 0.06))
  const pixels: [number, number, number][] = []
  const step = Math.max(1, Math.floor((right - left) / 120))
  for (let y = top; y < bottom; y += step) {
    for (let x = left; x < right; x += step) {
      if (y - top >= above && x - left >= strip && right - x > strip) continue
      const i = (y * picture.width + x) * 3
      pixels.push([picture.rgb[i] ?? 0, picture.rgb[i + 1] ?? 0, picture.rgb[i + 2] ?? 0])
    }
  }
  const median = (k: 0 | 1 | 2) => {
    const values = pixels.map((p) => p[k]).sort((a, b) => a - b)
    return values[Math.floor(values.length / 2)] ?? 0
  }
  const colour = [median(0), median(1), median(2)] as const
  const away = pixels.map((p) => Math.hypot(p[0] - colour[0], p[1] - colour[1], p[2] - colour[2])).sort((a, b) => a - b)
  const kept = away.slice(0, Math.ceil(away.length * 0.75))
  const spread = kept.length === 0 ? 255 : Math.sqrt(kept.reduce((s, d) => s + d * d, 0) / kept.length)
  return { colour, spread: Math.round(spread * 10) / 10 }
}

/** The cut-out of 358:441 around a face in a picture; null where the picture has no room for it. */
export function cropFor(face: DetectedFace, width: number, height: number): Crop | null {
  const xs = face.mesh.map((p) => p[0])
  const ys = face.mesh.map((p) => p[1])
  const faceTop = Math.min(...ys)
  const faceHeight = Math.max(...ys) - faceTop
  const middle = (Math.min(...xs) + Math.max(...xs)) / 2
  // The mesh ends at the forehead: hair takes about a quarter of a face more, and there is air above it.
  const wanted = faceHeight * 2
  const h = Math.min(wanted, height, (width * ID_PHOTO_HEIGHT) / ID_PHOTO_WIDTH)
  const w = (h * ID_PHOTO_WIDTH) / ID_PHOTO_HEIGHT
  if (h < faceHeight * 1.45) return null
  const clamp = (v: number, max: number) => Math.max(0, Math.min(v, max))
  return { x: clamp(middle - w / 2, width - w), y: clamp(faceTop - h * 0.22, height - h), width: w, height: h }
}

/**
 * Is this picture usable as the photo of the roll: one clear face, level and facing, room around it, plain background,
 * enough pixels? `picture` is scaled to ≤640; `original` has the pixels of the file.
 */
export function checkIdPhoto(
  picture: Picture,
  looked: Looked,
  face: DetectedFace | null,
  original: { width: number; height: number },
  settings: FaceSettings,
): IdPhotoFinding {
  const size = { width: original.width, height: original.height }
  const bad = gate(looked, settings)
  if (bad || !face || looked.kind !== 'seen') {
    const reasons = [bad ?? reason('no-face')].map((r) => reason(r.code))
    return { ok: false, reasons, ...size, background: null, crop: null }
  }
  const reasons: Reason[] = []
  const { measures } = looked.face
  const scale = original.width / picture.width
  const crop = cropFor(face, picture.width, picture.height)
  if (Math.abs(measures.roll) > MAX_ROLL) reasons.push(reason('photo-not-level'))
  if (Math.abs(measures.pitch) > MAX_NOD) reasons.push(reason('face-tilted'))
  if (!crop)
    return { ok: false, reasons: [...reasons, reason('photo-face-size')], ...size, background: null, crop: null }
  const middle = face.mesh.reduce((s, p) => s + p[0], 0) / face.mesh.length
  if (Math.abs(middle - (crop.x + crop.width / 2)) > crop.width * 0.12) reasons.push(reason('photo-off-centre'))
  if (crop.width * scale < ID_PHOTO_WIDTH || crop.height * scale < ID_PHOTO_HEIGHT) {
    reasons.push(reason('photo-too-small'))
  }
  const background = backgroundOf(picture, face, crop)
  if (background.spread > PLAIN) reasons.push(reason('photo-background'))
  const whole = {
    x: Math.round(crop.x * scale),
    y: Math.round(crop.y * scale),
    width: Math.floor(crop.width * scale),
    height: Math.floor(crop.height * scale),
  }
  return { ok: reasons.length === 0, reasons, ...size, background, crop: whole }
}
