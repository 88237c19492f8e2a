import type { ApplicationStatus, Outcome, ProgrammeCode } from '@zhuxue/contracts'
import { type Determination, type FactChange, factChanges, type StudentFacts } from '@zhuxue/policy'
import { canonical, sm3, type Tx } from '../../platform/index.ts'

/** An application as far as a comparison with today needs it. */
export interface JudgedApplication {
  readonly id: string
  readonly programme: ProgrammeCode
  readonly status: ApplicationStatus
  readonly outcome: Outcome
  readonly route: string | null
  readonly route_title: string | null
  readonly term_fen: number | null
  readonly decision: { readonly facts: StudentFacts }
}

/** What would come out today, by other facts than those of the decision. Nothing follows by itself: a person decides. */
export interface ChangedOutcome {
  readonly facts: readonly FactChange[]
  /** names exactly these facts, so that a decision to keep holds until they change again */
  readonly factsSm3: string
  readonly result: Determination
}

/** Compares the decision with today's facts and answer; null when outcome, way in and amount are the same. */
export function changedOutcome(
  app: JudgedApplication,
  facts: StudentFacts,
  result: Determination | undefined,
): ChangedOutcome | null {
  // a decision taken over without its facts (older or imported records) cannot be compared
  const before = app.decision.facts as StudentFacts | undefined
  if (!result || !before) return null
  const same =
    app.outcome === result.outcome && app.route === (result.route ?? null) && app.term_fen === (result.termFen ?? null)
  const changes = factChanges(before, facts)
  // a rule or a list may have changed meanwhile; this list is about people whose situation did
  if (same || changes.length === 0) return null
  return { facts: changes, factsSm3: sm3(canonical(facts)), result }
}

/** Applications for which a person has decided to keep the result, as 'application facts'. */
export async function keptFor(tx: Tx, applicationIds: readonly string[]): Promise<Set<string>> {
  if (applicationIds.length === 0) return new Set()
  const rows = await tx.db
    .selectFrom('fact_change_decisions')
    .select(['application_id', 'facts_sm3'])
    .where('application_id', 'in', [...applicationIds])
    .execute()
  return new Set(rows.map((r) => `${r.application_id} ${r.facts_sm3}`))
}

/** States in which a change still matters: under way or approved. */
export const LIVE: readonly ApplicationStatus[] = [
  'submitted',
  'checked',
  'reviewed',
  'assessed',
  'public-notice',
  'noticed',
  'approved',
]
