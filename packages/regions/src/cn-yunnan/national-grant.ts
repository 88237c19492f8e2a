import { type Condition, fen, type Leaf, type ProgrammeVersion } from '@zhuxue/policy'
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

function inPoorArea(list: 'contiguous-poor' | 'tibetan', name: string, source: string): Leaf {
  return {
    id: `route.${list}`,
    fact: 'hukou.county',
    test: { op: 'in-area', list },
    text: {
      met: `户籍所在县属于${name}`,
      failed: `户籍所在县不在${name}名单内`,
      unknown: `户籍所在县是否属于${name}需核实（省外县以当地名单为准）`,
    },
    source,
  }
}

/** 连片特困地区和涉藏州县农村（不含县城）户籍: 镇 and 乡村 households, by place of household. */
export function poorRural(source: string): Condition {
  return {
    all: [
      {
        any: [inPoorArea('contiguous-poor', '连片特困地区', source), inPoorArea('tibetan', '四省涉藏州县', source)],
      },
      {
        id: 'route.rural-household',
        fact: 'hukou.areaType',
        test: { op: 'in', values: ['town', 'rural'] },
        text: {
          met: '户籍在农村（镇或乡村）',
          failed: '户籍在城市或县城，不属于连片地区“农村（不含县城）”',
          unknown: '户籍地是城市、县城、镇还是乡村，需核实',
        },
        source,
      },
    ],
  }
}

type GrantRule = {
  readonly version: string
  readonly from: ProgrammeVersion['effectiveFrom']
  readonly to: ProgrammeVersion['effectiveTo']
  readonly lastGrade: number
  readonly yearFen: number
  readonly sourceDocument: string
  readonly gradeSource: string
  readonly routeSource: string
  readonly provisional: string
}

function grantVersion(rule: GrantRule): ProgrammeVersion {
  const base: Condition = { all: [...VOCATIONAL_BASE, gradeUpTo(rule.lastGrade, rule.gradeSource)] }
  const agri = agriculture(rule.routeSource)
  const rural = poorRural(rule.routeSource)
  return {
    programme: 'national-grant',
    version: rule.version,
    title: '国家助学金',
    summary: `资助中职全日制在校一至${rule.lastGrade === 3 ? '三' : '二'}年级的涉农专业学生、连片特困地区和涉藏州县农村（不含县城）学生，以及经认定的家庭经济困难学生。每学年${rule.yearFen / 100}元，分十个月发到本人中职卡。`,
    kind: 'national',
    stageGroup: 'vocational',
    amountText: `每生每年${rule.yearFen / 100}元`,
    region: '530000',
    effectiveFrom: rule.from,
    effectiveTo: rule.to,
    sourceDocument: rule.sourceDocument,
    provisional: rule.provisional,
    base,
    routes: [
      { id: 'agriculture', title: '涉农专业学生', places: 'open', condition: agri },
      { id: 'poor-rural', title: '连片特困地区和涉藏州县农村学生', places: 'open', condition: rural },
      {
        id: 'hardship',
        title: '非涉农专业家庭经济困难学生',
        places: 'quota',
        condition: hardship(rule.routeSource),
      },
    ],
    amountKind: 'yearly',
    amounts: [{ yearFen: fen(rule.yearFen) }],
    instalments: 'month',
    payee: 'student',
    funding: FUNDING,
    quota: {
      kind: 'share',
      title: '除涉农专业学生和连片特困地区农村学生以外的在校生的20%',
      unit: 'school',
      share: { numerator: 20, denominator: 100 },
      base: { all: [base, { not: { any: [agri, rural] } }] },
      guaranteed: GUARANTEED,
      source: SOURCES.yunnan2015,
    },
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

/** 国家助学金 in Yunnan: 2000 元, grades 1–2 until autumn 2024; 2300 元, grades 1–3 from spring 2025. */
export const NATIONAL_GRANT: readonly ProgrammeVersion[] = [
  grantVersion({
    version: 'yunnan-national-grant-2015',
    from: '2015-autumn',
    to: '2024-autumn',
    lastGrade: 2,
    yearFen: 200_000,
    sourceDocument: SOURCES.yunnan2015,
    gradeSource: SOURCES.kunming,
    routeSource: SOURCES.kunming,
    provisional: '云南连片特困县名单尚缺6个县，以省级文件附件为准；起始学期按文件年份推定，待核对原文',
  }),
  grantVersion({
    version: 'yunnan-national-grant-2025',
    from: '2025-spring',
    to: null,
    lastGrade: 3,
    yearFen: 230_000,
    sourceDocument: SOURCES.expansion,
    gradeSource: SOURCES.expansion,
    routeSource: SOURCES.expansion,
    provisional: '云南连片特困县名单尚缺6个县，以省级文件附件为准；云南是否分档未查到，按一档2300元',
  }),
]
