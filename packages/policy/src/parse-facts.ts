import {
  ADMISSION_TIERS,
  AREA_TYPES,
  HARDSHIP_LEVELS,
  HOUSEHOLD_REGISTERS,
  ROLL_STATUSES,
  STAGES,
  STUDY_MODES,
  type StudentFacts,
  TRAINING_LEVELS,
} from './facts.ts'
import { isLocalDate, type LocalDate } from './local-date.ts'

/** One thing wrong in a facts document; `path` as in 'hukou.county', '' for the whole. */
export type FactProblem = { readonly path: string; readonly text: string }
export type ParseFactsResult =
  | { readonly ok: true; readonly facts: StudentFacts }
  | { readonly ok: false; readonly problems: readonly FactProblem[] }

type JsonObject = Readonly<Record<string, unknown>>

function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** Collects every problem instead of stopping at the first. Absent and null come out as null. */
class Reader {
  readonly problems: FactProblem[] = []

  fail(path: string, text: string): null {
    this.problems.push({ path, text })
    return null
  }

  object(parent: JsonObject, key: string): JsonObject | null {
    const value = parent[key] ?? null
    if (value === null || isObject(value)) return value
    return this.fail(key, '应为对象，不清楚时请留空')
  }

  text(value: unknown, path: string, shape: RegExp, wanted: string): string | null {
    if (value === undefined || value === null) return null
    if (typeof value === 'string' && shape.test(value)) return value
    return this.fail(path, `应为${wanted}`)
  }

  flag(value: unknown, path: string): boolean | null {
    if (value === undefined || value === null) return null
    if (typeof value === 'boolean') return value
    return this.fail(path, '应为 true 或 false，不清楚时请留空')
  }

  number(value: unknown, path: string, from: number, to: number, whole: boolean): number | null {
    if (value === undefined || value === null) return null
    if (typeof value === 'number' && value >= from && value <= to && (!whole || Number.isInteger(value))) {
      return value
    }
    return this.fail(path, `应为${from}到${to}之间的${whole ? '整数' : '数'}`)
  }

  day(value: unknown, path: string, today: LocalDate | null): LocalDate | null {
    if (value === undefined || value === null) return null
    if (!isLocalDate(value)) return this.fail(path, '应为真实日期，例如2009-03-15')
    return today !== null && value > today ? this.fail(path, '出生日期晚于今天，请核对') : value
  }

  oneOf<T extends string>(value: unknown, path: string, allowed: readonly T[]): T | null {
    if (value === undefined || value === null) return null
    for (const option of allowed) if (option === value) return option
    return this.fail(path, `不认识的取值，可用：${allowed.join('、')}`)
  }

  listOf<T extends string>(value: unknown, path: string, allowed: readonly T[]): T[] | null {
    if (value === undefined || value === null) return null
    if (!Array.isArray(value)) return this.fail(path, '应为列表，没有登记时写空列表 []')
    const result: T[] = []
    value.forEach((item: unknown, index) => {
      const known = item === null ? undefined : this.oneOf(item, `${path}[${index}]`, allowed)
      if (item === null) this.fail(`${path}[${index}]`, '列表中不能有空值')
      if (known && result.indexOf(known) < 0) result.push(known)
    })
    return result
  }

  listOfText(value: unknown, path: string, shape: RegExp, wanted: string): string[] | null {
    if (value === undefined || value === null) return null
    if (!Array.isArray(value)) return this.fail(path, '应为列表，没有时写空列表 []')
    const result: string[] = []
    value.forEach((item: unknown, index) => {
      const known = this.text(item ?? 0, `${path}[${index}]`, shape, wanted)
      if (known !== null && result.indexOf(known) < 0) result.push(known)
    })
    return result
  }
}

const COUNTY = /^\d{6}$/
const TOWN = /^\d{9}$/
const NAME = /^.{1,100}$/

/**
 * Reads a facts document (parsed JSON) strictly: wrong types and unknown words are problems, all reported at once.
 * Fields outside the vocabulary are ignored, so that newer documents still load. A grade beyond the length of schooling
 * and, where `today` is given, a birth date after it are problems too.
 */
