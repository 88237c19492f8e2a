import type { FactPath } from '../facts.ts'
import type { Fen } from '../money.ts'
import type { Condition, Leaf, ProgrammeVersion } from '../programmes/definition.ts'
import type { Outcome } from '../programmes/determine.ts'
import { type AreaLists, leavesOf } from '../programmes/evaluate.ts'
import { gather } from './gather.ts'

/** Requirements in one word of a mask: 31, so that a word is a non-negative integer in JavaScript and in SQL. */
export const MASK_BITS = 31

/**
 * One distinct question asked of a student: leaves that ask the same of the same fact share it, whatever their texts.
 * It owns bit `index % 31` of word `index / 31` in the masks of every target.
 */
export type Requirement = {
  readonly index: number
  readonly fact: FactPath
  readonly test: Leaf['test']
  readonly verify?: Leaf['verify'] | undefined
  /** Ids of the leaves that ask it. */
  readonly ids: readonly string[]
  readonly example: Leaf
}

/** What a student can get from one programme; a target stores its position, one byte a student. */
export type Verdict = {
  readonly outcome: Outcome
  readonly route?: string
  readonly yearFen?: Fen
  readonly termFen?: Fen
}
export const NOT_ELIGIBLE = 0
export const TO_VERIFY = 1
/** Position of the first verdict that gives something; route r with amount row a stands at 2 + r × rows + a. */
export const FIRST_GIVING = 2

/** Room for the verdicts of one programme in an {@link answerCode}. */
const VERDICTS = 256

/** One programme's verdict as one number, as it is stored: position of the programme × 256 + position of the verdict. */
export function answerCode(programme: number, verdict: number): number {
  return programme * VERDICTS + verdict
}

/** Programme and verdict behind a stored {@link answerCode} of this plan. */
export function readAnswer(
  plan: Plan,
  code: number,
): { readonly version: ProgrammeVersion; readonly verdict: Verdict } {
  const { version, verdicts } = plan.programmes[Math.floor(code / VERDICTS)] ?? unknownCode(plan, code)
  return { version, verdict: verdicts[code % VERDICTS] ?? unknownCode(plan, code) }
}

export type PlannedProgramme = {
  readonly version: ProgrammeVersion
  /** Name in generated code: nationalGrant, in SQL: national_grant. */
  readonly name: string
  readonly verdicts: readonly Verdict[]
  /** Amount rows; 1 when nothing fixed is paid (`as-charged`). */
  readonly rows: number
}

/** Programme versions of one term compiled together: the input of every generated target. */
export type Plan = {
  /** Changes whenever a mask or an answer of some student could change or mean something else; stored beside them. */
  readonly id: string
  readonly programmes: readonly PlannedProgramme[]
  readonly areas: AreaLists
  readonly requirements: readonly Requirement[]
  /** Words in a mask. */
  readonly words: number
  indexOf(leaf: Leaf): number
  /** Indexes of the requirements that a version asks. */
  asks(version: ProgrammeVersion): number[]
}

function keyOf(leaf: Pick<Leaf, 'fact' | 'test' | 'verify'>): string {
  return JSON.stringify([leaf.fact, leaf.test, leaf.verify ?? null])
}

/**
 * Compiles versions that are decided together (usually all of a region and term). Throws RangeError for a version that
 * `checkVersion` refuses in ways that a target cannot express (no amount row that always applies).
 */
