import { spawn, spawnSync } from 'node:child_process'
import { closeSync, openSync, readFileSync, readSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { asAccount } from './account.ts'
import type { Binaries } from './binaries.ts'
import { PostgresError, useOutsideDatabase } from './errors.ts'
import { cleanEnvironment } from './init.ts'
import type { Layout } from './layout.ts'
import { anyFreePort, choosePort, rememberPort } from './port.ts'
import { isAlive, isPostmasterOf, processesIn, waitUntil } from './process-info.ts'
import { type ServerPurpose, serverArguments } from './settings.ts'

/** A running postmaster that is our child. `exited` resolves when it is gone, for whatever reason. */
export interface ServerProcess {
  pid: number
  port: number
  exited: Promise<void>
}

const readyTimeoutMs = 120_000
const maxLogBytes = 5_000_000

/** The server's own log; statements and parameters are kept out of it. */
function logPath(layout: Layout): string {
  return join(layout.run, 'postgres.log')
}

/**
 * Starts the server and waits until it takes connections (crash recovery included). Another port is taken when the
 * remembered one is in use; processes left over from a killed postmaster are waited for. `onSpawn` gets the pid at once.
 */
export async function startServer(
  layout: Layout,
  binaries: Binaries,
  purpose: Omit<ServerPurpose, 'port'>,
  onSpawn: (pid: number) => void,
): Promise<ServerProcess> {
  rotateLog(layout)
  let port = await choosePort(layout.run)
  for (let attempt = 1; ; attempt++) {
    await clearStalePid(layout)
    const before = statSync(logPath(layout), { throwIfNoEntry: false })?.size ?? 0
    const server = spawnServer(layout, binaries, { ...purpose, port })
    onSpawn(server.pid)
    let gone = false
    void server.exited.then(() => (gone = true))
    if (await waitUntil(() => gone || isReady(layout, server.pid), readyTimeoutMs)) {
      if (!gone) {
        rememberPort(layout.run, port)
        return { ...server, port }
      }
    } else {
      await stopServer(layout, binaries, server.pid)
    }
    const said = logSince(layout, before)
    const portTaken = /could not bind|could not create any TCP\/IP sockets/.test(said)
    const leftOver = /pre-existing shared memory block|lock file "postmaster.pid" already exists/.test(said)
    if (attempt >= 20 || !(portTaken || leftOver)) throw startFailed(layout, said)
    if (portTaken) port = await anyFreePort()
    else await sleep(500)
  }
}

/** Fast shutdown (connections are closed, everything is written); after 30 s an immediate one. */
export async function stopServer(layout: Layout, binaries: Binaries, pid: number): Promise<void> {
  if (process.platform === 'win32') {
    spawnSync(binaries.pgCtl, ['stop', '-D', layout.pg, '-m', 'fast'], { stdio: 'ignore' })
    return
  }
  const gone = (): boolean => !isPostmasterOf(pid, layout.pg)
  signal(pid, 'SIGINT')
  if (await waitUntil(gone, 30_000)) return
  signal(pid, 'SIGQUIT')
  await waitUntil(gone, 10_000)
}

/** The live postmaster of this data directory, whoever started it. */
export function runningPostmaster(layout: Layout): number | undefined {
  const pid = pidInFile(layout)
  if (pid !== undefined && isPostmasterOf(pid, layout.pg)) return pid
  // The pid file may be damaged or gone while the server lives: two on the same files would destroy them.
  return processesIn(layout.pg).find((candidate) => isPostmasterOf(candidate, layout.pg))
}

function spawnServer(
  layout: Layout,
  binaries: Binaries,
  purpose: ServerPurpose,
): { pid: number; exited: Promise<void> } {
  const log = openSync(logPath(layout), 'a', 0o600)
  try {
    const child = spawn(binaries.postgres, ['-D', layout.pg, ...serverArguments(purpose)], {
      ...asAccount(layout.account),
      // A session of its own: Ctrl-C must reach us, not the database we still need to finish what is under way.
      detached: process.platform !== 'win32',
      env: cleanEnvironment(),
      stdio: ['ignore', log, log],
    })
    const exited = new Promise<void>((resolve) => {
      child.once('exit', () => resolve())
      child.once('error', () => resolve())
    })
    child.unref()
    if (child.pid === undefined) throw startFailed(layout, `cannot run ${binaries.postgres}`)
    return { pid: child.pid, exited }
  } finally {
    closeSync(log)
  }
}

function pidFile(layout: Layout): string {
  return join(layout.pg, 'postmaster.pid')
}

function pidLines(layout: Layout): string[] | undefined {
  try {
    return readFileSync(pidFile(layout), 'utf8').split('\n')
  } catch {
    return undefined
  }
}

function pidInFile(layout: Layout): number | undefined {
  const pid = Number(pidLines(layout)?.[0])
  return Number.isInteger(pid) && pid > 0 ? pid : undefined
}

function isReady(layout: Layout, pid: number): boolean {
  const lines = pidLines(layout)
  return Number(lines?.[0]) === pid && lines?.[7]?.trim() === 'ready'
}

/**
 * PostgreSQL clears the pid file of a dead postmaster itself, but refuses when the pid now belongs to some other
 * program, or when the file is damaged. In the first case our own pid is written in its place: PostgreSQL takes its
 * parent's pid as stale, and the shared-memory key in the same file still protects against left-over processes.
 */
async function clearStalePid(layout: Layout): Promise<void> {
  const lines = pidLines(layout)
  if (lines === undefined) return
  const pid = pidInFile(layout)
  if (pid === undefined) {
    if (!(await waitUntil(() => processesIn(layout.pg).length === 0, 15_000, 100))) {
      throw startFailed(layout, `processes still use ${layout.pg}: ${processesIn(layout.pg).join(' ')}`)
    }
    rmSync(pidFile(layout), { force: true })
    return
  }
  if (isAlive(pid) && !isPostmasterOf(pid, layout.pg)) {
    writeFileSync(pidFile(layout), [String(process.pid), ...lines.slice(1)].join('\n'))
  }
}

function signal(pid: number, name: 'SIGINT' | 'SIGQUIT'): void {
  // 0, -1 and 1 would mean our group, everybody, and init.
  if (pid <= 1) return
  try {
    process.kill(pid, name)
  } catch {
    // already gone
  }
}

function rotateLog(layout: Layout): void {
  const size = statSync(logPath(layout), { throwIfNoEntry: false })?.size ?? 0
  if (size > maxLogBytes) renameSync(logPath(layout), `${logPath(layout)}.1`)
}

function logSince(layout: Layout, offset: number): string {
  const file = openSync(logPath(layout), 'r')
  try {
    const buffer = Buffer.alloc(64_000)
    return buffer.toString('utf8', 0, readSync(file, buffer, 0, buffer.length, offset))
  } finally {
    closeSync(file)
  }
}

function startFailed(layout: Layout, said: string): PostgresError {
  const detail = said.trim().split('\n').slice(-8).join('\n')
  return new PostgresError(
    'start-failed',
    `内置数据库未能启动。数据库日志的最后几行:\n${detail}\n完整日志:${logPath(layout)}。请检查磁盘空间、内存与目录权限后重试。${useOutsideDatabase}`,
  )
}
