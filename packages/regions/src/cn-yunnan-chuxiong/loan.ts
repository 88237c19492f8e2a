import type { ProgrammeVersion, Stage } from '@zhuxue/policy'
import { cardRow, departmentSteps, household, months, registeredPoor, stageIn, yuan } from './common.ts'

/** 生源地信用助学贷款 for undergraduates and postgraduates: the same paper, another ceiling. */
export function homeOriginLoan(
  programme: string,
  stageGroup: ProgrammeVersion['stageGroup'],
  stages: readonly Stage[],
  name: string,
  ceiling: number,
  source: string,
): ProgrammeVersion {
  return cardRow({
    programme,
    version: `chuxiong-${programme}-2018`,
    title: '生源地信用助学贷款',
    kind: 'national',
    stageGroup,
    summary: `就读${name}的建档立卡贫困户学生，不用提交家庭经济困难证明材料即可申请。贷款要还，额度按学费和住宿费确定。`,
    amountText: `按学费和住宿费确定，最高不超过${ceiling}元/生·年（贷款）`,
    sourceDocument: source,
    base: { all: [stageIn(stages, name, source), household('chuxiong-city', source)] },
    routes: [{ id: 'registered-poor', title: '建档立卡贫困户学生', places: 'open', condition: registeredPoor(source) }],
    amountKind: 'ceiling',
    amounts: [{ title: '最高额', yearFen: yuan(ceiling) }],
    instalments: 'none',
    payee: 'student',
    applyPer: 'academic-year',
    applyTo: 'county-authority',
    window: months(7, 8, '每年7—8月申办'),
    documents: [
      { id: 'loan-form', title: '《国家开发银行生源地信用助学贷款申请表》原件', required: true },
      { id: 'admission-letter', title: '录取通知书（学生证）原件及复印件', required: true },
      { id: 'household-register', title: '户口簿原件及复印件', required: true },
      { id: 'identity', title: '身份证原件及复印件', required: true },
    ],
    steps: departmentSteps(
      ['apply', '学生', '持申请表、录取通知书（学生证）、户口簿、身份证到楚雄市教育局申办'],
      ['loan-review', '楚雄市教育局', '楚雄市教育局审核'],
      ['loan-contract', '国家开发银行', '国家开发银行签约放款'],
    ),
    departments: ['国家开发银行', '省、州、市教育局'],
    remark: '每年7—8月申办',
  })
}
