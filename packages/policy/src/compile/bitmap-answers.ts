import type { Condition, ProgrammeVersion } from '../programmes/definition.ts'
import type { Bitmap, RosterIndex, TruthBitmaps } from './bitmaps.ts'
import { FIRST_GIVING, NOT_ELIGIBLE, type Plan, TO_VERIFY } from './plan.ts'

/** Who gets what from one programme. A student is in at most one of `entitled`, `competes` and `toVerify`. */
export type BitmapAnswer = {
  readonly entitled: Bitmap
  readonly competes: Bitmap
  readonly toVerify: Bitmap
  /** By position in the version's routes: who comes in by it. */
  readonly byRoute: readonly Bitmap[]
  /** By position in the version's amounts: who is paid it; one bitmap when `as-charged`. */
  readonly byRow: readonly Bitmap[]
}

/** Words of a block: what is worked on at a time stays in the processor's cache, and its memory is used again. */
const BLOCK = 2048

/** Decides every programme of a plan for the whole roster by bit operations; no generated code, no loop over students. */
export function answerByBitmaps(plan: Plan, index: RosterIndex): BitmapAnswer[] {
  const requirements = index.of(plan)
  const all = everybody(index)
  const answers = plan.programmes.map(({ version }) => emptyAnswer(version, index.words))
  const scratch = new Scratch()
  for (let from = 0; from < index.words; from += BLOCK) {
    const part = (bitmap: Bitmap): Bitmap => bitmap.subarray(from, from + BLOCK)
    const block: Block = {
      plan,
      all: part(all),
      leaves: requirements.map(({ met, failed }) => ({ met: part(met), failed: part(failed) })),
      scratch,
    }
    plan.programmes.forEach(({ version }, p) => {
      scratch.begin(block.all.length)
      answerBlock(version, block, partOf(answers[p] as BitmapAnswer, part))
    })
  }
  return answers
}

/** Bitmaps of one block that are not kept. */
class Scratch {
  readonly #all: Bitmap[] = []
  #taken = 0
  #words = 0

  /** All that was taken before may be used again. */
  begin(words: number): void {
    this.#taken = 0
    this.#words = words
  }

  /** A bitmap of the block with anything in it. */
  take(): Bitmap {
    const bitmap = this.#all[this.#taken] ?? new Int32Array(BLOCK)
    this.#all[this.#taken] = bitmap
    this.#taken += 1
    return this.#words === BLOCK ? bitmap : bitmap.subarray(0, this.#words)
  }
}

interface Block {
  readonly plan: Plan
  readonly all: Bitmap
  readonly leaves: readonly TruthBitmaps[]
  readonly scratch: Scratch
}

function emptyAnswer({ routes, amountKind, amounts }: ProgrammeVersion, words: number): BitmapAnswer {
  const bitmaps = (count: number) => Array.from({ length: count }, () => new Int32Array(words))
  const [entitled, competes, toVerify] = bitmaps(3) as [Bitmap, Bitmap, Bitmap]
  const byRow = bitmaps(amountKind === 'as-charged' ? 1 : amounts.length)
  return { entitled, competes, toVerify, byRoute: bitmaps(routes.length), byRow }
}

const partOf = (answer: BitmapAnswer, part: (bitmap: Bitmap) => Bitmap): BitmapAnswer => ({
  entitled: part(answer.entitled),
  competes: part(answer.competes),
  toVerify: part(answer.toVerify),
  byRoute: answer.byRoute.map(part),
  byRow: answer.byRow.map(part),
})

function everybody({ roster, words }: RosterIndex): Bitmap {
  const all = new Int32Array(words).fill(-1)
  const tail = roster.count & 31
  if (tail !== 0) all[words - 1] = (1 << tail) - 1
  return all
}

function answerBlock(version: ProgrammeVersion, block: Block, answer: BitmapAnswer): void {
  const { all, scratch } = block
  const base = truthOf(version.base, block)
  const routes = version.routes.map((route) => truthOf(route.condition, block))
  const routeList = (places: 'open' | 'quota') => routes.filter((_, r) => version.routes[r]?.places === places)
  const open = combine(routeList('open'), false, block)
  const quota = combine(routeList('quota'), false, block)
  const byRow = rowsOf(version, block)
  const paid = byRow.length === 1 ? (byRow[0] as Bitmap) : combine(byRow.map(asMet), false, block).met
  const { entitled, competes, toVerify } = answer
  const giving = scratch.take()
  const left = { open: scratch.take(), quota: scratch.take() }
  for (let w = 0; w < all.length; w += 1) {
    const openFailed = open.failed[w] as number
    const can = (base.met[w] as number) & (paid[w] as number)
    const e = can & (open.met[w] as number)
    const c = can & openFailed & (quota.met[w] as number)
    const no = (base.failed[w] as number) | (openFailed & (quota.failed[w] as number))
    entitled[w] = e
    competes[w] = c
    left.open[w] = e
    left.quota[w] = c
    giving[w] = e | c
    toVerify[w] = (all[w] as number) & ~(no | e | c)
  }
  version.routes.forEach(({ places }, r) => {
    move(left[places], (routes[r] as TruthBitmaps).met, answer.byRoute[r] as Bitmap)
  })
  byRow.forEach((row, r) => {
    intersect([row], giving, answer.byRow[r] as Bitmap)
  })
}

