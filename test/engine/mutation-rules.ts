import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import {
  checkVersion,
  compareTerms,
  determine,
  type ProgrammeVersion,
  parseFacts,
  parseTerm,
  type Term,
} from '@zhuxue/policy'
import { areasFor, loadRegion, PACKS, programmeVersion, type RegionPack } from '@zhuxue/regions'
import { approvedText } from './approved.ts'
import { type Mutant, mutantsOf } from './mutants.ts'

const regions = join(import.meta.dirname, '../../packages/regions')
type Expected = { programme: string; outcome: string; yearFen?: number; termFen?: number }
type Case = { id: string; region: string; term: string; facts: unknown; expected: Expected[] }
const { cases } = JSON.parse(readFileSync(join(regions, 'data/cases.json'), 'utf8')) as { cases: Case[] }

export type Tally = { tried: number; byBehaviour: number; byText: number; survivors: string[] }

/** Worked cases by the version that decides them. */
function casesOf(version: ProgrammeVersion) {
  return cases.flatMap((one) => {
    const loaded = loadRegion(one.region)
    const term = parseTerm(one.term) as Term
    const expected = one.expected.find(({ programme }) => programme === version.programme)
    if (!loaded.ok || expected === undefined) return []
    const found = programmeVersion(loaded.region, version.programme, term)
    const parsed = parseFacts(one.facts)
    if (!found.ok || !parsed.ok || found.version.version !== version.version) return []
    return [{ facts: parsed.facts, expected, term, areas: areasFor(loaded.region, term) }]
  })
}

const inForce = (version: ProgrammeVersion, term: Term) =>
  compareTerms(version.effectiveFrom, term) <= 0 &&
  (version.effectiveTo === null || compareTerms(term, version.effectiveTo) <= 0)

/** A worked case fails, or the check of a version refuses it. */
function failsByBehaviour({ version }: Mutant, worked: ReturnType<typeof casesOf>): boolean {
  if (checkVersion(version).length > 0) return true
  return worked.some(({ facts, expected, term, areas }) => {
    if (!inForce(version, term)) return true
    const { outcome, yearFen, termFen } = determine(version, facts, areas)
    return outcome !== expected.outcome || yearFen !== expected.yearFen || termFen !== expected.termFen
  })
}

/** Tries every mutant of a pack (or every `step`-th). Lists of places are mutated by dropping each place once. */
export function tryPack(pack: RegionPack, step = 1): Tally {
  const approved = readFileSync(join(regions, `approved/${pack.code}.txt`), 'utf8')
  const tally: Tally = { tried: 0, byBehaviour: 0, byText: 0, survivors: [] }
  for (const version of pack.programmes) {
    const worked = casesOf(version)
    mutantsOf(version).forEach((mutant, n) => {
      if (n % step !== 0) return
      tally.tried += 1
      const programmes = pack.programmes.map((old) => (old === version ? mutant.version : old))
      if (failsByBehaviour(mutant, worked)) tally.byBehaviour += 1
      else if (approvedText({ ...pack, programmes }) !== approved) tally.byText += 1
      else tally.survivors.push(mutant.what)
    })
  }
  pack.areas.forEach((area, a) => {
    area.places.forEach((gone, n) => {
      if (n % step !== 0) return
      tally.tried += 1
      const places = area.places.filter((place) => place !== gone)
      const areas = pack.areas.map((old, m) => (m === a ? { ...area, places } : old))
      if (approvedText({ ...pack, areas }) !== approved) tally.byText += 1
      else tally.survivors.push(`${area.id} without ${gone.code}`)
    })
  })
  return tally
}

/** All packs together. */
export function tryPacks(step = 1): Tally {
  const tallies = PACKS.map((pack) => tryPack(pack, step))
  const sum = (pick: (t: Tally) => number) => tallies.reduce((total, tally) => total + pick(tally), 0)
  return {
    tried: sum((t) => t.tried),
    byBehaviour: sum((t) => t.byBehaviour),
    byText: sum((t) => t.byText),
    survivors: tallies.flatMap(({ survivors }) => survivors),
  }
}
