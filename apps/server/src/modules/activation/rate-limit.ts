import { refuse } from '../../platform/index.ts'

/** Limits how often something may be done from one address. Addresses are kept in memory only, for the window. */
export class RateLimit {
  readonly #max: number
  readonly #windowMs: number
  readonly #seen = new Map<string, number[]>()

  constructor(max: number, windowMs: number) {
    this.#max = max
    this.#windowMs = windowMs
  }

  /** Counts one more at `now`, or refuses with the time to wait. */
  take(address: string, now: Date): void {
    const since = now.getTime() - this.#windowMs
    const recent = (this.#seen.get(address) ?? []).filter((t) => t > since)
    const first = recent[0]
    if (recent.length >= this.#max && first !== undefined) {
      const seconds = Math.ceil((first - since) / 1000)
      throw refuse('rate-limited', `操作太频繁，请${Math.ceil(seconds / 60)}分钟后再试，或到学校办理。`, {
        retryAfterSeconds: seconds,
      })
    }
    if (this.#seen.size > 10_000) this.#seen.clear()
    this.#seen.set(address, [...recent, now.getTime()])
  }
}
