import { type FactPath, readFact, type StudentFacts } from '../facts.ts'
import type { Condition, ProgrammeVersion, Route } from './definition.ts'
import { type AreaLists, evaluate, type Tri } from './evaluate.ts'

/**
 * The unknown facts that could still change the outcome or the amount of this programme for this student, in the order
 * in which the rule asks them; empty = asking more changes nothing. A fact that is known but left to a person (`verify`,
 * a place that no list covers) is not among them. For questionnaires that ask nothing in vain.
 */
export function openFacts(version: ProgrammeVersion, facts: StudentFacts, areas: AreaLists): FactPath[] {
  const base = evaluate(version.base, facts, areas)
  const open = anyRoute(version, 'open', facts, areas)
  const quota = anyRoute(version, 'quota', facts, areas)
  if (base === false || (open === false && quota === false)) return []
  const found: FactPath[] = []
  collect(version.base, facts, areas, found)
  if (open !== true) {
    for (const route of version.routes) {
      // a quota route matters only while no open route holds and no other quota route does
      if (route.places === 'quota' && quota === true) continue
      collect(route.condition, facts, areas, found)
    }
  }
  for (const row of version.amounts) {
    if (row.when === undefined) break
    collect(row.when, facts, areas, found)
    if (evaluate(row.when, facts, areas) === true) break
  }
  return found
}

function anyRoute(version: ProgrammeVersion, places: Route['places'], facts: StudentFacts, areas: AreaLists): Tri {
  return evaluate(
    { any: version.routes.filter((route) => route.places === places).map((route) => route.condition) },
    facts,
    areas,
  )
}

function collect(condition: Condition, facts: StudentFacts, areas: AreaLists, into: FactPath[]): void {
  if (evaluate(condition, facts, areas) !== null) return
  if ('not' in condition) {
    collect(condition.not, facts, areas, into)
  } else if ('all' in condition || 'any' in condition) {
    for (const child of 'all' in condition ? condition.all : condition.any) collect(child, facts, areas, into)
  } else if (readFact(facts, condition.fact) === null && into.indexOf(condition.fact) < 0) into.push(condition.fact)
}
