import { hash } from 'node:crypto'
import { sql } from 'kysely'
import { type Platform, schoolScope, scopeEnd, type Tx, within } from '../../platform/index.ts'
import { headsFolder, readHeads } from './heads.ts'

/** One thing that is wrong with a chain. */
export interface AuditProblem {
  readonly chain: string
  readonly seq: number
  readonly text: string
}

export interface AuditVerification {
  readonly ok: boolean
  readonly chains: number
  readonly events: number
  /** the first 200; there may be more */
  readonly problems: readonly AuditProblem[]
}

export interface VerifyOptions {
  /** folder of the heads kept outside the database; DATA/audit-heads by default */
  readonly headsDir?: string
  /** only chains at or below this scope */
  readonly within?: string
  /** called after every page, for progress on a terminal */
  readonly onProgress?: (events: number) => void
}

const PAGE = 5000
const MOST = 200
const SEPARATOR = '\x1f'

interface Head {
  readonly seq: number
  readonly hash: string
}

/**
 * Recomputes every chain from its first event, reading pages of 5,000 in one snapshot, and compares with the heads in
 * the database and with those exported to files. Finds edits, deletions, insertions, and the removal of a chain's end
 * even where the head in the database was changed to match.
 */
export async function verifyAudit(platform: Platform, options: VerifyOptions = {}): Promise<AuditVerification> {
  const exported = await readHeads(options.headsDir ?? headsFolder(platform))
  return platform.transaction({ kind: 'worker', name: '审计核验' }, async (tx) => {
    await sql.raw('set transaction isolation level repeatable read').execute(tx.db)
    const mine = (chain: string): boolean => options.within === undefined || within(chain, options.within)
    const problems: AuditProblem[] = []
    const report = (chain: string, seq: number, text: string): void => {
      if (problems.length < MOST) problems.push({ chain, seq, text })
    }
    const rows = await tx.db.selectFrom('audit_heads').select(['chain', 'seq', 'hash']).execute()
    const heads = new Map<string, Head>(rows.filter((h) => mine(h.chain)).map((h) => [h.chain, h]))
    const kept = new Map([...exported.heads].filter(([chain]) => mine(chain)))
    for (const bad of exported.problems.filter((p) => mine(p.chain))) report(bad.chain, bad.seq, bad.text)

    const walk = new ChainWalk(kept, report)
    let key: { chain: string; seq: number } | null = { chain: options.within ?? '', seq: 0 }
    let page = readPage(tx, key, options.within)
    for (;;) {
      const lines: string[] = await page
      key = lastKey(lines)
      // the next page is fetched while this one is hashed
      if (key) page = readPage(tx, key, options.within)
      walk.take(lines)
      options.onProgress?.(walk.events)
      if (!key) break
    }
    walk.end()
    for (const [chain, head] of heads) {
      const last = walk.last.get(chain)
      if (!last && head.seq > 0) report(chain, head.seq, `链头记录到第 ${head.seq} 条，但事件已全部不见。`)
      else if (last && (last.seq !== head.seq || last.hash !== head.hash)) {
        report(chain, last.seq, `链尾与链头不一致：最后一条是第 ${last.seq} 条，链头记录第 ${head.seq} 条。`)
      }
    }
    for (const chain of walk.last.keys()) if (!heads.has(chain)) report(chain, 0, '这条链没有链头记录。')
    for (const [chain, marks] of kept) {
      for (const seq of marks.keys()) {
        if (seq > (walk.last.get(chain)?.seq ?? 0)) report(chain, seq, `库外留存有第 ${seq} 条，但库中没有。`)
      }
    }
    const chains = new Set([...heads.keys(), ...walk.last.keys()]).size
    return { ok: problems.length === 0, chains, events: walk.events, problems }
  })
}

/** One line per event: fields as text, joined; the database does the formatting while this process hashes. */
async function readPage(tx: Tx, after: { chain: string; seq: number }, top: string | undefined): Promise<string[]> {
  const { rows } = await sql<{ l: string }>`
    select concat_ws(${SEPARATOR}, hash, prev_hash, chain, seq, to_char(at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US'),
      actor_kind, coalesce(actor_id::text, ''), actor_name, actor_role, action, subject_kind,
      coalesce(subject_id::text, ''), scope, data) as l
    from audit_events
    where (chain, seq) > (${after.chain}, ${after.seq}) and (${top === undefined}::boolean or chain < ${top === undefined ? '' : scopeEnd(top)})
    order by chain, seq limit ${PAGE}`.execute(tx.db)
  return rows.map((r) => r.l)
}

function lastKey(lines: readonly string[]): { chain: string; seq: number } | null {
  if (lines.length < PAGE) return null
  const f = (lines.at(-1) ?? '').split(SEPARATOR)
  return { chain: f[2] ?? '', seq: Number(f[3]) }
}

const quote = JSON.stringify
type Report = (chain: string, seq: number, text: string) => void

/** Follows the chains event by event; the preimage is that of `auditHash` in the platform (a test holds them equal). */
class ChainWalk {
  events = 0
  readonly last = new Map<string, Head>()
  readonly #kept: ReadonlyMap<string, ReadonlyMap<number, string>>
  readonly #report: Report
  #chain = ''
  #seq = 0
  #hash = ''
  #marks: ReadonlyMap<number, string> | undefined

  constructor(kept: ReadonlyMap<string, ReadonlyMap<number, string>>, report: Report) {
    this.#kept = kept
    this.#report = report
  }

  take(lines: readonly string[]): void {
    for (const line of lines) this.#event(line.split(SEPARATOR))
  }

  end(): void {
    if (this.#seq > 0) this.last.set(this.#chain, { seq: this.#seq, hash: this.#hash })
  }

  #event(f: readonly string[]): void {
    this.events += 1
    const chain = f[2] ?? ''
    const seq = Number(f[3])
    if (chain !== this.#chain) {
      this.end()
      this.#chain = chain
      this.#seq = 0
      this.#hash = ''
      this.#marks = this.#kept.get(chain)
    }
    if (seq !== this.#seq + 1) {
      const missing = seq - this.#seq - 1
      this.#report(chain, this.#seq + 1, `第 ${this.#seq + 1} 条起缺 ${missing} 条。`)
    } else if (f[1] !== this.#hash) {
      this.#report(chain, seq, `第 ${seq} 条与前一条不相连。`)
    }
    const stored = f[0] ?? ''
    // a separator smuggled into a text, an instant finer than we write, or another hash: somebody changed the row
    const at = f[4] ?? ''
    const whole = f.length === 14 && at.endsWith('000')
    const made = whole
      ? hash(
          'sm3',
          `${quote(f[1])}\n${quote(chain)}\n${seq}\n"${at.slice(0, -3)}Z"\n${quote(f[5])}\n"${f[6]}"\n${quote(f[7])}\n${quote(f[8])}\n${quote(f[9])}\n${quote(f[10])}\n"${f[11]}"\n${quote(f[12])}\n${quote(f[13])}`,
        )
      : ''
    if (made !== stored) this.#report(chain, seq, `第 ${seq} 条的内容与哈希不符，已被改动。`)
    else if (chain !== schoolScope(f[12] ?? '')) this.#report(chain, seq, `第 ${seq} 条不属于这条链。`)
    const mark = this.#marks?.get(seq)
    if (mark !== undefined && mark !== stored) this.#report(chain, seq, `第 ${seq} 条与库外留存的链头不一致。`)
    this.#seq = seq
    this.#hash = stored
  }
}
