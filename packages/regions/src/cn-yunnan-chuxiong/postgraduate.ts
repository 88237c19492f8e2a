import type { Leaf, ProgrammeVersion, Stage } from '@zhuxue/policy'
import { FULL_TIME, ON_ROLL, PRESENT } from '../cn/vocational.ts'
import {
  cardRow,
  departmentSteps,
  household,
  months,
  registeredPoor,
  relief,
  SOURCES,
  stageIn,
  yuan,
} from './common.ts'
import { homeOriginLoan } from './loan.ts'

const SOURCE = SOURCES.postgraduate
const STAGES: readonly Stage[] = ['master', 'doctor']
const POSTGRADUATE_STUDENT = stageIn(STAGES, '研究生', SOURCE)

const DOCTOR: Leaf = {
  id: 'amount.doctor',
  fact: 'stage',
  test: { op: 'is', value: 'doctor' },
  text: { met: '博士研究生', failed: '硕士研究生', unknown: '攻读硕士还是博士需核实' },
  source: SOURCE,
}

/** 六、研究生教育: three rows. */
export const POSTGRADUATE: readonly ProgrammeVersion[] = [
  homeOriginLoan('postgraduate-home-origin-student-loan', 'postgraduate', STAGES, '研究生', 12_000, SOURCE),
  relief({
    programme: 'postgraduate-temporary-living-relief',
    version: 'chuxiong-postgraduate-temporary-living-relief-2018',
    stageGroup: 'postgraduate',
    summary: '对考取研究生并实际就读的建档立卡贫困户家庭学生给予民政临时生活费补助。',
    amountText: '1000元/生·年',
    sourceDocument: SOURCE,
    base: { all: [PRESENT, POSTGRADUATE_STUDENT, household('chuxiong-city', SOURCE)] },
    amounts: [{ yearFen: yuan(1000) }],
  }),
  cardRow({
    programme: 'postgraduate-national-grant',
    version: 'chuxiong-postgraduate-national-grant-2018',
    title: '国家助学金（研究生）',
    kind: 'national',
    stageGroup: 'postgraduate',
    summary: '资助就读全日制研究生的建档立卡贫困户学生。',
    amountText: '硕士6000元/生·年；博士13000元/生·年',
    sourceDocument: SOURCE,
    base: { all: [ON_ROLL, FULL_TIME, PRESENT, POSTGRADUATE_STUDENT] },
    routes: [{ id: 'registered-poor', title: '建档立卡贫困户学生', places: 'open', condition: registeredPoor(SOURCE) }],
    amounts: [
      { title: '博士', yearFen: yuan(13_000), when: DOCTOR },
      { title: '硕士', yearFen: yuan(6000) },
    ],
    instalments: 'term',
    payee: 'student',
    applyPer: 'academic-year',
    applyTo: 'school',
    window: months(9, 10, '每年9—10月申办'),
    documents: [],
    steps: departmentSteps(['apply', '学生', '向学校申请'], ['college-decision', '就读高校', '学校审核公示并发放']),
    departments: ['省教育厅', '各高校'],
    remark: '每年9—10月申办',
  }),
]
