import type { Fen } from '../money.ts'
import type { ProgrammeVersion } from '../programmes/definition.ts'
import { and, answerByBitmaps, type BitmapAnswer, countBits, without } from './bitmap-answers.ts'
import type { Bitmap, RosterIndex } from './bitmaps.ts'
import type { Plan } from './plan.ts'

/** Heads and money of one programme on a roster. `yearFen` counts everybody who is entitled or competes. */
export type ProgrammeTotals = {
  readonly entitled: number
  readonly competes: number
  readonly toVerify: number
  readonly yearFen: Fen
  readonly byRoute: readonly { readonly route: string; readonly students: number; readonly yearFen: Fen }[]
}

/** What a changed version would do to the roster. Bitmaps name the students: `studentsIn(gained)`. */
export type WhatIf = {
  readonly before: ProgrammeTotals
  readonly after: ProgrammeTotals
  /** Gets nothing today (or must be verified), would get or compete. */
  readonly gained: Bitmap
  /** Gets or competes today, would not any more, not even after verifying. */
  readonly lost: Bitmap
  /** Gets or competes today, would have to be verified. */
  readonly unsettled: Bitmap
  /** Gets something before and after, but another amount or on other terms (entitled ↔ competes). */
  readonly changed: Bitmap
  readonly beforeAnswer: BitmapAnswer
  readonly afterAnswer: BitmapAnswer
}

/**
 * Runs a changed version against the roster. `before` and `after` are plans of the same programmes, or `before` = null for
 * a new programme; `programme` is its position in both plans. Only requirements new to the index cost a pass over the roster.
 */
export function whatIf(index: RosterIndex, before: Plan | null, after: Plan, programme = 0): WhatIf {
  const afterAnswer = pick(answerByBitmaps(after, index), programme)
  const nobody = () => new Int32Array(index.words)
  const none: BitmapAnswer = { entitled: nobody(), competes: nobody(), toVerify: nobody(), byRoute: [], byRow: [] }
  const beforeAnswer = before === null ? none : pick(answerByBitmaps(before, index), programme)
  const old = before?.programmes[programme]?.version ?? null
  const next = pick(after.programmes, programme).version
  const had = giving(beforeAnswer)
  const gets = giving(afterAnswer)
  const gone = without(had, gets)
  return {
    before:
      old === null
        ? { entitled: 0, competes: 0, toVerify: 0, yearFen: 0 as Fen, byRoute: [] }
        : totalsOf(old, beforeAnswer),
    after: totalsOf(next, afterAnswer),
    gained: without(gets, had),
    lost: without(gone, afterAnswer.toVerify),
    unsettled: and(gone, afterAnswer.toVerify),
    changed: old === null ? nobody() : changedTerms(old, next, beforeAnswer, afterAnswer, and(had, gets)),
    beforeAnswer,
    afterAnswer,
  }
}

function pick<T>(items: readonly T[], position: number): T {
  const item = items[position]
  if (item === undefined) throw new RangeError(`no programme ${position} in the plan`)
  return item
}

/** Everybody who is entitled or competes. */
export function giving(answer: BitmapAnswer): Bitmap {
  return answer.entitled.map((bits, w) => bits | (answer.competes[w] as number))
}

/** Counts and cost of one answer. */
export function totalsOf(version: ProgrammeVersion, answer: BitmapAnswer): ProgrammeTotals {
  return {
    entitled: countBits(answer.entitled),
    competes: countBits(answer.competes),
    toVerify: countBits(answer.toVerify),
    yearFen: costOf(version, answer, giving(answer)),
    byRoute: version.routes.map(({ id }, r) => {
      const students = answer.byRoute[r] as Bitmap
      return { route: id, students: countBits(students), yearFen: costOf(version, answer, students) }
    }),
  }
}

/** A year's money (fen) for those of an answer who are also in `among`, e.g. one school; 0 when nothing fixed is paid. */
export function costOf(version: ProgrammeVersion, answer: BitmapAnswer, among: Bitmap): Fen {
  const cost = version.amounts.reduce((sum, { yearFen }, row) => {
    const paid = answer.byRow[row]
    return paid === undefined ? sum : sum + countBits(and(paid, among)) * yearFen
  }, 0)
  return cost as Fen
}

function changedTerms(
  old: ProgrammeVersion,
  next: ProgrammeVersion,
  before: BitmapAnswer,
  after: BitmapAnswer,
  both: Bitmap,
): Bitmap {
  const same = new Int32Array(both.length)
  const standing = (w: number) =>
    ~((before.entitled[w] as number) ^ (after.entitled[w] as number)) & (both[w] as number)
  const fixed = old.amounts.length > 0 && next.amounts.length > 0
  if (!fixed)
    for (let w = 0; w < both.length; w += 1) same[w] = old.amounts.length === next.amounts.length ? standing(w) : 0
  old.amounts.forEach(({ yearFen }, a) => {
    next.amounts.forEach((row, b) => {
      if (row.yearFen !== yearFen) return
      const [was, is] = [before.byRow[a] as Bitmap, after.byRow[b] as Bitmap]
      for (let w = 0; w < both.length; w += 1) {
        same[w] = (same[w] as number) | (standing(w) & (was[w] as number) & (is[w] as number))
      }
    })
  })
  return without(both, same)
}

/** One bitmap a group (school, county…) from a column of group numbers 0…groups−1, for cost tables. */
export function groupBitmaps(groupOf: ArrayLike<number>, groups: number): Bitmap[] {
  const words = Math.ceil(groupOf.length / 32)
  const bitmaps = Array.from({ length: groups }, () => new Int32Array(words))
  for (let i = 0; i < groupOf.length; i += 1) {
    const bitmap = bitmaps[groupOf[i] as number]
    if (bitmap !== undefined) bitmap[i >>> 5] = (bitmap[i >>> 5] as number) | (1 << (i & 31))
  }
  return bitmaps
}
