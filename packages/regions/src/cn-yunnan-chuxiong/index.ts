import { type Condition, fen, type Leaf, type ProgrammeVersion } from '@zhuxue/policy'
import {
  agriculture,
  DOCUMENTS,
  GUARANTEED,
  gradeUpTo,
  hardship,
  REJECTION_REASONS,
  SCHOOL_STEPS,
  SOURCES,
  VOCATIONAL_BASE,
} from '../cn/vocational.ts'
import { poorRural } from '../cn-yunnan/national-grant.ts'
import { notPerforming, ruralOrTown, urbanQuota } from '../cn-yunnan/tuition-waiver.ts'
import { place, type RegionPack } from '../pack.ts'

const SOURCE = SOURCES.chuxiong2018

/** 建档立卡 students were covered in full. */
const REGISTERED_POOR: Leaf = {
  id: 'route.registered-poor',
  fact: 'household.registers',
  test: { op: 'has-any', values: ['registered-poor'] },
  text: {
    met: '属于建档立卡贫困家庭',
    failed: '不属于建档立卡贫困家庭',
    unknown: '是否建档立卡贫困家庭需部门比对',
  },
  source: SOURCE,
}

const STEPS = SCHOOL_STEPS.map((step) => (step.id === 'county-approval' ? { ...step, title: '市教育局审核' } : step))

const TERMS = { effectiveFrom: '2018-spring', effectiveTo: '2020-autumn' } as const
const PROVISIONAL = '明白卡没有写明失效时间，按建档立卡政策终期2020年底计'

const GRANT_BASE: Condition = { all: [...VOCATIONAL_BASE, gradeUpTo(2, SOURCE)] }
const WAIVER_SCOPE: Condition = { all: [...VOCATIONAL_BASE, gradeUpTo(3, SOURCE)] }

const NATIONAL_GRANT: ProgrammeVersion = {
  programme: 'national-grant',
  version: 'chuxiong-national-grant-2018',
  title: '国家助学金',
  summary:
    '资助中职全日制一、二年级涉农专业学生和家庭经济困难学生，建档立卡家庭学生全覆盖。每学年2000元，发到学生资助卡。',
  kind: 'national',
  stageGroup: 'vocational',
  amountText: '2000元/生·年',
  region: '532301',
  ...TERMS,
  sourceDocument: SOURCE,
  provisional: PROVISIONAL,
  base: GRANT_BASE,
  routes: [
    { id: 'registered-poor', title: '建档立卡家庭学生', places: 'open', condition: REGISTERED_POOR },
    { id: 'agriculture', title: '涉农专业学生', places: 'open', condition: agriculture(SOURCE) },
    // Not on the city's card, which speaks of registered-poor families; the provincial rule of the time has it.
    {
      id: 'poor-rural',
      title: '连片特困地区和涉藏州县农村学生',
      places: 'open',
      condition: poorRural(SOURCES.yunnan2015),
    },
    { id: 'hardship', title: '非涉农专业家庭经济困难学生', places: 'quota', condition: hardship(SOURCE) },
  ],
  amountKind: 'yearly',
  amounts: [{ yearFen: fen(200_000) }],
  instalments: 'month',
  payee: 'student',
  funding: [],
  quota: {
    kind: 'share',
    title: '除涉农专业学生和连片特困地区农村学生以外的在校生的20%',
    unit: 'school',
    share: { numerator: 20, denominator: 100 },
    base: {
      all: [GRANT_BASE, { not: { any: [agriculture(SOURCE), poorRural(SOURCES.yunnan2015)] } }],
    },
    guaranteed: GUARANTEED,
    source: SOURCES.yunnan2015,
  },
  applyPer: 'term',
  applyTo: 'school',
  window: { kind: 'after-registration', workingDays: 5 },
  documents: DOCUMENTS,
  steps: STEPS,
  rejectionReasons: REJECTION_REASONS,
  departments: ['省教育厅', '州、市教育局', '中等职业学校'],
  excludes: [],
}

const TUITION_WAIVER: ProgrammeVersion = {
  programme: 'tuition-waiver',
  version: 'chuxiong-tuition-waiver-2018',
  title: '免学杂费',
  summary:
    '免除中职全日制一至三年级建档立卡家庭学生、农村（含县镇）学生、城市涉农专业学生和家庭经济困难学生的学杂费（艺术类相关表演专业除外）。标准每学年2000元，补助学校。',
  kind: 'national',
  stageGroup: 'vocational',
  amountText: '2000元/生·年',
  region: '532301',
  ...TERMS,
  sourceDocument: SOURCE,
  provisional: PROVISIONAL,
  base: { all: [WAIVER_SCOPE, notPerforming(SOURCE)] },
  routes: [
    { id: 'registered-poor', title: '建档立卡家庭学生', places: 'open', condition: REGISTERED_POOR },
    { id: 'rural', title: '农村（含县镇）学生', places: 'open', condition: ruralOrTown(SOURCE) },
    { id: 'agriculture', title: '城市涉农专业学生', places: 'open', condition: agriculture(SOURCE) },
    { id: 'hardship', title: '城市家庭经济困难学生', places: 'quota', condition: hardship(SOURCE) },
  ],
  amountKind: 'yearly',
  amounts: [{ yearFen: fen(200_000) }],
  instalments: 'month',
  payee: 'school',
  funding: [],
  quota: urbanQuota(WAIVER_SCOPE, false, SOURCES.yunnan2015),
  applyPer: 'term',
  applyTo: 'school',
  window: { kind: 'after-registration', workingDays: 5 },
  documents: DOCUMENTS,
  steps: STEPS,
  rejectionReasons: REJECTION_REASONS,
  departments: ['省教育厅', '州、市教育局', '中等职业学校'],
  excludes: [],
}

/** 楚雄市, spring 2018 to autumn 2020: a second region and an older period, to show that rules are data. */
export const CHUXIONG: RegionPack = {
  code: '532301',
  name: '楚雄市',
  programmes: [NATIONAL_GRANT, TUITION_WAIVER],
  areas: [],
  cardIssuers: [],
  counties: [place('532301', '楚雄市')],
}
