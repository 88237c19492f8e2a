import type { Condition, Leaf, ProgrammeVersion } from '@zhuxue/policy'
import { hardship } from '../cn/vocational.ts'
import { ruralOrTown } from '../cn-yunnan/tuition-waiver.ts'
import {
  cardRow,
  departmentSteps,
  household,
  months,
  pupilOf,
  registeredPoor,
  relief,
  SOURCES,
  yuan,
} from './common.ts'

const SOURCE = SOURCES.generalHigh
const PUPIL = pupilOf(['general-high'], '普通高中', SOURCE)
const POOR = registeredPoor(SOURCE)
const DEPARTMENTS = ['省教育厅', '州、市教育局', '普通高中']

function registered(register: 'disabled' | 'dibao' | 'destitute', name: string): Leaf {
  return {
    id: `route.${register}`,
    fact: 'household.registers',
    test: { op: 'has-any', values: [register] },
    text: { met: `登记为${name}`, failed: `没有登记为${name}`, unknown: '家庭登记类别需部门比对' },
    source: SOURCE,
  }
}

const PUBLIC_SCHOOL: Leaf = {
  id: 'base.public-school',
  fact: 'school.public',
  test: { op: 'is', value: true },
  text: { met: '就读公办学校', failed: '只免除公办普通高中学生的学杂费', unknown: '学校是公办还是民办，还没有登记' },
  source: SOURCE,
}

const CITY_SCHOOL: Leaf = {
  id: 'base.city-school',
  fact: 'school.county',
  test: { op: 'is', value: '532301' },
  text: { met: '在楚雄市辖区内就读', failed: '不在楚雄市辖区内就读', unknown: '学校所在地还没有登记' },
  source: SOURCE,
}

/** 一、二级残或双残 */
const SEVERE_DISABILITY: Condition = {
  any: [
    {
      id: 'amount.multiple-disability',
      fact: 'disability.multiple',
      test: { op: 'is', value: true },
      text: { met: '双残', failed: '不是双残', unknown: '是否双残需残联核实' },
      source: SOURCE,
    },
    {
      id: 'amount.disability-grade',
      fact: 'disability.grade',
      test: { op: 'between', min: 1, max: 2 },
      text: { met: '残疾等级为一、二级', failed: '残疾等级为三、四级', unknown: '残疾等级需残联核实' },
      source: SOURCE,
    },
  ],
}

const DISABLED = registered('disabled', '残疾人家庭或残疾学生')
const HARDSHIP = hardship(SOURCE)
const RURAL = ruralOrTown(SOURCE)

const WINDOW = { kind: 'start-of-term', text: '每学期报到注册后向学校申请' } as const
const GRANT_STEPS = departmentSteps(
  ['apply', '学生', '学生向学校提出申请，提交家庭经济困难证明材料'],
  ['school-check', '学校', '学校受理学生申请并组织初审'],
  ['school-notice', '学校', '学校公示'],
  ['list-approval', '学校和教育局', '审核确定受助学生名单'],
  ['aid-card-payment', '学校', '学校通过普通高中学生资助卡发放'],
)

