import type { Actor } from './actor.ts'
import type { Router } from './http/router.ts'
import type { Platform } from './platform.ts'
import type { Tx } from './transaction.ts'

type WorkerTx = Tx<Extract<Actor, { kind: 'worker' }>>

/** What a domain module plugs into the server. */
export interface ServerModule {
  readonly name: string
  /** binds its contracts to handlers */
  routes?(router: Router, platform: Platform): void
  /** background jobs by task name; each runs in its own transaction, at least once, so it must be repeatable */
  readonly jobs?: Record<string, (payload: unknown, tx: WorkerTx, platform: Platform) => Promise<void>>
  /** called every minute and whenever the demo clock moves: closes what is due. Must be repeatable. */
  tick?(platform: Platform): Promise<void>
}
