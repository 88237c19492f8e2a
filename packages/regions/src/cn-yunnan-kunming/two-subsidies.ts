import { type Condition, fen, type Leaf, type ProgrammeVersion } from '@zhuxue/policy'
import {
  FULL_TIME,
  ON_ROLL,
  PRESENT,
  REJECTION_REASONS,
  SCHOOL_STEPS,
  SOURCES,
  VOCATIONAL_STAGE,
} from '../cn/vocational.ts'

const SOURCE = SOURCES.twoSubsidies

const HOUSEHOLD_PLACE: Leaf = {
  id: 'base.two-subsidies-county',
  fact: 'hukou.county',
  test: { op: 'in-area', list: 'two-subsidies' },
  text: {
    met: '户籍在寻甸县、禄劝县或东川区',
    failed: '户籍不在寻甸县、禄劝县、东川区',
    unknown: '户籍所在县（区）还没有登记，请核实',
  },
  source: SOURCE,
}

/** The text names the family's kind only, not whether its risk is removed: whoever is on the current list is meant. */
const REGISTERED: Leaf = {
  id: 'route.registered-family',
  fact: 'household.registers',
  test: { op: 'has-any', values: ['lifted-out-of-poverty', 'unstable-lifted', 'at-risk', 'sudden-hardship'] },
  text: {
    met: '家庭登记为脱贫、脱贫不稳定、边缘易致贫或突发严重困难',
    failed: '家庭没有登记为脱贫、脱贫不稳定、边缘易致贫或突发严重困难',
    unknown: '家庭登记类别还没有与乡村振兴部门比对',
  },
  source: SOURCE,
}

const FIVE_YEAR: Leaf = {
  id: 'base.five-year',
  fact: 'stage',
  test: { op: 'is', value: 'five-year-secondary' },
  text: {
    met: '就读五年制大专的中专段',
    failed: '就读的不是五年制大专中专段，只补助一、二年级',
    unknown: '就读的学段还需学校核实',
  },
  source: SOURCE,
}

const grade = (id: string, max: number, names: string): Leaf => ({
  id,
  fact: 'grade',
  test: { op: 'between', min: 1, max },
  text: { met: `年级在${names}年级之内`, failed: `只补助${names}年级`, unknown: '年级还没有登记，请学校核实' },
  source: SOURCE,
})

/** Grades 1–2; grades 1–3 in the secondary part of the five-year course. */
const GRADES: Condition = {
  any: [grade('base.grade-2', 2, '一、二'), { all: [FIVE_YEAR, grade('base.grade-3', 3, '五年制中专段一至三')] }],
}

/** 昆明市“两补”: 教科书费 500 + 住宿费 400 = 900 元, half a term. No text asks for boarding. */
export const TWO_SUBSIDIES: ProgrammeVersion = {
  programme: 'two-subsidies',
  version: 'kunming-two-subsidies-2021',
  title: '“两补”（教科书费、住宿费补助）',
  summary:
    '补助寻甸县、禄劝县、东川区户籍的脱贫、脱贫不稳定、边缘易致贫、突发严重困难家庭的中职一、二年级学生（五年制中专段一至三年级）。每学年900元：教科书费500元、住宿费400元，分学期发放。',
  kind: 'local',
  stageGroup: 'vocational',
  amountText: '900元/生·年（教科书费500元、住宿费400元）',
  region: '530100',
  effectiveFrom: '2021-autumn',
  effectiveTo: null,
  sourceDocument: SOURCE,
  provisional: '起始学期未查到，按“脱贫家庭”等称谓启用的2021年计；是否要求寄宿、风险消除后是否继续，文件没有写明',
  base: { all: [ON_ROLL, FULL_TIME, PRESENT, VOCATIONAL_STAGE, GRADES, HOUSEHOLD_PLACE] },
  routes: [{ id: 'registered-family', title: '脱贫和监测对象家庭学生', places: 'open', condition: REGISTERED }],
  amountKind: 'yearly',
  amounts: [
    {
      yearFen: fen(90_000),
      parts: [
        { title: '教科书费', yearFen: fen(50_000) },
        { title: '住宿费', yearFen: fen(40_000) },
      ],
    },
  ],
  instalments: 'term',
  payee: 'student',
  funding: [],
  quota: null,
  applyPer: 'term',
  applyTo: 'school',
  window: { kind: 'after-registration', workingDays: 5 },
  documents: [
    { id: 'application-form', title: '资助申请表（在线填写生成）', required: true },
    { id: 'identity', title: '居民身份证或户口簿本人页照片', required: true },
    { id: 'register-proof', title: '家庭登记类别证明（部门比对不到时提供）', required: false },
  ],
  steps: SCHOOL_STEPS,
  departments: ['市、县学生资助管理部门', '乡村振兴部门（比对名单）', '学校'],
  rejectionReasons: REJECTION_REASONS,
  excludes: [],
}
