import {
  COLUMNS,
  type Condition,
  FACT_PATHS,
  type FactPath,
  type FactValue,
  leavesOf,
  type ProgrammeVersion,
  type StudentFacts,
} from '@zhuxue/policy'
import fc from 'fast-check'

/** Places inside and outside the lists and regions that the packs speak of. */
const COUNTIES = [
  '530102',
  '530111',
  '530113',
  '530126',
  '530128',
  '530129',
  '530181',
  '532301',
  '532324',
  '532823',
].concat(['533401', '530381', '532527', '430102', '110101', '520102'])
const TOWNS = ['530113100', '532823105', '532823100', '530129001', '430102001']
const BASICS: Readonly<Partial<Record<FactPath, readonly FactValue[]>>> = {
  nationality: ['CN', 'CN', 'CN', 'CN', 'LA'],
  grade: [1, 2, 3, 4, 5, 6, 30],
  schoolingYears: [1, 2, 3, 4, 5],
  'disability.grade': [1, 2, 3, 4],
  'ranking.percent': [0, 2.5, 5, 5.5, 12, 30, 30.01, 70, 100],
  ethnicity: ['01', '04', '07', '26'],
  'major.code': ['610101', '710204', '', 'x'],
  'hukou.county': COUNTIES,
  'hukou.town': TOWNS,
  'school.county': COUNTIES,
}

/** Every condition of a version, the quota's included. */
export function conditionsOf(version: ProgrammeVersion): Condition[] {
  const quota = version.quota?.kind === 'share' ? [version.quota.base, version.quota.guaranteed] : []
  const rows = version.amounts.flatMap(({ when }) => (when === undefined ? [] : [when]))
  return [version.base, ...version.routes.map(({ condition }) => condition), ...rows, ...quota]
}

/** The values that the rules ask about (and their neighbours), so that every threshold is crossed, and the rest of the vocabulary. */
function valuesOf(fact: FactPath, versions: readonly ProgrammeVersion[]): FactValue[] {
  const values = new Set<FactValue>(BASICS[fact] ?? [])
  const { kind, values: words } = COLUMNS[fact]
  if (kind === 'flag') return [true, true, true, false]
  for (const leaf of leavesOf({ all: versions.flatMap(conditionsOf) })) {
    if (leaf.fact !== fact) continue
    const { test } = leaf
    if (test.op === 'is') for (let n = 0; n < 3; n += 1) values.add(test.value)
    if (test.op === 'in' || test.op === 'has-any') for (const value of test.values) values.add(value)
    if (test.op === 'between' && kind === 'decimal') for (const v of [test.min, test.max]) values.add(v).add(v + 0.01)
    if (test.op === 'between' && kind === 'count') for (const v of [test.min, test.max]) values.add(v).add(v + 1)
  }
  for (const word of words ?? []) values.add(word)
  return [...values].filter((value) => kind !== 'count' || (typeof value === 'number' && value >= 1 && value <= 30))
}

/** The word that most students have, so that a base of seven requirements is met often enough. */
const USUAL: Readonly<Partial<Record<FactPath, FactValue>>> = {
  nationality: 'CN',
  rollStatus: 'on-roll',
  studyMode: 'full-time',
  atSchool: true,
  'major.performing': false,
}

/** A stream of numbers 0…n−1 from a seed (mulberry32). */
function randomNumbers(seed: number): (n: number) => number {
  let state = seed | 0
  return (n) => {
    state = (state + 0x6d2b79f5) | 0
    let t = Math.imul(state ^ (state >>> 15), 1 | state)
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
    return ((t ^ (t >>> 14)) >>> 0) % n
  }
}

/** One value of a fact: usually the common one, sometimes any, one time in fifteen unknown. */
function valueDrawer(fact: FactPath, versions: readonly ProgrammeVersion[]) {
  const list = COLUMNS[fact].kind === 'bits' || COLUMNS[fact].kind === 'set'
  const values = valuesOf(fact, versions)
  const usual = USUAL[fact]
  return (draw: (n: number) => number): FactValue | null => {
    const turn = draw(15)
    if (turn === 0) return null
    if (list) {
      const many = draw(4)
      return many === 0
        ? []
        : [...new Set(Array.from({ length: many }, () => values[draw(values.length)] ?? 'none'))].map(String)
    }
    return turn > 2 && usual !== undefined ? usual : (values[draw(values.length)] ?? null)
  }
}

function put(target: Record<string, unknown>, path: FactPath, value: FactValue | null): void {
  const [group, field] = path.split('.') as [string, string?]
  if (field === undefined) target[group] = value
  else {
    const inner = (target[group] ?? {}) as Record<string, unknown>
    inner[field] = value
    target[group] = inner
  }
}

/** `count` students of whom anything may be unknown, drawn from what the rules of `versions` ask about. */
export function randomStudentsOf(versions: readonly ProgrammeVersion[], count: number, seed: number): StudentFacts[] {
  const drawers = FACT_PATHS.map((fact) => valueDrawer(fact, versions))
  const draw = randomNumbers(seed)
  return Array.from({ length: count }, (_, i) => {
    const facts: Record<string, unknown> = { studentId: `s${i}` }
    FACT_PATHS.forEach((fact, n) => {
      put(facts, fact, drawers[n]?.(draw) ?? null)
    })
    return facts as StudentFacts
  })
}

/** The same for fast-check, which draws the seed of a batch; a failure names the student, so there is nothing to shrink. */
export function randomStudents(versions: readonly ProgrammeVersion[], count: number): fc.Arbitrary<StudentFacts[]> {
  return fc.noShrink(fc.integer()).map((seed) => randomStudentsOf(versions, count, seed))
}
