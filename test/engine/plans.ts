import { compareTerms, type Plan, type ProgrammeVersion, planOf, type Term } from '@zhuxue/policy'
import { areasFor, loadRegion, PACKS } from '@zhuxue/regions'

/** All versions of a region pack, in groups that are decided with the same area lists; together every version of every pack. */
export function allPlans(): Plan[] {
  return PACKS.flatMap((pack) => {
    const loaded = loadRegion(pack.code)
    if (!loaded.ok) return pack.programmes.length === 0 ? [] : fail(loaded.text)
    const groups = new Map<string, { term: Term; versions: ProgrammeVersion[] }>()
    for (const version of pack.programmes) {
      const areas = JSON.stringify(areasFor(loaded.region, version.effectiveFrom))
      const group = groups.get(areas) ?? { term: version.effectiveFrom, versions: [] }
      group.versions.push(version)
      groups.set(areas, group)
    }
    return [...groups.values()]
      .sort((a, b) => compareTerms(a.term, b.term))
      .map(({ term, versions }) => planOf(versions, areasFor(loaded.region, term)))
  })
}

function fail(text: string): never {
  throw new Error(text)
}
