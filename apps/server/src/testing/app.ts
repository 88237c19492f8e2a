import { randomBytes, randomUUID } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Role } from '@zhuxue/contracts'
import type { FastifyInstance } from 'fastify'
import pg from 'pg'
import { hashPassword, sessionResolver } from '../modules/identity/index.ts'
import { modules } from '../modules/index.ts'
import { openDatabase } from '../platform/database.ts'
import {
  type Config,
  FieldCrypto,
  FileStore,
  MovableClock,
  makePlatform,
  openLog,
  type Platform,
  readConfig,
  sha256,
} from '../platform/index.ts'
import { runDueJobs, startJobs, tickAll } from '../platform/jobs.ts'
import { makeApp } from '../server.ts'
import { insertWorld } from '../world/insert.ts'
import { type Client, client } from './client.ts'
import { emptyDatabase } from './database.ts'
import { type SmallWorld, smallWorld } from './world.ts'

/** Fixed keys: the same in every test process, so that a cloned database can be read by all of them. */
export const testCrypto = FieldCrypto.withKeys(new Map([[1, Buffer.alloc(32, 7)]]), Buffer.alloc(32, 9))

export interface TestApp {
  readonly app: FastifyInstance
  /** address when listening, else empty */
  readonly url: string
  readonly platform: Platform
  readonly clock: MovableClock
  readonly world: SmallWorld
  /** superuser connection: looks behind the wall */
  readonly owner: pg.Client
  /** staff of a role at school A or B, e.g. as('aid-officer', 'B'); 'class-teacher2' is the teacher of the second class, 'security-admin2' the second administrator */
  as(role: Role | 'class-teacher2' | 'security-admin2', school?: 'A' | 'B'): Promise<Client>
  asStudent(key: string): Promise<Client>
  /** nobody */
  readonly anyone: Client
  /** runs all queued jobs that are due */
  runJobs(): Promise<void>
  tick(): Promise<void>
  close(): Promise<void>
}

export interface TestOptions {
  demo?: boolean
  at?: string
  /** gives every account this password; without it nobody can log in with one (hashing costs 30 ms) */
  password?: string
  /** settings beyond the usual ones */
  config?: Partial<Config>
  /** serves on a free port with jobs running, for tests with a real browser or socket */
  listen?: boolean
}

/** A whole server on a fresh database with the small world; clock at 2026-09-01 09:00 Shanghai. */
export async function testApp(options: TestOptions = {}): Promise<TestApp> {
  const database = await emptyDatabase()
  const dataDir = mkdtempSync(join(tmpdir(), 'zhuxue-t-'))
  const clock = new MovableClock()
  clock.set(options.at ?? '2026-09-01T09:00:00+08:00')
  const db = openDatabase(database.appUrl, { max: 8 })
  const platform = makePlatform({
    config: readConfig(
      { dataDir, demo: options.demo ?? false, logLevel: process.env.TEST_LOG ?? 'silent', ...options.config },
      {},
    ),
    database: db,
    clock,
    crypto: testCrypto,
    files: new FileStore(join(dataDir, 'files'), testCrypto),
    log: openLog(process.env.TEST_LOG ?? 'silent'),
  })
  const { world, ids } = smallWorld(
    options.password ? await hashPassword(options.password) : '!',
    options.demo ?? false,
  )
  await platform.transaction({ kind: 'worker', name: '测试' }, (tx) => insertWorld(tx.db, testCrypto, world, tx.now))
  const owner = new pg.Client({ connectionString: database.ownerUrl })
  await owner.connect()
  const { app } = await makeApp(platform, sessionResolver(platform))
  await app.ready()
  const jobs = options.listen ? await startJobs(platform, modules) : null
  const url = options.listen ? await app.listen({ port: 0, host: '127.0.0.1' }) : ''

  const login = async (kind: 'student' | 'staff', id: string, grantId: string | null): Promise<Client> => {
    const token = randomBytes(32).toString('base64url')
    const csrf = randomBytes(16).toString('hex')
    await owner.query(
      `insert into sessions (id, token_hash, kind, student_id, staff_id, grant_id, csrf, created_at, last_seen_at, expires_at, user_agent, factor)
       values ($1, $2, $3, $4, $5, $6, $7, now(), now(), now() + interval '8 hours', 'test', case when $3 = 'staff' then 'totp' end)`,
      [randomUUID(), sha256(token), kind, kind === 'student' ? id : null, kind === 'staff' ? id : null, grantId, csrf],
    )
    return client(app, `zx_session=${token}`, csrf)
  }
  return {
    app,
    url,
    platform,
    clock,
    world: ids,
    owner,
    anyone: client(app, '', ''),
    as: (role, school = 'A') => {
      const s = ids.staff[`${role}${school}`] ?? ids.staff[role]
      if (!s) throw new Error(`no staff ${role}${school}`)
      return login('staff', s.id, s.grantId)
    },
    asStudent: (key) => login('student', (ids.students[key] as { id: string }).id, null),
    runJobs: async () => {
      // jobs enqueued "later" by the demo clock are not the test's business; only what is due runs
      for (let i = 0; i < 5; i += 1) {
        const { rows } = await owner.query(
          'select 1 from graphile_worker.jobs where run_at <= now() and attempts < max_attempts limit 1',
        )
        if (rows.length === 0) return
        await runDueJobs(platform, modules)
      }
    },
    tick: () => tickAll(platform, modules),
    close: async () => {
      await app.close()
      await jobs?.stop()
      await owner.end()
      await db.close()
      await database.drop()
      rmSync(dataDir, { recursive: true, force: true })
    },
  }
}

export type { Answer, Client } from './client.ts'
