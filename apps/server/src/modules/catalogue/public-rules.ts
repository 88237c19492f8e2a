import type { ProgrammeVersion, Term } from '@zhuxue/policy'
import { type LoadedRegion, programmesInForce } from '@zhuxue/regions'
import { storedFor } from './rules.ts'
import type { StoredVersion } from './store.ts'

/** What holds for everybody of a region, for pages that anybody may read. */
export interface PublicRules {
  /** Everything in force in the term: the region's in their order, then what was added here. */
  inForce(term: Term): ProgrammeVersion[]
  /** Of these, what was published here and is not in the pack that a browser has. */
  published(term: Term): ProgrammeVersion[]
  /** Every version that begins or ends a period of the guide. */
  readonly versions: readonly ProgrammeVersion[]
}

/** '530000' of 'E53/', '530100' of 'E53/5301/': the place that an authority's path stands for. */
const placeOf = (scope: string): string => (scope.split('/').at(-2) ?? '').replace(/^\D+/, '').padEnd(6, '0')

/**
 * Published versions of the region itself and of the levels above it, over what its pack ships. What a county decided is
 * not on the card of its city, and a school's own programmes are on nobody's.
 */
export function publicRules(stored: readonly StoredVersion[], region: LoadedRegion): PublicRules {
  const levels = region.chain.map(({ code }) => code)
  const own = stored.filter((v) => v.schoolId === null && !v.withdrawn && levels.includes(placeOf(v.scope)))
  const published = (term: Term) =>
    [...new Set(own.map((v) => v.programme))].flatMap((code) => storedFor(own, code, term, null)?.definition ?? [])
  return {
    published,
    inForce: (term) => laidOver(programmesInForce(region, term), published(term)),
    versions: [...region.chain.flatMap((pack) => pack.programmes), ...own.map((v) => v.definition)],
  }
}

/** Each published version in the place of the one it stands in for; new programmes at the end. */
function laidOver(shipped: readonly ProgrammeVersion[], published: readonly ProgrammeVersion[]): ProgrammeVersion[] {
  const added = published.filter((p) => !shipped.some((v) => v.programme === p.programme))
  return [...shipped.map((v) => published.find((p) => p.programme === v.programme) ?? v), ...added]
}
