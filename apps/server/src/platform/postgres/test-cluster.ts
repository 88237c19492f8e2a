import { mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { defaultAccounts } from './account.ts'
import { packagedNative, prepareBinaries } from './binaries.ts'
import { PostgresError } from './errors.ts'
import { initialise, ownerPassword } from './init.ts'
import { type Layout, prepareDataDir, settleLayout } from './layout.ts'
import { type HeldLock, takeLock } from './lock.ts'
import { rememberedPort } from './port.ts'
import { isAlive } from './process-info.ts'
import { runningPostmaster, startServer, stopServer } from './server-process.ts'
import { answers, ownerUrl } from './url.ts'
import { startLeaseKeeper } from './watchdog.ts'

export interface TestCluster {
  /** Owner's URL on the database `postgres`; tests make databases of their own. */
  ownerUrl: string
  /** Gives up this process's lease; the last one stops the server and removes its files. */
  release(): Promise<void>
}

/**
 * The throw-away PostgreSQL of the tests: one for all test processes of this user on this machine, started by the
 * first, stopped about 3 s after the last is gone (a shell watches their pids, so a killed runner leaves nothing).
 * fsync is off: never keep data in it. `dir` is only for the tests of this module.
 */
export async function testCluster(
  dir = join(tmpdir(), `zhuxue-test-pg-${process.getuid?.() ?? 'user'}`),
): Promise<TestCluster> {
  const base = prepareDataDir(dir)
  const leases = join(base.dataDir, 'leases')
  const lease = join(leases, String(process.pid))
  const lock = await waitForLock(base.run)
  try {
    mkdirSync(leases, { recursive: true })
    writeFileSync(lease, '')
    const layout = settleLayout(base.dataDir, defaultAccounts, ['/var/tmp/zhuxue-test', '/tmp/zhuxue-test'], () => {})
    const url = (await runningUrl(layout)) ?? (await startFresh(layout, leases))
    return { ownerUrl: url, release: () => release(layout, leases, lease) }
  } finally {
    lock.release()
  }
}

async function runningUrl(layout: Layout): Promise<string | undefined> {
  const port = rememberedPort(layout.run)
  if (runningPostmaster(layout) === undefined || port === undefined) return undefined
  const url = ownerUrl(port, ownerPassword(layout), 'postgres')
  return (await answers(url, 10_000)) ? url : undefined
}

async function startFresh(layout: Layout, leases: string): Promise<string> {
  const copies = layout.account.switched ? ['/var/tmp/zhuxue-test', '/tmp/zhuxue-test'] : [layout.run]
  const binaries = prepareBinaries(layout.account, packagedNative(), copies)
  const left = runningPostmaster(layout)
  if (left !== undefined) await stopServer(layout, binaries, left)
  // Without fsync the files of an earlier run cannot be trusted after a crash of the machine.
  rmSync(layout.pg, { recursive: true, force: true })
  const password = ownerPassword(layout)
  await initialise(layout, binaries, password, { durable: false })
  let keeper = 0
  const server = await startServer(layout, binaries, { durable: false, connections: 200 }, (pid) => {
    if (keeper !== pid) startLeaseKeeper(layout.pg, leases, pid)
    keeper = pid
  })
  return ownerUrl(server.port, password, 'postgres')
}

async function release(layout: Layout, leases: string, lease: string): Promise<void> {
  const lock = await waitForLock(layout.run)
  try {
    rmSync(lease, { force: true })
    const others = readdirSync(leases).some((name) => isAlive(Number(name)))
    const server = runningPostmaster(layout)
    if (others) return
    if (server !== undefined)
      await stopServer(layout, prepareBinaries(layout.account, packagedNative(), [layout.run]), server)
    rmSync(layout.pg, { recursive: true, force: true })
  } finally {
    lock.release()
  }
}

/** Unlike the product, tests queue: several workers ask for the cluster at the same moment. */
async function waitForLock(run: string): Promise<HeldLock> {
  const end = performance.now() + 120_000
  for (;;) {
    const result = await takeLock(run)
    if ('held' in result) return result.held
    if (performance.now() > end) {
      throw new PostgresError('already-running', `测试数据库一直被进程 ${result.holder.pid} 占用,请结束该进程后重试。`)
    }
    await sleep(50)
  }
}
