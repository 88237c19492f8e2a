import type { AdmissionTier, AreaType, FactPath, HouseholdRegister, Stage, StudyMode, TrainingLevel } from './facts.ts'
import { HARDSHIP_LABELS } from './hardship-levels.ts'
import { ROLL_STATUS_LABELS } from './roll.ts'

/** 学段与学校类别 in Chinese. */
export const STAGE_LABELS: Readonly<Record<Stage, string>> = {
  'secondary-specialised': '普通中专',
  'adult-secondary': '成人中专',
  'vocational-high': '职业高中',
  'technical-school': '技工学校',
  'technician-college': '技师学院',
  'five-year-secondary': '五年制（中职段）',
  'five-year-tertiary': '五年制（高职段）',
  'higher-vocational': '高职',
  'vocational-undergraduate': '职业本科',
  preschool: '学前教育',
  primary: '小学',
  'junior-high': '初中',
  'general-high': '普通高中',
  undergraduate: '本科',
  master: '硕士研究生',
  doctor: '博士研究生',
}

/** 户籍地和学校所在地类别 in Chinese. */
export const AREA_TYPE_LABELS: Readonly<Record<AreaType, string>> = {
  urban: '城市',
  'county-seat': '县城',
  town: '镇',
  rural: '乡村',
}

/** 家庭登记类别 in Chinese. */
export const REGISTER_LABELS: Readonly<Record<HouseholdRegister, string>> = {
  'lifted-out-of-poverty': '脱贫户',
  'unstable-lifted': '脱贫不稳定户',
  'at-risk': '边缘易致贫户',
  'sudden-hardship': '突发严重困难户',
  'registered-poor': '建档立卡贫困户',
  dibao: '最低生活保障',
  'dibao-marginal': '低保边缘家庭',
  destitute: '特困供养',
  orphan: '孤儿',
  disabled: '残疾',
  'martyr-family': '烈士子女',
}

const STUDY_MODE_LABELS: Readonly<Record<StudyMode, string>> = { 'full-time': '全日制', 'part-time': '非全日制' }

const TRAINING_LABELS: Readonly<Record<TrainingLevel, string>> = {
  intermediate: '中级工',
  senior: '高级工',
  'pre-technician': '预备技师',
}

const TIER_LABELS: Readonly<Record<AdmissionTier, string>> = {
  central: '中央部委直属高校',
  'first-batch': '一本院校',
  'other-undergraduate': '其他本科院校',
  'tertiary-specialist': '专科院校',
}

/** Chinese words for the values of facts that have a closed list; other facts are absent. */
export const FACT_VALUE_LABELS: Readonly<Partial<Record<FactPath, Readonly<Record<string, string>>>>> = {
  nationality: { CN: '中国' },
  rollStatus: ROLL_STATUS_LABELS,
  studyMode: STUDY_MODE_LABELS,
  stage: STAGE_LABELS,
  trainingLevel: TRAINING_LABELS,
  'admission.tier': TIER_LABELS,
  'hukou.areaType': AREA_TYPE_LABELS,
  'school.areaType': AREA_TYPE_LABELS,
  hardship: HARDSHIP_LABELS,
  'household.registers': REGISTER_LABELS,
}

/** What true and false of a yes-or-no fact mean, as half sentences. */
export const FACT_YES_NO: Readonly<Partial<Record<FactPath, readonly [yes: string, no: string]>>> = {
  atSchool: ['在校就读', '不在校'],
  onInternship: ['正在岗位实习', '不在岗位实习'],
  boarding: ['寄宿', '不寄宿'],
  'disability.multiple': ['一户多残或双残', '不是一户多残或双残'],
  'admission.newEntrant': ['是当年录取的新生', '不是当年录取的新生'],
  'admission.outOfProvince': ['录取院校在省外', '录取院校在省内'],
  'admission.freeEducation': ['就读免费教育的军事、师范类专业', '不是免费教育的军事、师范类专业'],
  'major.agriculture': ['所学专业是涉农专业', '所学专业不是涉农专业'],
  'major.performing': ['所学专业是艺术类表演专业', '所学专业不是艺术类表演专业'],
  'major.opera': ['所学专业是戏曲表演', '所学专业不是戏曲表演'],
  'school.public': ['就读公办学校', '就读民办学校'],
  'school.inclusive': ['就读普惠性幼儿园', '就读的不是普惠性幼儿园'],
  'school.special': ['就读特殊教育学校', '就读的不是特殊教育学校'],
  'household.riskEliminated': ['返贫风险已消除', '返贫风险未消除'],
  'ranking.outstanding': ['有突出表现证明', '没有突出表现证明'],
}

/** Lowest and highest value of facts that are numbers, with the unit read after them. */
export const FACT_RANGES: Readonly<
  Partial<Record<FactPath, { readonly min: number; readonly max: number; readonly unit: string }>>
> = {
  grade: { min: 1, max: 12, unit: '年级' },
  schoolingYears: { min: 1, max: 12, unit: '年' },
  'disability.grade': { min: 1, max: 4, unit: '级' },
  'ranking.percent': { min: 0, max: 100, unit: '%' },
}
