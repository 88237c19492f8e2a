import type { ProgrammeCode, programmes, roll } from '@zhuxue/contracts'
import { type Determination, determine, type StudentFacts, type Term } from '@zhuxue/policy'
import type { Static } from 'typebox'
import type { Platform, Tx } from '../../platform/index.ts'
import { schoolOf } from '../organisations/index.ts'
import { factsOf, factsOfSchool } from '../roll/index.ts'
import { areasOn, type OfferedVersion, offeredVersions } from './region.ts'

export type DeterminationView = Static<typeof programmes.DeterminationView>
type FactView = Static<typeof roll.FactView>

/** One programme for one student: what policy answered, by which version, and the same in words for screens. */
export interface DeterminedProgramme {
  readonly programme: ProgrammeCode
  readonly version: OfferedVersion
  readonly result: Determination
  readonly view: DeterminationView
}

/** Everything known and decided about one student in one term. `facts` is the snapshot that a decision stores. */
export interface DeterminedStudent {
  readonly facts: StudentFacts
  readonly factViews: readonly FactView[]
  readonly items: readonly DeterminedProgramme[]
}

/** A policy answer as screens show it: title, amounts (fen), reasons with clause; `met` null = fact not known yet. */
export function toDeterminationView(version: OfferedVersion, result: Determination): DeterminationView {
  const route = version.routes.find((r) => r.id === result.route)
  return {
    programme: version.programme,
    title: version.title,
    outcome: result.outcome,
    route: result.route ?? null,
    routeTitle: route?.title ?? null,
    yearFen: result.yearFen ?? null,
    termFen: result.termFen ?? null,
    payee: version.payee,
    version: version.version,
    versionSource: version.sourceDocument,
    reasons: result.reasons.map(({ rule, text, source, met }) => ({ rule, text, source, met })),
  }
}

/** Every offered programme for one student, by the versions and area lists in force for the term being aided. */
export async function determineFor(
  tx: Tx,
  platform: Platform,
  studentId: string,
  term: Term,
): Promise<DeterminedStudent> {
  const { facts, views, scope } = await factsOf(tx, studentId, term)
  const areas = areasOn(platform, term)
  const items = (await offeredVersions(tx, platform, term, scope)).map((version): DeterminedProgramme => {
    const result = determine(version, facts, areas)
    return { programme: version.programme, version, result, view: toDeterminationView(version, result) }
  })
  return { facts, factViews: views, items }
}

/** A student of a roster: facts and raw answers by programme, without texts for screens. */
export interface RosterDetermination {
  readonly facts: StudentFacts
  readonly results: ReadonlyMap<ProgrammeCode, Determination>
}

/** The same for a whole school in one query for the facts; 1,200 students take well under 2 s. */
export async function determineSchool(
  tx: Tx,
  platform: Platform,
  schoolId: string,
  term: Term,
): Promise<Map<string, RosterDetermination>> {
  const areas = areasOn(platform, term)
  const { path } = await schoolOf(tx, schoolId)
  const versions = await offeredVersions(tx, platform, term, path)
  const roster = new Map<string, RosterDetermination>()
  for (const [studentId, facts] of await factsOfSchool(tx, schoolId, term)) {
    roster.set(studentId, { facts, results: new Map(versions.map((v) => [v.programme, determine(v, facts, areas)])) })
  }
  return roster
}
