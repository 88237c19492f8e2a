import {
  DOCUMENTS,
  FULL_TIME,
  ON_ROLL,
  PRESENT,
  REJECTION_REASONS,
  SCHOOL_STEPS,
  VOCATIONAL_STAGE,
} from '../cn/vocational.ts'
import type { Blank, ProgrammeTemplate } from './template.ts'

const GUIDE = '学校学生资助工作指南：学校资助和社会资助'

const text = (id: string, label: string, maxLength: number, help?: string): Blank => ({
  id,
  label,
  kind: { type: 'text', maxLength },
  required: true,
  ...(help === undefined ? {} : { help }),
})

const COMMON: readonly Blank[] = [
  {
    id: 'code',
    label: '项目代码',
    help: '小写英文、数字和短横线，全校不重复，例如 school-winter-grant',
    kind: {
      type: 'text',
      maxLength: 60,
      pattern: '^[a-z][a-z0-9-]{1,59}$',
      hint: '小写英文、数字和短横线，例如 school-winter-grant',
    },
    required: true,
  },
  text('title', '项目名称', 30),
  text('summary', '项目说明', 200, '给学生和家长看的一段话：资助谁、资助多少、怎么申请'),
  {
    id: 'region',
    label: '学校所在县（市、区）代码',
    kind: { type: 'text', maxLength: 6, pattern: '^\\d{6}$', hint: '6位数字，例如 530111' },
    required: true,
  },
  { id: 'from', label: '起始学期', kind: { type: 'term' }, required: true },
  { id: 'to', label: '终止学期', help: '长期有效可不填', kind: { type: 'term' }, required: false },
  text('source', '依据文件', 100, '学校资助管理办法或捐赠协议的名称和文号'),
  { id: 'places', label: '名额', kind: { type: 'whole', min: 1, max: 100_000 }, required: true },
  { id: 'gradeFrom', label: '最低年级', kind: { type: 'whole', min: 1, max: 6 }, required: true, preset: 1 },
  { id: 'gradeTo', label: '最高年级', kind: { type: 'whole', min: 1, max: 6 }, required: true, preset: 3 },
  { id: 'publicity', label: '是否公示', kind: { type: 'flag' }, required: true, preset: true },
]

const LEVELS: Blank = {
  id: 'levels',
  label: '困难等级',
  help: '哪些等级的家庭经济困难学生可以申请',
  kind: { type: 'levels' },
  required: true,
  preset: ['severe', 'moderate', 'mild'],
}
const RANK: Blank = {
  id: 'rank',
  label: '成绩排名（前百分之几）',
  kind: { type: 'whole', min: 1, max: 100 },
  required: true,
  preset: 30,
}
const DONOR = text('donor', '出资方', 60, '捐资的单位、组织或个人；匿名捐资写“爱心人士”')
const amount = (label: string, max: number): Blank => ({
  id: 'amount',
  label,
  kind: { type: 'yuan', min: 1, max },
  required: true,
})

const GRADE = {
  id: 'base.grade-range',
  fact: 'grade',
  test: { op: 'between', min: { blank: 'gradeFrom' }, max: { blank: 'gradeTo' } },
  text: {
    met: '年级在{gradeFrom}至{gradeTo}年级之内',
    failed: '只面向{gradeFrom}至{gradeTo}年级学生',
    unknown: '年级还没有登记，请学校核实',
  },
  source: '{source}',
}
const NEEDY = {
  id: 'route.hardship-level',
  fact: 'hardship',
  test: { op: 'in', values: { blank: 'levels' } },
  text: {
    met: '已认定为本项目规定等级的家庭经济困难学生',
    failed: '没有认定为本项目规定等级的家庭经济困难学生',
    unknown: '还没有做家庭经济困难认定，可以向学校提出申请',
  },
  source: '{source}',
}
const RANKED = {
  id: 'route.rank',
  fact: 'ranking.percent',
  test: { op: 'between', min: 0, max: { blank: 'rank' } },
  text: {
    met: '成绩排名在前{rank}%以内',
    failed: '成绩排名不在前{rank}%以内',
    unknown: '本学年的成绩排名还没有登记，请学校核实',
  },
  source: '{source}',
}

type Kind = {
  readonly id: string
  readonly title: string
  readonly description: string
  readonly blanks: readonly Blank[]
  readonly condition: object
  readonly amountText: string
  readonly parts: Readonly<Record<string, unknown>>
}

