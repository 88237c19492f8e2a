import { createHash } from 'node:crypto'
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { fitSimilarity } from './align.ts'
import { ensureModels, PINNED } from './models.ts'
import { filesOfPackage } from './npm-package.ts'

let dir: string
beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'zhuxue-models-'))
})
afterAll(() => rm(dir, { recursive: true, force: true }))

test('only files with the pinned digest are taken', async () => {
  const wrong = async () => new Map(Object.keys(PINNED).map((n) => [`model/${n}`, Buffer.from('not the model')]))
  await expect(ensureModels({ ZHUXUE_FACE_MODELS: dir }, wrong)).rejects.toThrow('内容与预期不符')
  expect(await readdir(dir)).toEqual([])
})

test('a registry that cannot be reached is said in Chinese, with what to do', async () => {
  const before = process.env.npm_config_registry
  process.env.npm_config_registry = 'http://127.0.0.1:9/'
  process.env.npm_config_fetch_retries = '0'
  try {
    const asked = filesOfPackage('no-such-package-for-zhuxue@0.0.1', () => true)
    await expect(asked).rejects.toThrow(/无法从 npm 软件源取得.*请检查网络/s)
  } finally {
    delete process.env.npm_config_fetch_retries
    if (before === undefined) delete process.env.npm_config_registry
    else process.env.npm_config_registry = before
  }
})

test("a recogniser of one's own is taken by configuration, checked by digest", async () => {
  const bytes = Buffer.from('onnx')
  const spec = {
    name: 'own',
    file: 'own.onnx',
    sha256: createHash('sha256').update(bytes).digest('hex'),
    side: 112,
    mean: 127.5,
    scale: 127.5,
    order: 'bgr',
  }
  const path = join(dir, 'own.json')
  await writeFile(join(dir, 'own.onnx'), bytes)
  await writeFile(path, JSON.stringify(spec))
  const models = await ensureModels({ ZHUXUE_FACE_RECOGNISER: path })
  expect(models).toMatchObject({ hint: null, recogniser: { modelId: `own@${spec.sha256.slice(0, 12)}`, order: 'bgr' } })
  await writeFile(join(dir, 'own.onnx'), 'changed')
  await expect(ensureModels({ ZHUXUE_FACE_RECOGNISER: path })).rejects.toThrow('与 sha256 不符')
  await writeFile(path, '{')
  await expect(ensureModels({ ZHUXUE_FACE_RECOGNISER: path })).rejects.toThrow('不是可读的 JSON')
})

test('alignment finds turn, scale and shift', () => {
  const from = [
    [0, 0],
    [10, 0],
    [5, 8],
  ] as const
  const angle = 0.3
  const to = from.map(
    ([x, y]) =>
      [
        2 * (x * Math.cos(angle) - y * Math.sin(angle)) + 7,
        2 * (x * Math.sin(angle) + y * Math.cos(angle)) - 3,
      ] as const,
  )
  const t = fitSimilarity(from, to)
  expect(t.a).toBeCloseTo(2 * Math.cos(angle), 6)
  expect(t.b).toBeCloseTo(2 * Math.sin(angle), 6)
  expect(t.tx).toBeCloseTo(7, 6)
  expect(t.ty).toBeCloseTo(-3, 6)
})
