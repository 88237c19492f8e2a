import type { LocalDate } from '@zhuxue/policy'

const DAY = 86_400_000
const SHANGHAI = 8 * 3_600_000

/** The only source of time in the server; demo mode and tests move it, production cannot. */
export interface Clock {
  now(): Date
  /** today in Asia/Shanghai */
  today(): LocalDate
}

/** Day of an instant in Asia/Shanghai (no daylight saving since 1991), whatever TZ the process has. */
export const dayOf = (at: Date): LocalDate => new Date(at.getTime() + SHANGHAI).toISOString().slice(0, 10) as LocalDate

/** Real time. */
export const systemClock: Clock = {
  now: () => new Date(),
  today: () => dayOf(new Date()),
}

/** Real time plus an offset that can be moved: demo world and tests. */
export class MovableClock implements Clock {
  #offset: number

  constructor(offsetMs = 0) {
    this.#offset = offsetMs
  }

  now(): Date {
    return new Date(Date.now() + this.#offset)
  }

  today(): LocalDate {
    return dayOf(this.now())
  }

  get offsetMs(): number {
    return this.#offset
  }

  set offsetMs(ms: number) {
    this.#offset = ms
  }

  advanceDays(days: number): void {
    this.#offset += days * DAY
  }

  /** Jumps to an instant, e.g. '2026-09-01T09:00:00+08:00'. */
  set(at: string | Date): void {
    this.#offset = new Date(at).getTime() - Date.now()
  }
}
