import { chmodSync, mkdirSync, rmSync } from 'node:fs'
import type { AddressInfo } from 'node:net'
import { dirname } from 'node:path'
import type { FaceSettings } from '../domain/settings.ts'
import { ensureModels, type Models } from '../engine/models.ts'
import { Pool, type PoolOptions } from './pool.ts'
import { type EventLog, faceServer } from './server.ts'

export interface ServeOptions {
  readonly secret: string
  readonly settings: FaceSettings
  /** unix socket; wins over port */
  readonly socket?: string
  /** loopback port; 0 takes a free one */
  readonly port?: number
  readonly children?: number
  readonly queue?: number
  readonly recycleAbove?: number
  readonly jobTimeoutMs?: number
  readonly log: EventLog
  /** for tests; fetches through npm otherwise */
  readonly models?: () => Promise<Models>
}

export interface RunningService {
  /** loopback port, or null on a unix socket */
  readonly port: number | null
  /** resolves when the first child can work */
  readonly ready: Promise<void>
  close(): Promise<void>
}

const MODEL_RETRY_MS = 30_000

/**
 * Starts the face service in this process. It answers at once: 503 with a Chinese sentence while models are fetched
 * and loaded, and it keeps trying when the registry cannot be reached.
 */
export async function serve(options: ServeOptions): Promise<RunningService> {
  let pool: Pool | null = null
  let problem: string | null = null
  let closed = false
  const server = faceServer({
    secret: options.secret,
    settings: options.settings,
    pool: () => (pool?.state().children.some((c) => c.ready) || (pool?.state().done ?? 0) > 0 ? pool : null),
    problem: () => problem ?? pool?.state().problem ?? null,
    log: options.log,
  })
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    if (options.socket) {
      mkdirSync(dirname(options.socket), { recursive: true, mode: 0o700 })
      rmSync(options.socket, { force: true })
      const path = options.socket
      server.listen(path, () => {
        // the folder is closed to others already; on Windows a pipe has no mode
        if (process.platform !== 'win32') chmodSync(path, 0o600)
        resolve()
      })
    } else server.listen(options.port ?? 0, '127.0.0.1', () => resolve())
  })

  const waiting = new AbortController()
  const start = async () => {
    while (!closed) {
      try {
        const models = await (options.models ?? ensureModels)()
        problem = null
        if (closed) return
        pool = new Pool(poolOptions(options, models))
        await pool.whenReady()
        return
      } catch (e) {
        problem = (e as Error).message
        options.log('models-missing', { message: problem })
        await pool?.close()
        pool = null
        await pause(MODEL_RETRY_MS, waiting.signal)
      }
    }
  }
  const ready = start()
  const address = server.address()
  return {
    port: options.socket ? null : (address as AddressInfo).port,
    ready,
    async close() {
      closed = true
      waiting.abort()
      server.closeAllConnections()
      await new Promise<void>((resolve) => server.close(() => resolve()))
      await pool?.close()
      if (options.socket) rmSync(options.socket, { force: true })
    },
  }
}

function poolOptions(o: ServeOptions, models: Models): PoolOptions {
  return {
    models,
    settings: o.settings,
    log: o.log,
    ...(o.children === undefined ? {} : { children: o.children }),
    ...(o.queue === undefined ? {} : { queue: o.queue }),
    ...(o.recycleAbove === undefined ? {} : { recycleAbove: o.recycleAbove }),
    ...(o.jobTimeoutMs === undefined ? {} : { jobTimeoutMs: o.jobTimeoutMs }),
  }
}

const pause = (ms: number, signal: AbortSignal) =>
  new Promise<void>((resolve) => {
    const timer = setTimeout(resolve, ms)
    signal.addEventListener('abort', () => {
      clearTimeout(timer)
      resolve()
    })
  })
