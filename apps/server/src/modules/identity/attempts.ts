import type { Platform } from '../../platform/index.ts'

/** Tries in a row before an account is locked, and for how long (DOMAIN §9: 5 tries, 15 minutes). */
export const LOCK = { tries: 5, minutes: 15 } as const

const WINDOW_MS = 10 * 60_000
const SOFT_LIMIT = 300
const MAX_KEYS = 20_000

/**
 * Soft limit by address. A whole school may sit behind one address, so failures there lock nobody: beyond 300 within
 * ten minutes the address is slowed down to one try a second, which stops guessing and lets people in.
 */
export class AddressBrake {
  readonly #failures = new Map<string, number[]>()
  readonly #lastPass = new Map<string, number>()

  /** Seconds to wait before this address may try again; 0 = now (and the turn is taken). */
  wait(address: string, now: number): number {
    const recent = (this.#failures.get(address) ?? []).filter((at) => at > now - WINDOW_MS)
    if (recent.length < SOFT_LIMIT) return 0
    if (now - (this.#lastPass.get(address) ?? 0) < 1000) return 2
    this.#lastPass.set(address, now)
    return 0
  }

  failed(address: string, now: number): void {
    const recent = (this.#failures.get(address) ?? []).filter((at) => at > now - WINDOW_MS)
    this.#failures.delete(address)
    this.#failures.set(address, [...recent, now].slice(-SOFT_LIMIT))
    trim(this.#failures)
    trim(this.#lastPass)
  }
}

/**
 * Lock-out of accounts that do not exist: without it, the sixth wrong try would tell a real account (locked) from an
 * invented one. Kept in memory by blind index or user name, the oldest forgotten first.
 */
export class PhantomLocks {
  readonly #state = new Map<string, { failed: number; lockedUntil: number }>()

  lockedUntil(key: string, now: number): number | null {
    const s = this.#state.get(key)
    return s && s.lockedUntil > now ? s.lockedUntil : null
  }

  /** Counts one failure; returns when the lock ends if this one locked it. */
  failed(key: string, now: number): number | null {
    const before = this.#state.get(key)
    const expired = before !== undefined && before.lockedUntil > 0 && before.lockedUntil <= now
    const failed = (before === undefined || expired ? 0 : before.failed) + 1
    const lockedUntil = failed >= LOCK.tries ? now + LOCK.minutes * 60_000 : 0
    this.#state.delete(key)
    this.#state.set(key, { failed, lockedUntil })
    trim(this.#state)
    return lockedUntil > 0 ? lockedUntil : null
  }
}

/** What one running system remembers of failed tries; a second system in the same process has its own. */
export interface Attempts {
  readonly addresses: AddressBrake
  /** by blind index of an ID number or by user name */
  readonly accounts: PhantomLocks
  /** by WeChat sender */
  readonly codes: PhantomLocks
}

const attempts = new WeakMap<Platform, Attempts>()

/** The failed tries that this platform remembers; made at the first question. */
export function attemptsOf(platform: Platform): Attempts {
  const known = attempts.get(platform)
  if (known) return known
  const made = { addresses: new AddressBrake(), accounts: new PhantomLocks(), codes: new PhantomLocks() }
  attempts.set(platform, made)
  return made
}

function trim(map: Map<string, unknown>): void {
  while (map.size > MAX_KEYS) map.delete(map.keys().next().value as string)
}
