import { type Fen, splitEvenly } from '../money.ts'
import { DEFAULT_TERM_CONFIG, grantMonths, type Term, type TermConfig } from '../term.ts'
import type { InstalmentPlan } from './definition.ts'

/** 一期发放: `period` is 'YYYY-MM' for monthly plans and the term itself for plans by term. */
export type PlannedInstalment = { readonly period: string; readonly amount: Fen }

/** Splits a term's amount (fen) exactly into the instalments of the plan; `once` is one sum in the term it is awarded for. */
export function instalmentsOf(
  plan: InstalmentPlan,
  term: Term,
  termFen: Fen,
  config: TermConfig = DEFAULT_TERM_CONFIG,
): PlannedInstalment[] {
  if (plan === 'none') return []
  if (plan !== 'month') return [{ period: term, amount: termFen }]
  const months = grantMonths(term, config)
  return splitEvenly(termFen, months.length).map((amount, index) => ({
    period: months[index] ?? '',
    amount,
  }))
}
