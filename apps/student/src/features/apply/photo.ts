import { texts as t } from './texts.ts'

export type PhotoResult = { ok: true; bytes: ArrayBuffer; mime: string } | { ok: false; text: string }
type Kind = 'jpeg' | 'png' | 'webp' | 'heic' | 'other'

/** Longest side after compression, px; a page of A4 stays readable. */
export const LONGEST_SIDE = 1600
const QUALITY = 0.8
const MAX_BYTES = 30 * 1024 * 1024
const MAX_PIXELS = 40_000_000

const ascii = (b: Uint8Array, from: number, to: number): string =>
  String.fromCharCode(...Array.from(b.subarray(from, to)))

/** What a file is by its first bytes; names and MIME types of phones are not to be trusted (SVG named .jpg). */
export function kindOf(head: Uint8Array): Kind {
  if (head[0] === 0xff && head[1] === 0xd8 && head[2] === 0xff) return 'jpeg'
  if (head[0] === 0x89 && ascii(head, 1, 4) === 'PNG') return 'png'
  if (ascii(head, 0, 4) === 'RIFF' && ascii(head, 8, 12) === 'WEBP') return 'webp'
  if (ascii(head, 4, 8) === 'ftyp' && /^(heic|heix|hevc|hevx|heim|heis|mif1|msf1|avif)/.test(ascii(head, 8, 12)))
    return 'heic'
  return 'other'
}

/** Width and height that fit into the longest side, never larger than the picture. */
export function fit(width: number, height: number): { width: number; height: number } {
  const scale = Math.min(1, LONGEST_SIDE / Math.max(width, height))
  return { width: Math.max(1, Math.round(width * scale)), height: Math.max(1, Math.round(height * scale)) }
}

const readBytes = (blob: Blob): Promise<ArrayBuffer> =>
  new Promise((resolve, reject) => {
    const reader = new FileReader()
    reader.onload = () => resolve(reader.result as ArrayBuffer)
    reader.onerror = () => reject(reader.error)
    reader.readAsArrayBuffer(blob)
  })

const load = (blob: Blob): Promise<HTMLImageElement> =>
  new Promise((resolve, reject) => {
    const image = new Image()
    const url = URL.createObjectURL(blob)
    image.onload = () => {
      URL.revokeObjectURL(url)
      resolve(image)
    }
    image.onerror = () => {
      URL.revokeObjectURL(url)
      reject(new Error('not decodable'))
    }
    image.src = url
  })

/**
 * Makes a small JPEG of a chosen photo on the phone: weak links carry 200 KB, not 8 MB, and the picture's position and
 * device data (EXIF) stay on the phone. Says in words what is wrong with a file that cannot be used.
 */
export async function compressPhoto(file: Blob): Promise<PhotoResult> {
  const head = new Uint8Array(await readBytes(file.slice(0, 16)))
  const kind = kindOf(head)
  if (kind === 'heic') return { ok: false, text: t.photoProblems.heic }
  if (kind === 'other') return { ok: false, text: t.photoProblems.type }
  if (file.size > MAX_BYTES) return { ok: false, text: t.photoProblems.size }
  let image: HTMLImageElement
  try {
    image = await load(file)
  } catch {
    return { ok: false, text: t.photoProblems.broken }
  }
  if (image.naturalWidth * image.naturalHeight > MAX_PIXELS) return { ok: false, text: t.photoProblems.pixels }
  const canvas = document.createElement('canvas')
  const size = fit(image.naturalWidth, image.naturalHeight)
  canvas.width = size.width
  canvas.height = size.height
  const pen = canvas.getContext('2d')
  if (!pen) return { ok: false, text: t.photoProblems.broken }
  // A transparent PNG would turn black in JPEG.
  pen.fillStyle = '#fff'
  pen.fillRect(0, 0, size.width, size.height)
  pen.drawImage(image, 0, 0, size.width, size.height)
  const blob = await new Promise<Blob | null>((resolve) => canvas.toBlob(resolve, 'image/jpeg', QUALITY))
  if (!blob) return { ok: false, text: t.photoProblems.broken }
  return { ok: true, bytes: await readBytes(blob), mime: 'image/jpeg' }
}
