import { randomBytes, randomUUID } from 'node:crypto'
import { chmodSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { applications } from '@zhuxue/contracts'
import { addDays, localDate, makeDemoIdNumber } from '@zhuxue/policy'
import pg from 'pg'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { verifyAudit } from '../../apps/server/src/modules/audit/verify.ts'
import { sessionResolver } from '../../apps/server/src/modules/identity/index.ts'
import { openDatabase } from '../../apps/server/src/platform/database.ts'
import {
  FileStore,
  MovableClock,
  makePlatform,
  newId,
  openLog,
  type Platform,
  readConfig,
  sha256,
} from '../../apps/server/src/platform/index.ts'
import { appUrl, migrate } from '../../apps/server/src/platform/migrate.ts'
import { startPostgres } from '../../apps/server/src/platform/postgres/supervisor.ts'
import { makeApp } from '../../apps/server/src/server.ts'
import { testCrypto } from '../../apps/server/src/testing/app.ts'
import { photo } from '../../apps/server/src/testing/student-kit.ts'
import { smallWorld } from '../../apps/server/src/testing/world.ts'
import { insertWorld } from '../../apps/server/src/world/insert.ts'

/** The database goes away under load, again and again: phones get 503 and send the same request again. */
const STUDENTS = 100
const dir = mkdtempSync(join(tmpdir(), 'zhuxue-restart-'))
// as root, the database runs under an account that must be able to enter
chmodSync(dir, 0o755)
const ends: (() => Promise<unknown>)[] = []
afterAll(async () => {
  for (const end of ends.reverse()) await end()
  rmSync(dir, { recursive: true, force: true })
}, 60_000)

interface Phone {
  readonly id: string
  readonly name: string
  readonly headers: Record<string, string>
}
let ownerUrl = ''
let url = ''
let round = ''
let platform: Platform
let phones: Phone[] = []

async function asOwner<T>(work: (c: pg.Client) => Promise<T>): Promise<T> {
  const c = new pg.Client({ connectionString: ownerUrl })
  c.on('error', () => undefined)
  await c.connect()
  try {
    return await work(c)
  } finally {
    await c.end().catch(() => undefined)
  }
}

beforeAll(async () => {
  const cluster = await startPostgres({ dataDir: dir, log: () => undefined })
  ends.push(() => cluster.stop())
  ownerUrl = cluster.ownerUrl
  const password = 'a1b2c3d4e5f60718'
  await migrate(ownerUrl, password)
  const clock = new MovableClock()
  clock.set('2026-09-01T09:00:00+08:00')
  const database = openDatabase(appUrl(ownerUrl, password), { max: 8 })
  ends.push(() => database.close())
  const log = openLog(process.env.TEST_LOG ?? 'silent')
  const files = new FileStore(join(dir, 'files'), testCrypto)
  platform = makePlatform({ config: readConfig({ dataDir: dir }, {}), database, clock, crypto: testCrypto, files, log })
  const { world, ids } = smallWorld()
  const pattern = world.students[0]
  if (!pattern) throw new Error('empty world')
  const students = Array.from({ length: STUDENTS }, (_, i) => {
    const birthDate = addDays(localDate('2009-09-01'), i)
    const idNumber = makeDemoIdNumber('530102', birthDate, 'female', 200)
    const [id, name] = [newId(), `学生${'甲乙丙丁戊己庚辛壬癸'.charAt(i % 10)}`]
    return { ...pattern, id, name, birthDate, idNumber, rollNumber: `G${idNumber}`, registers: [] }
  })
  const all = { ...world, students: [...world.students, ...students] }
  await platform.transaction({ kind: 'worker', name: '测试' }, (tx) => insertWorld(tx.db, testCrypto, all, tx.now))
  phones = await asOwner(async (c) => {
    round = randomUUID()
    await c.query(
      `insert into rounds (id, school_id, scope, term, registration_date, opens_on, closes_on, closes_at, provisional, programmes, opened_by, opened_by_name, opened_at)
       values ($1, $2, $3, '2026-autumn', '2026-09-01', '2026-09-01', '2026-09-08', '2026-09-08T16:00:00Z', false, '{national-grant,tuition-waiver}', $4, '资助专干', now())`,
      [round, ids.schools.A.id, ids.schools.A.path, randomUUID()],
    )
    const made: Phone[] = []
    for (const s of students) {
      const token = randomBytes(32).toString('base64url')
      await c.query(
        `insert into sessions (id, token_hash, kind, student_id, csrf, created_at, last_seen_at, expires_at, user_agent)
         values ($1, $2, 'student', $3, 'c', now(), now(), now() + interval '8 hours', 'test')`,
        [randomUUID(), sha256(token), s.id],
      )
      made.push({ id: s.id, name: s.name, headers: { cookie: `zx_session=${token}`, 'x-csrf': 'c' } })
    }
    return made
  })
  const { app } = await makeApp(platform, sessionResolver(platform))
  url = await app.listen({ port: 0, host: '127.0.0.1' })
  ends.push(() => app.close())
}, 120_000)

const statuses = new Map<string, number>()

/** What the phone's outbox does: the same request again until there is an answer. */
async function send(
  phone: Phone,
  path: string,
  method: string,
  body: object | FormData,
): Promise<Record<string, unknown>> {
  for (let attempt = 0; attempt < 400; attempt += 1) {
    try {
      const json = !(body instanceof FormData)
      const r = await fetch(`${url}${path}`, {
        method,
        headers: { ...phone.headers, ...(json ? { 'content-type': 'application/json' } : {}) },
        body: json ? JSON.stringify(body) : body,
      })
      const answer = (await r.json()) as Record<string, unknown>
      const key = `${r.status} ${String(answer.code ?? '')}`.trim()
      statuses.set(key, (statuses.get(key) ?? 0) + 1)
      if (r.status === 503) {
        expect(answer.detail).toContain('系统繁忙')
        expect(Number(r.headers.get('retry-after'))).toBeGreaterThan(0)
      } else {
        return answer
      }
    } catch (e) {
      if (!(e instanceof TypeError)) throw e
      statuses.set('connection lost', (statuses.get('connection lost') ?? 0) + 1)
    }
    await sleep(50 + Math.random() * 200)
  }
  throw new Error('never answered')
}

const picture = photo()
async function fillIn(phone: Phone): Promise<{ draft: unknown; submitted: Record<string, unknown> }> {
  const form = new FormData()
  form.set('requestId', randomUUID())
  form.set('kind', 'id-copy')
  form.set('file', new Blob([new Uint8Array(await picture)]), 'a.jpg')
  const photoRow = await send(phone, applications.uploadAttachment.path, 'POST', form)
  const answers = {
    programmes: ['national-grant', 'tuition-waiver'],
    phone: '15400012345',
    rollDataCorrect: true,
    householdSize: 4,
    studentsInFamily: 2,
    dependants: 1,
    unemployed: null,
    incomePerPersonYuan: 8000,
    specialGroups: [],
    attachments: [photoRow.id],
    promise: true,
    signature: phone.name,
  }
  const draft = await send(phone, applications.saveDraft.path, 'PUT', {
    requestId: randomUUID(),
    roundId: round,
    revision: 0,
    answers,
  })
  const submitted = await send(phone, applications.submitApplication.path, 'POST', {
    requestId: randomUUID(),
    roundId: round,
    answers,
  })
  return { draft, submitted }
}

/** Ends every connection of the application, as a restart of the database does, `times` times. */
async function cutConnections(times: number, done: () => boolean): Promise<number> {
  let cut = 0
  for (let i = 0; i < times && !done(); i += 1) {
    await asOwner(async (c) => {
      const { rowCount } = await c.query(
        "select pg_terminate_backend(pid) from pg_stat_activity where usename = 'zhuxue_app'",
      )
      cut += rowCount ?? 0
    }).catch(() => undefined)
    await sleep(30 + Math.random() * 120)
  }
  return cut
}

/** SIGKILL of the database; false when there is none at the moment. */
async function killPostmaster(): Promise<boolean> {
  try {
    const pid = Number(readFileSync(join(dir, 'pg', 'postmaster.pid'), 'utf8').split('\n')[0])
    process.kill(pid, 'SIGKILL')
    return true
  } catch {
    return false
  }
}

test('100 students draft and submit while connections are cut and the database is killed twice: everything exactly once, nothing but 503 and 200', async () => {
  let finished = false
  const work = Promise.all(phones.map(fillIn)).finally(() => {
    finished = true
  })
  await sleep(500)
  const cut = await cutConnections(25, () => finished)
  // once, and again while it recovers
  const kills = [await killPostmaster(), await sleep(350).then(killPostmaster)].filter(Boolean).length
  const answers = await work
  process.stdout.write(
    `cut ${cut} connections, killed the database ${kills} times; answers: ${JSON.stringify(Object.fromEntries(statuses))}\n`,
  )
  expect(cut).toBeGreaterThan(10)
  expect([...statuses.keys()].filter((s) => !['200', '503 busy', 'connection lost'].includes(s))).toEqual([])
  expect(statuses.get('503 busy') ?? 0).toBeGreaterThan(0)
  expect(new Set(answers.map((a) => a.submitted.referenceNo)).size).toBe(STUDENTS)
  const { rows } = await asOwner((c) =>
    c.query(`select
      (select count(*)::integer from submissions) as submissions,
      (select count(*)::integer from submission_revisions) as revisions,
      (select count(*)::integer from applications where status = 'submitted') as applications,
      (select count(*)::integer from attachments where submission_id is not null) as photos,
      (select count(*)::integer from drafts) as drafts,
      (select count(*)::integer from request_log) as answers,
      (select count(*)::integer from audit_events where action = 'attachment.upload') as uploads`),
  )
  expect(rows[0]).toEqual({
    submissions: STUDENTS,
    revisions: STUDENTS,
    applications: 2 * STUDENTS,
    photos: STUDENTS,
    drafts: STUDENTS,
    answers: 3 * STUDENTS,
    uploads: STUDENTS,
  })
  expect((await verifyAudit(platform)).ok).toBe(true)
  expect((await fetch(`${url}/readyz`)).status).toBe(200)
}, 180_000)
