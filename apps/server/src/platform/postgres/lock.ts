import {
  linkSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import { errnoOf } from './errors.ts'
import { isAlive, pidNamespace, startMark, systemMillis } from './process-info.ts'

/** Who holds the data directory. `mark` tells a reused pid from the holder; `address` is where people reach it. */
export interface LockHolder {
  pid: number
  mark: string
  namespace: string
  since: string
  address: string | null
  released: boolean
}

/** A held lock. `setAddress` publishes where the holder can be reached; `release` is idempotent. */
export interface HeldLock {
  setAddress(address: string): void
  release(): void
}

export type LockResult = { held: HeldLock } | { holder: LockHolder }

const heartbeatMs = 3_000
const foreignWaitMs = 10_000
const filePattern = /^zhuxue\.lock\.(\d+)$/

/**
 * Takes the lock of a directory, or tells who holds it.
 *
 * The lock is a numbered file: the holder is whoever created the highest number, and a number is created by link(),
 * which only one process can win. Taking over a dead holder's lock therefore means creating the next number, never
 * deleting a file that somebody else may just have replaced (the usual race of pid files).
 */
export async function takeLock(dir: string): Promise<LockResult> {
  mkdirSync(dir, { recursive: true })
  for (;;) {
    const top = highest(dir)
    if (top > 0) {
      const holder = readHolder(dir, top)
      if (holder !== undefined && (await holds(dir, top, holder))) return { holder }
    }
    const mine = top + 1
    if (!create(dir, mine)) continue
    // Somebody slower may have created a number that had already been cleaned away: only the highest counts.
    if (highest(dir) !== mine) {
      rmSync(lockPath(dir, mine), { force: true })
      continue
    }
    for (const number of numbers(dir)) if (number < mine) rmSync(lockPath(dir, number), { force: true })
    return { held: heldLock(dir, mine) }
  }
}

/** The live holder of a directory's lock, or undefined; takes nothing. */
export async function currentHolder(dir: string): Promise<LockHolder | undefined> {
  const top = highest(dir)
  const holder = top > 0 ? readHolder(dir, top) : undefined
  return holder !== undefined && (await holds(dir, top, holder)) ? holder : undefined
}

function heldLock(dir: string, number: number): HeldLock {
  const path = lockPath(dir, number)
  const record = self()
  const beat = setInterval(() => {
    try {
      const now = systemMillis() / 1_000
      utimesSync(path, now, now)
    } catch {
      // the directory was removed under us; nothing to keep alive
    }
  }, heartbeatMs)
  beat.unref()
  return {
    setAddress(address) {
      record.address = address
      if (!record.released) replace(dir, number, record)
    },
    release() {
      if (record.released) return
      record.released = true
      clearInterval(beat)
      try {
        // Kept, not deleted: numbers must never be handed out twice.
        replace(dir, number, record)
      } catch {
        // the directory is gone
      }
    },
  }
}

async function holds(dir: string, number: number, holder: LockHolder): Promise<boolean> {
  if (holder.released) return false
  const here = pidNamespace()
  if (holder.namespace === here) return isAlive(holder.pid) && startMark(holder.pid) === holder.mark
  // Another container on the same volume: its pid means nothing here, only its heartbeat does.
  const beat = beatOf(dir, number)
  const end = performance.now() + foreignWaitMs
  while (performance.now() < end) {
    if (highest(dir) !== number) return false
    if (beatOf(dir, number) !== beat) return true
    await new Promise((resolve) => setTimeout(resolve, 200))
  }
  return false
}

function beatOf(dir: string, number: number): number {
  return statSync(lockPath(dir, number), { throwIfNoEntry: false })?.mtimeMs ?? 0
}

function self(): LockHolder {
  return {
    pid: process.pid,
    mark: startMark(process.pid),
    namespace: pidNamespace(),
    since: new Date(systemMillis()).toISOString(),
    address: null,
    released: false,
  }
}

/** Creates the numbered file with its content in one step; false if another process was first. */
function create(dir: string, number: number): boolean {
  const draft = writeDraft(dir, self())
  try {
    linkSync(draft, lockPath(dir, number))
    return true
  } catch (error) {
    if (errnoOf(error) === 'EEXIST') return false
    throw error
  } finally {
    rmSync(draft, { force: true })
  }
}

/** Replaces a lock file in one step: a reader must never see half a record, it would count as nobody's. */
function replace(dir: string, number: number, record: LockHolder): void {
  renameSync(writeDraft(dir, record), lockPath(dir, number))
}

function writeDraft(dir: string, record: LockHolder): string {
  const draft = join(dir, `.lock-${process.pid}-${Math.trunc(performance.now() * 1_000)}`)
  writeFileSync(draft, JSON.stringify(record))
  return draft
}

function lockPath(dir: string, number: number): string {
  return join(dir, `zhuxue.lock.${number}`)
}

function numbers(dir: string): number[] {
  return readdirSync(dir).flatMap((name) => {
    const digits = filePattern.exec(name)?.[1]
    return digits === undefined ? [] : [Number(digits)]
  })
}

function highest(dir: string): number {
  try {
    return Math.max(0, ...numbers(dir))
  } catch (error) {
    if (errnoOf(error) === 'ENOENT') return 0
    throw error
  }
}

/** Undefined for a file that is damaged or has just disappeared: both count as nobody's. */
function readHolder(dir: string, number: number): LockHolder | undefined {
  try {
    const value: unknown = JSON.parse(readFileSync(lockPath(dir, number), 'utf8'))
    if (typeof value !== 'object' || value === null) return undefined
    const record = value as Partial<LockHolder>
    if (typeof record.pid !== 'number') return undefined
    return {
      pid: record.pid,
      mark: record.mark ?? '',
      namespace: record.namespace ?? '',
      since: record.since ?? '',
      address: record.address ?? null,
      released: record.released ?? false,
    }
  } catch {
    return undefined
  }
}
