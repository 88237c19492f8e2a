import { nextTerm, type StudentFacts, type Term, termOf } from '@zhuxue/policy'
import { type LoadedRegion, loadRegion } from '@zhuxue/regions'
import { sql } from 'kysely'
import { found, type Platform, type Tx } from '../../platform/index.ts'
import { factRows, toFacts } from './fact-rows.ts'
import { type FactView, factViews } from './fact-views.ts'

const regions = new Map<string, LoadedRegion>()

/** Region of a county code (place names, calendar, terms); falls back to the installation's region. */
export function regionFor(code: string | null | undefined, fallback = '530100'): LoadedRegion {
  const key = code ?? fallback
  const held = regions.get(key)
  if (held) return held
  const loaded = loadRegion(key)
  if (!loaded.ok) {
    if (key === fallback) throw new Error(loaded.text)
    return regionFor(fallback, fallback)
  }
  regions.set(key, loaded.region)
  return loaded.region
}

/** Term of today; in the gap between terms (August) the one that comes next. */
export function termToday(tx: Tx, platform: Platform): Term {
  const { terms } = regionFor(platform.config.region, platform.config.region)
  const now = termOf(tx.today, terms)
  if (now !== null) return now
  const spring: Term = `${Number(tx.today.slice(0, 4))}-spring`
  return nextTerm(spring)
}

/** Facts of one visible student for a term, as the rules read them and as people read them; 404 when out of scope. */
export async function factsOf(
  tx: Tx,
  studentId: string,
  term: Term,
): Promise<{ facts: StudentFacts; views: FactView[]; scope: string }> {
  const rows = await factRows(tx, term, sql`t.id = ${studentId}`)
  const row = found(rows[0], '没有找到这名学生，可能不在您的管理范围内。')
  return { facts: toFacts(row), views: factViews(row, regionFor(row.school_county)), scope: row.scope }
}

/**
 * Facts of every student of a school whatever the roll status (the rules judge it), in one query. Only rows in the
 * caller's scope: a class teacher gets the own class.
 */
export async function factsOfSchool(tx: Tx, schoolId: string, term: Term): Promise<Map<string, StudentFacts>> {
  const rows = await factRows(tx, term, sql`t.school_id = ${schoolId}`)
  return new Map(rows.map((r) => [r.id, toFacts(r)]))
}

/** Facts of some students by id, in one query; ids out of scope are simply missing. */
export async function factsOfMany(tx: Tx, ids: readonly string[], term: Term): Promise<Map<string, StudentFacts>> {
  if (ids.length === 0) return new Map()
  const rows = await factRows(tx, term, sql`t.id = any(${[...ids]}::uuid[])`)
  return new Map(rows.map((r) => [r.id, toFacts(r)]))
}
