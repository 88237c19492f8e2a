import { type Condition, fen, type Leaf, type ProgrammeVersion } from '@zhuxue/policy'
import {
  agriculture,
  DOCUMENTS,
  GUARANTEED,
  gradeUpTo,
  hardship,
  ON_ROLL,
  PRESENT,
  SCHOOL_STEPS,
  SOURCES,
  VOCATIONAL_BASE,
  VOCATIONAL_STAGE,
} from '../cn/vocational.ts'
import { poorRural } from '../cn-yunnan/national-grant.ts'
import { notPerforming, ruralOrTown, urbanQuota } from '../cn-yunnan/tuition-waiver.ts'
import { SOURCES as CARD_SOURCES, cardRow, departmentSteps, household, registeredPoor, relief, yuan } from './common.ts'

const SOURCE = CARD_SOURCES.vocational

/** 建档立卡 students were covered in full. */
const REGISTERED_POOR = registeredPoor(SOURCE)

const STEPS = SCHOOL_STEPS.map((step) => (step.id === 'county-approval' ? { ...step, title: '市教育局审核' } : step))

const GRANT_BASE: Condition = { all: [...VOCATIONAL_BASE, gradeUpTo(2, SOURCE)] }
const WAIVER_SCOPE: Condition = { all: [...VOCATIONAL_BASE, gradeUpTo(3, SOURCE)] }

const NATIONAL_GRANT = cardRow({
  programme: 'national-grant',
  version: 'chuxiong-national-grant-2018',
  title: '国家助学金',
  summary:
    '资助中职全日制一、二年级涉农专业学生和家庭经济困难学生，建档立卡家庭学生全覆盖。每学年2000元，发到学生资助卡。',
  kind: 'national',
  stageGroup: 'vocational',
  amountText: '2000元/生·年',
  sourceDocument: SOURCE,
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
  amounts: [{ yearFen: fen(200_000) }],
  instalments: 'month',
  payee: 'student',
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
  departments: ['省教育厅', '州、市教育局', '中等职业学校'],
  remark: '每学期报到后向学校申办',
})

const TUITION_WAIVER = cardRow({
  programme: 'tuition-waiver',
  version: 'chuxiong-tuition-waiver-2018',
  title: '免学杂费',
  summary:
    '免除中职全日制一至三年级建档立卡家庭学生、农村（含县镇）学生、城市涉农专业学生和家庭经济困难学生的学杂费（艺术类相关表演专业除外）。标准每学年2000元，补助学校。',
  kind: 'national',
  stageGroup: 'vocational',
  amountText: '2000元/生·年',
  sourceDocument: SOURCE,
  base: { all: [WAIVER_SCOPE, notPerforming(SOURCE)] },
  routes: [
    { id: 'registered-poor', title: '建档立卡家庭学生', places: 'open', condition: REGISTERED_POOR },
    { id: 'rural', title: '农村（含县镇）学生', places: 'open', condition: ruralOrTown(SOURCE) },
    { id: 'agriculture', title: '城市涉农专业学生', places: 'open', condition: agriculture(SOURCE) },
    { id: 'hardship', title: '城市家庭经济困难学生', places: 'quota', condition: hardship(SOURCE) },
  ],
  amounts: [{ yearFen: fen(200_000) }],
  instalments: 'month',
  payee: 'school',
  quota: urbanQuota(WAIVER_SCOPE, false, SOURCES.yunnan2015),
  applyPer: 'term',
  applyTo: 'school',
  window: { kind: 'after-registration', workingDays: 5 },
  documents: DOCUMENTS,
  steps: STEPS,
  departments: ['省教育厅', '州、市教育局', '中等职业学校'],
  remark: '每学期报到后向学校申办',
})

const YULU = cardRow({
  programme: 'yulu',
  version: 'chuxiong-yulu-2018',
  title: '雨露计划',
  summary:
    '对实际就读中等职业技术学（院）校的建档立卡贫困户家庭经济困难学生给予生活费补助，按学期向户籍地乡镇人民政府申请。',
  kind: 'local',
  stageGroup: 'vocational',
  amountText: '3000元/生·年',
  sourceDocument: SOURCE,
  base: { all: [...VOCATIONAL_BASE.slice(0, 4), household('chuxiong-city', SOURCE)] },
  routes: [{ id: 'registered-poor', title: '建档立卡家庭学生', places: 'open', condition: REGISTERED_POOR }],
  amounts: [{ yearFen: yuan(3000) }],
  instalments: 'term',
  payee: 'household',
  applyPer: 'term',
  applyTo: 'home-township',
  window: { kind: 'start-of-term', text: '每学期开学后向户籍地乡镇人民政府申办' },
  documents: [],
  steps: departmentSteps(
    ['apply', '学生', '学生按学期向户籍地乡镇人民政府申请'],
    ['township-check', '户籍地乡镇人民政府', '乡镇人民政府初审'],
    ['city-approval', '楚雄市扶贫办和楚雄市人社局', '报楚雄市扶贫办和楚雄市人社局审核发放'],
  ),
  departments: ['市扶贫办', '各乡镇'],
  remark: '每学期开学后向乡镇人民政府申办',
})

/** 含五年制大专班: both parts of the five-year course. */
const RELIEF_STAGE: Leaf = {
  ...VOCATIONAL_STAGE,
  id: 'base.vocational-or-five-year-stage',
  test: {
    op: 'in',
    values: [
      'secondary-specialised',
      'adult-secondary',
      'vocational-high',
      'technical-school',
      'five-year-secondary',
      'five-year-tertiary',
    ],
  },
  text: {
    met: '就读中职教育阶段（含五年制大专班）',
    failed: '就读的不是中职教育阶段（含五年制大专班）',
    unknown: '就读的学段还需学校核实',
  },
  source: SOURCE,
}

const TEMPORARY_LIVING_RELIEF = relief({
  programme: 'temporary-living-relief',
  version: 'chuxiong-temporary-living-relief-2018',
  stageGroup: 'vocational',
  summary: '对就读中职教育阶段（含五年制大专班）的建档立卡贫困户家庭学生给予民政临时生活费救助。',
  amountText: '1000元/生·年',
  sourceDocument: SOURCE,
  base: { all: [ON_ROLL, PRESENT, RELIEF_STAGE, household('chuxiong-city', SOURCE)] },
  amounts: [{ yearFen: yuan(1000) }],
})

/** 四、中职教育: four rows. */
export const VOCATIONAL: readonly ProgrammeVersion[] = [TUITION_WAIVER, NATIONAL_GRANT, YULU, TEMPORARY_LIVING_RELIEF]
