import { type AmountRow, type Condition, fen, type Leaf, type ProgrammeVersion } from '@zhuxue/policy'
import { FULL_TIME, ON_ROLL, PRESENT, REJECTION_REASONS, SOURCES } from '../cn/vocational.ts'

const SOURCE = SOURCES.yulu

const STAGE: Leaf = {
  id: 'base.vocational-or-higher-stage',
  fact: 'stage',
  test: {
    op: 'in',
    values: [
      'secondary-specialised',
      'adult-secondary',
      'vocational-high',
      'technical-school',
      'technician-college',
      'five-year-secondary',
      'five-year-tertiary',
      'higher-vocational',
      'vocational-undergraduate',
    ],
  },
  text: {
    met: '在校接受中等或高等职业教育',
    failed: '就读的不是中等或高等职业教育',
    unknown: '就读的学段还需学校核实',
  },
  source: SOURCE,
}

const IN_KUNMING: Leaf = {
  id: 'base.kunming-household',
  fact: 'hukou.county',
  test: { op: 'in-area', list: 'kunming' },
  text: {
    met: '户籍在昆明市',
    failed: '户籍不在昆明市范围内（含磨憨镇），请向户籍地乡镇申请当地的雨露计划',
    unknown: '户籍所在县（市、区）还没有登记，请核实',
  },
  source: SOURCE,
}

/** 磨憨镇 lies in 勐腊县, outside the city's codes; only for households of that county is the town asked. */
const IN_MOHAN: Condition = {
  all: [
    {
      id: 'base.mengla-household',
      fact: 'hukou.county',
      test: { op: 'is', value: '532823' },
      text: { met: '户籍在勐腊县', failed: '户籍也不在磨憨镇', unknown: '户籍所在县（市、区）还没有登记，请核实' },
      source: SOURCE,
    },
    {
      id: 'base.mohan-household',
      fact: 'hukou.town',
      test: { op: 'is', value: '532823105' },
      text: { met: '户籍在磨憨镇', failed: '户籍在勐腊县，但不在磨憨镇', unknown: '户籍是否在磨憨镇需核实' },
      source: SOURCE,
    },
  ],
}

const LIFTED: Leaf = {
  id: 'route.lifted-out-of-poverty',
  fact: 'household.registers',
  test: { op: 'has-any', values: ['lifted-out-of-poverty'] },
  text: {
    met: '家庭在全国防返贫系统中标注为脱贫家庭',
    failed: '家庭没有标注为脱贫家庭',
    unknown: '家庭是否标注为脱贫家庭，还没有与乡村振兴部门比对',
  },
  source: SOURCE,
}

const MONITORED: Condition = {
  all: [
    {
      id: 'route.monitored',
      fact: 'household.registers',
      test: { op: 'has-any', values: ['unstable-lifted', 'at-risk', 'sudden-hardship'] },
      text: {
        met: '家庭在全国防返贫系统中标注为防止返贫监测对象',
        failed: '家庭没有标注为防止返贫监测对象',
        unknown: '家庭是否防止返贫监测对象，还没有与乡村振兴部门比对',
      },
      source: SOURCE,
    },
    {
      id: 'route.risk-not-eliminated',
      fact: 'household.riskEliminated',
      test: { op: 'is', value: false },
      text: {
        met: '返贫致贫风险未消除',
        failed: '返贫致贫风险已消除，不再补助',
        unknown: '返贫致贫风险是否消除，需以学期初的系统状态核实',
      },
      source: SOURCE,
    },
  ],
}

const HIGHER: Condition = {
  any: [
    {
      id: 'amount.higher-vocational',
      fact: 'stage',
      test: { op: 'in', values: ['five-year-tertiary', 'higher-vocational', 'vocational-undergraduate'] },
      text: { met: '就读高等职业教育', failed: '就读的不是高等职业教育', unknown: '就读的学段还需学校核实' },
      source: SOURCE,
    },
    {
      all: [
        {
          id: 'amount.technician-college',
          fact: 'stage',
          test: { op: 'is', value: 'technician-college' },
          text: { met: '就读技师学院', failed: '就读的不是技师学院', unknown: '就读的学段还需学校核实' },
          source: SOURCE,
        },
        {
          id: 'amount.senior-level',
          fact: 'trainingLevel',
          test: { op: 'in', values: ['senior', 'pre-technician'] },
          text: {
            met: '培养层次为高级工或预备技师',
            failed: '培养层次为中级工，按中等职业教育补助',
            unknown: '技师学院按培养层次（中级工、高级工、预备技师）定档，请学校核实',
          },
          source: SOURCE,
        },
      ],
    },
  ],
}

