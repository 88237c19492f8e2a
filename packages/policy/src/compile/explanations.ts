import type { Determination } from '../programmes/determine.ts'
import type { ColumnarResult } from './columnar.ts'
import { maskAt } from './columnar.ts'
import { MASK_BITS, type Plan } from './plan.ts'
import { explainMask } from './reason-mask.ts'

/**
 * Explanations of a whole roster: students with the same mask share one object (a programme has a few dozen distinct
 * answers however many students there are).
 */
export type Explanations = {
  /** Position of each student's mask among the distinct ones. */
  readonly patternOf: Int32Array
  readonly patterns: number
  /** The answer for a student in programme `programme` (position in the plan). */
  of(programme: number, student: number): Determination
}

/** Interns every distinct answer of a result. */
export function explainAll(plan: Plan, result: ColumnarResult): Explanations {
  const { patternOf, firstStudents } = internMasks(result)
  const answers = plan.programmes.map((_, p) => answersOf(plan, result, p, firstStudents))
  return {
    patternOf,
    patterns: firstStudents.length,
    of: (programme, student) => {
      const answer = answers[programme]?.[patternOf[student] ?? -1]
      if (answer === undefined) throw new RangeError(`no programme ${programme} or student ${student}`)
      return answer
    },
  }
}

/** Distinct masks by open addressing over typed arrays: no string, no object a student. */
function internMasks({ count, failed, unknown }: ColumnarResult) {
  const words = [...failed, ...unknown]
  const patternOf = new Int32Array(count)
  const firstStudents: number[] = []
  let size = 1024
  let slots = new Int32Array(size).fill(-1)
  const hashes: number[] = []
  for (let i = 0; i < count; i += 1) {
    let hash = 0
    for (const word of words) hash = Math.imul(hash ^ (word[i] as number), 0x9e3779b1) ^ (hash >>> 15)
    let slot = (hash ^ (hash >>> 16)) & (size - 1)
    let pattern = slots[slot] as number
    while (pattern >= 0 && !same(words, firstStudents[pattern] as number, i)) {
      slot = (slot + 1) & (size - 1)
      pattern = slots[slot] as number
    }
    if (pattern < 0) {
      pattern = firstStudents.length
      firstStudents.push(i)
      hashes.push(hash)
      slots[slot] = pattern
      if (firstStudents.length * 2 > size) {
        size *= 2
        slots = rehash(hashes, size)
      }
    }
    patternOf[i] = pattern
  }
  return { patternOf, firstStudents }
}

function same(words: readonly Int32Array[], a: number, b: number): boolean {
  for (const word of words) if (word[a] !== word[b]) return false
  return true
}

function rehash(hashes: readonly number[], size: number): Int32Array<ArrayBuffer> {
  const slots = new Int32Array(size).fill(-1)
  hashes.forEach((hash, pattern) => {
    let slot = (hash ^ (hash >>> 16)) & (size - 1)
    while ((slots[slot] as number) >= 0) slot = (slot + 1) & (size - 1)
    slots[slot] = pattern
  })
  return slots
}

/** One answer a distinct mask, shared again between masks that differ only in what the programme does not ask. */
function answersOf(plan: Plan, result: ColumnarResult, programme: number, firstStudents: readonly number[]) {
  const version = plan.programmes[programme]?.version
  if (version === undefined) throw new RangeError(`no programme ${programme}`)
  const own = new Array<number>(plan.words).fill(0)
  for (const index of plan.asks(version)) {
    const word = Math.floor(index / MASK_BITS)
    own[word] = (own[word] ?? 0) | (1 << (index % MASK_BITS))
  }
  const known = new Map<string, Determination>()
  return firstStudents.map((student) => {
    const { failed, unknown } = maskAt(result, student)
    const key = own.map((bits, w) => `${bits & (failed[w] ?? 0)},${bits & (unknown[w] ?? 0)}`).join(';')
    const answer = known.get(key) ?? explainMask(plan, version, { failed, unknown })
    known.set(key, answer)
    return answer
  })
}
