import {
  type ApplicationWindow,
  type Condition,
  fen,
  type Leaf,
  type ProgrammeStep,
  type ProgrammeVersion,
  type Stage,
} from '@zhuxue/policy'
import { ON_ROLL, PRESENT, REJECTION_REASONS } from '../cn/vocational.ts'

/** The card, with the stage under which the row stands. */
export const CARD = '楚雄市建档立卡贫困家庭学生资助政策明白卡（2018年4月）'
export const SOURCES = {
  preschool: `${CARD}一、学前教育`,
  compulsory: `${CARD}二、义务教育`,
  generalHigh: `${CARD}三、普高教育`,
  vocational: `${CARD}四、中职教育`,
  undergraduate: `${CARD}五、专本科教育`,
  postgraduate: `${CARD}六、研究生教育`,
} as const

const PROVISIONAL = '明白卡没有写明失效时间，按建档立卡政策终期2020年底计'

type Given =
  | 'programme'
  | 'version'
  | 'title'
  | 'kind'
  | 'stageGroup'
  | 'summary'
  | 'amountText'
  | 'sourceDocument'
  | 'base'
  | 'routes'
  | 'amounts'
  | 'instalments'
  | 'payee'
  | 'applyPer'
  | 'applyTo'
  | 'window'
  | 'documents'
  | 'steps'
  | 'departments'

/** A row of the card: valid from spring 2018, closed with the end of the registered-poor policies in 2020. */
export function cardRow(row: Pick<ProgrammeVersion, Given> & Partial<ProgrammeVersion>): ProgrammeVersion {
  return {
    region: '532301',
    effectiveFrom: '2018-spring',
    effectiveTo: '2020-autumn',
    amountKind: 'yearly',
    funding: [],
    quota: null,
    excludes: [],
    rejectionReasons: REJECTION_REASONS,
    ...row,
    provisional: row.provisional === undefined ? PROVISIONAL : `${PROVISIONAL}；${row.provisional}`,
  }
}

/** Yuan → fen. */
export const yuan = (amount: number) => fen(amount * 100)

/** 建档立卡贫困家庭 */
export function registeredPoor(source: string): Leaf {
  return {
    id: 'route.registered-poor',
    fact: 'household.registers',
    test: { op: 'has-any', values: ['registered-poor'] },
    text: {
      met: '属于建档立卡贫困家庭',
      failed: '不属于建档立卡贫困家庭',
      unknown: '是否建档立卡贫困家庭需部门比对',
    },
    source,
  }
}

export function stageIn(values: readonly Stage[], name: string, source: string): Leaf {
  return {
    id: 'base.stage',
    fact: 'stage',
    test: { op: 'in', values },
    text: { met: `就读${name}`, failed: `就读的不是${name}`, unknown: '就读的学段还需学校核实' },
    source,
  }
}

/** 户籍 in 楚雄市, 楚雄州 or 云南省. */
export function household(area: 'chuxiong-city' | 'chuxiong-prefecture' | 'yunnan', source: string): Leaf {
  const name = { 'chuxiong-city': '楚雄市', 'chuxiong-prefecture': '楚雄州', yunnan: '云南省' }[area]
  return {
    id: `base.household-${area}`,
    fact: 'hukou.county',
    test: { op: 'in-area', list: area },
    text: {
      met: `户籍在${name}`,
      failed: `户籍不在${name}，请向户籍地了解当地政策`,
      unknown: '户籍所在县（市、区）还没有登记，请核实',
    },
    source,
  }
}

/** On the roll and at school, at one of the stages. */
export const pupilOf = (stages: readonly Stage[], name: string, source: string): readonly Condition[] => [
  ON_ROLL,
  PRESENT,
  stageIn(stages, name, source),
]

/** 专科、本科 */
export const COLLEGE: readonly Stage[] = ['undergraduate', 'higher-vocational', 'vocational-undergraduate']

/** Steps that other bodies take: the first is the student's, [id, owner, title] each. */
export function departmentSteps(...steps: readonly (readonly [string, string, string])[]): ProgrammeStep[] {
  return steps.map(([id, owner, title], index) => ({ id, owner, title, role: index === 0 ? 'student' : 'department' }))
}

/** 每年几月 */
export const months = (from: number, to: number, text: string): ApplicationWindow => ({
  kind: 'months',
  months: Array.from({ length: to - from + 1 }, (_, index) => from + index),
  text,
})

export const DIRECT: ApplicationWindow = { kind: 'direct', text: '直接享受，不用申请' }

/** 临时生活费救助: one path for all stages; from general high school on the 民政局 checks and pays too. */
export function reliefSteps(civilAffairs: boolean): ProgrammeStep[] {
  const steps = departmentSteps(
    ['apply', '学生或家长', '向户籍地乡镇学校申请（学前和小学向中心小学，初中及以上向中学）'],
    ['township-review', '户籍地乡镇政府', '乡镇政府审核'],
    ['education-review', '市教育局', '市教育局汇总审核'],
    ['poverty-office-review', '市扶贫办', '市扶贫办审核'],
  )
  if (!civilAffairs) return steps
  return [...steps, { id: 'civil-affairs-payment', role: 'department', owner: '市民政局', title: '市民政局审核发放' }]
}

/** What every relief row of the card shares. */
export function relief(
  row: Pick<ProgrammeVersion, 'programme' | 'version' | 'stageGroup' | 'summary' | 'amountText' | 'sourceDocument'> &
    Pick<ProgrammeVersion, 'base' | 'amounts'> &
    Partial<ProgrammeVersion>,
): ProgrammeVersion {
  return cardRow({
    title: '临时生活费救助（特惠）',
    kind: 'local',
    routes: [
      {
        id: 'registered-poor',
        title: '建档立卡贫困户家庭学生',
        places: 'open',
        condition: registeredPoor(row.sourceDocument),
      },
    ],
    instalments: 'once',
    payee: 'household',
    applyPer: 'academic-year',
    applyTo: 'home-township-school',
    window: months(9, 10, '每年9—10月申办'),
    documents: [],
    steps: reliefSteps(row.stageGroup !== 'preschool' && row.stageGroup !== 'compulsory'),
    departments: ['教育局', '扶贫办', '民政局', '各乡镇', '学校'],
    ...row,
  })
}
