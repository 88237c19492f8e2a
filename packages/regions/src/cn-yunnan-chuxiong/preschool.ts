import type { Condition, Leaf, ProgrammeVersion } from '@zhuxue/policy'
import { hardship } from '../cn/vocational.ts'
import { cardRow, departmentSteps, household, pupilOf, relief, SOURCES, yuan } from './common.ts'

const SOURCE = SOURCES.preschool

const INCLUSIVE: Leaf = {
  id: 'base.inclusive-kindergarten',
  fact: 'school.inclusive',
  test: { op: 'is', value: true },
  text: {
    met: '就读经教育行政部门审批的普惠性幼儿园',
    failed: '就读的不是普惠性幼儿园',
    unknown: '幼儿园是否普惠性幼儿园需核实',
  },
  source: SOURCE,
}

const PROTECTED: Leaf = {
  id: 'route.protected-child',
  fact: 'household.registers',
  test: { op: 'has-any', values: ['registered-poor', 'orphan', 'disabled', 'dibao'] },
  text: {
    met: '属于建档立卡、孤儿、残疾或低保家庭儿童',
    failed: '不属于建档立卡、孤儿、残疾、低保家庭儿童',
    unknown: '家庭登记类别需部门比对',
  },
  source: SOURCE,
}

const CHILD = pupilOf(['preschool'], '幼儿园', SOURCE)
const IN_INCLUSIVE: Condition = { all: [...CHILD, INCLUSIVE] }

/** 一、学前教育: two rows. */
export const PRESCHOOL: readonly ProgrammeVersion[] = [
  cardRow({
    programme: 'preschool-government-grant',
    version: 'chuxiong-preschool-government-grant-2018',
    title: '省政府助学金（普惠）',
    kind: 'local',
    stageGroup: 'preschool',
    summary:
      '资助普惠性幼儿园在园的建档立卡家庭儿童、孤儿、残疾儿童、低保家庭儿童和其他家庭经济困难儿童，资助面由10%扩大到30%。',
    amountText: '300元/生·年（中央、省承担）',
    sourceDocument: SOURCE,
    provisional: '建档立卡等四类儿童也计入30%的资助面，其余名额由幼儿园评审',
    base: IN_INCLUSIVE,
    routes: [
      { id: 'protected', title: '建档立卡、孤儿、残疾、低保家庭儿童', places: 'open', condition: PROTECTED },
      { id: 'hardship', title: '其他家庭经济困难儿童', places: 'quota', condition: hardship(SOURCE) },
    ],
    amounts: [{ yearFen: yuan(300) }],
    instalments: 'once',
    payee: 'household',
    quota: {
      kind: 'share',
      title: '在园儿童的30%',
      unit: 'school',
      share: { numerator: 30, denominator: 100 },
      base: IN_INCLUSIVE,
      guaranteed: PROTECTED,
      source: SOURCE,
    },
    applyPer: 'academic-year',
    applyTo: 'school',
    window: { kind: 'start-of-term', text: '每学期向幼儿园申请；春季学期申办享受的，秋季学期不再申办' },
    documents: [],
    steps: departmentSteps(
      ['apply', '家长', '家长向幼儿园提出申请'],
      ['kindergarten-check', '幼儿园', '幼儿园受理申请并组织初审'],
      ['kindergarten-notice', '幼儿园', '幼儿园公示资助幼儿名单'],
      ['education-approval', '教育局', '教育局审核确定受助幼儿名单'],
      ['account-payment', '教育局', '通过家长银行账户发放'],
    ),
    departments: ['省教育厅', '州、市教育局', '幼儿园'],
    remark: '春季学期申办享受的，秋季学期不再申办',
  }),
  relief({
    programme: 'preschool-temporary-living-relief',
    version: 'chuxiong-preschool-temporary-living-relief-2018',
    stageGroup: 'preschool',
    summary: '对在园在籍的建档立卡贫困户幼儿全覆盖。每年1000元，其中普惠政策300元、特惠政策700元。',
    amountText: '1000元/生·年（普惠政策300元，特惠政策700元；特惠部分由州县按比例分担）',
    sourceDocument: SOURCE,
    base: { all: [...CHILD, household('chuxiong-city', SOURCE)] },
    amounts: [
      {
        yearFen: yuan(1000),
        parts: [
          { title: '普惠政策', yearFen: yuan(300) },
          { title: '特惠政策', yearFen: yuan(700) },
        ],
      },
    ],
    excludes: [
      {
        programme: 'preschool-government-grant',
        scope: 'academic-year',
        text: '1000元里已经包括省政府助学金（普惠）300元，不重复计算',
        source: SOURCE,
      },
    ],
  }),
]