/** 三、普高教育: five rows. */
export const GENERAL_HIGH: readonly ProgrammeVersion[] = [
  cardRow({
    programme: 'general-high-fee-waiver',
    version: 'chuxiong-general-high-fee-waiver-2018',
    title: '免除学杂费（普通高中）',
    kind: 'national',
    stageGroup: 'general-high',
    summary:
      '免除公办普通高中建档立卡等家庭经济困难学生（含非建档立卡的家庭经济困难残疾学生、农村低保家庭学生、农村特困救助供养学生）的学杂费，不含住宿费。',
    amountText: '按云发改收费〔2004〕536号确定的各地普通高中现行收费标准执行（不含住宿费）',
    sourceDocument: SOURCE,
    base: { all: [...PUPIL, PUBLIC_SCHOOL] },
    routes: [
      { id: 'registered-poor', title: '建档立卡家庭学生', places: 'open', condition: POOR },
      {
        id: 'disabled',
        title: '家庭经济困难残疾学生',
        places: 'open',
        condition: { all: [DISABLED, HARDSHIP] },
      },
      {
        id: 'dibao',
        title: '农村低保家庭学生',
        places: 'open',
        condition: { all: [registered('dibao', '低保家庭'), RURAL] },
      },
      {
        id: 'destitute',
        title: '农村特困救助供养学生',
        places: 'open',
        condition: { all: [registered('destitute', '特困救助供养'), RURAL] },
      },
    ],
    amountKind: 'as-charged',
    amounts: [],
    instalments: 'none',
    payee: 'none',
    applyPer: 'term',
    applyTo: 'school',
    window: { kind: 'start-of-term', text: '每学期开学报到注册时免交学费' },
    documents: [],
    steps: departmentSteps(
      ['apply', '学生', '向学校提出申请'],
      ['school-check', '学校', '学校组织初审'],
      ['school-notice', '学校', '学校公示'],
      ['education-approval', '教育局', '教育局根据省、州、市扶贫部门、民政部门、残联提供的数据评审确定'],
    ),
    departments: DEPARTMENTS,
    remark: '每学期开学报到注册时免交学费',
  }),
  cardRow({
    programme: 'general-high-national-grant',
    version: 'chuxiong-general-high-national-grant-2018',
    title: '国家助学金（普通高中）',
    kind: 'national',
    stageGroup: 'general-high',
    summary: '资助在校普通高中家庭经济困难学生，建档立卡贫困户家庭学生给予一等助学金。',
    amountText: '一等2500元/生·年；二等1500元/生·年',
    sourceDocument: SOURCE,
    base: { all: PUPIL },
    routes: [
      { id: 'registered-poor', title: '建档立卡家庭学生', places: 'open', condition: POOR },
      { id: 'hardship', title: '家庭经济困难学生', places: 'open', condition: HARDSHIP },
    ],
    amounts: [
      { title: '一等', yearFen: yuan(2500), when: { ...POOR, id: 'amount.registered-poor' } },
      { title: '二等', yearFen: yuan(1500) },
    ],
    instalments: 'term',
    payee: 'student',
    applyPer: 'term',
    applyTo: 'school',
    window: WINDOW,
    documents: [{ id: 'hardship-evidence', title: '家庭经济困难证明材料', required: true }],
    steps: GRANT_STEPS,
    departments: DEPARTMENTS,
    remark: '每学期报到注册后向学校申请',
  }),
  cardRow({
    programme: 'general-high-living-allowance',
    version: 'chuxiong-general-high-living-allowance-2018',
    title: '生活费补助（普通高中）',
    kind: 'local',
    stageGroup: 'general-high',
    summary: '对普通高中建档立卡贫困户家庭经济困难学生给予生活费补助。',
    amountText: '2500元/生·年',
    sourceDocument: SOURCE,
    provisional: '明白卡这一行的流程、部门和时间为空，按上一行（国家助学金）办理',
    base: { all: PUPIL },
    routes: [{ id: 'registered-poor', title: '建档立卡家庭学生', places: 'open', condition: POOR }],
    amounts: [{ yearFen: yuan(2500) }],
    instalments: 'term',
    payee: 'student',
    applyPer: 'term',
    applyTo: 'school',
    window: WINDOW,
    documents: [],
    steps: GRANT_STEPS,
    departments: DEPARTMENTS,
  }),
  cardRow({
    programme: 'general-high-disability-relief',
    version: 'chuxiong-general-high-disability-relief-2018',
    title: '残疾人家庭子女和残疾学生救助',
    kind: 'local',
    stageGroup: 'general-high',
    summary: '救助楚雄市户籍、在楚雄市辖区内普通高中（含完全中学高中部）就读的贫困残疾人家庭子女和贫困残疾学生。',
    amountText: '一、二级残或双残2000元/生·年；三、四级残1500元/生·年',
    sourceDocument: SOURCE,
    base: { all: [...PUPIL, household('chuxiong-city', SOURCE), CITY_SCHOOL] },
    routes: [
      {
        id: 'disabled',
        title: '贫困残疾人家庭子女和贫困残疾学生',
        places: 'open',
        condition: { all: [DISABLED, { any: [POOR, HARDSHIP] }] },
      },
    ],
    amounts: [
      { title: '一、二级残或双残', yearFen: yuan(2000), when: SEVERE_DISABILITY },
      { title: '三、四级残', yearFen: yuan(1500) },
    ],
    instalments: 'once',
    payee: 'student',
    applyPer: 'academic-year',
    applyTo: 'school',
    window: months(9, 10, '每年9—10月向学校申办'),
    documents: [
      { id: 'disability-certificate', title: '残疾证', required: true },
      { id: 'identity', title: '身份证', required: true },
    ],
    steps: departmentSteps(
      ['apply', '学生', '学生向就读学校提出申请，提交残疾证、身份证等证明材料'],
      ['school-check', '学校', '学校初审公示'],
      ['education-review', '市教育局', '市教育局审核汇总'],
      ['federation-approval', '市残疾人联合会', '市残疾人联合会审定'],
      ['school-payment', '高中学校', '高中学校发放'],
    ),
    departments: ['楚雄市残联', '楚雄市教育局', '普通高中学校'],
    remark: '每年9—10月向学校申办',
  }),
  relief({
    programme: 'general-high-temporary-living-relief',
    version: 'chuxiong-general-high-temporary-living-relief-2018',
    stageGroup: 'general-high',
    summary: '对就读普通高中的建档立卡贫困户家庭学生给予民政临时生活费救助。',
    amountText: '1000元/生·年',
    sourceDocument: SOURCE,
    base: { all: [...PUPIL, household('chuxiong-city', SOURCE)] },
    amounts: [{ yearFen: yuan(1000) }],
  }),
]
