import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { cosine } from '../domain/compare.ts'
import { REASONS, type ReasonCode } from '../domain/reasons.ts'
import { DEFAULT_SETTINGS, type FaceSettings, readSettings } from '../domain/settings.ts'
import type { Template } from '../domain/types.ts'
import { ensureModels } from '../engine/models.ts'
import { Pool } from '../service/pool.ts'

const HELP = `用法: zhuxue face evaluate 目录 [--json] [--children N]

目录下每人一个文件夹，里面放这个人的照片（JPEG、PNG、WebP）。
用本机的识别模型两两比较，给出各阈值下的误拒率（FRR，本人被拒）和误识率（FAR，他人通过）。
照片只在内存中处理，不保存任何内容。
`

/** One threshold of the sweep; the bounds are the upper ends of 95 % Wilson intervals. */
export interface SweepRow {
  readonly threshold: number
  readonly falseRejects: number
  readonly frr: number
  readonly frrUpTo: number
  readonly falseAccepts: number
  readonly far: number
  readonly farUpTo: number
}

export interface Evaluation {
  readonly modelId: string
  readonly people: number
  readonly photos: number
  readonly used: number
  readonly refused: Readonly<Partial<Record<ReasonCode, number>>>
  readonly genuinePairs: number
  readonly impostorPairs: number
  readonly pass: number
  readonly review: number
  /** shares of pairs that would go to a person (review ≤ score < pass) */
  readonly toReview: { readonly genuine: number; readonly impostor: number }
  readonly sweep: readonly SweepRow[]
}

/** Upper end of the 95 % Wilson interval of k out of n; 1 when nothing was tried. */
export function upTo(k: number, n: number): number {
  if (n === 0) return 1
  const z = 1.96
  const p = k / n
  const middle = p + (z * z) / (2 * n)
  const half = z * Math.sqrt((p * (1 - p)) / n + (z * z) / (4 * n * n))
  return Math.min(1, (middle + half) / (1 + (z * z) / n))
}

/** Error rates at thresholds from 0.30 to 0.80, and at the pass and review thresholds, from the scores of all pairs. */
export function sweep(
  genuine: readonly number[],
  impostor: readonly number[],
  settings: Pick<FaceSettings, 'pass' | 'review'> = DEFAULT_SETTINGS,
): SweepRow[] {
  const steps = Array.from({ length: 11 }, (_, i) => 0.3 + i * 0.05).map((t) => Math.round(t * 100) / 100)
  const thresholds = [...new Set([...steps, settings.pass, settings.review])].sort((a, b) => a - b)
  return thresholds.map((threshold) => {
    const falseRejects = genuine.filter((s) => s < threshold).length
    const falseAccepts = impostor.filter((s) => s >= threshold).length
    return {
      threshold,
      falseRejects,
      frr: genuine.length === 0 ? 0 : falseRejects / genuine.length,
      frrUpTo: upTo(falseRejects, genuine.length),
      falseAccepts,
      far: impostor.length === 0 ? 0 : falseAccepts / impostor.length,
      farUpTo: upTo(falseAccepts, impostor.length),
    }
  })
}

/** Photos by person: one folder per person. */
async function photosIn(dir: string): Promise<{ person: string; file: string }[]> {
  const entries = await readdir(dir, { withFileTypes: true })
  const people = entries.filter((e) => e.isDirectory() && !e.name.startsWith('.')).map((e) => e.name)
  const lists = await Promise.all(
    people.sort().map(async (person) => {
      const files = (await readdir(join(dir, person), { withFileTypes: true })).filter(
        (f) => f.isFile() && /\.(jpe?g|png|webp)$/i.test(f.name),
      )
      return files.map((f) => ({ person, file: join(dir, person, f.name) }))
    }),
  )
  return lists.flat()
}