const AFTER_REGISTRATION = { kind: 'after-registration', workingDays: 5 }
const KINDS: readonly Kind[] = [
  {
    id: 'scholarship',
    title: '奖学金',
    description: '按成绩排名奖励，每学年评一次，一次发放。',
    blanks: [amount('每人奖励金额（元）', 50_000), RANK],
    condition: RANKED,
    amountText: '每人{amount}元，每学年一次',
    parts: { instalments: 'once', applyPer: 'academic-year', payee: 'student', window: AFTER_REGISTRATION },
  },
  {
    id: 'grant',
    title: '助学金',
    description: '资助家庭经济困难学生，按学期发放。',
    blanks: [amount('每生每年金额（元）', 50_000), LEVELS],
    condition: NEEDY,
    amountText: '每生每年{amount}元，按学期发放',
    parts: { instalments: 'term', applyPer: 'term', payee: 'student', window: AFTER_REGISTRATION },
  },
  {
    id: 'fee-reduction',
    title: '学费减免',
    description: '减免家庭经济困难学生的学费，由学校记账抵扣，不发给个人。',
    blanks: [amount('每生每年减免金额（元）', 50_000), LEVELS],
    condition: NEEDY,
    amountText: '每生每年减免{amount}元',
    parts: { instalments: 'term', applyPer: 'term', payee: 'school', window: AFTER_REGISTRATION },
  },
  {
    id: 'work-study',
    title: '勤工助学',
    description: '学校提供岗位，按月付酬，优先安排家庭经济困难学生。',
    blanks: [amount('每月报酬（元）', 5000), LEVELS],
    condition: NEEDY,
    amountText: '每月{amount}元，每学年10个月',
    parts: { instalments: 'month', applyPer: 'term', payee: 'student', window: AFTER_REGISTRATION },
  },
  {
    id: 'special-hardship',
    title: '特殊困难补助',
    description: '家庭突遭变故、重病、灾害时的一次性补助，随时可以申请。',
    blanks: [amount('每人补助金额（元）', 50_000), LEVELS],
    condition: NEEDY,
    amountText: '每人{amount}元，一次性',
    parts: {
      amountKind: 'once',
      instalments: 'once',
      applyPer: 'term',
      payee: 'student',
      window: { kind: 'start-of-term', text: '家庭发生变故时随时可以向学校申请' },
    },
  },
]

function template(base: Kind, kind: 'school' | 'social'): ProgrammeTemplate {
  const social = kind === 'social'
  return {
    id: `${kind}-${base.id}`,
    kind,
    title: `${social ? '社会' : '学校'}${base.title}`,
    description: base.description,
    blanks: [...COMMON, ...(social ? [DONOR] : []), ...base.blanks],
    skeleton: {
      programme: { blank: 'code' },
      version: '{code}-{from}',
      title: { blank: 'title' },
      kind,
      stageGroup: 'vocational',
      summary: { blank: 'summary' },
      amountText: base.amountText,
      region: { blank: 'region' },
      effectiveFrom: { blank: 'from' },
      effectiveTo: { blank: 'to' },
      sourceDocument: { blank: 'source' },
      base: { all: [ON_ROLL, FULL_TIME, PRESENT, VOCATIONAL_STAGE, GRADE] },
      routes: [{ id: base.id, title: { blank: 'title' }, places: 'quota', condition: base.condition }],
      amountKind: 'yearly',
      amounts: [
        { yearFen: { blank: 'amount', as: 'fen', ...(base.parts.instalments === 'month' ? { times: 10 } : {}) } },
      ],
      funding: [{ source: social ? '{donor}' : '学校事业收入或学费收入中提取的资助经费', percent: 100 }],
      quota: {
        kind: 'cap',
        title: '全校{places}名',
        unit: 'school',
        places: { blank: 'places' },
        source: '{source}',
      },
      applyTo: 'school',
      documents: DOCUMENTS.map(({ routes: _, ...document }) => document),
      steps: SCHOOL_STEPS.filter(({ id }) => id !== 'county-approval').map((step) =>
        step.id === 'public-notice' ? { if: 'publicity', item: step } : step,
      ),
      departments: social ? ['学校', '{donor}'] : ['学校'],
      rejectionReasons: REJECTION_REASONS,
      excludes: [],
      remark: GUIDE,
      ...base.parts,
    },
  }
}

/** 学校资助 and 社会资助 in the five forms that the guide names; a school fills one in without code. */
export const PROGRAMME_TEMPLATES: readonly ProgrammeTemplate[] = (['school', 'social'] as const).flatMap((kind) =>
  KINDS.map((base) => template(base, kind)),
)
