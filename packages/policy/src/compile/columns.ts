import {
  ADMISSION_TIERS,
  AREA_TYPES,
  type FactPath,
  HARDSHIP_LEVELS,
  HOUSEHOLD_REGISTERS,
  ROLL_STATUSES,
  STAGES,
  STUDY_MODES,
  TRAINING_LEVELS,
} from '../facts.ts'

/**
 * How one fact of a whole roster is kept as a typed column. Unknown (未知) has its own code everywhere:
 *
 * | kind | array | unknown | known |
 * |---|---|---|---|
 * | `flag` | Uint8 | 0 | 1 = false, 2 = true |
 * | `word` | Uint8 | 0 | 1 + position in `values` |
 * | `count` | Uint8 | 0 | the number itself, 1…30 |
 * | `decimal` | Float64 | NaN | the number itself |
 * | `code` | Int32 | 0 | position in the roster's dictionary of this fact (places, majors, nationalities) |
 * | `bits` | Int32 | −1 | bit n = `values[n]` is there; 0 = known to have none |
 * | `set` | Int32 | 0 | position in the roster's dictionary of distinct lists (`holds`) |
 */
export type ColumnKind = 'flag' | 'word' | 'count' | 'decimal' | 'code' | 'bits' | 'set'

export type ColumnSpec = {
  readonly kind: ColumnKind
  /** Name in generated code, and in snake case the column of the facts relation in SQL. */
  readonly name: string
  readonly values?: readonly string[]
  /** Characters of every value (`code` only): a prefix of this length is the whole code. */
  readonly length?: number
}

/** Largest value of a `count` column. */
export const COUNT_MAX = 30

/** Place codes of GB/T 2260 and of towns; `parseFacts` takes no others. */
const place = (name: string, length: 6 | 9): ColumnSpec => ({ kind: 'code', name, length })

function column(kind: ColumnKind, name: string, values?: readonly string[]): ColumnSpec {
  return values === undefined ? { kind, name } : { kind, name, values }
}

/** The column of every fact a condition may read. */
export const COLUMNS: Readonly<Record<FactPath, ColumnSpec>> = {
  nationality: column('code', 'nationality'),
  rollStatus: column('word', 'rollStatus', ROLL_STATUSES),
  studyMode: column('word', 'studyMode', STUDY_MODES),
  atSchool: column('flag', 'atSchool'),
  onInternship: column('flag', 'onInternship'),
  stage: column('word', 'stage', STAGES),
  grade: column('count', 'grade'),
  schoolingYears: column('count', 'schoolingYears'),
  trainingLevel: column('word', 'trainingLevel', TRAINING_LEVELS),
  boarding: column('flag', 'boarding'),
  ethnicity: column('code', 'ethnicity'),
  'disability.grade': column('count', 'disabilityGrade'),
  'disability.multiple': column('flag', 'disabilityMultiple'),
  'admission.newEntrant': column('flag', 'admissionNewEntrant'),
  'admission.tier': column('word', 'admissionTier', ADMISSION_TIERS),
  'admission.outOfProvince': column('flag', 'admissionOutOfProvince'),
  'admission.freeEducation': column('flag', 'admissionFreeEducation'),
  holds: column('set', 'holds'),
  'major.code': column('code', 'majorCode'),
  'major.agriculture': column('flag', 'majorAgriculture'),
  'major.performing': column('flag', 'majorPerforming'),
  'major.opera': column('flag', 'majorOpera'),
  'hukou.county': place('hukouCounty', 6),
  'hukou.town': place('hukouTown', 9),
  'hukou.areaType': column('word', 'hukouAreaType', AREA_TYPES),
  'school.county': place('schoolCounty', 6),
  'school.areaType': column('word', 'schoolAreaType', AREA_TYPES),
  'school.public': column('flag', 'schoolPublic'),
  'school.inclusive': column('flag', 'schoolInclusive'),
  'school.special': column('flag', 'schoolSpecial'),
  hardship: column('word', 'hardship', HARDSHIP_LEVELS),
  'household.registers': column('bits', 'householdRegisters', HOUSEHOLD_REGISTERS),
  'household.riskEliminated': column('flag', 'householdRiskEliminated'),
  'ranking.percent': column('decimal', 'rankingPercent'),
  'ranking.outstanding': column('flag', 'rankingOutstanding'),
}

/** All facts, in the order of {@link COLUMNS}. */
export const FACT_PATHS = Object.keys(COLUMNS) as readonly FactPath[]

/** Known values of a column of few values by code (index 0 = unknown), or null for the other kinds. */
export function domainOf(spec: ColumnSpec): readonly (string | number | boolean | null)[] | null {
  if (spec.kind === 'flag') return [null, false, true]
  if (spec.kind === 'word') return [null, ...(spec.values ?? [])]
  if (spec.kind !== 'count') return null
  const numbers: (number | null)[] = [null]
  for (let value = 1; value <= COUNT_MAX; value += 1) numbers.push(value)
  return numbers
}
