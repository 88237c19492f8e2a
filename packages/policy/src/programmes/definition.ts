import type { FactPath } from '../facts.ts'
import type { Fen } from '../money.ts'
import type { Term } from '../term.ts'

/**
 * 资助项目: lower-case words, e.g. 'national-grant', 'tuition-waiver', 'two-subsidies', 'yulu', 'provincial-scholarship',
 * 'national-scholarship', 'temporary-living-relief'. Open, because a region or a school adds programmes as data.
 */
export type ProgrammeCode = string

/** 资助性质 (学校学生资助工作指南 二): who stands behind the money. */
export type ProgrammeKind = 'national' | 'local' | 'school' | 'social'

/** 学段, as the rows of a policy guide (明白卡) are grouped. */
export type StageGroup = 'preschool' | 'compulsory' | 'general-high' | 'vocational' | 'undergraduate' | 'postgraduate'

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

/**
 * One row of the amount table; the first row whose condition holds applies, a row without one always does. What `yearFen`
 * counts is said by {@link AmountKind}. `title` names the tier (一等, 职业高中…).
 */
export type AmountRow = {
  readonly yearFen: Fen
  readonly title?: string
  readonly when?: Condition
  /**
   * 'next-row' = while a fact of `when` is unknown the next row applies; only for a special tier beside a standard amount
   * (技工中级工 beside 2000 元). Otherwise an unknown fact leads to `to-verify`.
   */
  readonly whenUnknown?: 'next-row'
  /** What the year's amount is made of (教科书费 + 住宿费); adds up to `yearFen`. */
  readonly parts?: readonly { readonly title: string; readonly yearFen: Fen }[]
  /** What is still to be confirmed about this row. */
  readonly provisional?: string
}

/**
 * yearly = a year's amount · once = one payment in all · ceiling = at most this much a year (贷款) · per-day = a year's
 * amount reckoned by days (营养改善) · as-charged = what the school may charge, no fixed amount (免学杂费).
 */
export type AmountKind = 'yearly' | 'once' | 'ceiling' | 'per-day' | 'as-charged'

/** 资金来源 with its share in percent; the shares of a version add up to 100. */
export type FundShare = { readonly source: string; readonly percent: number }

/** 名额: places = floor(share × number of students who meet `base`); a number issued by the authority wins. */
export type ShareQuota = {
  readonly kind: 'share'
  readonly title: string
  readonly unit: 'school'
  readonly share: { readonly numerator: number; readonly denominator: number }
  readonly base: Condition
  /** Placed first, inside the quota. */
  readonly guaranteed: Condition
  readonly source: string
}

/** 名额: a fixed number of places in a whole area, e.g. 1,000 a year in the province. */
export type PlaceCap = {
  readonly kind: 'cap'
  readonly title: string
  readonly unit: 'nation' | 'province' | 'prefecture' | 'county' | 'school'
  readonly places: number
  /** 约: the text gives a round figure. */
  readonly approximate?: boolean
  readonly source: string
}
export type QuotaRule = ShareQuota | PlaceCap

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

/**
 * One step of the path, in order. `id` is a {@link StepId} where this system carries the step out; any other id is a step
 * that another body takes on paper or in its own system. `owner` says in Chinese who does it.
 */
export type ProgrammeStep = {
  readonly id: string
  readonly role: StepRole | 'department'
  readonly owner: string
  readonly title: string
}

/** When to apply. `months` are calendar months 1–12 of any year; `direct` = nothing has to be applied for (直接享受). */
export type ApplicationWindow =
  /** Working days after the term's registration date, that day not counted. */
  | { readonly kind: 'after-registration'; readonly workingDays: number }
  | { readonly kind: 'months'; readonly months: readonly number[]; readonly text: string }
  | { readonly kind: 'start-of-term'; readonly text: string }
  | { readonly kind: 'direct'; readonly text: string }

/** 受理单位: where the student applies. */
export type ApplicationUnit =
  | 'school'
  | 'former-school'
  | 'home-township'
  | 'home-township-school'
  | 'county-authority'
  | 'none'

/** Another programme that may not be held together with this one. */
export type Exclusion = {
  readonly programme: ProgrammeCode
  readonly scope: 'term' | 'academic-year' | 'ever'
  /** Chinese, why not both; read by the student who has to choose. */
  readonly text: string
  readonly source: string
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

/**
 * Ten months or two terms make up the year's amount; `once` pays it in one sum, `none` = nothing is paid out in parts that
 * this system plans (in kind, loans). A term's amount exists for `month` and `term` only.
 */
export type InstalmentPlan = 'month' | 'term' | 'once' | 'none'

/** Who gets the money; `none` = nobody (in kind, or the fee is not charged). */
export type Payee = 'student' | 'school' | 'household' | 'none'

/** One version of a programme's rules in one region, in force for the terms from…to (to = null: still in force). */
export type ProgrammeVersion = {
  readonly programme: ProgrammeCode
  readonly version: string
  readonly title: string
  readonly kind: ProgrammeKind
  readonly stageGroup: StageGroup
  /** For the policy guide (明白卡), in plain words. */
  readonly summary: string
  /** 资助标准 in words. */
  readonly amountText: string
  readonly region: string
  readonly effectiveFrom: Term
  readonly effectiveTo: Term | null
  readonly sourceDocument: string
  /** What is still to be confirmed with the issuing body; shown to staff. */
  readonly provisional?: string
  readonly base: Condition
  readonly routes: readonly Route[]
  readonly amountKind: AmountKind
  /** Empty only when `as-charged`. */
  readonly amounts: readonly AmountRow[]
  readonly instalments: InstalmentPlan
  readonly payee: Payee
  /** Empty = the text does not say. */
  readonly funding: readonly FundShare[]
  readonly quota: QuotaRule | null
  readonly applyPer: 'term' | 'academic-year' | 'once'
  readonly applyTo: ApplicationUnit
  readonly window: ApplicationWindow
  readonly documents: readonly RequiredDocument[]
  readonly steps: readonly ProgrammeStep[]
  /** 实施部门 */
  readonly departments: readonly string[]
  readonly rejectionReasons: readonly RejectionReason[]
  readonly excludes: readonly Exclusion[]
  /** 备注 on the card. */
  readonly remark?: string
}
