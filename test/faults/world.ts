import { randomBytes, randomUUID } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { addDays, localDate, makeDemoIdNumber } from '@zhuxue/policy'
import { openDatabase } from '../../apps/server/src/platform/database.ts'
import {
  FileStore,
  MovableClock,
  makePlatform,
  newId,
  openLog,
  readConfig,
  sha256,
} from '../../apps/server/src/platform/index.ts'
import { testCrypto } from '../../apps/server/src/testing/app.ts'
import { seedAwards, seedCards } from '../../apps/server/src/testing/money.ts'
import { connectOwner } from '../../apps/server/src/testing/owner.ts'
import { type SmallWorld, smallWorld } from '../../apps/server/src/testing/world.ts'
import { insertWorld } from '../../apps/server/src/world/insert.ts'

/** Every month of the autumn term is due, and the term has not ended. */
export const AT = '2027-01-20T09:00:00+08:00'
export const MONTHS = ['2026-09', '2026-10', '2026-11', '2026-12', '2027-01']

type Owner = Awaited<ReturnType<typeof connectOwner>>

export interface MoneyWorld {
  readonly ids: SmallWorld
  readonly dataDir: string
  readonly owner: Owner
  /** a logged-in member of staff: cookie and csrf token */
  login(key: string): Promise<{ cookie: string; csrf: string }>
  reconnect(): Promise<void>
  close(): Promise<void>
}

/** Fills a database with a school of `n` students who hold activated cards and an approved National Grant. */
export async function moneyWorld(databaseUrl: string, ownerUrl: string, n: number): Promise<MoneyWorld> {
  const dataDir = mkdtempSync(join(tmpdir(), 'zhuxue-fault-'))
  const clock = new MovableClock()
  clock.set(AT)
  const database = openDatabase(databaseUrl, { max: 2 })
  const platform = makePlatform({
    config: readConfig({ dataDir }, {}),
    database,
    clock,
    crypto: testCrypto,
    files: new FileStore(join(dataDir, 'files'), testCrypto),
    log: openLog('silent'),
  })
  const { world, ids } = smallWorld()
  const pattern = world.students[0]
  if (!pattern) throw new Error('empty world')
  const students = Array.from({ length: n }, (_, i) => {
    const birthDate = addDays(localDate('2009-09-01'), i % 300)
    const idNumber = makeDemoIdNumber('530102', birthDate, 'female', 100 + Math.floor(i / 300))
    return { ...pattern, id: newId(), name: `学生${i}`, birthDate, idNumber, rollNumber: `G${idNumber}`, registers: [] }
  })
  const bigger = { ...world, students: [...world.students, ...students] }
  await platform.transaction({ kind: 'worker', name: '测试' }, (tx) => insertWorld(tx.db, testCrypto, bigger, tx.now))
  await seedCards(platform, students)
  await seedAwards(platform, students)
  await database.close()
  let owner = await connectOwner(ownerUrl)
  return {
    ids,
    dataDir,
    get owner() {
      return owner
    },
    login: async (key) => {
      const staff = ids.staff[key]
      if (!staff) throw new Error(`no staff ${key}`)
      const token = randomBytes(32).toString('base64url')
      const csrf = randomBytes(16).toString('hex')
      await owner.query(
        `insert into sessions (id, token_hash, kind, staff_id, grant_id, csrf, created_at, last_seen_at, expires_at, user_agent, factor)
         values ($1, $2, 'staff', $3, $4, $5, $6, $6, $6::timestamptz + interval '8 hours', 'test', 'totp')`,
        [randomUUID(), sha256(token), staff.id, staff.grantId, csrf, AT],
      )
      return { cookie: `zx_session=${token}`, csrf }
    },
    reconnect: async () => {
      await owner.end().catch(() => undefined)
      owner = await connectOwner(ownerUrl)
    },
    close: async () => {
      await owner.end().catch(() => undefined)
      rmSync(dataDir, { recursive: true, force: true })
    },
  }
}
