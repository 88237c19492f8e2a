import type { CardIssuer, ProgrammeVersion, Term, TermConfig, WorkCalendarData } from '@zhuxue/policy'
import type { CodeEntry } from './cn/code-tables.ts'

/** A place by code: prefecture (4 digits), county (6) or town (9). */
export type Place = { readonly code: string; readonly name: string }

/** Shorthand for the data files. */
export function place(code: string, name: string): Place {
  return { code, name }
}

/** 区域名单, in force for the terms from…to; see AreaList of the policy package for `coverage`. */
export type AreaListEntry = {
  /** Lower-case words; conditions name it (`in-area`). */
  readonly id: string
  readonly title: string
  readonly coverage: readonly string[]
  readonly places: readonly Place[]
  readonly effectiveFrom: Term
  readonly effectiveTo: Term | null
  readonly source: string
  readonly provisional?: string
}

/** Tables that hold everywhere in the country. */
export type NationalTables = {
  readonly calendar: WorkCalendarData
  readonly terms: TermConfig
  readonly ethnicGroups: readonly CodeEntry[]
  readonly rosterColumns: readonly string[]
  readonly rosterDictionaries: Readonly<Record<string, readonly string[]>>
  readonly rollChangeCodes: Readonly<Record<string, string>>
}

/**
 * One level of a region: the country ('000000'), a province ('530000'), a city ('530100') or a county. A pack holds
 * only what its level sets; the rest comes from the levels above.
 */
export type RegionPack = {
  readonly code: string
  readonly name: string
  readonly programmes: readonly ProgrammeVersion[]
  readonly areas: readonly AreaListEntry[]
  readonly cardIssuers: readonly CardIssuer[]
  readonly counties: readonly Place[]
  readonly tables?: NationalTables
  /** SMS signature without brackets, at most 8 characters. */
  readonly smsSignature?: string
}