export function parseFacts(input: unknown, today: LocalDate | null = null): ParseFactsResult {
  if (!isObject(input)) {
    return { ok: false, problems: [{ path: '', text: '应为一个 JSON 对象' }] }
  }
  const read = new Reader()
  const studentId = read.text(input.studentId, 'studentId', /^\S{1,64}$/, '1到64个字符的学生编号')
  if (studentId === null && read.problems.length === 0) read.fail('studentId', '缺少学生编号')
  const major = read.object(input, 'major')
  const hukou = read.object(input, 'hukou')
  const school = read.object(input, 'school')
  const household = read.object(input, 'household')
  const ranking = read.object(input, 'ranking')
  const disability = read.object(input, 'disability')
  const admission = read.object(input, 'admission')
  const facts: StudentFacts = {
    studentId: studentId ?? '',
    birthDate: read.day(input.birthDate, 'birthDate', today),
    nationality: read.text(input.nationality, 'nationality', /^[A-Z]{2}$/, '两位大写国家代码'),
    rollStatus: read.oneOf(input.rollStatus, 'rollStatus', ROLL_STATUSES),
    studyMode: read.oneOf(input.studyMode, 'studyMode', STUDY_MODES),
    atSchool: read.flag(input.atSchool, 'atSchool'),
    onInternship: read.flag(input.onInternship, 'onInternship'),
    stage: read.oneOf(input.stage, 'stage', STAGES),
    grade: read.number(input.grade, 'grade', 1, 12, true),
    schoolingYears: read.number(input.schoolingYears, 'schoolingYears', 1, 12, true),
    trainingLevel: read.oneOf(input.trainingLevel, 'trainingLevel', TRAINING_LEVELS),
    boarding: read.flag(input.boarding, 'boarding'),
    ethnicity: read.text(input.ethnicity, 'ethnicity', /^\d{2}$/, '两位民族代码（GB/T 3304），例如汉族是01'),
    disability: disability && {
      grade: read.number(disability.grade, 'disability.grade', 1, 4, true),
      multiple: read.flag(disability.multiple, 'disability.multiple'),
    },
    admission: admission && {
      newEntrant: read.flag(admission.newEntrant, 'admission.newEntrant'),
      tier: read.oneOf(admission.tier, 'admission.tier', ADMISSION_TIERS),
      outOfProvince: read.flag(admission.outOfProvince, 'admission.outOfProvince'),
      freeEducation: read.flag(admission.freeEducation, 'admission.freeEducation'),
    },
    holds: read.listOfText(input.holds, 'holds', /^[a-z][a-z0-9-]{1,59}$/, '项目代码'),
    major: major && {
      name: read.text(major.name, 'major.name', NAME, '1到100个字的专业名称'),
      code: read.text(major.code, 'major.code', /^[0-9A-Za-z-]{1,20}$/, '专业代码'),
      agriculture: read.flag(major.agriculture, 'major.agriculture'),
      performing: read.flag(major.performing, 'major.performing'),
      opera: read.flag(major.opera, 'major.opera'),
    },
    hukou: hukou && {
      county: read.text(hukou.county, 'hukou.county', COUNTY, '6位县级代码'),
      town: read.text(hukou.town, 'hukou.town', TOWN, '9位乡镇代码'),
      areaType: read.oneOf(hukou.areaType, 'hukou.areaType', AREA_TYPES),
    },
    school: school && {
      county: read.text(school.county, 'school.county', COUNTY, '6位县级代码'),
      areaType: read.oneOf(school.areaType, 'school.areaType', AREA_TYPES),
      public: read.flag(school.public, 'school.public'),
      inclusive: read.flag(school.inclusive, 'school.inclusive'),
      special: read.flag(school.special, 'school.special'),
    },
    hardship: read.oneOf(input.hardship, 'hardship', HARDSHIP_LEVELS),
    household: household && {
      registers: read.listOf(household.registers, 'household.registers', HOUSEHOLD_REGISTERS),
      riskEliminated: read.flag(household.riskEliminated, 'household.riskEliminated'),
    },
    ranking: ranking && {
      percent: read.number(ranking.percent, 'ranking.percent', 0, 100, false),
      outstanding: read.flag(ranking.outstanding, 'ranking.outstanding'),
    },
  }
  const { grade, schoolingYears } = facts
  if (typeof grade === 'number' && typeof schoolingYears === 'number' && grade > schoolingYears) {
    read.fail('grade', `年级是${grade}，超过学制${schoolingYears}年，请核对年级或学制`)
  }
  if (read.problems.length > 0) return { ok: false, problems: read.problems }
  return { ok: true, facts }
}
