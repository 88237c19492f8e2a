import { uuid } from '../platform/uuid.ts'
import type { OutboxStore } from './store.ts'

/** Runs `work` only if no other page of this student is sending; `renew` must be called before each request. */
export type Exclusive = (work: (renew: () => Promise<boolean>) => Promise<void>) => Promise<boolean>

/** Longer than the longest request (an upload waits two minutes at most). */
const LEASE_MS = 150_000

interface LocksLike {
  request(name: string, options: { ifAvailable: true }, work: (lock: unknown) => Promise<void>): Promise<unknown>
}

/** Web Locks (Chrome 69, iOS 15.4): the browser frees the lock when the page dies. */
export function webLock(locks: LocksLike, owner: string): Exclusive {
  return async (work) => {
    let got = false
    await locks.request(`zx-outbox-${owner}`, { ifAvailable: true }, async (lock) => {
      if (!lock) return
      got = true
      await work(() => Promise.resolve(true))
    })
    return got
  }
}

/** For browsers without Web Locks: a lease in the student's own store, renewed before each request. */
export function leaseLock(store: OutboxStore, now: () => number): Exclusive {
  const owner = uuid()
  return async (work) => {
    if (!(await store.lease(owner, now(), LEASE_MS))) return false
    try {
      await work(() => store.lease(owner, now(), LEASE_MS))
    } finally {
      await store.release(owner)
    }
    return true
  }
}

export function bestLock(store: OutboxStore, owner: string): Exclusive {
  const locks = (navigator as { locks?: LocksLike }).locks
  return locks ? webLock(locks, owner) : leaseLock(store, Date.now)
}
