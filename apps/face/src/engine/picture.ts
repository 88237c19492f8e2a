import sharp from 'sharp'
import { type Reason, reason } from '../domain/reasons.ts'
import type { Picture } from '../domain/types.ts'

// Nothing of a picture stays in memory longer than its request, and one child is one thread.
sharp.cache(false)
sharp.concurrency(1)

/** Limits of one picture; bytes of the file, pixels of the decoded picture. */
export interface PictureLimits {
  readonly bytes: number
  readonly pixels: number
}

/** A frame of a challenge is about 24 KB; a phone that sends its full camera picture is still taken. */
export const FRAME_LIMITS: PictureLimits = { bytes: 3_000_000, pixels: 16_000_000 }
export const ID_PHOTO_LIMITS: PictureLimits = { bytes: 10_000_000, pixels: 40_000_000 }

const LONGEST_SIDE = 640
const SHORTEST_SIDE = 96

const starts = (bytes: Uint8Array, at: number, text: string): boolean =>
  bytes.length >= at + text.length && [...text].every((c, i) => bytes[at + i] === c.charCodeAt(0))

/** Format by content, never by name: JPEG, PNG and WebP are taken, what phones also make is named in the refusal. */
export function refuseFormat(bytes: Uint8Array): Reason | null {
  if (bytes.length === 0) return reason('image-missing')
  if (bytes[0] === 0xff && bytes[1] === 0xd8 && bytes[2] === 0xff) return null
  if (bytes[0] === 0x89 && starts(bytes, 1, 'PNG\r\n\x1a\n')) return null
  if (starts(bytes, 0, 'RIFF') && starts(bytes, 8, 'WEBP')) return null
  if (starts(bytes, 4, 'ftyp')) return reason('image-heic')
  if (starts(bytes, 0, 'GIF8')) return reason('image-animated')
  const head = Buffer.from(bytes.subarray(0, 512)).toString('latin1').toLowerCase()
  if (head.includes('<svg')) return reason('image-svg')
  return reason('image-format')
}

/** What can be refused without decoding: emptiness, size, format. */
export function refuseBytes(bytes: Uint8Array, limits: PictureLimits): Reason | null {
  if (bytes.length > limits.bytes) return reason('image-too-large')
  return refuseFormat(bytes)
}

/** A picture scaled to ≤640, upright, and the size it had. */
export interface OpenedPicture {
  readonly picture: Picture
  readonly original: { readonly width: number; readonly height: number }
}

/** Decodes a picture after checking its header; a broken or cut file is a reason, not a fault. */
export async function openPicture(bytes: Uint8Array, limits: PictureLimits): Promise<OpenedPicture | Reason> {
  const refused = refuseBytes(bytes, limits)
  if (refused) return refused
  try {
    const source = sharp(bytes, { failOn: 'error', limitInputPixels: limits.pixels, sequentialRead: true, pages: 1 })
    const head = await source.metadata()
    if ((head.pages ?? 1) > 1) return reason('image-animated')
    const turned = (head.orientation ?? 1) >= 5
    const original = turned ? { width: head.height, height: head.width } : { width: head.width, height: head.height }
    if (original.width * original.height > limits.pixels) return reason('image-too-many-pixels')
    if (Math.min(original.width, original.height) < SHORTEST_SIDE) return reason('image-too-small')
    const { data, info } = await source
      .autoOrient()
      .resize(LONGEST_SIDE, LONGEST_SIDE, { fit: 'inside', withoutEnlargement: true })
      .flatten({ background: '#ffffff' })
      .toColourspace('srgb')
      .raw()
      .toBuffer({ resolveWithObject: true })
    if (info.channels !== 3) return reason('image-broken')
    return { picture: { width: info.width, height: info.height, rgb: data }, original }
  } catch (e) {
    return reason(/exceeds pixel limit/.test((e as Error).message) ? 'image-too-many-pixels' : 'image-broken')
  }
}

/** Mean brightness of a picture, 0…255, from every eighth pixel. */
export function brightnessOf(picture: Picture): number {
  let sum = 0
  let n = 0
  for (let i = 0; i + 2 < picture.rgb.length; i += 24) {
    sum += 0.299 * (picture.rgb[i] ?? 0) + 0.587 * (picture.rgb[i + 1] ?? 0) + 0.114 * (picture.rgb[i + 2] ?? 0)
    n += 1
  }
  return n === 0 ? 0 : sum / n
}

/** 32 × 32 grey values of a picture (means of its cells). */
export function thumbnailOf(picture: Picture): Uint8Array {
  const side = 32
  const sums = new Float64Array(side * side)
  const counts = new Uint32Array(side * side)
  // every third pixel of every third row is plenty for a mean
  for (let y = 0; y < picture.height; y += 3) {
    const row = Math.floor((y * side) / picture.height) * side
    for (let x = 0; x < picture.width; x += 3) {
      const cell = row + Math.floor((x * side) / picture.width)
      // green alone is close enough to brightness here
      sums[cell] = (sums[cell] as number) + (picture.rgb[(y * picture.width + x) * 3 + 1] ?? 0)
      counts[cell] = (counts[cell] as number) + 1
    }
  }
  return Uint8Array.from(sums, (s, i) => Math.round(s / Math.max(1, counts[i] as number)))
}
