import type { FactPath } from '../facts.ts'
import type { Fen } from '../money.ts'
import type { Term } from '../term.ts'

/** 资助项目 */
export type ProgrammeCode =
  | 'national-grant'
  | 'tuition-waiver'
  | 'two-subsidies'
  | 'yulu'
  | 'provincial-scholarship'
  | 'national-scholarship'
  | 'temporary-living-relief'

/** What a leaf asks of its fact. Lists are OR; `in-area` matches by code prefix in an effective-dated area list. */
export type Test =
  | { readonly op: 'is'; readonly value: string | number | boolean }
  | { readonly op: 'in'; readonly values: readonly string[] }
  | { readonly op: 'between'; readonly min: number; readonly max: number }
  | { readonly op: 'has-any'; readonly values: readonly string[] }
  | { readonly op: 'in-area'; readonly list: string }

/**
 * One requirement. `text` says in plain Chinese what was found in each of the three cases, `source` which clause asks
 * for it. `verify` names answers that the rule leaves to a person: 'otherwise' = every value that does not meet the
 * test; a list = just these values. They count as unknown, so they lead to `to-verify` and never to a silent no.
 */
export type Leaf = {
  readonly id: string
  readonly fact: FactPath
  readonly test: Test
  readonly verify?: 'otherwise' | readonly string[]
  readonly text: { readonly met: string; readonly failed: string; readonly unknown: string }
  readonly source: string
}

/** Three-valued tree (Kleene). Leaf texts under `not` speak of the requirement: `met` is used when the leaf is false. */
export type Condition =
  | { readonly all: readonly Condition[] }
  | { readonly any: readonly Condition[] }
  | { readonly not: Condition }
  | Leaf

/** A way into the programme. `open` entitles all who meet it, `quota` competes for limited places. */
export type Route = {
  readonly id: string
  readonly title: string
  readonly places: 'open' | 'quota'
  readonly condition: Condition
}

/** Yearly amount; the first row whose condition holds applies, a row without one always does. */
export type AmountRow = { readonly yearFen: Fen; readonly when?: Condition }

/** 名额: places = floor(share × number of students who meet `base`); a number issued by the authority wins. */
export type QuotaRule = {
  readonly title: string
  readonly unit: 'school'
  readonly share: { readonly numerator: number; readonly denominator: number }
  readonly base: Condition
  /** Placed first, inside the quota. */
  readonly guaranteed: Condition
  readonly source: string
}

/** Who acts in a step of the path of an application. */
export type StepRole =
  | 'student'
  | 'class-teacher'
  | 'aid-officer'
  | 'aid-committee'
  | 'county-reviewer'
  | 'finance'
  | 'system'

export type StepId =
  | 'apply'
  | 'class-check'
  | 'school-review'
  | 'committee'
  | 'public-notice'
  | 'county-approval'
  | 'payment'

export type ProgrammeStep = {
  readonly id: StepId
  readonly role: StepRole
  readonly title: string
}

export type RequiredDocument = {
  readonly id: string
  readonly title: string
  readonly required: boolean
  /** Only for applicants by one of these routes; absent = for all. */
  readonly routes?: readonly string[]
}

/** 不予资助的理由: the only reasons with which an application to this programme may be rejected. */
export type RejectionReason = { readonly code: string; readonly text: string }

/** Ten months or two terms make up the year's amount. */
export type InstalmentPlan = 'month' | 'term'

/** One version of a programme's rules in one region, in force for the terms from…to (to = null: still in force). */
export type ProgrammeVersion = {
  readonly programme: ProgrammeCode
  readonly version: string
  readonly title: string
  /** For the policy guide (明白卡), in plain words. */
  readonly summary: string
  readonly region: string
  readonly effectiveFrom: Term
  readonly effectiveTo: Term | null
  readonly sourceDocument: string
  /** What is still to be confirmed with the issuing body; shown to staff. */
  readonly provisional?: string
  readonly base: Condition
  readonly routes: readonly Route[]
  readonly amounts: readonly AmountRow[]
  readonly instalments: InstalmentPlan
  readonly payee: 'student' | 'school'
  readonly quota: QuotaRule | null
  readonly applyPer: 'term' | 'academic-year'
  /** Working days after the term's registration date, that day not counted. */
  readonly windowWorkingDays: number
  readonly documents: readonly RequiredDocument[]
  readonly steps: readonly ProgrammeStep[]
  readonly rejectionReasons: readonly RejectionReason[]
  /** Programmes that may not be held in the same academic year. */
  readonly excludes: readonly ProgrammeCode[]
}
