import { type AmountRow, type Condition, fen, type Leaf, type ProgrammeVersion, type ShareQuota } from '@zhuxue/policy'
import {
  agriculture,
  DOCUMENTS,
  FUNDING,
  GUARANTEED,
  gradeUpTo,
  hardship,
  REJECTION_REASONS,
  SCHOOL_STEPS,
  SOURCES,
  VOCATIONAL_BASE,
} from '../cn/vocational.ts'

const OPERA: Leaf = {
  id: 'route.opera',
  fact: 'major.opera',
  test: { op: 'is', value: true },
  text: { met: '所学专业是戏曲表演', failed: '所学专业不是戏曲表演', unknown: '专业是否戏曲表演需学校核实' },
  source: SOURCES.yunnanWaiver,
}

/** 艺术类相关表演专业除外. */
export function notPerforming(source: string): Leaf {
  return {
    id: 'base.not-performing',
    fact: 'major.performing',
    test: { op: 'is', value: false },
    text: {
      met: '所学专业不属于艺术类相关表演专业',
      failed: '所学专业属于艺术类相关表演专业，免学费政策除外',
      unknown: '专业是否属于表演类需学校核实',
    },
    source,
  }
}

/** 农村（含县镇）户籍: everything but 城市. */
export function ruralOrTown(source: string): Leaf {
  return {
    id: 'route.rural-or-town',
    fact: 'hukou.areaType',
    test: { op: 'in', values: ['rural', 'town', 'county-seat'] },
    text: {
      met: '户籍在农村（含县镇）',
      failed: '户籍在城市，不属于农村（含县镇）学生',
      unknown: '户籍地是城市还是农村（含县镇），需核实',
    },
    source,
  }
}

const AUTONOMOUS: Leaf = {
  id: 'route.ethnic-autonomous',
  fact: 'school.county',
  test: { op: 'in-area', list: 'ethnic-autonomous' },
  text: {
    met: '就读学校在民族区域自治地区',
    failed: '就读学校不在民族区域自治地区',
    unknown: '就读学校是否在民族区域自治地区，需核实',
  },
  source: SOURCES.kunming,
}

const URBAN: Leaf = {
  id: 'quota.urban',
  fact: 'hukou.areaType',
  test: { op: 'is', value: 'urban' },
  text: { met: '户籍在城市', failed: '户籍不在城市', unknown: '户籍地类别需核实' },
  source: SOURCES.kunming,
}

/** 15% of a base of urban students; the 2015 text takes all of them, the later one only those outside agriculture. */
export function urbanQuota(base: Condition, nonAgricultureOnly: boolean, source: string): ShareQuota {
  const urban: Condition[] = [base, URBAN]
  if (nonAgricultureOnly) urban.push({ not: agriculture(source) })
  return {
    kind: 'share',
    title: nonAgricultureOnly ? '城市非涉农专业在校学生的15%' : '城市在校学生的15%',
    unit: 'school',
    share: { numerator: 15, denominator: 100 },
    base: { all: urban },
    guaranteed: GUARANTEED,
    source,
  }
}

/** 技工院校中级工 beside the standard amount; a student whose level is not registered counts with the standard. */
const AMOUNTS: readonly AmountRow[] = [
  {
    title: '技工院校中级工',
    yearFen: fen(180_000),
    when: {
      all: [
        {
          id: 'amount.technical-school',
          fact: 'stage',
          test: { op: 'in', values: ['technical-school', 'technician-college'] },
          text: { met: '就读技工院校', failed: '就读的不是技工院校', unknown: '就读的学段还需学校核实' },
          source: SOURCES.technicalAmounts,
        },
        {
          id: 'amount.intermediate-level',
          fact: 'trainingLevel',
          test: { op: 'is', value: 'intermediate' },
          text: {
            met: '培养层次为中级工',
            failed: '培养层次为高级工或预备技师',
            unknown: '技工院校培养层次还没有登记',
          },
          source: SOURCES.technicalAmounts,
        },
      ],
    },
    whenUnknown: 'next-row',
    provisional: '中级工1800元、高级工和预备技师2000元来自一所技工院校的公开说明，省级文件未查到',
  },
  { yearFen: fen(200_000) },
]

type WaiverRule = {
  readonly version: string
  readonly from: ProgrammeVersion['effectiveFrom']
  readonly to: ProgrammeVersion['effectiveTo']
  readonly nonAgricultureBase: boolean
  readonly sourceDocument: string
  readonly provisional: string
}

function waiverVersion(rule: WaiverRule): ProgrammeVersion {
  const inScope: Condition = { all: [...VOCATIONAL_BASE, gradeUpTo(3, SOURCES.kunming)] }
  return {
    programme: 'tuition-waiver',
    version: rule.version,
    title: '免学费',
    summary:
      '免除中职全日制在校一至三年级农村（含县镇）学生、城市涉农专业学生、民族自治地方学校学生、戏曲表演专业学生和城市家庭经济困难学生的学费（其他艺术类表演专业除外）。标准每学年2000元，由财政补助学校，不发给个人。',
    kind: 'national',
    stageGroup: 'vocational',
    amountText: '每生每年2000元（技工院校中级工1800元，待核对），补助学校',
    region: '530000',
    effectiveFrom: rule.from,
    effectiveTo: rule.to,
    sourceDocument: rule.sourceDocument,
    provisional: rule.provisional,
    base: { all: [inScope, { any: [notPerforming(SOURCES.yunnanWaiver), OPERA] }] },
    routes: [
      { id: 'opera', title: '戏曲表演专业学生', places: 'open', condition: OPERA },
      { id: 'ethnic-autonomous', title: '民族自治地方学校学生', places: 'open', condition: AUTONOMOUS },
      { id: 'rural', title: '农村（含县镇）学生', places: 'open', condition: ruralOrTown(SOURCES.kunming) },
      { id: 'agriculture', title: '城市涉农专业学生', places: 'open', condition: agriculture(SOURCES.kunming) },
      {
        id: 'hardship',
        title: '城市家庭经济困难学生',
        places: 'quota',
        condition: hardship(SOURCES.kunming),
      },
    ],
    amountKind: 'yearly',
    amounts: AMOUNTS,
    instalments: 'month',
    payee: 'school',
    funding: FUNDING,
    quota: urbanQuota(inScope, rule.nonAgricultureBase, rule.nonAgricultureBase ? SOURCES.kunming : SOURCES.yunnan2015),
    applyPer: 'term',
    applyTo: 'school',
    window: { kind: 'after-registration', workingDays: 5 },
    documents: DOCUMENTS,
    steps: SCHOOL_STEPS,
    rejectionReasons: REJECTION_REASONS,
    departments: ['学生资助管理部门', '学校'],
    excludes: [],
  }
}

/** 免学费 in Yunnan. The two versions differ in the base of the 15% share. */
export const TUITION_WAIVER: readonly ProgrammeVersion[] = [
  waiverVersion({
    version: 'yunnan-tuition-waiver-2015',
    from: '2015-autumn',
    to: '2023-spring',
    nonAgricultureBase: false,
    sourceDocument: SOURCES.yunnan2015,
    provisional: '名额基数由“城市在校生”改为“城市非涉农在校生”的起始学期未查到，暂按2023年秋季',
  }),
  waiverVersion({
    version: 'yunnan-tuition-waiver-2023',
    from: '2023-autumn',
    to: null,
    nonAgricultureBase: true,
    sourceDocument: SOURCES.yunnanWaiver,
    provisional: '技工院校按培养层次的学费标准（中级工1800元）只见于一所学校的公开说明，省级文件未查到',
  }),
]
