/**
 * How long `zhuxue audit verify` takes (BARS: 1M events ≤10 s). Run alone:
 *   node bench/audit-verify.ts [events]
 * Prints the time and the ratio to hashing the same texts in memory, which no verification can beat.
 */
import { hash } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pg from 'pg'
import { verifyAudit } from '../apps/server/src/modules/audit/index.ts'
import { openDatabase } from '../apps/server/src/platform/database.ts'
import {
  auditHash,
  canonical,
  FileStore,
  makePlatform,
  newId,
  openLog,
  readConfig,
  systemClock,
} from '../apps/server/src/platform/index.ts'
import { testCrypto } from '../apps/server/src/testing/app.ts'
import { emptyDatabase } from '../apps/server/src/testing/database.ts'

const EVENTS = Number(process.argv[2] ?? 1_000_000)
const CHAINS = 20
const START = Date.parse('2026-09-01T00:00:00Z')

const database = await emptyDatabase()
const owner = new pg.Client({ connectionString: database.ownerUrl })
await owner.connect()
const staff = newId()
let rows: object[] = []
const flush = async () => {
  await owner.query(
    `insert into audit_events (chain, seq, at, actor_kind, actor_id, actor_name, actor_role, action, subject_kind, subject_id, scope, data, prev_hash, hash)
     select r.* from jsonb_to_recordset($1::jsonb) as r(chain text, seq bigint, at timestamptz, actor_kind text, actor_id uuid, actor_name text,
       actor_role text, action text, subject_kind text, subject_id uuid, scope text, data text, prev_hash text, hash text)`,
    [JSON.stringify(rows)],
  )
  rows = []
}
for (let c = 0; c < CHAINS; c += 1) {
  const chain = `E53/5301/530111/S${c}/`
  let prev = ''
  for (let seq = 1; seq <= EVENTS / CHAINS; seq += 1) {
    const row = {
      chain,
      seq,
      at: new Date(START + seq * 1000),
      actor_kind: 'staff',
      actor_id: staff,
      actor_name: '李老师',
      actor_role: 'aid-officer',
      action: 'application.review-pass',
      subject_kind: 'application',
      subject_id: newId(),
      scope: `${chain}D1/C1/`,
      data: canonical({
        referenceNo: `KM2026-${seq}`,
        programme: 'national-grant',
        term: '2026-autumn',
        to: 'reviewed',
      }),
      prev_hash: prev,
    }
    prev = auditHash(row)
    rows.push({ ...row, hash: prev })
    if (rows.length === 5000) await flush()
  }
  await flush()
  await owner.query('insert into audit_heads (chain, seq, hash) values ($1, $2, $3)', [chain, EVENTS / CHAINS, prev])
}
await owner.query('vacuum analyze audit_events')

const sample = 'x'.repeat(520)
const bare0 = performance.now()
for (let i = 0; i < EVENTS; i += 1) hash('sm3', sample)
const bare = performance.now() - bare0

const dataDir = mkdtempSync(join(tmpdir(), 'zhuxue-bench-'))
const db = openDatabase(database.appUrl, { max: 4 })
const platform = makePlatform({
  config: readConfig({ dataDir, logLevel: 'silent' }, {}),
  database: db,
  clock: systemClock,
  crypto: testCrypto,
  files: new FileStore(join(dataDir, 'files'), testCrypto),
  log: openLog('silent'),
})
const cpu0 = process.cpuUsage()
const t0 = performance.now()
const result = await verifyAudit(platform)
const wall = performance.now() - t0
const cpu = process.cpuUsage(cpu0)
const seconds = (ms: number): string => (ms / 1000).toFixed(1)
process.stdout.write(
  `${result.events} events, ${result.chains} chains, ok=${result.ok}: ${seconds(wall)} s ` +
    `(own CPU ${seconds((cpu.user + cpu.system) / 1000)} s); bare SM3 ${seconds(bare)} s; ratio ${(wall / bare).toFixed(1)}\n`,
)
await db.close()
await owner.end()
await database.drop()
rmSync(dataDir, { recursive: true, force: true })
