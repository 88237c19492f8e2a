import { existsSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { currentHolder, type LockHolder } from './lock.ts'
import { rememberedPort } from './port.ts'
import { alreadyRunning, type RunningPostgres, type StartOptions, startPostgres } from './supervisor.ts'
import { answers, checkOutside, ownerUrl } from './url.ts'

export interface ConnectOptions extends StartOptions {
  /** An outside PostgreSQL ≥ 15 instead of the embedded one (the DATABASE_URL of the environment); empty counts as none. */
  databaseUrl?: string | undefined
  /**
   * What to do when another live process runs this data folder: `refuse` (a second `zhuxue start`, the default) or
   * `join` (short commands that only need a connection: migrate, backup, audit verify).
   */
  whenRunning?: 'refuse' | 'join'
}

export interface Connected extends RunningPostgres {
  /** False with an outside database: then nothing was started and `stop` does nothing. */
  embedded: boolean
}

/** The database to work with: the outside one if given, else the embedded one, started or joined. */
export async function connectOrStart(options: ConnectOptions): Promise<Connected> {
  const { databaseUrl, whenRunning, ...start } = options
  if (databaseUrl !== undefined && databaseUrl.trim() !== '') {
    await checkOutside(databaseUrl.trim())
    return { ownerUrl: databaseUrl.trim(), adopted: true, embedded: false, setAddress() {}, async stop() {} }
  }
  if (whenRunning === 'join') {
    const run = join(resolve(options.dataDir), 'run')
    const holder = existsSync(run) ? await currentHolder(run) : undefined
    if (holder !== undefined) return joinRunning(options.dataDir, holder)
  }
  return { ...(await startPostgres(start)), embedded: true }
}

/** Waits up to 60 s for the holder's server, which may be starting, and connects as its owner. */
async function joinRunning(dataDir: string, holder: LockHolder): Promise<Connected> {
  const end = performance.now() + 60_000
  while (performance.now() < end) {
    const url = runningUrl(dataDir)
    if (url !== undefined && (await answers(url, 5_000))) {
      return { ownerUrl: url, adopted: true, embedded: true, setAddress() {}, async stop() {} }
    }
    await sleep(250)
  }
  throw alreadyRunning(holder)
}

function runningUrl(dataDir: string): string | undefined {
  const port = rememberedPort(join(resolve(dataDir), 'run'))
  const secret = join(resolve(dataDir), 'secrets', 'postgres-owner')
  if (port === undefined || !existsSync(secret)) return undefined
  return ownerUrl(port, readFileSync(secret, 'utf8').trim(), 'zhuxue')
}
