import { existsSync } from 'node:fs'
import { join } from 'node:path'
import pg from 'pg'
import { openDatabase } from './platform/database.ts'
import {
  type Config,
  FieldCrypto,
  FileStore,
  MovableClock,
  makePlatform,
  openLog,
  type Platform,
  readConfig,
  systemClock,
} from './platform/index.ts'
import { appUrl, migrate } from './platform/migrate.ts'
import { type Connected, connectOrStart, PostgresError } from './platform/postgres/index.ts'

/** An opened installation: database up and migrated, keys open. */
export interface Installation {
  readonly platform: Platform
  readonly connection: Connected
  readonly migrationsApplied: readonly string[]
  /** Fresh planner statistics after a bulk load; without them the first lists are planned for empty tables. */
  analyze(): Promise<void>
  close(): Promise<void>
}

/**
 * Opens the installation of a data folder: starts or joins PostgreSQL, migrates, opens the keyring and a pool on the
 * application's own login. `join` lets short commands work beside a running server.
 */
export async function openInstallation(
  overrides: Partial<Config>,
  options: {
    whenRunning?: 'refuse' | 'join'
    /** refuse a data folder that was never started instead of making an empty installation there */
    existing?: boolean
    log?: (line: string) => void
    toFile?: boolean
    poolSize?: number
  } = {},
): Promise<Installation> {
  const config = readConfig(overrides)
  if (options.existing && !config.databaseUrl && !existsSync(join(config.dataDir, 'secrets', 'keyring.json'))) {
    throw new PostgresError(
      'data-missing',
      `${config.dataDir} 不是助学的数据目录。请用 --data 指定启动时用的目录，或先运行一次 zhuxue start。`,
    )
  }
  const connection = await connectOrStart({
    dataDir: config.dataDir,
    databaseUrl: config.databaseUrl,
    whenRunning: options.whenRunning ?? 'refuse',
    log: options.log ?? (() => undefined),
  })
  try {
    const crypto = FieldCrypto.open(join(config.dataDir, 'secrets'))
    const password = crypto.derive('database-login')
    const keyring = crypto.derive(KEYRING)
    await checkKeyring(connection.ownerUrl, keyring)
    const { applied } = await migrate(connection.ownerUrl, password)
    const log = openLog(config.logLevel, options.toFile === false ? undefined : config.dataDir)
    const database = openDatabase(appUrl(connection.ownerUrl, password), {
      max: options.poolSize ?? 20,
      onError: (err) => log.warn({ err }, 'database connection lost'),
    })
    const clock = config.demo ? new MovableClock() : systemClock
    const platform = makePlatform({
      config,
      database,
      clock,
      crypto,
      files: new FileStore(join(config.dataDir, 'files'), crypto),
      log,
    })
    await platform.transaction({ kind: 'worker', name: '启动' }, (tx) =>
      tx.db
        .insertInto('app_state')
        .values({ key: KEYRING, value: keyring })
        .onConflict((c) => c.doNothing())
        .execute(),
    )
    if (clock instanceof MovableClock) clock.offsetMs = await storedOffset(platform)
    return {
      platform,
      connection,
      migrationsApplied: applied,
      analyze: async () => {
        const owner = new pg.Client({ connectionString: connection.ownerUrl })
        await owner.connect()
        try {
          await owner.query('analyze')
        } finally {
          await owner.end()
        }
      },
      close: async () => {
        // the supervisor's handles do not keep the process alive; stopping must be awaited to the end
        const hold = setInterval(() => undefined, 1000)
        try {
          await database.close()
          await connection.stop()
        } finally {
          clearInterval(hold)
        }
      },
    }
  } catch (e) {
    await connection.stop()
    throw e
  }
}

/** The demo clock's offset survives restarts in app_state. */
export async function storedOffset(platform: Platform): Promise<number> {
  const row = await platform.transaction({ kind: 'worker', name: '启动' }, (tx) =>
    tx.db.selectFrom('app_state').select('value').where('key', '=', 'clock-offset-ms').executeTakeFirst(),
  )
  return row ? Number(row.value) : 0
}

const KEYRING = 'keyring-check'

/**
 * The keys must be the ones the data was encrypted with. A new data folder beside an old DATABASE_URL would otherwise
 * make new keys without a word, and everything stored before could never be read again. Asked before anything of the
 * database is touched.
 */
async function checkKeyring(ownerUrl: string, mine: string): Promise<void> {
  const owner = new pg.Client({ connectionString: ownerUrl })
  await owner.connect()
  try {
    const there = await owner.query<{ t: string | null }>("select to_regclass('public.app_state')::text as t")
    if (!there.rows[0]?.t) return
    const stored = await owner.query<{ value: string }>('select value from app_state where key = $1', [KEYRING])
    if (stored.rows[0] === undefined || stored.rows[0].value === mine) return
  } finally {
    await owner.end()
  }
  throw new PostgresError(
    'secret-missing',
    '这个数据库是用另一套密钥加密的，与当前数据目录中的 secrets 不一致。请用原来的数据目录启动，或把原来的 secrets/master.key 和 keyring.json 恢复到当前数据目录。没有改动任何数据。',
  )
}
