import type { Leaf, ProgrammeVersion, Stage } from '@zhuxue/policy'
import { cardRow, DIRECT, departmentSteps, household, pupilOf, relief, SOURCES, stageIn, yuan } from './common.ts'

const SOURCE = SOURCES.compulsory
const STAGES: readonly Stage[] = ['primary', 'junior-high']
const PUPIL = pupilOf(STAGES, '义务教育学校（小学、初中）', SOURCE)

const PRIMARY: Leaf = {
  id: 'amount.primary',
  fact: 'stage',
  test: { op: 'is', value: 'primary' },
  text: { met: '就读小学', failed: '就读的不是小学', unknown: '就读的学段还需学校核实' },
  source: SOURCE,
}

const SPECIAL: Leaf = {
  id: 'amount.special-school',
  fact: 'school.special',
  test: { op: 'is', value: true },
  text: { met: '就读特殊教育学校', failed: '就读的不是特殊教育学校', unknown: '是否特殊教育学校还没有登记' },
  source: SOURCE,
}

function boards(value: boolean): Leaf {
  return {
    id: value ? 'route.boarding' : 'route.not-boarding',
    fact: 'boarding',
    test: { op: 'is', value },
    text: {
      met: value ? '在校寄宿' : '没有在校住宿',
      failed: value ? '不在校寄宿' : '在校寄宿，享受寄宿生生活补助',
      unknown: '是否在校寄宿需学校核实',
    },
    source: SOURCE,
  }
}

/** 农村学校, 不含县城所在地学校 */
const RURAL_SCHOOL: Leaf = {
  id: 'route.rural-school',
  fact: 'school.areaType',
  test: { op: 'in', values: ['town', 'rural'] },
  text: {
    met: '就读农村学校（不含县城所在地学校）',
    failed: '就读学校在城市或县城，不在营养改善计划范围',
    unknown: '学校所在地类别还没有登记',
  },
  source: SOURCE,
}

const ALL: Leaf = { ...stageIn(STAGES, '义务教育学校（小学、初中）', SOURCE), id: 'route.compulsory' }
const DEPARTMENTS = ['各级财政', '教育局', '义务教育学校']

/** 二、义务教育: four rows. */
export const COMPULSORY: readonly ProgrammeVersion[] = [
  cardRow({
    programme: 'compulsory-two-exemptions',
    version: 'chuxiong-compulsory-two-exemptions-2018',
    title: '“两免”资助',
    kind: 'national',
    stageGroup: 'compulsory',
    summary:
      '对城乡义务教育阶段学生免除学杂费、免费提供教科书。民办学校学生免除学杂费标准按省定生均公用经费基准定额执行。',
    amountText: '免除学杂费；教科书：小学90元/生·年，初中180元/生·年',
    sourceDocument: SOURCE,
    base: { all: PUPIL },
    routes: [{ id: 'all', title: '义务教育阶段学生', places: 'open', condition: ALL }],
    amounts: [
      { title: '小学教科书', yearFen: yuan(90), when: PRIMARY },
      { title: '初中教科书', yearFen: yuan(180) },
    ],
    instalments: 'none',
    payee: 'none',
    applyPer: 'term',
    applyTo: 'none',
    window: DIRECT,
    documents: [],
    steps: [
      { id: 'school-report', role: 'department', owner: '学校', title: '学校上报在校生数' },
      { id: 'review-up', role: 'department', owner: '乡、县、市、省、国家教育行政部门', title: '逐级审核' },
      { id: 'finance-allocation', role: 'department', owner: '各级财政', title: '财政拨付' },
    ],
    departments: DEPARTMENTS,
    remark: '直接享受',
  }),
  cardRow({
    programme: 'compulsory-boarding-subsidy',
    version: 'chuxiong-compulsory-boarding-subsidy-2018',
    title: '“一补”资助（寄宿生生活费补助）',
    kind: 'national',
    stageGroup: 'compulsory',
    summary: '对城乡义务教育阶段寄宿生给予生活费补助，通过学生饭卡发放。',
    amountText: '小学1000元/生·年；初中和特殊教育学校1250元/生·年',
    sourceDocument: SOURCE,
    base: { all: PUPIL },
    routes: [{ id: 'boarding', title: '寄宿生', places: 'open', condition: boards(true) }],
    amounts: [
      { title: '特殊教育学校', yearFen: yuan(1250), when: SPECIAL, whenUnknown: 'next-row' },
      { title: '小学', yearFen: yuan(1000), when: PRIMARY },
      { title: '初中', yearFen: yuan(1250) },
    ],
    instalments: 'term',
    payee: 'student',
    applyPer: 'term',
    applyTo: 'school',
    window: { kind: 'direct', text: '直接享受：向学校提出申请，由学校评审、公示、发放' },
    documents: [],
    steps: departmentSteps(
      ['apply', '学生', '向学校提出申请'],
      ['school-assessment', '学校', '学校对申请的寄宿生进行评审'],
      ['school-notice', '学校', '学校公示拟补助名单'],
      ['school-decision', '学校', '学校确定补助名单'],
      ['meal-card-payment', '学校', '学校通过学生饭卡发放'],
    ),
    departments: DEPARTMENTS,
    remark: '直接享受',
  }),
  cardRow({
    programme: 'nutrition-improvement',
    version: 'chuxiong-nutrition-improvement-2018',
    title: '营养改善计划',
    kind: 'national',
    stageGroup: 'compulsory',
    summary: '面向所有农村义务教育阶段学生（不含县城所在地学校的学生），按在校天数提供营养膳食。',
    amountText: '按在校期间计算，4元/生·天（全年800元/生）',
    sourceDocument: SOURCE,
    base: { all: PUPIL },
    routes: [{ id: 'rural-school', title: '农村义务教育学校学生', places: 'open', condition: RURAL_SCHOOL }],
    amountKind: 'per-day',
    amounts: [{ title: '4元/天，全年200天', yearFen: yuan(800) }],
    instalments: 'none',
    payee: 'none',
    applyPer: 'term',
    applyTo: 'none',
    window: DIRECT,
    documents: [],
    steps: [
      {
        id: 'school-provision',
        role: 'department',
        owner: '属于政策范围的学校',
        title: '学生在校享受营养改善计划',
      },
    ],
    departments: DEPARTMENTS,
    remark: '直接享受',
  }),
  relief({
    programme: 'compulsory-temporary-living-relief',
    version: 'chuxiong-compulsory-temporary-living-relief-2018',
    stageGroup: 'compulsory',
    summary: '建档立卡贫困户家庭学生因不具备住宿条件未住宿、又未享受寄宿生生活补助的，给予临时生活费救助。',
    amountText: '小学700元/生·年；初中900元/生·年',
    sourceDocument: SOURCE,
    base: { all: [...PUPIL, household('chuxiong-city', SOURCE), boards(false)] },
    amounts: [
      { title: '小学', yearFen: yuan(700), when: PRIMARY },
      { title: '初中', yearFen: yuan(900) },
    ],
    excludes: [
      {
        programme: 'compulsory-boarding-subsidy',
        scope: 'academic-year',
        text: '已享受寄宿生生活费补助的，不再享受临时生活费救助',
        source: SOURCE,
      },
    ],
  }),
]
