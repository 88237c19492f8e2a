import {
  campusInstalments,
  type Determination,
  determine,
  type ProgrammeVersion,
  type StudentFacts,
  type Term,
} from '@zhuxue/policy'
import { found, type Platform, type Tx } from '../../platform/index.ts'
import { versionsById } from '../catalogue/index.ts'
import { areasOn } from '../programmes/index.ts'
import { factsOf } from '../roll/index.ts'
import { ranksOf, withRank } from './ranks.ts'
import type { CampusRound } from './store.ts'

/** The version of a round: what all its applications are judged by. */
export const versionOf = async (tx: Tx, round: Pick<CampusRound, 'version'>): Promise<ProgrammeVersion> =>
  found((await versionsById(tx, [round.version])).get(round.version))

export interface Judged {
  readonly version: ProgrammeVersion
  readonly facts: StudentFacts
  readonly result: Determination
  readonly term: Term
}

/** What the round's version says about a student on the facts of today. */
export async function judge(tx: Tx, platform: Platform, round: CampusRound, studentId: string): Promise<Judged> {
  const version = await versionOf(tx, round)
  const known = (await factsOf(tx, studentId, round.term)).facts
  const facts = withRank(known, (await ranksOf(tx, [studentId], round.term)).get(studentId)?.percent)
  return { version, facts, result: determine(version, facts, areasOn(platform, round.term)), term: round.term }
}

/** What one award by this answer comes to in all (fen); null while no amount is known. */
export function awardOf(version: ProgrammeVersion, term: Term, result: Determination): number | null {
  const { yearFen, termFen } = result
  if (yearFen === undefined) return null
  const plan = campusInstalments(version, term, { yearFen, termFen: termFen ?? null })
  return plan.reduce((sum, { amount }) => sum + amount, 0) || null
}

/** Columns of an application for what was judged; undefined when she is not eligible (a person then says no). */
export function judgedColumns(tx: Tx, { version, facts, result, term }: Judged) {
  if (result.outcome === 'not-eligible') return undefined
  return {
    outcome: result.outcome,
    route: result.route ?? null,
    award_fen: awardOf(version, term, result),
    term_fen: result.termFen ?? null,
    payee: version.payee === 'school' ? ('school' as const) : ('student' as const),
    decision: JSON.stringify({ facts, result, at: tx.now.toISOString() }),
  }
}

export const reasonsView = (result: Determination) =>
  result.reasons.map(({ rule, text, source, met }) => ({ rule, text, source, met }))
