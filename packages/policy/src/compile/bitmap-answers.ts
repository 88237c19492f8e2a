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

/** Decides every programme of a plan for the whole roster by bit operations; no generated code, no loop over students. */
export function answerByBitmaps(plan: Plan, index: RosterIndex): BitmapAnswer[] {
  const requirements = index.of(plan)
  const all = everybody(index)
  return plan.programmes.map(({ version }) => answerOne(version, plan, requirements, all))
}

function everybody({ roster, words }: RosterIndex): Bitmap {
  const all = new Int32Array(words).fill(-1)
  const tail = roster.count & 31
  if (tail !== 0) all[words - 1] = (1 << tail) - 1
  return all
}

function answerOne(version: ProgrammeVersion, plan: Plan, leaves: readonly TruthBitmaps[], all: Bitmap): BitmapAnswer {
  const truth = (condition: Condition) => truthOf(condition, plan, leaves, all)
  const base = truth(version.base)
  const routes = version.routes.map((route) => truth(route.condition))
  const routeList = (places: 'open' | 'quota') => routes.filter((_, r) => version.routes[r]?.places === places)
  const open = combine(routeList('open'), false, all)
  const quota = combine(routeList('quota'), false, all)
  const words = all.length
  const byRow = rowsOf(version, truth, all)
  const paid = byRow.length === 1 ? (byRow[0] as Bitmap) : combine(byRow.map(asMet), false, all).met
  const entitled = new Int32Array(words)
  const competes = new Int32Array(words)
  const toVerify = new Int32Array(words)
  const giving = new Int32Array(words)
  for (let w = 0; w < words; w += 1) {
    const openFailed = open.failed[w] as number
    const can = (base.met[w] as number) & (paid[w] as number)
    const e = can & (open.met[w] as number)
    const c = can & openFailed & (quota.met[w] as number)
    const no = (base.failed[w] as number) | (openFailed & (quota.failed[w] as number))
    entitled[w] = e
    competes[w] = c
    giving[w] = e | c
    toVerify[w] = (all[w] as number) & ~(no | e | c)
  }
  const left = { open: entitled.slice(), quota: competes.slice() }
  const byRoute = version.routes.map(({ places }, r) => take(left[places], (routes[r] as TruthBitmaps).met))
  return { entitled, competes, toVerify, byRoute, byRow: byRow.map((row) => and(row, giving)) }
}

const asMet = (met: Bitmap): TruthBitmaps => ({ met, failed: met })

/** Those of `left` that are also in `wanted`; they are then gone from `left`. */
function take(left: Bitmap, wanted: Bitmap): Bitmap {
  const taken = new Int32Array(left.length)
  for (let w = 0; w < left.length; w += 1) {
    const bits = (left[w] as number) & (wanted[w] as number)
    taken[w] = bits
    left[w] = (left[w] as number) & ~bits
  }
  return taken
}

/** Whose amount is each row: the first that holds, and only while all rows before it are known not to. */
function rowsOf(version: ProgrammeVersion, truth: (c: Condition) => TruthBitmaps, all: Bitmap): Bitmap[] {
  if (version.amountKind === 'as-charged') return [all]
  let left = all
  return version.amounts.map(({ when, whenUnknown }) => {
    if (when === undefined) return left
    const { met, failed } = truth(when)
    const row = and(left, met)
    left = whenUnknown === 'next-row' ? without(left, met) : and(left, failed)
    return row
  })
}

function truthOf(condition: Condition, plan: Plan, leaves: readonly TruthBitmaps[], all: Bitmap): TruthBitmaps {
  if ('not' in condition) {
    const { met, failed } = truthOf(condition.not, plan, leaves, all)
    return { met: failed, failed: met }
  }
  if (!('all' in condition) && !('any' in condition)) return leaves[plan.indexOf(condition)] as TruthBitmaps
  const every = 'all' in condition
  const parts = (every ? condition.all : condition.any).map((child) => truthOf(child, plan, leaves, all))
  return combine(parts, every, all)
}

/** Kleene's and (`every`) or or, 32 students an operation. */
function combine(parts: readonly TruthBitmaps[], every: boolean, all: Bitmap): TruthBitmaps {
  if (parts.length === 1) return parts[0] as TruthBitmaps
  const met = parts.map((part) => part.met)
  const failed = parts.map((part) => part.failed)
  return every
    ? { met: intersect(met, all), failed: unite(failed, all.length) }
    : { met: unite(met, all.length), failed: intersect(failed, all) }
}

function intersect(parts: readonly Bitmap[], all: Bitmap): Bitmap {
  const result = all.slice()
  for (const part of parts)
    for (let w = 0; w < result.length; w += 1) result[w] = (result[w] as number) & (part[w] as number)
  return result
}

function unite(parts: readonly Bitmap[], words: number): Bitmap {
  const result = new Int32Array(words)
  for (const part of parts) for (let w = 0; w < words; w += 1) result[w] = (result[w] as number) | (part[w] as number)
  return result
}

/** Students in both. */
export function and(a: Bitmap, b: Bitmap): Bitmap {
  return intersect([a], b)
}

/** Students in `a` and not in `b`. */
export function without(a: Bitmap, b: Bitmap): Bitmap {
  const result = new Int32Array(a.length)
  for (let w = 0; w < a.length; w += 1) result[w] = (a[w] as number) & ~(b[w] as number)
  return result
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