const asMet = (met: Bitmap): TruthBitmaps => ({ met, failed: met })

/** Those of `left` that are also in `wanted` go over to `taken`. */
function move(left: Bitmap, wanted: Bitmap, taken: Bitmap): void {
  for (let w = 0; w < left.length; w += 1) {
    const bits = (left[w] as number) & (wanted[w] as number)
    taken[w] = bits
    left[w] = (left[w] as number) & ~bits
  }
}

/** Whose amount is each row: the first that holds, and only while all rows before it are known not to. */
function rowsOf(version: ProgrammeVersion, block: Block): Bitmap[] {
  const { all, scratch } = block
  if (version.amountKind === 'as-charged') return [all]
  let left = all
  return version.amounts.map(({ when, whenUnknown }) => {
    if (when === undefined) return left
    const { met, failed } = truthOf(when, block)
    const row = intersect([met], left, scratch.take())
    left = whenUnknown === 'next-row' ? minus(left, met, scratch.take()) : intersect([failed], left, scratch.take())
    return row
  })
}

function truthOf(condition: Condition, block: Block): TruthBitmaps {
  if ('not' in condition) {
    const { met, failed } = truthOf(condition.not, block)
    return { met: failed, failed: met }
  }
  if (!('all' in condition) && !('any' in condition)) {
    return block.leaves[block.plan.indexOf(condition)] as TruthBitmaps
  }
  const every = 'all' in condition
  const parts = (every ? condition.all : condition.any).map((child) => truthOf(child, block))
  return combine(parts, every, block)
}

/** Kleene's and (`every`) or or, 32 students an operation. */
function combine(parts: readonly TruthBitmaps[], every: boolean, { all, scratch }: Block): TruthBitmaps {
  if (parts.length === 1) return parts[0] as TruthBitmaps
  const met = parts.map((part) => part.met)
  const failed = parts.map((part) => part.failed)
  return every
    ? { met: intersect(met, all, scratch.take()), failed: unite(failed, scratch.take()) }
    : { met: unite(met, scratch.take()), failed: intersect(failed, all, scratch.take()) }
}

function intersect(parts: readonly Bitmap[], first: Bitmap, into: Bitmap): Bitmap {
  into.set(first)
  for (const part of parts) for (let w = 0; w < into.length; w += 1) into[w] = (into[w] as number) & (part[w] as number)
  return into
}

function unite(parts: readonly Bitmap[], into: Bitmap): Bitmap {
  into.fill(0)
  for (const part of parts) for (let w = 0; w < into.length; w += 1) into[w] = (into[w] as number) | (part[w] as number)
  return into
}

function minus(a: Bitmap, b: Bitmap, into: Bitmap): Bitmap {
  for (let w = 0; w < into.length; w += 1) into[w] = (a[w] as number) & ~(b[w] as number)
  return into
}

/** Students in both. */
export function and(a: Bitmap, b: Bitmap): Bitmap {
  return intersect([a], b, new Int32Array(a.length))
}

/** Students in `a` and not in `b`. */
export function without(a: Bitmap, b: Bitmap): Bitmap {
  return minus(a, b, new Int32Array(a.length))
}

/** How many students are in a bitmap. */
export function countBits(bitmap: Bitmap): number {
  let count = 0
  for (let w = 0; w < bitmap.length; w += 1) {
    let v = bitmap[w] as number
    v -= (v >>> 1) & 0x55555555
    v = (v & 0x33333333) + ((v >>> 2) & 0x33333333)
    count += Math.imul((v + (v >>> 4)) & 0x0f0f0f0f, 0x01010101) >>> 24
  }
  return count
}

/** Row numbers of the students in a bitmap, ascending. */
export function studentsIn(bitmap: Bitmap): number[] {
  const students: number[] = []
  for (let w = 0; w < bitmap.length; w += 1) {
    for (let bits = bitmap[w] as number; bits !== 0; bits &= bits - 1) {
      students.push(w * 32 + 31 - Math.clz32(bits & -bits))
    }
  }
  return students
}

/** Whether a student (row number) is in a bitmap. */
export function hasBit(bitmap: Bitmap, student: number): boolean {
  return (((bitmap[student >>> 5] as number) >>> (student & 31)) & 1) === 1
}

/** The verdict of one student, as the columnar code stores it. */
export function verdictCode(answer: BitmapAnswer, student: number): number {
  if (hasBit(answer.toVerify, student)) return TO_VERIFY
  const route = answer.byRoute.findIndex((bitmap) => hasBit(bitmap, student))
  if (route < 0) return NOT_ELIGIBLE
  const row = answer.byRow.findIndex((bitmap) => hasBit(bitmap, student))
  return FIRST_GIVING + route * answer.byRow.length + row
}
