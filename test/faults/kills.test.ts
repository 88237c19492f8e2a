import { readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterEach, expect, test } from 'vitest'
import { appUrl, migrate } from '../../apps/server/src/platform/migrate.ts'
import { startPostgres } from '../../apps/server/src/platform/postgres/supervisor.ts'
import { Bank } from '../../apps/server/src/simulators/bank.ts'
import { emptyDatabase } from '../../apps/server/src/testing/database.ts'
import { connectOwner } from '../../apps/server/src/testing/owner.ts'
import { SeededRandom } from '../../apps/server/src/world/random.ts'
import { type Payer, payMonth } from './pay.ts'
import { KillableServer } from './server.ts'
import { AT, MONTHS, type MoneyWorld, moneyWorld } from './world.ts'

const PAYMENTS = 1000
const FEN = 23_000
const ends: (() => Promise<unknown>)[] = []
afterEach(async () => {
  for (const end of ends.splice(0).reverse()) await end()
}, 120_000)

async function payer(w: MoneyWorld, server: KillableServer, seed: number): Promise<Payer> {
  const { schools } = w.ids
  const balance = PAYMENTS * FEN * MONTHS.length
  await w.owner.query(
    `insert into fund_balances (school_id, programme, term, scope, available_fen, in_transit_fen) values ($1, 'national-grant', '2026-autumn', $2, $3, 0)`,
    [schools.A.id, schools.A.path, balance],
  )
  return {
    url: () => server.url,
    officer: await w.login('aid-officerA'),
    finance: await w.login('financeA'),
    schoolId: schools.A.id,
    bank: new Bank({ faults: { rates: { ACCT_FROZEN: 0.01, UNKNOWN: 0.01 } }, seed: String(seed) }),
    random: new SeededRandom(seed),
    kill: () => server.kill(),
    killsLeft: 0,
    withinMs: 250,
    hits: 0,
  }
}

/** 0 double, 0 lost, ledger = bank: against the bank's own book, which knows nothing of ours. */
async function nothingLostNothingTwice(w: MoneyWorld, bank: Bank, months: number): Promise<void> {
  const paid = bank.paid()
  expect(new Set(paid.map((x) => x.instructionId)).size).toBe(paid.length)
  const perAccount = new Map<string, number>()
  for (const x of paid) perAccount.set(x.account, (perAccount.get(x.account) ?? 0) + 1)
  expect([...perAccount.values()].filter((n) => n > months)).toEqual([])
  expect([...perAccount.values()].filter((n) => n < months)).toEqual([])
  expect(perAccount.size).toBe(PAYMENTS)
  const { rows } = await w.owner.query(`
    select (select count(*) from payment_items where status = 'paid')::integer as paid,
      (select count(*) from payment_items where status in ('in-run', 'sent', 'unknown'))::integer as open,
      (select coalesce(sum(amount_fen), 0) from ledger_entries where kind = 'paid')::bigint as ledger_paid,
      (select coalesce(sum(case kind when 'sent' then amount_fen else -amount_fen end), 0) from ledger_entries where kind <> 'allocation')::bigint as in_transit,
      (select in_transit_fen from fund_balances) as balance_in_transit, (select available_fen from fund_balances) as available,
      (select count(*) from graphile_worker._private_jobs where payload->>'kind' = 'paid')::integer as messages`)
  const expected = PAYMENTS * months
  expect(rows[0]).toEqual({
    paid: expected,
    open: 0,
    ledger_paid: expected * FEN,
    in_transit: 0,
    balance_in_transit: 0,
    available: PAYMENTS * FEN * MONTHS.length - expected * FEN,
    messages: expected,
  })
  expect(paid.reduce((sum, x) => sum + Math.round(Number(x.amount) * 100), 0)).toBe(rows[0].ledger_paid)
}

test('kill -9 of the server 20 times during runs of 1,000 payments: 0 double, 0 lost, ledger = bank', {
  timeout: 900_000,
}, async () => {
  const db = await emptyDatabase()
  ends.push(() => db.drop())
  const w = await moneyWorld(db.appUrl, db.ownerUrl, PAYMENTS)
  ends.push(() => w.close())
  const server = new KillableServer({ databaseUrl: db.appUrl, dataDir: w.dataDir, at: AT })
  ends.push(() => server.stop())
  await server.start()
  const p = await payer(w, server, 7)
  for (const month of MONTHS) {
    p.killsLeft = 4
    await payMonth(p, month)
    expect(p.killsLeft).toBe(0)
  }
  console.log(
    `20 kills of the server, ${p.hits} of them in the middle of an act; the bank paid ${p.bank.paid().length}`,
  )
  expect(p.hits).toBeGreaterThan(0)
  await nothingLostNothingTwice(w, p.bank, MONTHS.length)
})

test('kill -9 of PostgreSQL 10 times during runs of 1,000 payments: 0 double, 0 lost, ledger = bank', {
  timeout: 900_000,
}, async () => {
  const dataDir = join(tmpdir(), `zhuxue-fault-pg-${process.pid}`)
  ends.push(async () => rmSync(dataDir, { recursive: true, force: true }))
  const cluster = await startPostgres({ dataDir, log: () => undefined })
  ends.push(() => cluster.stop())
  await migrate(cluster.ownerUrl, 'a1b2c3d4e5f60718')
  const databaseUrl = appUrl(cluster.ownerUrl, 'a1b2c3d4e5f60718')
  const w = await moneyWorld(databaseUrl, cluster.ownerUrl, PAYMENTS)
  ends.push(() => w.close())
  const server = new KillableServer({ databaseUrl, dataDir: w.dataDir, at: AT })
  ends.push(() => server.stop())
  await server.start()
  const p: Payer = {
    ...(await payer(w, server, 11)),
    withinMs: 100,
    kill: () => killPostgres(dataDir, cluster.ownerUrl),
  }
  const months = MONTHS.slice(0, 2)
  for (const month of months) {
    p.killsLeft = 5
    await payMonth(p, month)
    expect(p.killsLeft).toBe(0)
  }
  await w.reconnect()
  console.log(
    `10 kills of PostgreSQL, ${p.hits} of them in the middle of an act; the bank paid ${p.bank.paid().length}`,
  )
  expect(p.hits).toBeGreaterThan(0)
  await nothingLostNothingTwice(w, p.bank, months.length)
})

/** SIGKILL of the postmaster; the supervisor brings it back on the same port. */
async function killPostgres(dataDir: string, url: string): Promise<void> {
  const pid = () => Number(readFileSync(join(dataDir, 'pg', 'postmaster.pid'), 'utf8').split('\n')[0])
  process.kill(pid(), 'SIGKILL')
  for (let i = 0; i < 300; i += 1) {
    await sleep(100)
    try {
      const c = await connectOwner(url)
      await c.end()
      return
    } catch {
      // not back yet
    }
  }
  throw new Error('PostgreSQL did not come back')
}
