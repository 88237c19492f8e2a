import { type ProgrammeCode, programmeCodes } from '@zhuxue/contracts'
import { type LocalDate, nextTerm, type ProgrammeVersion, type Term, termBounds, termOf } from '@zhuxue/policy'
import { areasFor, type LoadedRegion, loadRegion } from '@zhuxue/regions'
import type { Platform, Tx } from '../../platform/index.ts'
import { rulesOf } from '../catalogue/index.ts'

const loaded = new Map<string, LoadedRegion>()

/** The rules of this installation's region (config `region`, GB/T 2260): programmes, areas, calendar, terms. */
export function regionPack(platform: Platform): LoadedRegion {
  const code = platform.config.region
  const known = loaded.get(code)
  if (known) return known
  const result = loadRegion(code)
  if (!result.ok) throw new Error(result.text)
  loaded.set(code, result.region)
  return result.region
}

/** The term a day belongs to; a day between two terms (August) belongs to the one that comes next. */
export function termOn(platform: Platform, day: LocalDate): Term {
  const { terms } = regionPack(platform)
  const term = termOf(day, terms)
  if (term) return term
  const spring: Term = `${Number(day.slice(0, 4))}-spring`
  return day < termBounds(spring, terms).from ? spring : nextTerm(spring)
}

/** The term that the clock is in now. */
export const currentTerm = (platform: Platform): Term => termOn(platform, platform.clock.today())

/** A programme version that this build handles from application to payment: its code, its payee and its kind of window. */
export type OfferedVersion = ProgrammeVersion & {
  readonly programme: ProgrammeCode
  readonly payee: 'student' | 'school'
  readonly window: Extract<ProgrammeVersion['window'], { kind: 'after-registration' }>
}

export const isOffered = (v: ProgrammeVersion): v is OfferedVersion =>
  (programmeCodes as readonly string[]).includes(v.programme) &&
  (v.payee === 'student' || v.payee === 'school') &&
  v.window.kind === 'after-registration'

/**
 * The versions in force for the term being aided (never for today) at a place, in the order of `programmeCodes`: what
 * was published here over what the region pack ships. `scope` is the path of the school or of anything in it.
 */
export async function offeredVersions(
  tx: Tx,
  platform: Platform,
  term: Term,
  scope: string,
): Promise<OfferedVersion[]> {
  const rules = await rulesOf(tx, platform)
  return rules
    .inForce(term, scope)
    .filter(isOffered)
    .sort((a, b) => programmeCodes.indexOf(a.programme) - programmeCodes.indexOf(b.programme))
}

/** Area lists in force for the term. */
export const areasOn = (platform: Platform, term: Term) => areasFor(regionPack(platform), term)
