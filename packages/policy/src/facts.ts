/**
 * The closed vocabulary of facts that a rule may ask about. Absent and null both mean unknown (未知), which is never
 * the same as false: an unknown fact that decides leads to `to-verify`.
 */

/** 学籍状态 */
export const ROLL_STATUSES = [
  'on-roll',
  'pre-registered',
  'suspended',
  'withdrawn',
  'transferred-out',
  'cancelled',
  'deceased',
  'graduated',
  'completed',
  'none',
] as const
export type RollStatus = (typeof ROLL_STATUSES)[number]

/** 学习形式 */
export const STUDY_MODES = ['full-time', 'part-time'] as const
export type StudyMode = (typeof STUDY_MODES)[number]

/** 学段与学校类别 */
export const STAGES = [
  'secondary-specialised',
  'adult-secondary',
  'vocational-high',
  'technical-school',
  'technician-college',
  'five-year-secondary',
  'five-year-tertiary',
  'higher-vocational',
  'vocational-undergraduate',
  'preschool',
  'primary',
  'junior-high',
  'general-high',
  'undergraduate',
  'master',
  'doctor',
] as const
export type Stage = (typeof STAGES)[number]

/** 户籍所在地类别: 城市, 县城, 镇, 乡村 */
export const AREA_TYPES = ['urban', 'county-seat', 'town', 'rural'] as const
export type AreaType = (typeof AREA_TYPES)[number]

/** 家庭经济困难程度: 特别困难, 困难, 一般困难, 不困难 */
export const HARDSHIP_LEVELS = ['severe', 'moderate', 'mild', 'none'] as const
export type HardshipLevel = (typeof HARDSHIP_LEVELS)[number]

/** 部门登记的家庭或本人类别 */
export const HOUSEHOLD_REGISTERS = [
  'lifted-out-of-poverty',
  'unstable-lifted',
  'at-risk',
  'sudden-hardship',
  'registered-poor',
  'dibao',
  'dibao-marginal',
  'destitute',
  'orphan',
  'disabled',
  'martyr-family',
] as const
export type HouseholdRegister = (typeof HOUSEHOLD_REGISTERS)[number]

/** 技工院校培养层次: 中级工, 高级工, 预备技师 */
export const TRAINING_LEVELS = ['intermediate', 'senior', 'pre-technician'] as const
export type TrainingLevel = (typeof TRAINING_LEVELS)[number]

/** 录取院校: 中央部委直属高校, 一本院校, 其他本科, 专科 */
export const ADMISSION_TIERS = ['central', 'first-batch', 'other-undergraduate', 'tertiary-specialist'] as const
export type AdmissionTier = (typeof ADMISSION_TIERS)[number]

type Unknown<T> = T | null | undefined

/** What is known of one student. Only `studentId` must be there. */
export type StudentFacts = {
  readonly studentId: string
  /** 出生日期 'YYYY-MM-DD'; no rule asks for it, but a future one shows that the record is wrong */
  readonly birthDate?: Unknown<string>
  /** ISO 3166-1 alpha-2 */
  readonly nationality?: Unknown<string>
  readonly rollStatus?: Unknown<RollStatus>
  readonly studyMode?: Unknown<StudyMode>
  /** 在校 */
  readonly atSchool?: Unknown<boolean>
  /** 岗位实习 */
  readonly onInternship?: Unknown<boolean>
  readonly stage?: Unknown<Stage>
  /** 年级, from 1 */
  readonly grade?: Unknown<number>
  /** 学制, in years */
  readonly schoolingYears?: Unknown<number>
  /** 技工院校培养层次 */
  readonly trainingLevel?: Unknown<TrainingLevel>
  /** 寄宿 */
  readonly boarding?: Unknown<boolean>
  /** 民族, GB/T 3304 two digits ('01' = 汉族) */
  readonly ethnicity?: Unknown<string>
  /** 残疾等级 1 (most severe) to 4; `multiple` = 一户多残 or 双残 */
  readonly disability?: Unknown<{ readonly grade?: Unknown<number>; readonly multiple?: Unknown<boolean> }>
  /** 当年录取情况 of those who enter higher education */
  readonly admission?: Unknown<{
    readonly newEntrant?: Unknown<boolean>
    readonly tier?: Unknown<AdmissionTier>
    readonly outOfProvince?: Unknown<boolean>
    /** 试行免费教育的军事院校、师范类专业 */
    readonly freeEducation?: Unknown<boolean>
  }>
  /** Programme codes held in the same academic year (已享受项目) */
  readonly holds?: Unknown<readonly string[]>
  readonly major?: Unknown<{
    readonly name?: Unknown<string>
    readonly code?: Unknown<string>
    /** 涉农 */
    readonly agriculture?: Unknown<boolean>
    /** 表演类 */
    readonly performing?: Unknown<boolean>
    /** 戏曲表演 */
    readonly opera?: Unknown<boolean>
  }>
  readonly hukou?: Unknown<{
    /** GB/T 2260, six digits */
    readonly county?: Unknown<string>
    /** nine digits */
    readonly town?: Unknown<string>
    readonly areaType?: Unknown<AreaType>
  }>
  readonly school?: Unknown<{
    readonly county?: Unknown<string>
    readonly areaType?: Unknown<AreaType>
    /** 公办 true, 民办 false */
    readonly public?: Unknown<boolean>
    /** 普惠性幼儿园 */
    readonly inclusive?: Unknown<boolean>
    /** 特殊教育学校 */
    readonly special?: Unknown<boolean>
  }>
  /** null = not determined yet (尚未认定) */
  readonly hardship?: Unknown<HardshipLevel>
  readonly household?: Unknown<{
    readonly registers?: Unknown<readonly HouseholdRegister[]>
    readonly riskEliminated?: Unknown<boolean>
  }>
  /** null = not ranked yet */
  readonly ranking?: Unknown<{
    readonly percent?: Unknown<number>
    readonly outstanding?: Unknown<boolean>
  }>
}

