import sharp from 'sharp'
import type { Picture } from '../domain/types.ts'

/**
 * A flat print of a picture, held askew: turned about its upright axis by `degrees`, seen from about three picture
 * widths away, on a grey wall.
 */
export async function tiltedPrint(picture: Picture, degrees: number): Promise<Buffer> {
  const { width, height, rgb } = picture
  const angle = (degrees * Math.PI) / 180
  const far = width * 3
  const out = new Uint8Array(rgb.length).fill(184)
  for (let y = 0; y < height; y += 1) {
    for (let x = 0; x < width; x += 1) {
      const px = x - width / 2
      const py = y - height / 2
      // where the ray through this pixel meets the turned print
      const u = (px * far) / (far * Math.cos(angle) - px * Math.sin(angle))
      const depth = 1 + (u * Math.sin(angle)) / far
      const sx = Math.round(u + width / 2)
      const sy = Math.round(py * depth + height / 2)
      if (sx < 0 || sy < 0 || sx >= width || sy >= height) continue
      const i = (y * width + x) * 3
      out.set(rgb.subarray((sy * width + sx) * 3, (sy * width + sx) * 3 + 3), i)
    }
  }
  return sharp(out, { raw: { width, height, channels: 3 } })
    .jpeg({ quality: 88 })
    .toBuffer()
}