const VOCATIONAL_HIGH: Leaf = {
  id: 'amount.vocational-high',
  fact: 'stage',
  test: { op: 'is', value: 'vocational-high' },
  // The text names 普通中专, 技工院校 and 职业高中; adult secondary schools are left to the office of the household's place.
  verify: ['adult-secondary'],
  text: {
    met: '就读职业高中',
    failed: '就读的不是职业高中',
    unknown: '成人中专的补助档次文件没有写明，由户籍地乡镇核定',
  },
  source: SOURCE,
}

const TIERS: readonly AmountRow[] = [
  { title: '高等职业教育（高职、技师学院、职业本科等）', yearFen: fen(500_000), when: HIGHER },
  { title: '职业高中', yearFen: fen(300_000), when: VOCATIONAL_HIGH },
  { title: '普通中专、技工院校（含五年制中职段）', yearFen: fen(400_000) },
]

function yuluVersion(
  version: string,
  from: ProgrammeVersion['effectiveFrom'],
  to: ProgrammeVersion['effectiveTo'],
  provisional: string,
): ProgrammeVersion {
  return {
    programme: 'yulu',
    version,
    title: '雨露计划',
    summary:
      '补助昆明市户籍（含磨憨镇）脱贫家庭和未消除风险的防止返贫监测对象家庭中，在校接受中等或高等职业教育的学生。高职、技师学院、职业本科每年5000元，普通中专、技工院校4000元，职业高中3000元，分学期发放。向户籍地乡镇（街道）申请，学校确认学籍。',
    kind: 'local',
    stageGroup: 'vocational',
    amountText: '高职、技师学院、职业本科5000元/人·年；普通中专、技工院校4000元/人·年；职业高中3000元/人·年',
    region: '530100',
    effectiveFrom: from,
    effectiveTo: to,
    sourceDocument: SOURCE,
    provisional,
    base: { all: [ON_ROLL, FULL_TIME, PRESENT, STAGE, { any: [IN_KUNMING, IN_MOHAN] }] },
    routes: [
      { id: 'lifted', title: '脱贫家庭学生', places: 'open', condition: LIFTED },
      { id: 'monitored', title: '未消除风险的监测对象家庭学生', places: 'open', condition: MONITORED },
    ],
    amountKind: 'yearly',
    amounts: TIERS,
    instalments: 'term',
    payee: 'student',
    funding: [],
    quota: null,
    applyPer: 'term',
    applyTo: 'home-township',
    window: { kind: 'start-of-term', text: '每学期开学后向户籍地乡镇（街道）申请' },
    documents: [
      { id: 'identity', title: '身份证、户口簿', required: true },
      { id: 'enrolment-proof', title: '学籍（在校）证明', required: true },
      { id: 'bank-card', title: '本人或户主一卡通账户', required: true },
    ],
    steps: [
      { id: 'apply', role: 'student', owner: '学生或家长', title: '向户籍地乡镇（街道）申请' },
      { id: 'school-confirmation', role: 'department', owner: '就读学校', title: '学校确认学籍和在校' },
      { id: 'township-review', role: 'department', owner: '户籍地乡镇（街道）', title: '核对防返贫系统标注并初审' },
      { id: 'county-review', role: 'department', owner: '县级乡村振兴（农业农村）部门', title: '县级审核、公示' },
      { id: 'department-payment', role: 'department', owner: '县级乡村振兴（农业农村）部门', title: '按学期发放' },
    ],
    departments: ['乡村振兴（农业农村）部门', '户籍地乡镇（街道）', '就读学校（确认学籍）'],
    rejectionReasons: REJECTION_REASONS,
    excludes: [],
    remark: '实习期间继续，休学暂停，退学停止；家庭状态以学期初的系统标注为准。',
  }
}

/** 雨露计划 in Kunming: three tiers by stage; applied for at the household's township, not at school. */
export const YULU: readonly ProgrammeVersion[] = [
  yuluVersion(
    'kunming-yulu-2022',
    '2022-autumn',
    '2025-autumn',
    '起始学期按云乡振发〔2022〕51号的年份推定；发给学生本人账户或户主一卡通，两处文件说法不一',
  ),
  yuluVersion(
    'kunming-yulu-2026',
    '2026-spring',
    null,
    '五年过渡期到2025年12月31日结束，2026年起的依据文件未查到，暂按原标准',
  ),
]