/** Paths that a condition may read. */
export type FactPath =
  | 'nationality'
  | 'rollStatus'
  | 'studyMode'
  | 'atSchool'
  | 'onInternship'
  | 'stage'
  | 'grade'
  | 'schoolingYears'
  | 'trainingLevel'
  | 'boarding'
  | 'ethnicity'
  | 'disability.grade'
  | 'disability.multiple'
  | 'admission.newEntrant'
  | 'admission.tier'
  | 'admission.outOfProvince'
  | 'admission.freeEducation'
  | 'holds'
  | 'major.code'
  | 'major.agriculture'
  | 'major.performing'
  | 'major.opera'
  | 'hukou.county'
  | 'hukou.town'
  | 'hukou.areaType'
  | 'school.county'
  | 'school.areaType'
  | 'school.public'
  | 'school.inclusive'
  | 'school.special'
  | 'hardship'
  | 'household.registers'
  | 'household.riskEliminated'
  | 'ranking.percent'
  | 'ranking.outstanding'

export type FactValue = string | number | boolean | readonly string[]

/** Chinese names of the facts, for screens and problem reports. */
export const FACT_LABELS: Readonly<Record<FactPath, string>> = {
  nationality: '国籍',
  rollStatus: '学籍状态',
  studyMode: '学习形式',
  atSchool: '是否在校',
  onInternship: '是否在岗位实习',
  stage: '学校类别和学段',
  grade: '年级',
  schoolingYears: '学制（年）',
  trainingLevel: '技工院校培养层次',
  boarding: '是否寄宿',
  ethnicity: '民族',
  'disability.grade': '残疾等级',
  'disability.multiple': '是否一户多残或双残',
  'admission.newEntrant': '是否当年录取的新生',
  'admission.tier': '录取院校类别',
  'admission.outOfProvince': '是否省外院校',
  'admission.freeEducation': '是否免费教育的军事、师范类专业',
  holds: '本学年已享受的项目',
  'major.code': '专业代码',
  'major.agriculture': '是否涉农专业',
  'major.performing': '是否表演类专业',
  'major.opera': '是否戏曲表演专业',
  'hukou.county': '户籍所在县（市、区）',
  'hukou.town': '户籍所在乡镇（街道）',
  'hukou.areaType': '户籍地类别',
  'school.county': '学校所在县（市、区）',
  'school.areaType': '学校所在地类别',
  'school.public': '是否公办学校',
  'school.inclusive': '是否普惠性幼儿园',
  'school.special': '是否特殊教育学校',
  hardship: '家庭经济困难认定等级',
  'household.registers': '家庭登记类别',
  'household.riskEliminated': '返贫风险是否消除',
  'ranking.percent': '成绩排名百分比',
  'ranking.outstanding': '是否有突出表现证明',
}

/** The value at a path, or null when unknown. */
export function readFact(facts: StudentFacts, path: FactPath): FactValue | null {
  const dot = path.indexOf('.')
  if (dot < 0) return (facts[path as keyof StudentFacts] as FactValue | null | undefined) ?? null
  const group = facts[path.slice(0, dot) as keyof StudentFacts] as Readonly<Record<string, unknown>> | null | undefined
  return (group?.[path.slice(dot + 1)] as FactValue | null | undefined) ?? null
}
