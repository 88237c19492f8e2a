import {
  type AreaList,
  type AreaLists,
  type CardIssuer,
  compareTerms,
  createWorkCalendar,
  formatTermText,
  type ProgrammeCode,
  type ProgrammeVersion,
  type Refusal,
  refuse,
  type Term,
  type TermConfig,
  type WorkCalendar,
} from '@zhuxue/policy'
import { CN } from './cn/index.ts'
import { YUNNAN } from './cn-yunnan/index.ts'
import { CHUXIONG } from './cn-yunnan-chuxiong/index.ts'
import { KUNMING } from './cn-yunnan-kunming/index.ts'
import type { AreaListEntry, MajorList, NationalTables, Place, RegionPack } from './pack.ts'

const packs: RegionPack[] = [CN, YUNNAN, KUNMING, CHUXIONG]

/** Every pack: those that this build carries, and those registered at start. */
export const PACKS: readonly RegionPack[] = packs

/** Adds a checked pack (see `loadPackFile` in '@zhuxue/regions/files'); its code must be new. */
export function registerPack(pack: RegionPack): void {
  if (packs.some(({ code }) => code === pack.code)) throw new RangeError(`pack ${pack.code} is there already`)
  packs.push(pack)
}

/** The packs on which one of this code builds: city, province, country, as far as they exist. */
export function levelsAbove(code: string): RegionPack[] {
  const above = [`${code.slice(0, 4)}00`, `${code.slice(0, 2)}0000`, CN.code]
  return above.flatMap((level, i) => {
    const pack = packs.find((candidate) => candidate.code === level)
    return pack === undefined || level === code || above.indexOf(level) !== i ? [] : [pack]
  })
}

/** A region as the rest of the system sees it: its own level and those above, composed. */
export type LoadedRegion = {
  readonly code: string
  readonly name: string
  /** From the most specific pack to the country. */
  readonly chain: readonly RegionPack[]
  readonly calendar: WorkCalendar
  readonly terms: TermConfig
  readonly cardIssuers: readonly CardIssuer[]
  readonly counties: readonly Place[]
  readonly tables: NationalTables
  readonly smsSignature: string
}

export type LoadRegionResult =
  | { readonly ok: true; readonly region: LoadedRegion }
  | Refusal<'bad-region-code' | 'unknown-region'>

/**
 * Composes the region of a GB/T 2260 code (six digits): county → city → province → country, each level only where a
 * pack exists. Refuses codes of provinces for which there is no pack at all.
 */
export function loadRegion(code: string): LoadRegionResult {
  if (!/^\d{6}$/.test(code)) {
    return refuse('bad-region-code', '地区代码应为6位数字，例如昆明市是530100。')
  }
  const levels = [code, `${code.slice(0, 4)}00`, `${code.slice(0, 2)}0000`, '000000']
  const chain: RegionPack[] = []
  for (const level of levels) {
    const pack = PACKS.find((candidate) => candidate.code === level)
    if (pack !== undefined && !chain.includes(pack)) chain.push(pack)
  }
  const nearest = chain[0]
  const tables = chain.find((pack) => pack.tables !== undefined)?.tables
  if (nearest === undefined || tables === undefined || (nearest === CN && code !== CN.code)) {
    return refuse('unknown-region', `还没有${code}所在省份的政策数据，请先添加地区政策包。`)
  }
  const counties = chain.find((pack) => pack.counties.length > 0)?.counties ?? []
  return {
    ok: true,
    region: {
      code,
      name: counties.find((county) => county.code === code)?.name ?? nearest.name,
      chain,
      calendar: createWorkCalendar(tables.calendar),
      terms: tables.terms,
      cardIssuers: chain.flatMap((pack) => pack.cardIssuers),
      counties,
      tables,
      smsSignature: chain.find((pack) => pack.smsSignature !== undefined)?.smsSignature ?? '学生资助',
    },
  }
}

function inForce(entry: { readonly effectiveFrom: Term; readonly effectiveTo: Term | null }, term: Term): boolean {
  return (
    compareTerms(entry.effectiveFrom, term) <= 0 &&
    (entry.effectiveTo === null || compareTerms(term, entry.effectiveTo) <= 0)
  )
}

export type ProgrammeVersionResult =
  | { readonly ok: true; readonly version: ProgrammeVersion }
  | Refusal<'no-rule-in-force'>

/** The version for the term being aided, never for today; the most specific level with a rule in force wins. */
export function programmeVersion(region: LoadedRegion, programme: ProgrammeCode, term: Term): ProgrammeVersionResult {
  for (const pack of region.chain) {
    const version = pack.programmes.find((entry) => entry.programme === programme && inForce(entry, term))
    if (version !== undefined) return { ok: true, version }
  }
  return refuse(
    'no-rule-in-force',
    `${region.name}${formatTermText(term)}没有该项目的有效政策，请核对学期或联系资助管理部门。`,
  )
}

/** All programmes with a rule in force in the term, in the order in which the packs list them. */
export function programmesInForce(region: LoadedRegion, term: Term): ProgrammeVersion[] {
  const codes = new Set(region.chain.flatMap((pack) => pack.programmes.map(({ programme }) => programme)))
  const versions: ProgrammeVersion[] = []
  for (const code of codes) {
    const result = programmeVersion(region, code, term)
    if (result.ok) versions.push(result.version)
  }
  return versions
}

/** A version by its id, for decisions stored earlier; undefined when no pack holds it. */
export function findVersion(versionId: string): ProgrammeVersion | undefined {
  return PACKS.flatMap((pack) => pack.programmes).find(({ version }) => version === versionId)
}

/** The area lists in force in the term, for `determine`; the most specific level wins for each list. */
export function areasFor(region: LoadedRegion, term: Term): AreaLists {
  const lists: Record<string, AreaList> = {}
  for (const pack of region.chain) {
    for (const entry of pack.areas) {
      if (inForce(entry, term)) lists[entry.id] ??= toAreaList(entry)
    }
  }
  return lists
}

/** The lists of majors in force in the term, of every level. */
export function majorsFor(region: LoadedRegion, term: Term): MajorList[] {
  return region.chain.flatMap((pack) => pack.majors ?? []).filter((entry) => inForce(entry, term))
}

function toAreaList(entry: AreaListEntry): AreaList {
  return { id: entry.id, coverage: entry.coverage, codes: entry.places.map(({ code }) => code) }
}

/** What is still to be confirmed with the issuing bodies, for the staff's policy page. */
export function provisionalNotes(region: LoadedRegion, term: Term): string[] {
  const versions = programmesInForce(region, term)
  const entries: { readonly title: string; readonly provisional?: string }[] = [
    ...versions,
    ...versions.flatMap(({ title, amounts }) =>
      amounts.map((row) => ({ ...row, title: row.title === undefined ? title : `${title}（${row.title}）` })),
    ),
    ...region.chain.flatMap((pack) => pack.areas.filter((entry) => inForce(entry, term))),
    ...majorsFor(region, term),
    ...Object.values(region.tables.sources),
  ]
  return entries.flatMap(({ title, provisional }) => (provisional === undefined ? [] : [`${title}：${provisional}`]))
}
