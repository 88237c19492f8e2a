import { createHash } from 'node:crypto'
import { existsSync } from 'node:fs'
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises'
import { dirname, isAbsolute, join, resolve } from 'node:path'
import { filesOfPackage } from './npm-package.ts'

/** A recogniser: an ONNX file that turns an aligned face into numbers, and how it wants its input. */
export interface RecogniserSpec {
  readonly modelId: string
  readonly file: string
  readonly side: number
  readonly mean: number
  readonly scale: number
  readonly order: 'rgb' | 'bgr'
}

/** Model files on disk, checked. */
export interface Models {
  readonly recogniser: RecogniserSpec
  /** advisory model; null when a recogniser of one's own is configured without one */
  readonly hint: string | null
}

const PACKAGE = 'faceplugin-face-recognition-js@0.0.1'
const FEATURE = 'fr_feature.onnx'
const LIVENESS = 'fr_liveness.onnx'

/** The two files taken from the package, by their full SHA-256; any other content is refused. */
export const PINNED: Readonly<Record<string, string>> = {
  [FEATURE]: '87aacdfe57510db2af90c0251df680e8eec88f122ee94712121d09bcaaaf3581',
  [LIVENESS]: 'afa783b7e902fdfcf323a7240cac2a1c580c25314ea4161129dc1b0d100dc32d',
}

/** A model that is missing, changed or wrongly configured; the message says what to do. */
export class ModelError extends Error {}

const sha256 = (bytes: Buffer): string => createHash('sha256').update(bytes).digest('hex')

/** Where the models are kept: `ZHUXUE_FACE_MODELS`, else a cache below node_modules of this installation. */
export function modelDir(env: NodeJS.ProcessEnv = process.env): string {
  if (env.ZHUXUE_FACE_MODELS) return resolve(env.ZHUXUE_FACE_MODELS)
  let dir = import.meta.dirname
  while (!existsSync(join(dir, 'package-lock.json')) && dirname(dir) !== dir) dir = dirname(dir)
  return join(dir, 'node_modules', '.cache', 'zhuxue-face')
}

/**
 * Makes sure that the models are there and unchanged, fetching them through npm when they are not. Several processes
 * may do so at once: files appear whole or not at all.
 * @param env `ZHUXUE_FACE_RECOGNISER` names a JSON file (see docs/domain/face.md) to use another recogniser
 */
export async function ensureModels(
  env: NodeJS.ProcessEnv = process.env,
  fetchFiles: typeof filesOfPackage = filesOfPackage,
): Promise<Models> {
  if (env.ZHUXUE_FACE_RECOGNISER) return { recogniser: await ownRecogniser(env.ZHUXUE_FACE_RECOGNISER), hint: null }
  const dir = modelDir(env)
  const missing: string[] = []
  for (const name of Object.keys(PINNED)) if (!(await isIntact(join(dir, name), PINNED[name]))) missing.push(name)
  if (missing.length > 0) {
    const files = await fetchFiles(PACKAGE, (path) => missing.some((name) => path === `model/${name}`))
    await mkdir(dir, { recursive: true })
    for (const name of missing) {
      const bytes = files.get(`model/${name}`)
      if (!bytes || sha256(bytes) !== PINNED[name]) {
        throw new ModelError(`人脸模型 ${name} 的内容与预期不符，没有采用。请检查所用的 npm 软件源是否可信，再重试。`)
      }
      const temporary = join(dir, `.${name}.${process.pid}.tmp`)
      await writeFile(temporary, bytes)
      await rename(temporary, join(dir, name))
    }
  }
  const modelId = `mobilefacenet-512@${PINNED[FEATURE]?.slice(0, 12)}`
  const recogniser = { modelId, file: join(dir, FEATURE), side: 112, mean: 127, scale: 128, order: 'rgb' } as const
  return { recogniser, hint: join(dir, LIVENESS) }
}

async function isIntact(file: string, digest: string | undefined): Promise<boolean> {
  try {
    return sha256(await readFile(file)) === digest
  } catch {
    return false
  }
}

/** A recogniser of the deployment's own choice: {"name","file","sha256","side","mean","scale","order"}. */
async function ownRecogniser(path: string): Promise<RecogniserSpec> {
  const wrong = (why: string) => new ModelError(`人脸识别模型配置 ${path} 有误：${why}。`)
  let given: Record<string, unknown>
  try {
    given = JSON.parse(await readFile(path, 'utf8')) as Record<string, unknown>
  } catch {
    throw wrong('不是可读的 JSON 文件')
  }
  const { name, file, sha256: digest, side, mean, scale, order } = given
  if (typeof name !== 'string' || !/^[a-z0-9-]{1,40}$/.test(name)) throw wrong('name 应为小写字母、数字和短横')
  if (typeof file !== 'string') throw wrong('缺少 file')
  if (typeof digest !== 'string' || !/^[0-9a-f]{64}$/.test(digest)) throw wrong('sha256 应为 64 位十六进制')
  if (typeof side !== 'number' || !Number.isInteger(side) || side < 64 || side > 512) throw wrong('side 应为 64 到 512')
  if (typeof mean !== 'number' || typeof scale !== 'number' || scale === 0) throw wrong('mean 和 scale 应为数')
  if (order !== 'rgb' && order !== 'bgr') throw wrong('order 应为 rgb 或 bgr')
  const full = isAbsolute(file) ? file : join(dirname(resolve(path)), file)
  if (!(await isIntact(full, digest))) throw wrong(`模型文件 ${full} 不存在或内容与 sha256 不符`)
  return { modelId: `${name}@${digest.slice(0, 12)}`, file: full, side, mean, scale, order }
}
