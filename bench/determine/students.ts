/** Random students as columns and as objects: the same ones, drawn from a seed. */
import {
  ADMISSION_TIERS,
  AREA_TYPES,
  COLUMNS,
  FACT_PATHS,
  type FactPath,
  type FactValue,
  HARDSHIP_LEVELS,
  HOUSEHOLD_REGISTERS,
  STAGES,
  type StudentFacts,
  TRAINING_LEVELS,
} from '../../packages/policy/src/index.ts'

type Draw = (n: number) => number

/** Numbers 0…n−1 from a seed (mulberry32). */
function numbers(seed: number): Draw {
  let state = seed | 0
  return (n) => {
    state = (state + 0x6d2b79f5) | 0
    let t = Math.imul(state ^ (state >>> 15), 1 | state)
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
    return ((t ^ (t >>> 14)) >>> 0) % n
  }
}

const of = <T>(draw: Draw, values: readonly T[]): T => values[draw(values.length)] as T
const mostly = <T extends FactValue>(draw: Draw, usual: T, other: T): T => (draw(20) === 0 ? other : usual)
const LISTS = [[], [], [], [], ...HOUSEHOLD_REGISTERS.map((register) => [register]), ['dibao', 'orphan']]

const DRAW: Readonly<Partial<Record<FactPath, (draw: Draw) => FactValue>>> = {
  nationality: (d) => mostly(d, 'CN', 'LA'),
  rollStatus: (d) => mostly(d, 'on-roll', 'suspended'),
  studyMode: (d) => mostly(d, 'full-time', 'part-time'),
  atSchool: (d) => d(10) > 0,
  onInternship: (d) => d(6) === 0,
  stage: (d) => of(d, STAGES.slice(0, 9)),
  grade: (d) => 1 + d(4),
  trainingLevel: (d) => of(d, TRAINING_LEVELS),
  boarding: (d) => d(2) === 0,
  ethnicity: (d) => of(d, ['01', '01', '03', '07', '14']),
  'disability.grade': (d) => 1 + d(4),
  'disability.multiple': (d) => d(30) === 0,
  'admission.newEntrant': (d) => d(3) === 0,
  'admission.tier': (d) => of(d, ADMISSION_TIERS),
  'admission.outOfProvince': (d) => d(3) === 0,
  holds: (d) => of(d, [[], [], [], [], ['national-scholarship'], ['provincial-scholarship'], ['loan']]),
  'major.agriculture': (d) => d(5) === 0,
  'major.performing': (d) => d(12) === 0,
  'major.opera': (d) => d(40) === 0,
  'hukou.county': (d) => (d(12) === 0 ? '430102' : String(530_100 + d(130))),
  'hukou.areaType': (d) => of(d, AREA_TYPES),
  'school.county': (d) => String(530_100 + d(30)),
  'school.public': (d) => d(4) > 0,
  hardship: (d) => of(d, HARDSHIP_LEVELS),
  'household.registers': (d) => of(d, LISTS),
  'household.riskEliminated': (d) => d(2) === 0,
  'ranking.percent': (d) => d(1000) / 10,
  'ranking.outstanding': (d) => d(8) === 0,
}
export const BENCH_FACTS = FACT_PATHS.filter((path) => DRAW[path] !== undefined)

/** `unknown` in a thousand facts of a student are not known. */
export function* students(count: number, seed: number, unknown = 30): Generator<StudentFacts> {
  const draw = numbers(seed)
  for (let i = 0; i < count; i += 1) {
    const facts: Record<string, unknown> = { studentId: String(i) }
    for (const path of BENCH_FACTS) {
      const value = draw(1000) < unknown ? null : (DRAW[path]?.(draw) ?? null)
      const [group, field] = path.split('.') as [string, string?]
      if (field === undefined) facts[group] = value
      else {
        const inner = (facts[group] ?? {}) as Record<string, unknown>
        inner[field] = value
        facts[group] = inner
      }
    }
    yield facts as StudentFacts
  }
}

/** Name of a fact in the other engines' contexts. */
export const flatName = (path: FactPath): string => COLUMNS[path].name
