import type { Determination } from '../programmes/determine.ts'
import { type ColumnarResult, maskAt } from './columnar.ts'
import { MASK_BITS, type Plan } from './plan.ts'
import { explainMask } from './reason-mask.ts'

/**
 * Explanations of a whole roster. Students whose masks agree in what a programme asks share one object: there are few
 * distinct answers however many students there are.
 */
export type Explanations = {
  /** Distinct answers of each programme (position in the plan). */
  readonly answers: readonly (readonly Determination[])[]
  /** Position of each student's answer among them, by programme. */
  readonly answerOf: readonly Int32Array[]
  of(programme: number, student: number): Determination
}

/** Interns every distinct answer of a result. */
export function explainAll(plan: Plan, result: ColumnarResult): Explanations {
  const answers: Determination[][] = []
  const answerOf: Int32Array[] = []
  for (const { version } of plan.programmes) {
    const interned = internMasks(result, wordsAsked(plan, plan.asks(version)))
    answers.push(interned.firsts.map((student) => explainMask(plan, version, maskAt(result, student))))
    answerOf.push(interned.positions)
  }
  return {
    answers,
    answerOf,
    of: (programme, student) => {
      const answer = answers[programme]?.[answerOf[programme]?.[student] ?? -1]
      if (answer === undefined) throw new RangeError(`no programme ${programme} or student ${student}`)
      return answer
    },
  }
}

type AskedWord = { readonly word: number; readonly bits: number }

/** Which bits of which words a programme looks at. */
function wordsAsked(plan: Plan, indexes: readonly number[]): AskedWord[] {
  const bits = new Array<number>(plan.words).fill(0)
  for (const index of indexes) {
    const word = Math.floor(index / MASK_BITS)
    bits[word] = (bits[word] ?? 0) | (1 << (index % MASK_BITS))
  }
  return bits.map((own, word) => ({ word, bits: own })).filter((asked) => asked.bits !== 0)
}

const GOLDEN = 0x9e3779b1

/** Distinct masks among the asked bits, by open addressing over typed arrays: no string and no object a student. */
function internMasks(result: ColumnarResult, asked: readonly AskedWord[]) {
  const { count } = result
  const positions = new Int32Array(count)
  const firsts: number[] = []
  const hashes = hashesOf(result, asked)
  let size = 4096
  let slots = new Int32Array(size).fill(-1)
  for (let i = 0; i < count; i += 1) {
    let slot = (hashes[i] as number) & (size - 1)
    let position = slots[slot] as number
    while (position >= 0 && !same(result, asked, firsts[position] as number, i)) {
      slot = (slot + 1) & (size - 1)
      position = slots[slot] as number
    }
    if (position < 0) {
      position = firsts.length
      firsts.push(i)
      slots[slot] = position
      if (firsts.length * 2 > size) {
        size *= 4
        slots = rehash(firsts, hashes, size)
      }
    }
    positions[i] = position
  }
  return { positions, firsts }
}

function hashesOf({ count, failed, unknown }: ColumnarResult, asked: readonly AskedWord[]): Int32Array {
  const hashes = new Int32Array(count)
  for (const { word, bits } of asked) {
    const [f, u] = [failed[word] as Int32Array, unknown[word] as Int32Array]
    for (let i = 0; i < count; i += 1) {
      const mixed = Math.imul((hashes[i] as number) ^ ((f[i] as number) & bits), GOLDEN)
      hashes[i] = Math.imul(mixed ^ (mixed >>> 15) ^ ((u[i] as number) & bits), GOLDEN)
    }
  }
  for (let i = 0; i < count; i += 1) hashes[i] = (hashes[i] as number) ^ ((hashes[i] as number) >>> 16)
  return hashes
}

function same({ failed, unknown }: ColumnarResult, asked: readonly AskedWord[], a: number, b: number): boolean {
  for (let n = 0; n < asked.length; n += 1) {
    const { word, bits } = asked[n] as AskedWord
    const [f, u] = [failed[word] as Int32Array, unknown[word] as Int32Array]
    if ((((f[a] as number) ^ (f[b] as number)) & bits) !== 0) return false
    if ((((u[a] as number) ^ (u[b] as number)) & bits) !== 0) return false
  }
  return true
}

function rehash(firsts: readonly number[], hashes: Int32Array, size: number): Int32Array<ArrayBuffer> {
  const slots = new Int32Array(size).fill(-1)
  firsts.forEach((student, position) => {
    let slot = (hashes[student] as number) & (size - 1)
    while ((slots[slot] as number) >= 0) slot = (slot + 1) & (size - 1)
    slots[slot] = position
  })
  return slots
}
