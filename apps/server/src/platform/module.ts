import type { FastifyInstance } from 'fastify'
import type { Actor } from './actor.ts'
import type { Router } from './http/router.ts'
import type { Platform } from './platform.ts'
import type { Tx } from './transaction.ts'

export type WorkerTx = Tx<Extract<Actor, { kind: 'worker' }>>

/** What the composed server offers to its own modules. */
export interface ServerControl {
  /** Runs every module's tick and all jobs that are due, and waits for them: after the demo clock moved. */
  catchUp(): Promise<void>
}

/** Which job is running, the same on every retry: lets a job recognise what an earlier try already did. */
export interface JobInfo {
  readonly id: string
  readonly createdAt: Date
}

/** What a domain module plugs into the server. */
export interface ServerModule {
  readonly name: string
  /** binds its contracts to handlers */
  routes?(router: Router, platform: Platform, server: ServerControl): void
  /** plugs pages that are no API (HTML, static files) into the HTTP server */
  web?(app: FastifyInstance, platform: Platform, server: ServerControl): Promise<void>
  /** background jobs by task name; each runs in its own transaction, at least once, so it must be repeatable */
  readonly jobs?: Record<string, (payload: unknown, tx: WorkerTx, platform: Platform, job: JobInfo) => Promise<void>>
  /** numbers for /metrics, read when somebody asks */
  readonly gauges?: readonly {
    readonly name: string
    readonly help: string
    read(platform: Platform): Promise<number>
  }[]
  /** called every minute and whenever the demo clock moves: closes what is due. Must be repeatable. */
  tick?(platform: Platform): Promise<void>
}
