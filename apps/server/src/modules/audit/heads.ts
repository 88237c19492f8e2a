import { mkdir, open, readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { type Platform, systemClock } from '../../platform/index.ts'
import type { AuditProblem } from './verify.ts'

/** Where the heads of the chains are kept outside the database: DATA/audit-heads/YYYY-MM-DD.jsonl, append-only. */
export const headsFolder = (platform: Platform): string => join(platform.config.dataDir, 'audit-heads')

interface Line {
  readonly chain: string
  readonly seq: number
  readonly hash: string
  readonly at: string
}

export interface KeptHeads {
  /** chain → seq → hash */
  readonly heads: Map<string, Map<number, string>>
  readonly problems: readonly AuditProblem[]
}

function readLine(text: string): Line | null {
  try {
    const x = JSON.parse(text) as Partial<Line>
    return typeof x.chain === 'string' && typeof x.seq === 'number' && typeof x.hash === 'string' ? (x as Line) : null
  } catch {
    return null
  }
}

/** All heads ever exported. A torn last line (crash while writing) is passed over, two heads for one place are not. */
export async function readHeads(folder: string): Promise<KeptHeads> {
  const heads = new Map<string, Map<number, string>>()
  const problems: AuditProblem[] = []
  const names = await readdir(folder).catch(() => [])
  for (const name of names.filter((n) => /^\d{4}-\d{2}-\d{2}\.jsonl$/.test(n)).sort()) {
    for (const text of (await readFile(join(folder, name), 'utf8')).split('\n')) {
      const line = text === '' ? null : readLine(text)
      if (!line) continue
      const marks = heads.get(line.chain) ?? new Map<number, string>()
      heads.set(line.chain, marks)
      const before = marks.get(line.seq)
      if (before !== undefined && before !== line.hash) {
        problems.push({
          chain: line.chain,
          seq: line.seq,
          text: `库外留存的第 ${line.seq} 条前后不一，链被改写过。`,
        })
      } else marks.set(line.seq, line.hash)
    }
  }
  return { heads, problems }
}

interface Exported {
  at: number
  /** chain → seq last written */
  seqs: Map<string, number>
}
const exported = new WeakMap<Platform, Exported>()
const EVERY_MS = 10 * 60_000

/**
 * Appends the heads that moved since the last export to the file of the day, flushed to disk. Whoever changes the
 * database later cannot change these lines; copy the folder off the machine for that to hold against root as well.
 */
export async function exportHeads(platform: Platform): Promise<number> {
  const rows = await platform.transaction({ kind: 'worker', name: '审计链头留存' }, (tx) =>
    tx.db.selectFrom('audit_heads').select(['chain', 'seq', 'hash']).where('seq', '>', 0).orderBy('chain').execute(),
  )
  const folder = headsFolder(platform)
  const state = exported.get(platform) ?? { at: 0, seqs: await lastSeqs(folder) }
  exported.set(platform, state)
  const moved = rows.filter((r) => state.seqs.get(r.chain) !== r.seq)
  state.at = systemClock.now().getTime()
  if (moved.length === 0) return 0
  await mkdir(folder, { recursive: true, mode: 0o700 })
  const file = await open(join(folder, `${platform.clock.today()}.jsonl`), 'a', 0o600)
  try {
    const at = platform.clock.now().toISOString()
    // a leading newline ends a line that a crash may have torn
    await file.write(
      `\n${moved.map((r) => JSON.stringify({ chain: r.chain, seq: r.seq, hash: r.hash, at })).join('\n')}\n`,
    )
    await file.sync()
  } finally {
    await file.close()
  }
  for (const r of moved) state.seqs.set(r.chain, r.seq)
  return moved.length
}

async function lastSeqs(folder: string): Promise<Map<string, number>> {
  const { heads } = await readHeads(folder)
  return new Map([...heads].map(([chain, marks]) => [chain, Math.max(...marks.keys())]))
}

/** Every minute asked, every ten minutes done. */
export async function exportHeadsWhenDue(platform: Platform): Promise<void> {
  const last = exported.get(platform)?.at ?? 0
  if (systemClock.now().getTime() - last >= EVERY_MS) await exportHeads(platform)
}
