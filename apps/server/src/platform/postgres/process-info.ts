import { execFileSync } from 'node:child_process'
import { readdirSync, readFileSync, readlinkSync, realpathSync } from 'node:fs'

/** The fields of /proc/<pid>/stat after the command name, which may itself hold spaces and brackets. */
function procStat(pid: number): string[] | undefined {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, 'latin1')
    return text.slice(text.lastIndexOf(')') + 2).split(' ')
  } catch {
    return undefined
  }
}

function bootId(): string {
  try {
    return readFileSync('/proc/sys/kernel/random/boot_id', 'latin1').trim()
  } catch {
    return ''
  }
}

/** True while the process runs. A zombie counts as dead: where PID 1 does not reap, zombies stay for ever. */
export function isAlive(pid: number): boolean {
  if (!Number.isInteger(pid) || pid <= 0) return false
  try {
    process.kill(pid, 0)
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'EPERM')) return false
  }
  const state = procStat(pid)?.[0]
  return state !== 'Z' && state !== 'X'
}

/**
 * A text that tells two processes with the same pid apart: boot id and start tick on Linux,
 * the start time of `ps` elsewhere, empty where neither exists (Windows).
 */
export function startMark(pid: number): string {
  const ticks = procStat(pid)?.[19]
  if (ticks !== undefined) return `${bootId()}:${ticks}`
  if (process.platform === 'win32') return ''
  try {
    const env = { PATH: '/bin:/usr/bin', LC_ALL: 'C', TZ: 'UTC' }
    return execFileSync('ps', ['-o', 'lstart=', '-p', String(pid)], { encoding: 'utf8', stdio: 'pipe', env }).trim()
  } catch {
    return ''
  }
}

/** The pid namespace: pids of another container sharing the same volume cannot be looked up from here. */
export function pidNamespace(): string {
  try {
    return readlinkSync('/proc/self/ns/pid')
  } catch {
    return ''
  }
}

/** The processes that have `dir` as working directory (every PostgreSQL process has its data directory); Linux only. */
export function processesIn(dir: string): number[] {
  if (process.platform !== 'linux') return []
  const found: number[] = []
  for (const name of readdirSync('/proc')) {
    if (!/^\d+$/.test(name)) continue
    try {
      if (readlinkSync(`/proc/${name}/cwd`) === dir) found.push(Number(name))
    } catch {
      // gone in the meantime, or of another user
    }
  }
  return found
}

/** True if `pid` is a running postmaster of exactly this data directory, and not a stranger with a reused pid. */
export function isPostmasterOf(pid: number, pgDir: string): boolean {
  if (!isAlive(pid)) return false
  try {
    if (process.platform === 'linux') {
      // The server's children carry a title instead of arguments: only the postmaster still shows -D.
      const words = readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0')
      if (!/postgres/.test(words[0] ?? '') || !words.includes('-D')) return false
      return readlinkSync(`/proc/${pid}/cwd`) === realpathSync(pgDir)
    }
    if (process.platform === 'win32') return true
    const command = execFileSync('ps', ['-o', 'command=', '-p', String(pid)], { encoding: 'utf8', stdio: 'pipe' })
    return command.includes('postgres') && command.includes(pgDir)
  } catch {
    return false
  }
}

/** The operating system's time in ms: for files and processes only, never for anything the product decides. */
export function systemMillis(): number {
  return performance.timeOrigin + performance.now()
}

/** Waits until `done` holds, looking every `everyMs`; false when `timeoutMs` went by first. */
export async function waitUntil(done: () => boolean, timeoutMs: number, everyMs = 25): Promise<boolean> {
  const end = performance.now() + timeoutMs
  while (!done()) {
    if (performance.now() > end) return false
    await new Promise((resolve) => setTimeout(resolve, everyMs))
  }
  return true
}
