import { createHash } from 'node:crypto'
import { createReadStream, existsSync, readdirSync, readFileSync, statSync } from 'node:fs'
import { open } from 'node:fs/promises'
import { dirname, join } from 'node:path'

/** What a complete backup folder says of itself; written last, so that a folder without it is not a backup. */
export interface Manifest {
  readonly format: 1
  /** instant at which the copy is consistent */
  readonly at: string
  readonly postgres: string
  readonly startLsn: string
  readonly stopLsn: string
  readonly masterKeyIncluded: boolean
  /** path inside the folder → bytes and SHA-256 */
  readonly files: Readonly<Record<string, readonly [bytes: number, sha256: string]>>
}

const NAME = 'manifest.json'

/** Copies a file that may be growing or vanishing; null when it is gone, as relations dropped meanwhile may be. */
export async function copyHashed(from: string, to: string): Promise<readonly [number, string] | null> {
  const hash = createHash('sha256')
  let bytes = 0
  const target = await open(to, 'w', 0o600)
  try {
    for await (const chunk of createReadStream(from, { highWaterMark: 1 << 20 })) {
      hash.update(chunk as Buffer)
      bytes += (chunk as Buffer).length
      await target.write(chunk as Buffer)
    }
  } catch (e) {
    if ((e as NodeJS.ErrnoException).code === 'ENOENT') return null
    throw e
  } finally {
    await target.close()
  }
  return [bytes, hash.digest('hex')]
}

async function hashOf(path: string): Promise<string> {
  const hash = createHash('sha256')
  for await (const chunk of createReadStream(path, { highWaterMark: 1 << 20 })) hash.update(chunk as Buffer)
  return hash.digest('hex')
}

/** Writes a file and its folder entry to the disk before returning. */
export async function writeDurably(path: string, text: string | Buffer): Promise<void> {
  const file = await open(path, 'w', 0o600)
  try {
    await file.writeFile(text)
    await file.sync()
  } finally {
    await file.close()
  }
  if (process.platform === 'win32') return
  const folder = await open(dirname(path), 'r')
  await folder.sync().finally(() => folder.close())
}

export const writeManifest = (dir: string, manifest: Manifest): Promise<void> =>
  writeDurably(join(dir, NAME), `${JSON.stringify(manifest, null, 1)}\n`)

/** Complete backups inside a folder, newest last; the folder itself when it is one. */
export function backupsIn(dir: string): string[] {
  if (existsSync(join(dir, NAME))) return [dir]
  if (!existsSync(dir) || !statSync(dir).isDirectory()) return []
  return readdirSync(dir)
    .filter((name) => /^zhuxue-\d{8}-\d{6}$/.test(name) && existsSync(join(dir, name, NAME)))
    .sort()
    .map((name) => join(dir, name))
}

export function readManifest(dir: string): Manifest {
  return JSON.parse(readFileSync(join(dir, NAME), 'utf8')) as Manifest
}

/** Compares every file with the manifest; the first few differences in words, none when the backup is whole. */
export async function damages(dir: string, manifest: Manifest): Promise<string[]> {
  const found: string[] = []
  for (const [path, [bytes, sha256]] of Object.entries(manifest.files)) {
    const at = join(dir, path)
    if (!existsSync(at)) found.push(`${path} 缺失`)
    else if (statSync(at).size !== bytes || (await hashOf(at)) !== sha256) found.push(`${path} 内容已改变`)
    if (found.length >= 10) break
  }
  return found
}
