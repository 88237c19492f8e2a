import type { Actor } from './actor.ts'
import type { Clock } from './clock.ts'
import type { Config } from './config.ts'
import type { FieldCrypto } from './crypto.ts'
import type { Database } from './database.ts'
import type { FileStore } from './files.ts'
import type { Log } from './log.ts'
import { inTransaction, type Tx } from './transaction.ts'

/** What every module is given: the outside world behind small interfaces. */
export interface Platform {
  readonly config: Config
  readonly database: Database
  readonly clock: Clock
  readonly crypto: FieldCrypto
  readonly files: FileStore
  readonly log: Log
  /** Runs `work` in one transaction on behalf of `actor` (row-level security set, audit at the end). */
  transaction<A extends Actor, T>(actor: A, work: (tx: Tx<A>) => Promise<T>): Promise<T>
}

/** Builds the platform from its parts. */
export function makePlatform(parts: Omit<Platform, 'transaction'>): Platform {
  return { ...parts, transaction: (actor, work) => inTransaction(parts.database, parts.clock, actor, work) }
}