/** Compares every pair of photos of a folder of people; progress goes to `tell`. */
export async function evaluate(
  dir: string,
  settings: FaceSettings,
  options: { children?: number; tell?: (text: string) => void } = {},
): Promise<Evaluation> {
  const photos = await photosIn(dir)
  const pool = new Pool({
    models: await ensureModels(),
    settings,
    ...(options.children ? { children: options.children } : {}),
  })
  const refused: Partial<Record<ReasonCode, number>> = {}
  const seen: { person: string; template: Template }[] = []
  let done = 0
  const lane = async (todo: IterableIterator<{ person: string; file: string }>) => {
    for (const { person, file } of todo) {
      const r = await pool.run({ kind: 'describe', image: await readFile(file) })
      if ('reason' in r) refused[r.reason.code] = (refused[r.reason.code] ?? 0) + 1
      else seen.push({ person, template: r.template })
      done += 1
      if (done % 50 === 0) options.tell?.(`已处理 ${done} / ${photos.length} 张`)
    }
  }
  try {
    await pool.whenReady()
    const todo = photos.values()
    // two photos on their way per child: one at work, one read ahead
    await Promise.all(Array.from({ length: pool.state().children.length * 2 }, () => lane(todo)))
  } finally {
    await pool.close()
  }
  const genuine: number[] = []
  const impostor: number[] = []
  seen.forEach((a, i) => {
    for (const b of seen.slice(i + 1)) {
      const pairs = a.person === b.person ? genuine : impostor
      pairs.push(cosine(a.template.vector, b.template.vector))
    }
  })
  const between = (scores: readonly number[]) =>
    scores.length === 0 ? 0 : scores.filter((s) => s >= settings.review && s < settings.pass).length / scores.length
  return {
    modelId: seen[0]?.template.modelId ?? '',
    people: new Set(photos.map((p) => p.person)).size,
    photos: photos.length,
    used: seen.length,
    refused,
    genuinePairs: genuine.length,
    impostorPairs: impostor.length,
    pass: settings.pass,
    review: settings.review,
    toReview: { genuine: between(genuine), impostor: between(impostor) },
    sweep: sweep(genuine, impostor, settings),
  }
}

const percent = (x: number) => `${(x * 100).toFixed(2)}%`

/** The result as a person reads it. */
export function report(e: Evaluation): string {
  const lines = [
    `模型 ${e.modelId || '（没有可用照片）'}`,
    `${e.people} 人，${e.photos} 张照片，质量合格 ${e.used} 张；本人配对 ${e.genuinePairs}，他人配对 ${e.impostorPairs}`,
  ]
  for (const [code, n] of Object.entries(e.refused)) lines.push(`  未用 ${n} 张：${REASONS[code as ReasonCode][1]}`)
  lines.push('', '阈值    误拒(FRR)            误识(FAR)            FRR 上限   FAR 上限（95%）')
  for (const r of e.sweep) {
    const mark = r.threshold === e.pass ? ' ← 通过' : r.threshold === e.review ? ' ← 交人核对' : ''
    const frr = `${percent(r.frr)} (${r.falseRejects}/${e.genuinePairs})`
    const far = `${percent(r.far)} (${r.falseAccepts}/${e.impostorPairs})`
    lines.push(
      `${r.threshold.toFixed(2)}    ${frr.padEnd(20)} ${far.padEnd(20)} ${percent(r.frrUpTo).padEnd(10)} ${percent(r.farUpTo)}${mark}`,
    )
  }
  lines.push(
    '',
    `按当前设置交老师核对的比例：本人 ${percent(e.toReview.genuine)}，他人 ${percent(e.toReview.impostor)}`,
  )
  if (e.genuinePairs === 0) lines.push('每人至少要有两张合格照片，才能算出误拒率。')
  if (e.impostorPairs === 0) lines.push('至少要有两个人的合格照片，才能算出误识率。')
  lines.push(
    '注意：在同一批照片上选出的阈值偏乐观。请把人分成两半，一半用来选阈值，另一半用来检验，再用于正式环境。',
    '比较的是静态照片，不说明活体动作能否挡住翻拍、换脸或注入的视频。',
  )
  return `${lines.join('\n')}\n`
}

/** `zhuxue face evaluate DIR`: exit code 1 when no photo could be used. */
export async function evaluateCommand(args: string[]): Promise<number> {
  const { values, positionals } = parseArgs({
    args,
    allowPositionals: true,
    options: { json: { type: 'boolean' }, children: { type: 'string' }, help: { type: 'boolean' } },
  })
  const dir = positionals[0]
  if (values.help || !dir) {
    process.stdout.write(HELP)
    return values.help ? 0 : 2
  }
  const children = Number(values.children ?? 0)
  try {
    const result = await evaluate(dir, readSettings(process.env), {
      ...(Number.isInteger(children) && children > 0 ? { children } : {}),
      tell: (text) => process.stderr.write(`${text}\n`),
    })
    process.stdout.write(values.json ? `${JSON.stringify(result)}\n` : report(result))
    return result.used > 0 ? 0 : 1
  } catch (e) {
    const code = (e as NodeJS.ErrnoException).code
    const text = code === 'ENOENT' || code === 'ENOTDIR' ? `没有这个目录：${dir}` : (e as Error).message
    process.stderr.write(`${text}\n`)
    return 1
  }
}
