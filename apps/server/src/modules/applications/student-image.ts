import sharp from 'sharp'
import { Refusal, refuse } from '../../platform/index.ts'

/** Largest picture that is decoded, in pixels; a phone photo has 12 to 50 million, a bomb has billions. */
const MAX_PIXELS = 40_000_000
/** Longest side after re-encoding: enough to read an ID card or a register page. */
const MAX_SIDE = 1600
/** Pictures decoded at the same moment: bounds the memory of the process. */
const AT_ONCE = 2
/** Photos that may wait for their turn (each up to 10 MB in memory); beyond that the phone is asked to try again. */
const MAX_WAITING = 30

/** What a file is by its first bytes; its name and declared type are claims of the sender. */
type Kind = 'jpeg' | 'png' | 'webp' | 'heic' | 'svg' | 'pdf' | 'gif' | 'unknown'

const ascii = (b: Buffer, from: number, to: number) => b.subarray(from, to).toString('latin1')

function kindOf(b: Buffer): Kind {
  if (b[0] === 0xff && b[1] === 0xd8 && b[2] === 0xff) return 'jpeg'
  if (ascii(b, 0, 8) === '\x89PNG\r\n\x1a\n') return 'png'
  if (ascii(b, 0, 4) === 'RIFF' && ascii(b, 8, 12) === 'WEBP') return 'webp'
  if (ascii(b, 4, 8) === 'ftyp' && /^(hei|hev|mif1|msf1|avi)/.test(ascii(b, 8, 12))) return 'heic'
  if (ascii(b, 0, 4) === '%PDF') return 'pdf'
  if (ascii(b, 0, 3) === 'GIF') return 'gif'
  const start = b
    .subarray(0, 1024)
    .toString('utf8')
    .replace(/^\ufeff/, '')
    .trimStart()
    .toLowerCase()
  return /^<(\?xml|!doctype|svg|!--|html)/.test(start) ? 'svg' : 'unknown'
}

const REFUSED: Record<Exclude<Kind, 'jpeg' | 'png' | 'webp'>, string> = {
  heic: '这是苹果手机的HEIC格式照片。请在手机“设置—相机—格式”中选“兼容性最佳”后重新拍照，或截屏后上传截图。',
  svg: '这个文件不是照片（是网页或矢量图，只是改了名字）。请直接用手机拍照上传。',
  pdf: '这是PDF文件。请打开后截屏，或直接用手机拍照上传。',
  gif: '这是动图。请直接用手机拍照上传。',
  unknown: '这个文件不是照片，只接受JPEG、PNG、WebP格式。请直接用手机拍照上传。',
}

let running = 0
const waiting: (() => void)[] = []

async function inTurn<T>(work: () => Promise<T>): Promise<T> {
  if (waiting.length >= MAX_WAITING) throw refuse('busy', undefined, { retryAfterSeconds: 5 })
  if (running >= AT_ONCE) await new Promise<void>((go) => waiting.push(go))
  else running += 1
  try {
    return await work()
  } finally {
    const next = waiting.shift()
    if (next) next()
    else running -= 1
  }
}

/**
 * A photo as it may be stored: recognised by content, its size in pixels checked before anything is decoded, turned
 * upright, shrunk, and written anew as JPEG: what came along with the picture (EXIF, GPS, thumbnails, hidden data) is
 * gone. Refuses everything else with a sentence that says how to get a usable photo.
 */
export async function cleanPhoto(content: Buffer): Promise<Buffer> {
  const kind = kindOf(content)
  if (kind !== 'jpeg' && kind !== 'png' && kind !== 'webp') throw refuse('file-refused', REFUSED[kind])
  const broken = refuse('file-refused', '照片不完整或已损坏，请重新拍照后再上传。')
  const head = await sharp(content, { limitInputPixels: false })
    .metadata()
    .catch(() => null)
  if (!head?.width || !head.height) throw broken
  if (head.width * head.height > MAX_PIXELS) {
    throw refuse('file-refused', '照片尺寸太大（超过4000万像素）。请用手机普通模式重新拍照，或截屏后上传截图。')
  }
  return inTurn(() =>
    sharp(content, { limitInputPixels: MAX_PIXELS, failOn: 'error', sequentialRead: true })
      .timeout({ seconds: 15 })
      .autoOrient()
      .resize({ width: MAX_SIDE, height: MAX_SIDE, fit: 'inside', withoutEnlargement: true })
      .flatten({ background: '#ffffff' })
      .jpeg({ quality: 82 })
      .toBuffer(),
  ).catch((e) => {
    throw e instanceof Refusal ? e : broken
  })
}
