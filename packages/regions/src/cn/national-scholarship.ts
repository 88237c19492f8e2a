import { fen, type Leaf, type ProgrammeVersion } from '@zhuxue/policy'
import { FULL_TIME, gradeFrom, ON_ROLL, PRESENT, REJECTION_REASONS, SOURCES, VOCATIONAL_STAGE } from './vocational.ts'

const SOURCE = SOURCES.nationalScholarship

/** 中国国籍: here a no, not a question; the award is for nationals only. */
const CHINESE_NATIONAL: Leaf = {
  id: 'base.chinese-national',
  fact: 'nationality',
  test: { op: 'is', value: 'CN' },
  text: { met: '中国国籍', failed: '只奖励具有中国国籍的学生', unknown: '国籍还没有登记，请学校核实' },
  source: SOURCE,
}

const SECOND_GRADE: Leaf = { ...gradeFrom(2, SOURCE), id: 'base.grade-from' }

const TOP_5: Leaf = {
  id: 'route.top-5',
  fact: 'ranking.percent',
  test: { op: 'between', min: 0, max: 5 },
  text: {
    met: '综合排名（或成绩排名）在同年级同专业前5%以内',
    failed: '综合排名（或成绩排名）不在同年级同专业前5%以内',
    unknown: '本学年的综合排名（或成绩排名）还没有登记，请学校核实',
  },
  source: SOURCE,
}

const TOP_30: Leaf = {
  id: 'route.top-30',
  fact: 'ranking.percent',
  test: { op: 'between', min: 5, max: 30 },
  text: {
    met: '综合排名（或成绩排名）在5%至30%之间',
    failed: '综合排名（或成绩排名）不在5%至30%之间，超过30%不能参评',
    unknown: '本学年的综合排名（或成绩排名）还没有登记，请学校核实',
  },
  source: SOURCE,
}

const OUTSTANDING: Leaf = {
  id: 'route.outstanding',
  fact: 'ranking.outstanding',
  test: { op: 'is', value: true },
  text: {
    met: '有学校盖章的突出表现证明材料',
    failed: '没有突出表现的证明材料（排名5%至30%的学生须提供）',
    unknown: '是否有突出表现的证明材料，请学校核实',
  },
  source: SOURCE,
}

/** 中职国家奖学金: 6000 元 once in a school year, about 20,000 places in the country, assessed 等额. */
export const NATIONAL_SCHOLARSHIP: ProgrammeVersion = {
  programme: 'national-scholarship',
  version: 'national-scholarship-2023',
  title: '中职国家奖学金',
  summary:
    '奖励全日制中职二年级及以上、成绩优异、技能表现突出的中国籍学生：排名在同年级同专业前5%，或5%—30%且有突出表现证明。每学年评审一次，6000元，12月31日前一次发放，颁发证书并记入学籍档案。',
  kind: 'national',
  stageGroup: 'vocational',
  amountText: '每生每年6000元，一次发放',
  region: '000000',
  effectiveFrom: '2023-autumn',
  effectiveTo: null,
  sourceDocument: SOURCE,
  base: { all: [ON_ROLL, FULL_TIME, PRESENT, VOCATIONAL_STAGE, CHINESE_NATIONAL, SECOND_GRADE] },
  routes: [
    { id: 'top-5', title: '排名前5%', places: 'quota', condition: TOP_5 },
    {
      id: 'outstanding',
      title: '排名5%—30%且表现突出',
      places: 'quota',
      condition: { all: [TOP_30, OUTSTANDING] },
    },
  ],
  amountKind: 'yearly',
  amounts: [{ yearFen: fen(600_000) }],
  instalments: 'once',
  payee: 'student',
  funding: [{ source: '中央财政', percent: 100 }],
  quota: {
    kind: 'cap',
    title: '全国每年约2万名，按下达名额等额评审',
    unit: 'nation',
    places: 20_000,
    approximate: true,
    source: '教财函〔2026〕2号：2024—2025学年19992名',
  },
  applyPer: 'academic-year',
  applyTo: 'school',
  window: { kind: 'months', months: [9, 10], text: '每学年秋季学期评审，以学校通知为准' },
  documents: [
    { id: 'application-form', title: '中等职业教育国家奖学金申请表', required: true },
    { id: 'identity', title: '居民身份证照片', required: true },
    { id: 'ranking-proof', title: '综合排名或成绩排名证明', required: true },
    { id: 'outstanding-proof', title: '突出表现证明材料（学校盖章）', required: true, routes: ['outstanding'] },
  ],
  steps: [
    { id: 'apply', role: 'student', owner: '学生本人', title: '学生申请' },
    { id: 'class-check', role: 'class-teacher', owner: '班主任', title: '班主任初审' },
    { id: 'school-review', role: 'aid-officer', owner: '学校资助专干', title: '资助专干审核' },
    { id: 'committee', role: 'aid-committee', owner: '学校资助工作领导小组', title: '学校等额评审' },
    { id: 'public-notice', role: 'system', owner: '学校', title: '校内公示不少于5个工作日' },
    { id: 'county-approval', role: 'county-reviewer', owner: '县级学生资助管理部门', title: '县级资助管理部门审核' },
    { id: 'city-review', role: 'department', owner: '市级学生资助管理部门', title: '市级审核汇总' },
    { id: 'province-review', role: 'department', owner: '省级学生资助管理部门', title: '省级评审' },
    { id: 'nation-review', role: 'department', owner: '教育部', title: '国家评审并公布' },
    { id: 'payment', role: 'finance', owner: '学校财务', title: '12月31日前一次发放' },
  ],
  departments: ['教育部', '省、市、县学生资助管理部门', '学校'],
  rejectionReasons: REJECTION_REASONS,
  // Held against the provincial scholarship: said by the provinces that have one.
  excludes: [],
}
