import { randomBytes } from 'node:crypto'
import pg from 'pg'
import { appUrl, migrate } from '../platform/migrate.ts'
import { testCluster } from '../platform/postgres/index.ts'

/** Login of the application role in the throw-away cluster; one for all databases, because roles are the cluster's. */
const APP_PASSWORD = 'a1b2c3d4e5f60718293a4b5c6d7e8f90'

export interface TestDatabase {
  /** superuser URL, for looking behind the wall in tests */
  readonly ownerUrl: string
  /** the application's own login */
  readonly appUrl: string
  drop(): Promise<void>
}

const withName = (url: string, name: string): string => {
  const u = new URL(url)
  u.pathname = `/${name}`
  return u.href
}

async function admin<T>(url: string, work: (c: pg.Client) => Promise<T>): Promise<T> {
  const c = new pg.Client({ connectionString: url })
  await c.connect()
  try {
    return await work(c)
  } finally {
    await c.end()
  }
}

/** Asked for once a process: it spawns programs to find its account. */
let cluster: ReturnType<typeof testCluster> | undefined

/**
 * A fresh database, cloned from `template` (made by `prepare` once per run and name; a lock keeps workers from making
 * it twice). Cloning takes 20–40 ms, migrating several hundred.
 */
export async function testDatabase(
  template: string,
  prepare: (ownerUrl: string, appPassword: string) => Promise<void>,
): Promise<TestDatabase> {
  cluster ??= testCluster()
  const { ownerUrl } = await cluster
  await admin(ownerUrl, async (c) => {
    await c.query('select pg_advisory_lock(4711)')
    const there = await c.query('select 1 from pg_database where datname = $1', [template])
    if (there.rowCount === 0) {
      const draft = `${template}_draft`
      await c.query(`drop database if exists ${draft} with (force)`)
      await c.query(`create database ${draft}`)
      await prepare(withName(ownerUrl, draft), APP_PASSWORD)
      await c.query(`alter database ${draft} rename to ${template}`)
    }
    await c.query('select pg_advisory_unlock(4711)')
  })
  const name = `t_${randomBytes(8).toString('hex')}`
  await admin(ownerUrl, (c) => c.query(`create database ${name} template ${template}`))
  return {
    ownerUrl: withName(ownerUrl, name),
    appUrl: appUrl(withName(ownerUrl, name), APP_PASSWORD),
    drop: () => admin(ownerUrl, async (c) => void (await c.query(`drop database if exists ${name} with (force)`))),
  }
}

/** An empty, migrated database. The template is named after the migrations, so a changed file makes a new one. */
export async function emptyDatabase(): Promise<TestDatabase> {
  return testDatabase(
    `tpl_empty_${await migrationsFingerprint()}`,
    async (url, password) => void (await migrate(url, password)),
  )
}

/** Short hash over all migration files and the code that runs them (it makes the job functions). */
export async function migrationsFingerprint(): Promise<string> {
  const { readdirSync, readFileSync } = await import('node:fs')
  const { join } = await import('node:path')
  const { sm3 } = await import('../platform/crypto.ts')
  const dir = join(import.meta.dirname, '../../db/migrations')
  return sm3(
    [...readdirSync(dir).map((f) => join(dir, f)), join(import.meta.dirname, '../platform/migrate.ts')]
      .sort()
      .map((f) => readFileSync(f, 'utf8'))
      .join('\n'),
  ).slice(0, 12)
}
