import { kindOf } from '../apply/photo.ts'
import { texts as t } from './texts.ts'

/** A picture of a step: a small JPEG, base64. */
export interface Shot {
  readonly image: string
  readonly bytes: number
}

/** Longest side of what is sent; the server shrinks to 640 anyway. */
const SIDE = 640
/** About what a step should weigh; a weak link carries three of them in seconds. */
const TARGET = 24 * 1024
const QUALITIES = [0.82, 0.7, 0.6, 0.5]

const toBlob = (canvas: HTMLCanvasElement, quality: number): Promise<Blob | null> =>
  new Promise((resolve) => canvas.toBlob(resolve, 'image/jpeg', quality))

const base64 = (blob: Blob): Promise<string> =>
  new Promise((resolve, reject) => {
    const reader = new FileReader()
    reader.onload = () => resolve(String(reader.result).replace(/^[^,]*,/, ''))
    reader.onerror = () => reject(reader.error)
    reader.readAsDataURL(blob)
  })

/** Draws a video or photo smaller and packs it as JPEG of about 24 KB; null when the browser cannot. */
async function pack(source: CanvasImageSource, width: number, height: number): Promise<Shot | null> {
  if (width < 1 || height < 1) return null
  const scale = Math.min(1, SIDE / Math.max(width, height))
  const canvas = document.createElement('canvas')
  canvas.width = Math.max(1, Math.round(width * scale))
  canvas.height = Math.max(1, Math.round(height * scale))
  const pen = canvas.getContext('2d')
  if (!pen) return null
  pen.drawImage(source, 0, 0, canvas.width, canvas.height)
  let best: Blob | null = null
  for (const quality of QUALITIES) {
    const blob = await toBlob(canvas, quality)
    if (!blob) return null
    best = blob
    if (blob.size <= TARGET) break
  }
  return best ? { image: await base64(best), bytes: best.size } : null
}

/** The camera's picture of this moment. */
export const shoot = (video: HTMLVideoElement): Promise<Shot | null> => pack(video, video.videoWidth, video.videoHeight)

const head = (blob: Blob): Promise<Uint8Array> =>
  new Promise((resolve, reject) => {
    const reader = new FileReader()
    reader.onload = () => resolve(new Uint8Array(reader.result as ArrayBuffer))
    reader.onerror = () => reject(reader.error)
    reader.readAsArrayBuffer(blob)
  })

/** A photo from the phone's own camera app or album, where the page cannot use the camera. */
export async function shotOf(file: Blob): Promise<Shot | { readonly problem: string }> {
  const kind = kindOf(await head(file.slice(0, 16)))
  if (kind === 'other') return { problem: t.problems.svg }
  const end = await head(file.slice(-4096))
  // a JPEG that was cut off ends without its end mark; browsers would draw the rest grey
  if (kind === 'jpeg' && !endsWell(end)) return { problem: t.problems.broken }
  const image = new Image()
  const url = URL.createObjectURL(file)
  const loaded = await new Promise<boolean>((resolve) => {
    image.onload = () => resolve(true)
    image.onerror = () => resolve(false)
    image.src = url
  })
  URL.revokeObjectURL(url)
  if (!loaded) return { problem: kind === 'heic' ? t.problems.heic : t.problems.broken }
  if (Math.min(image.naturalWidth, image.naturalHeight) < 120) return { problem: t.tooSmall }
  return (await pack(image, image.naturalWidth, image.naturalHeight)) ?? { problem: t.problems.broken }
}

function endsWell(tail: Uint8Array): boolean {
  for (let i = tail.length - 2; i >= 0; i -= 1) if (tail[i] === 0xff && tail[i + 1] === 0xd9) return true
  return false
}

/** Why the camera could not be opened, in words that say what to do. */
export function cameraProblem(error: unknown): string {
  const name = error instanceof Error || error instanceof DOMException ? error.name : ''
  if (name === 'NotAllowedError' || name === 'SecurityError' || name === 'PermissionDeniedError') return t.denied
  if (name === 'NotFoundError' || name === 'DevicesNotFoundError' || name === 'OverconstrainedError') return t.notFound
  if (name === 'NotReadableError' || name === 'TrackStartError') return t.busyCamera
  return t.noCamera
}

/** Can this browser open the camera inside the page at all? */
export const hasCamera = (): boolean =>
  typeof navigator.mediaDevices === 'object' && typeof navigator.mediaDevices.getUserMedia === 'function'
