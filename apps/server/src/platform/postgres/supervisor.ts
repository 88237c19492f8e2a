import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { defaultAccounts } from './account.ts'
import { type Binaries, packagedNative, prepareBinaries } from './binaries.ts'
import { PostgresError } from './errors.ts'
import { initialise, ownerPassword } from './init.ts'
import { defaultReachableRoots, type Layout, prepareDataDir, settleLayout } from './layout.ts'
import { type HeldLock, type LockHolder, takeLock } from './lock.ts'
import { runningPostmaster, type ServerProcess, startServer, stopServer } from './server-process.ts'
import { ensureDatabase, ownerUrl } from './url.ts'
import { startWatchdog, type Watchdog } from './watchdog.ts'

/** Takes one Chinese progress line. */
type Log = (line: string) => void

export interface StartOptions {
  /** The data folder; `pg`, `run` and `secrets` are made in it. */
  dataDir: string
  log: Log
  /** Further server settings, e.g. those of the backup. */
  settings?: Readonly<Record<string, string>>
  /** Called when the server died and could not be brought back. Default: one log line. */
  onLost?: (error: unknown) => void
  /** Accounts tried when we are root; default `postgres`, then `nobody`. */
  accounts?: readonly string[]
  /** Folders used when the data folder is closed to the account (root only). */
  reachableRoots?: readonly string[]
  /** Folder with `bin`, `lib` and `share`; default the platform's npm package. */
  native?: string
}

export interface RunningPostgres {
  /** postgres:// URL of the owner role on the database `zhuxue`; a secret, never logged. */
  ownerUrl: string
  /** True if another live process runs the server and we only joined it; `stop` then leaves it running. */
  adopted: boolean
  /** Publishes where people reach this process; a second start shows it. */
  setAddress(address: string): void
  /** Stops the server in order and gives the data folder free. Idempotent. */
  stop(): Promise<void>
}

const restartsPerMinute = 30
/** Starts that may fail in a row, about 25 s in all, before the database is given up. */
const failedStarts = 8

/** Starts the embedded database of a data folder, or throws a `PostgresError` whose text says what to do. */
export async function startPostgres(options: StartOptions): Promise<RunningPostgres> {
  const { log } = options
  const base = prepareDataDir(options.dataDir)
  const locks: HeldLock[] = [await lockOrRefuse(base.run)]
  let keeper: Keeper | undefined
  try {
    const roots = options.reachableRoots ?? defaultReachableRoots
    const layout = settleLayout(base.dataDir, options.accounts ?? defaultAccounts, roots, log)
    if (layout.home !== layout.dataDir) {
      // Two data folders may link to the same place (a copied project): the place has a lock of its own.
      const run = join(layout.home, 'run')
      mkdirSync(run, { recursive: true, mode: 0o700 })
      locks.push(await lockOrRefuse(run))
    }
    const password = ownerPassword(layout)
    const copyRoots = layout.account.switched ? [layout.home, ...roots] : [layout.run]
    const binaries = prepareBinaries(layout.account, options.native ?? packagedNative(), copyRoots)
    if (await initialise(layout, binaries, password, { durable: true })) log('已建立新的数据库。')
    await stopOrphan(layout, binaries, log)
    const kept = new Keeper(layout, binaries, options, startWatchdog(layout.pg))
    keeper = kept
    const port = await kept.start()
    await ensureDatabase(ownerUrl(port, password, 'postgres'), 'zhuxue')
    log(`数据库已就绪(端口 ${port},账户 ${layout.account.name})。`)
    return {
      ownerUrl: ownerUrl(port, password, 'zhuxue'),
      adopted: false,
      setAddress(address) {
        for (const lock of locks) lock.setAddress(address)
      },
      stop: once(async () => {
        await kept.stop()
        for (const lock of locks) lock.release()
      }),
    }
  } catch (error) {
    await keeper?.stop()
    for (const lock of locks) lock.release()
    throw error
  }
}

/** Keeps one server running: brings it back when it dies, on the same port, so that pools reconnect by themselves. */
class Keeper {
  readonly #layout: Layout
  readonly #binaries: Binaries
  readonly #options: StartOptions
  readonly #watchdog: Watchdog
  #server: ServerProcess | undefined
  #stopping = false
  #restarts: number[] = []
  #restarting: Promise<void> = Promise.resolve()

  constructor(layout: Layout, binaries: Binaries, options: StartOptions, watchdog: Watchdog) {
    this.#layout = layout
    this.#binaries = binaries
    this.#options = options
    this.#watchdog = watchdog
  }

  async start(): Promise<number> {
    const purpose = { durable: true, extra: this.#options.settings ?? {} }
    const server = await startServer(this.#layout, this.#binaries, purpose, (pid) => this.#watchdog.watch(pid))
    this.#server = server
    void server.exited.then(() => {
      if (!this.#stopping) this.#restarting = this.#bringBack()
    })
    return server.port
  }

  async stop(): Promise<void> {
    this.#stopping = true
    await this.#restarting
    if (this.#server !== undefined) {
      await stopServer(this.#layout, this.#binaries, this.#server.pid)
      await this.#server.exited
    }
    this.#watchdog.dismiss()
  }

  /**
   * Starts the server again, also when it is killed once more while it recovers (out of memory, power saving): a start
   * that fails is repeated after a growing pause, and given up only after several in a row.
   */
  async #bringBack(): Promise<void> {
    this.#options.log('数据库进程意外退出,正在恢复……')
    for (let failed = 0; !this.#stopping; ) {
      const now = performance.now()
      this.#restarts = [...this.#restarts.filter((at) => now - at < 60_000), now]
      try {
        if (this.#restarts.length > restartsPerMinute) throw tooManyRestarts()
        await sleep(Math.min(5_000, 100 * 2 ** failed))
        await this.start()
        this.#options.log('数据库已恢复。')
        return
      } catch (error) {
        failed += 1
        this.#options.log(error instanceof Error ? error.message : String(error))
        if (failed < failedStarts && this.#restarts.length <= restartsPerMinute) continue
        this.#options.onLost?.(error)
        return
      }
    }
  }
}

const tooManyRestarts = () =>
  new PostgresError('start-failed', '数据库在一分钟内多次意外退出,已停止自动重启。请查看 run/postgres.log。')

/** A server whose Node process and watchdog were both killed: stopped in order, so that ours runs with our settings. */
async function stopOrphan(layout: Layout, binaries: Binaries, log: Log): Promise<void> {
  const orphan = runningPostmaster(layout)
  if (orphan === undefined) return
  log('上次退出不完整,正在接管遗留的数据库进程……')
  await stopServer(layout, binaries, orphan)
}

async function lockOrRefuse(runDir: string): Promise<HeldLock> {
  const result = await takeLock(runDir)
  if ('held' in result) return result.held
  throw alreadyRunning(result.holder)
}

/** The refusal a second start prints: which process, where to reach it, how to end it. */
export function alreadyRunning(holder: LockHolder): PostgresError {
  const where = holder.address === null ? '它可能还在启动,请稍候' : `请直接打开 ${holder.address}`
  return new PostgresError(
    'already-running',
    `助学已在运行(进程 ${holder.pid}),${where}。同一数据目录不能同时启动两次;如需重新启动,请先在原窗口按 Ctrl-C,或执行 kill ${holder.pid}。`,
  )
}

function once(action: () => Promise<void>): () => Promise<void> {
  let result: Promise<void> | undefined
  return () => {
    result ??= action()
    return result
  }
}
