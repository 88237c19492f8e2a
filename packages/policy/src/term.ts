import { type LocalDate, localDate } from './local-date.ts'

/**
 * 学期 (semester): 'YYYY-autumn' or 'YYYY-spring', where YYYY is the calendar year in which the semester begins.
 * 2025-spring belongs to the academic year 2024-2025, 2025-autumn to 2025-2026.
 */
export type Term = `${number}-${Season}`
export type Season = 'autumn' | 'spring'

/** Bounds as 'MM-DD' and the grant months ('MM') of each season; a region pack may set its own. */
export type TermConfig = Readonly<Record<Season, SeasonConfig>>
export type SeasonConfig = {
  readonly from: string
  readonly to: string
  readonly months: readonly string[]
}

/**
 * 秋季 09-01…01-31, 春季 02-01…07-31; the grant is paid for ten months a year (按学期申请评定、按月发放),
 * autumn September–January, spring March–July.
 */
export const DEFAULT_TERM_CONFIG: TermConfig = {
  autumn: { from: '09-01', to: '01-31', months: ['09', '10', '11', '12', '01'] },
  spring: { from: '02-01', to: '07-31', months: ['03', '04', '05', '06', '07'] },
}

const SHAPE = /^(19|20|21)\d{2}-(autumn|spring)$/

/** True for 'YYYY-autumn' and 'YYYY-spring'. */
export function isTerm(value: unknown): value is Term {
  return typeof value === 'string' && SHAPE.test(value)
}

/** The term, or null when the text is not one. */
export function parseTerm(text: string): Term | null {
  return isTerm(text) ? text : null
}

/** The calendar year in which the term begins. */
export function termYear(term: Term): number {
  return Number(term.slice(0, 4))
}

export function seasonOf(term: Term): Season {
  return term.slice(5) === 'autumn' ? 'autumn' : 'spring'
}

/** 学年 as '2025-2026'. */
export function academicYearOf(term: Term): string {
  const start = seasonOf(term) === 'autumn' ? termYear(term) : termYear(term) - 1
  return `${start}-${start + 1}`
}

/** Negative, zero or positive in order of time; spring comes before autumn of the same calendar year. */
export function compareTerms(a: Term, b: Term): number {
  return termOrder(a) - termOrder(b)
}

function termOrder(term: Term): number {
  return termYear(term) * 2 + (seasonOf(term) === 'autumn' ? 1 : 0)
}

/** First and last day of the term, both inside. */
export function termBounds(
  term: Term,
  config: TermConfig = DEFAULT_TERM_CONFIG,
): { readonly from: LocalDate; readonly to: LocalDate } {
  const year = termYear(term)
  const season = config[seasonOf(term)]
  const endYear = season.to < season.from ? year + 1 : year
  return { from: localDate(`${year}-${season.from}`), to: localDate(`${endYear}-${season.to}`) }
}

/** The term that a day lies in, or null in the gap between terms (August by default). */
export function termOf(date: LocalDate, config: TermConfig = DEFAULT_TERM_CONFIG): Term | null {
  const year = Number(date.slice(0, 4))
  const candidates: Term[] = [`${year}-autumn`, `${year}-spring`, `${year - 1}-autumn`]
  for (const term of candidates) {
    const { from, to } = termBounds(term, config)
    if (date >= from && date <= to) return term
  }
  return null
}

/** The term after this one. */
export function nextTerm(term: Term): Term {
  return seasonOf(term) === 'spring' ? `${termYear(term)}-autumn` : `${termYear(term) + 1}-spring`
}

/** Grant months of the term as 'YYYY-MM', in order. */
export function grantMonths(term: Term, config: TermConfig = DEFAULT_TERM_CONFIG): string[] {
  const season = config[seasonOf(term)]
  const year = termYear(term)
  return season.months.map((month) => `${month < season.from.slice(0, 2) ? year + 1 : year}-${month}`)
}

/** '2025年秋季学期'. */
export function formatTermText(term: Term): string {
  return `${termYear(term)}年${seasonOf(term) === 'autumn' ? '秋季' : '春季'}学期`
}