export function planOf(versions: readonly ProgrammeVersion[], areas: AreaLists): Plan {
  const byKey = new Map<string, { leaf: Leaf; ids: string[] }>()
  for (const version of versions) {
    for (const leaf of leavesOf({ all: conditionsOf(version) })) {
      const key = keyOf(leaf)
      const entry = byKey.get(key)
      if (entry === undefined) byKey.set(key, { leaf, ids: [leaf.id] })
      else if (entry.ids.indexOf(leaf.id) < 0) entry.ids.push(leaf.id)
    }
  }
  const index = new Map<string, number>()
  const requirements: Requirement[] = []
  for (const [key, { leaf, ids }] of byKey) {
    index.set(key, requirements.length)
    requirements.push({
      index: requirements.length,
      fact: leaf.fact,
      test: leaf.test,
      verify: leaf.verify,
      ids,
      example: leaf,
    })
  }
  const known = new Map<Leaf, number>()
  const indexOf = (leaf: Leaf): number => {
    const found = known.get(leaf) ?? index.get(keyOf(leaf)) ?? missing(leaf)
    known.set(leaf, found)
    return found
  }
  return {
    id: fingerprint(JSON.stringify([versions.map(decidingPart), areas])),
    programmes: namedProgrammes(versions),
    areas,
    requirements,
    words: Math.max(1, Math.ceil(requirements.length / MASK_BITS)),
    indexOf,
    asks: (version) => leavesOf({ all: conditionsOf(version) }).map(indexOf),
  }
}

/** All of a version that a mask bit, an outcome or an amount depends on; its texts and dates do not count. */
function decidingPart({ programme, version, base, routes, amounts, amountKind, instalments }: ProgrammeVersion) {
  return [programme, version, base, routes, amounts, amountKind, instalments]
}

/** Conditions that decide an outcome or an amount (the quota's base is counted apart). */
function conditionsOf(version: ProgrammeVersion): Condition[] {
  const rows = version.amountKind === 'as-charged' ? [] : version.amounts
  return [
    version.base,
    ...version.routes.map((route) => route.condition),
    ...gather(rows, ({ when }) => (when === undefined ? [] : [when])),
  ]
}

function namedProgrammes(versions: readonly ProgrammeVersion[]): PlannedProgramme[] {
  const taken = new Set<string>()
  return versions.map((version) => {
    let name = version.programme
      .replace(/-([a-z0-9])/g, (_, letter: string) => letter.toUpperCase())
      .replace(/\W/g, '_')
    for (let n = 2; taken.has(name); n += 1) name = `${name.replace(/_\d+$/, '')}_${n}`
    taken.add(name)
    const verdicts = verdictsOf(version)
    return { version, name, verdicts, rows: amountRows(version) }
  })
}

function amountRows(version: ProgrammeVersion): number {
  return version.amountKind === 'as-charged' ? 1 : version.amounts.length
}

function verdictsOf(version: ProgrammeVersion): Verdict[] {
  const verdicts: Verdict[] = [{ outcome: 'not-eligible' }, { outcome: 'to-verify' }]
  const charged = version.amountKind === 'as-charged'
  if (!charged && version.amounts[version.amounts.length - 1]?.when !== undefined) {
    throw new RangeError(`${version.version}: the last amount row must be unconditional`)
  }
  const byTerm = version.instalments === 'month' || version.instalments === 'term'
  for (const { id: route, places } of version.routes) {
    const outcome = places === 'open' ? 'entitled' : 'competes'
    if (charged) verdicts.push({ outcome, route })
    else {
      for (const { yearFen } of version.amounts) {
        const half = byTerm ? { termFen: (yearFen / 2) as Fen } : {}
        verdicts.push({ outcome, route, yearFen, ...half })
      }
    }
  }
  if (verdicts.length > VERDICTS) throw new RangeError(`${version.version}: more than 254 routes × amounts`)
  return verdicts
}

/** FNV-1a of 32 bits, twice, as 16 hex digits: names a plan, protects nothing. */
function fingerprint(text: string): string {
  return [0x811c9dc5, 0x1000193].map((seed) => hash(text, seed).toString(16).padStart(8, '0')).join('')
}

function hash(text: string, seed: number): number {
  let value = seed
  for (let i = 0; i < text.length; i += 1) value = Math.imul(value ^ text.charCodeAt(i), 0x01000193)
  return value >>> 0
}

function unknownCode(plan: Plan, code: number): never {
  throw new RangeError(`answer ${code} is not one of plan ${plan.id}`)
}

function missing(leaf: Leaf): never {
  throw new RangeError(`leaf ${leaf.id} is not part of this plan`)
}
