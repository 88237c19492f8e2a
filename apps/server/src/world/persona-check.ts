import { determine, isTerm, type StudentFacts } from '@zhuxue/policy'
import { areasFor, loadRegion, programmeVersion } from '@zhuxue/regions'
import { type PersonaCase, personaCases } from './personas.ts'

export interface PersonaResult {
  readonly id: string
  readonly programme: string
  readonly expected: string
  readonly got: string
  readonly right: boolean
}

/** 国家奖学金 asks for the rank of the year, which the roll does not hold: with a rank in her facts she cannot be compared. */
const comparable = (c: PersonaCase, programme: string): boolean =>
  programme !== 'national-scholarship' || (c.facts.ranking ?? null) === null

/** Decides every programme for every persona from the facts the database holds of her, and compares with the worked example. */
export async function checkPersonas(factsOf: (c: PersonaCase) => Promise<StudentFacts>): Promise<PersonaResult[]> {
  const results: PersonaResult[] = []
  for (const c of personaCases()) {
    const facts = await factsOf(c)
    const region = loadRegion(c.region)
    if (!region.ok || !isTerm(c.term)) throw new Error(`persona ${c.id}: region or term unknown`)
    for (const e of c.expected.filter((x) => comparable(c, x.programme))) {
      const version = programmeVersion(region.region, e.programme, c.term)
      const d = version.ok ? determine(version.version, facts, areasFor(region.region, c.term)) : null
      const got = d ? [d.outcome, d.termFen ?? ''].join(' ').trim() : 'no rule in force'
      const expected = [e.outcome, e.termFen ?? ''].join(' ').trim()
      results.push({ id: c.id, programme: e.programme, expected, got, right: got === expected })
    }
  }
  return results
}
