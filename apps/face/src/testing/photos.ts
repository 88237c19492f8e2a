import { mkdir, readdir, readFile, rename, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import sharp from 'sharp'
import { modelDir } from '../engine/models.ts'
import { filesOfPackage } from '../engine/npm-package.ts'

const PACKAGE = 'tabler-ui@0.0.34'
const FOLDER = /^dist\/demo\/faces\/((?:fe)?male)\/(\d+\.jpg)$/
/** Names and count of the portraits in the package; each is another person. */
const EXPECTED = 72

/**
 * Portraits of 72 different people (128 × 128), fetched through npm once and kept in the cache beside the models, never
 * in the repository. Throws with a clear text when the registry cannot be reached.
 */
export async function testPhotos(): Promise<Map<string, Buffer>> {
  const dir = join(modelDir(), 'test-photos')
  const kept = await readdir(dir).catch(() => [] as string[])
  if (kept.filter((n) => n.endsWith('.jpg')).length < EXPECTED) {
    const files = await filesOfPackage(PACKAGE, (path) => FOLDER.test(path))
    await mkdir(dir, { recursive: true })
    for (const [path, bytes] of files) {
      const name = path.replace(FOLDER, '$1-$2')
      await writeFile(join(dir, `.${name}.${process.pid}`), bytes)
      await rename(join(dir, `.${name}.${process.pid}`), join(dir, name))
    }
  }
  const names = (await readdir(dir)).filter((n) => n.endsWith('.jpg') && !n.startsWith('.')).sort()
  if (names.length !== EXPECTED) throw new Error(`测试照片不完整：应有 ${EXPECTED} 张，现有 ${names.length} 张。`)
  return new Map(await Promise.all(names.map(async (n) => [n, await readFile(join(dir, n))] as const)))
}

/** A portrait as a phone would send it: 480 × 640, enlarged, on a plain wall. */
export async function asFrame(photo: Buffer, size = 400): Promise<Buffer> {
  const face = await sharp(photo).resize(size, size).toBuffer()
  return sharp({ create: { width: 480, height: 640, channels: 3, background: '#b8bcc0' } })
    .composite([{ input: face, left: Math.round((480 - size) / 2), top: Math.round((640 - size) / 2) }])
    .jpeg({ quality: 88 })
    .toBuffer()
}
