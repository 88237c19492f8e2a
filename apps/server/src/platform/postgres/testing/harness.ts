import { type ChildProcess, spawn } from 'node:child_process'
import {
  chmodSync,
  cpSync,
  linkSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  rmSync,
  symlinkSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import pg from 'pg'
import { packagedNative } from '../binaries.ts'
import type { ConnectOptions } from '../connect.ts'
import { errnoOf } from '../errors.ts'
import { isAlive, waitUntil } from '../process-info.ts'

/** The tests that change the account need root, as in containers; a normal user runs the others. */
export const isRoot = process.getuid?.() === 0

/** An account of every Unix that is neither root nor one the supervisor chooses by itself. */
export const plainUser = { uid: 1, gid: 1 }

interface Event {
  event: string
  url?: string
  code?: string
  message?: string
  line?: string
  answer?: number | null
  adopted?: boolean
}

/** A process started with testing/hold.ts. */
export interface Holder {
  child: ChildProcess
  pid: number
  events: Event[]
  /** The first `ready` or `failed` event. */
  settled: Promise<Event>
  exited: Promise<number | null>
}

type HoldOptions = Omit<ConnectOptions, 'log' | 'onLost'> & { cluster?: boolean }

const holders: Holder[] = []
const scratches: string[] = []

/** A folder everybody may enter, removed by `cleanUp`. */
export function scratch(): string {
  const dir = mkdtempSync(join(tmpdir(), 'zhuxue-pg-'))
  chmodSync(dir, 0o755)
  scratches.push(dir)
  return dir
}

/** Starts a holder in a process group of its own, as a terminal would. */
export function hold(options: HoldOptions, user?: { uid: number; gid: number }): Holder {
  const script = fileURLToPath(new URL('./hold.ts', import.meta.url))
  const child = spawn(process.execPath, [script, JSON.stringify(options)], {
    detached: true,
    cwd: '/',
    stdio: ['ignore', 'pipe', 'inherit'],
    ...user,
  })
  const events: Event[] = []
  const settled = new Promise<Event>((resolve) => {
    createInterface({ input: child.stdout }).on('line', (line) => {
      const event: Event = JSON.parse(line)
      events.push(event)
      if (event.event === 'ready' || event.event === 'failed') resolve(event)
    })
  })
  const exited = new Promise<number | null>((resolve) => child.once('close', (code) => resolve(code)))
  const holder = { child, pid: child.pid ?? 0, events, settled, exited }
  holders.push(holder)
  return holder
}

/** Starts a holder and waits until its database answers; a failure is thrown with its Chinese message. */
export async function holdReady(
  options: HoldOptions,
  user?: { uid: number; gid: number },
): Promise<Holder & { url: string }> {
  const holder = hold(options, user)
  const event = await holder.settled
  if (event.url === undefined) throw new Error(`${event.code}: ${event.message}`)
  return { ...holder, url: event.url }
}

/** Orderly end by SIGTERM; resolves with the exit code. */
export async function end(holder: Holder): Promise<number | null> {
  holder.child.kill('SIGTERM')
  return holder.exited
}

let shared: string | undefined

/** One data folder for all tests of a file, its database stopped between them: initdb is the slow part. */
export async function sharedData(): Promise<string> {
  if (shared === undefined) {
    shared = join(scratch(), 'data')
    await end(await holdReady({ dataDir: shared }))
  }
  return shared
}

/** The pid in postmaster.pid. */
export function postmasterPid(dataDir: string): number {
  return Number(readFileSync(join(dataDir, 'pg', 'postmaster.pid'), 'utf8').split('\n')[0])
}

/** The uid a process runs as (Linux). */
export function uidOf(pid: number): number {
  return Number(/^Uid:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1])
}

/** True once the process is gone, within `ms`. */
export function goneWithin(pid: number, ms: number): Promise<boolean> {
  return waitUntil(() => !isAlive(pid), ms)
}

/** The first column of the first row. */
export async function ask(url: string, sql: string): Promise<unknown> {
  const client = new pg.Client({ connectionString: url })
  client.on('error', () => {})
  await client.connect()
  try {
    const reply = await client.query({ text: sql, rowMode: 'array' })
    return reply.rows[0]?.[0]
  } finally {
    await client.end()
  }
}

/** A copy of the binary package as npm unpacks it with install scripts off: no library links. */
export function unlinkedPackage(parent: string): string {
  const source = packagedNative()
  const native = join(parent, 'package', 'native')
  linkTree(source, native)
  cpSync(join(dirname(source), 'package.json'), join(parent, 'package', 'package.json'))
  const links: { target: string }[] = JSON.parse(readFileSync(join(native, 'pg-symlinks.json'), 'utf8'))
  for (const { target } of links) rmSync(join(parent, 'package', target), { force: true })
  return native
}

/** Hard links instead of 60 MB of copies; copies where the temporary folder is on another file system. */
function linkTree(from: string, to: string): void {
  try {
    mkdirSync(to, { recursive: true })
    for (const entry of readdirSync(from, { withFileTypes: true })) {
      const [source, target] = [join(from, entry.name), join(to, entry.name)]
      if (entry.isDirectory()) linkTree(source, target)
      else if (entry.isFile()) linkSync(source, target)
      else symlinkSync(readlinkSync(source), target)
    }
  } catch (error) {
    if (errnoOf(error) !== 'EXDEV' && errnoOf(error) !== 'EPERM') throw error
    cpSync(from, to, { recursive: true, verbatimSymlinks: true })
  }
}

/** Ends what the test left running, and waits until its database is gone too. */
export async function endAll(): Promise<void> {
  for (const holder of holders.splice(0)) {
    if (holder.child.exitCode !== null || holder.child.signalCode !== null) continue
    holder.child.kill('SIGTERM')
    const late = setTimeout(() => holder.child.kill('SIGKILL'), 10_000)
    await holder.exited
    clearTimeout(late)
  }
}

/** Removes the folders of `scratch`. */
export function removeFolders(): void {
  for (const dir of scratches.splice(0)) rmSync(dir, { recursive: true, force: true, maxRetries: 5 })
}
