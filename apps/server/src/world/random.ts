/** Small seeded generator (mulberry32): the demo world is the same on every machine. Never for secrets. */
export class SeededRandom {
  #state: number

  constructor(seed: number) {
    this.#state = seed >>> 0
  }

  /** [0, 1) */
  next(): number {
    this.#state = (this.#state + 0x6d2b79f5) >>> 0
    let t = this.#state
    t = Math.imul(t ^ (t >>> 15), t | 1)
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61)
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296
  }

  /** integer in [from, to] */
  int(from: number, to: number): number {
    return from + Math.floor(this.next() * (to - from + 1))
  }

  pick<T>(list: readonly T[]): T {
    return list[Math.floor(this.next() * list.length)] as T
  }

  /** one of the keys, by weight */
  weighted<T>(list: readonly (readonly [T, number])[]): T {
    let x = this.next() * list.reduce((sum, [, w]) => sum + w, 0)
    for (const [value, weight] of list) {
      x -= weight
      if (x < 0) return value
    }
    return (list[list.length - 1] as readonly [T, number])[0]
  }

  chance(p: number): boolean {
    return this.next() < p
  }
}
