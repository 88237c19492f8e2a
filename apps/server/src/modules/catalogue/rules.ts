import { compareTerms, type ProgrammeCode, type ProgrammeVersion, type Term } from '@zhuxue/policy'
import { findVersion, type ProgrammeVersionResult, programmesInForce, programmeVersion } from '@zhuxue/regions'
import { sql } from 'kysely'
import type { Platform, Tx } from '../../platform/index.ts'
import { regionFor } from '../roll/index.ts'
import { readVersions, type StoredVersion } from './store.ts'

/**
 * The rules of this installation: what its region pack ships and, over it, what was published here. Answers are for a
 * term and for a place: `scope` is the path of the school (or of anything in it), null = everybody's rules only.
 */
export interface Rules {
  /** Every programme with a rule in force in the term: the region's in their order, then those of the place. */
  inForce(term: Term, scope: string | null): ProgrammeVersion[]
  /** One programme, or the refusal to show when it has no rule in that term. */
  version(programme: ProgrammeCode, term: Term, scope: string | null): ProgrammeVersionResult
  /** A version by its id, whatever its terms: what a decision on record was judged by. */
  find(versionId: string): ProgrammeVersion | undefined
  readonly stored: readonly StoredVersion[]
}

/** What each platform read last, with the counter it was read at. */
const cache = new WeakMap<Platform, { readonly counter: number; readonly rules: Rules }>()

/**
 * The rules as this transaction sees them. The counter is asked for every time (one row by key), so that a version
 * published by another process decides from its commit on; the versions themselves are read again only when it moved.
 */
export async function rulesOf(tx: Tx, platform: Platform): Promise<Rules> {
  const counter = await ruleCounter(tx)
  const held = cache.get(platform)
  if (held?.counter === counter) return held.rules
  const rules = over(platform, await readVersions(tx))
  // what an unfinished transaction published is nobody else's yet: it is kept when the counter is seen again later
  const read = await ruleCounter(tx)
  if (read === counter) tx.afterCommit(() => keep(platform, counter, rules))
  return rules
}

function keep(platform: Platform, counter: number, rules: Rules): void {
  const held = cache.get(platform)
  if (held === undefined || held.counter < counter) cache.set(platform, { counter, rules })
}

async function ruleCounter(tx: Tx): Promise<number> {
  const { rows } = await sql<{ version: number }>`select version::integer as version from rule_state`.execute(tx.db)
  return rows[0]?.version ?? 0
}

/** Versions by their ids, for decisions on record: shipped or published here, in force or not. */
export async function versionsById(tx: Tx, ids: readonly string[]): Promise<Map<string, ProgrammeVersion>> {
  const found = new Map<string, ProgrammeVersion>()
  const own = new Set<string>()
  for (const id of ids) {
    const shipped = findVersion(id)
    if (shipped) found.set(id, shipped)
    else own.add(id)
  }
  if (own.size === 0) return found
  const rows = await tx.db
    .selectFrom('rule_versions')
    .select(['version', 'definition'])
    .where('version', 'in', [...own])
    .execute()
  for (const r of rows) found.set(r.version, r.definition as ProgrammeVersion)
  return found
}

/** Lets one publisher at a time past; openers of rounds wait too. */
export async function lockRules(tx: Tx): Promise<void> {
  await sql`select pg_advisory_xact_lock(hashtextextended('rules', 0))`.execute(tx.db)
}

/** Keeps publishers waiting until this transaction ends: for acts that promise a term's rules to others. */
export async function holdRules(tx: Tx): Promise<void> {
  await sql`select pg_advisory_xact_lock_shared(hashtextextended('rules', 0))`.execute(tx.db)
}

/**
 * The published version of a programme that decides a term at a place: the nearest place first (school, county, city),
 * there the one that began last. A version with an end stands in for its terms; afterwards the earlier one holds again.
 */
export function storedFor(
  stored: readonly StoredVersion[],
  programme: ProgrammeCode,
  term: Term,
  scope: string | null,
): StoredVersion | undefined {
  let best: StoredVersion | undefined
  for (const v of stored) {
    if (v.programme !== programme || v.withdrawn || !covers(v, scope) || !holds(v, term)) continue
    const nearer = best === undefined ? 1 : v.scope.length - best.scope.length
    const later = best === undefined ? 1 : compareTerms(v.effectiveFrom, best.effectiveFrom)
    if (nearer > 0 || (nearer === 0 && later > 0)) best = v
  }
  return best
}

const covers = (v: StoredVersion, scope: string | null): boolean =>
  scope === null ? v.schoolId === null : scope.startsWith(v.scope)

const holds = (v: StoredVersion, term: Term): boolean =>
  compareTerms(v.effectiveFrom, term) <= 0 && (v.effectiveTo === null || compareTerms(term, v.effectiveTo) <= 0)

function over(platform: Platform, stored: readonly StoredVersion[]): Rules {
  const region = regionFor(platform.config.region, platform.config.region)
  const byId = new Map(stored.map((v) => [v.version, v.definition]))
  return {
    stored,
    find: (id) => byId.get(id) ?? findVersion(id),
    version: (programme, term, scope) => {
      const own = storedFor(stored, programme, term, scope)
      return own ? { ok: true, version: own.definition } : programmeVersion(region, programme, term)
    },
    inForce: (term, scope) => {
      const shipped = programmesInForce(region, term)
      const codes = new Set([...shipped.map((v) => v.programme), ...stored.map((v) => v.programme)])
      return [...codes].flatMap((code) => {
        const own = storedFor(stored, code, term, scope)?.definition
        return own ?? shipped.find((v) => v.programme === code) ?? []
      })
    },
  }
}
