import sharp from 'sharp'
import { expect, test } from 'vitest'
import { FRAME_LIMITS, openPicture } from './picture.ts'

const plain = (width: number, height: number) =>
  sharp({ create: { width, height, channels: 3, background: '#777777' } })
const code = async (bytes: Uint8Array) => {
  const r = await openPicture(bytes, FRAME_LIMITS)
  return 'code' in r ? r.code : 'ok'
}

test('JPEG, PNG and WebP by content', async () => {
  expect(await code(await plain(300, 400).jpeg().toBuffer())).toBe('ok')
  expect(await code(await plain(300, 400).png().toBuffer())).toBe('ok')
  expect(await code(await plain(300, 400).webp().toBuffer())).toBe('ok')
})

test('everything else is named', async () => {
  expect(await code(new Uint8Array())).toBe('image-missing')
  expect(await code(Buffer.from('hello'))).toBe('image-format')
  expect(await code(Buffer.from('<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg"/>'))).toBe('image-svg')
  expect(await code(Buffer.concat([Buffer.from([0, 0, 0, 24]), Buffer.from('ftypheic'), Buffer.alloc(40)]))).toBe(
    'image-heic',
  )
  expect(await code(Buffer.from('GIF89a'.padEnd(40)))).toBe('image-animated')
  expect(await code(Buffer.from('%PDF-1.7'))).toBe('image-format')
})

test('truncated, huge, tiny', async () => {
  const noisy = await sharp({
    create: {
      width: 600,
      height: 800,
      channels: 3,
      background: '#888',
      noise: { type: 'gaussian', mean: 128, sigma: 40 },
    },
  })
    .jpeg()
    .toBuffer()
  expect(await code(noisy)).toBe('ok')
  expect(await code(noisy.subarray(0, noisy.length / 2))).toBe('image-broken')
  expect(await code(noisy.subarray(0, 20))).toBe('image-broken')
  expect(await code(await plain(60, 60).jpeg().toBuffer())).toBe('image-too-small')
  // a picture bomb: small file, many pixels; refused on its header
  expect(await code(await plain(9000, 9000).png().toBuffer())).toBe('image-too-many-pixels')
  expect(await code(Buffer.concat([noisy, Buffer.alloc(3_000_000)]))).toBe('image-too-large')
})

test('upright by EXIF and scaled to 640, transparency on white', async () => {
  const turned = await plain(1600, 1200).jpeg().withMetadata({ orientation: 6 }).toBuffer()
  const r = await openPicture(turned, FRAME_LIMITS)
  expect(r).toMatchObject({ original: { width: 1200, height: 1600 }, picture: { width: 480, height: 640 } })
  const clear = await sharp({
    create: { width: 200, height: 200, channels: 4, background: { r: 0, g: 0, b: 0, alpha: 0 } },
  })
    .png()
    .toBuffer()
  const white = await openPicture(clear, FRAME_LIMITS)
  if ('code' in white) throw new Error(white.code)
  expect([...white.picture.rgb.subarray(0, 3)]).toEqual([255, 255, 255])
  const grey = await openPicture(await plain(200, 200).greyscale().jpeg().toBuffer(), FRAME_LIMITS)
  expect('code' in grey).toBe(false)
})
