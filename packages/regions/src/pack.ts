import type { CardIssuer, Condition, ProgrammeVersion, Term, TermConfig, WorkCalendarData } from '@zhuxue/policy'
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

/** 专业名单: which majors are 涉农, 表演类 or 戏曲表演, by prefix of the catalogue's code or by name. */
export type MajorList = {
  readonly id: string
  readonly title: string
  readonly marks: 'agriculture' | 'performing' | 'opera'
  readonly codePrefixes: readonly string[]
  readonly names: readonly string[]
  readonly effectiveFrom: Term
  readonly effectiveTo: Term | null
  readonly source: string
  readonly provisional?: string
}

/** Where a table comes from and since when it holds. */
export type TableSource = {
  readonly title: string
  /** 'YYYY-MM-DD' */
  readonly effectiveFrom: string
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
  /** One entry for each of the tables above. */
  readonly sources: Readonly<Record<string, TableSource>>
}

/**
 * One level of a region: the country ('000000'), a province ('530000'), a city ('530100') or a county. A pack holds
 * only what its level sets; the rest comes from the levels above.
 */
export type RegionPack = {
  readonly code: string
  readonly name: string
  /** Shared conditions by id: packs in files refer to them as `{ "use": id }`. */
  readonly leaves?: Readonly<Record<string, Condition>>
  readonly programmes: readonly ProgrammeVersion[]
  readonly areas: readonly AreaListEntry[]
  readonly majors?: readonly MajorList[]
  readonly cardIssuers: readonly CardIssuer[]
  readonly counties: readonly Place[]
  readonly tables?: NationalTables
  /** SMS signature without brackets, at most 8 characters. */
  readonly smsSignature?: string
}
