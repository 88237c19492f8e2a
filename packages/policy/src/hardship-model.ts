/**
 * Scoring model v1. The fourteen factors and their maxima (together 100) follow a county's published quantitative
 * table (湖南某县家庭经济困难学生量化测评); the points of each option inside a factor are this project's default, to be
 * confirmed by the school's aid committee. Consumption is not collected by default (学生消费数据默认不采集).
 */
export type HardshipOption = {
  readonly id: string
  readonly label: string
  readonly points: number
}
export type HardshipItem = {
  readonly id: HardshipItemId
  readonly label: string
  readonly max: number
  readonly options: readonly HardshipOption[]
}
export type HardshipItemId =
  | 'father-work'
  | 'mother-work'
  | 'father-labour'
  | 'mother-labour'
  | 'other-members'
  | 'housing'
  | 'medical'
  | 'disaster'
  | 'misfortune'
  | 'place'
  | 'studying'
  | 'consumption'
  | 'own-health'
  | 'preferential'

export type HardshipModel = {
  readonly version: string
  readonly items: readonly HardshipItem[]
  readonly thresholds: HardshipThresholds
}

/** Lowest score of each level, 1–100; below `mild` = none. A school may set its own (评分线由学校确定). */
export type HardshipThresholds = { readonly severe: number; readonly moderate: number; readonly mild: number }

/** What is wrong with thresholds, by field, in Chinese; an empty list = sound: 100 ≥ severe > moderate > mild ≥ 1. */
export function checkThresholds(
  t: HardshipThresholds,
): { readonly field: keyof HardshipThresholds; readonly text: string }[] {
  const problems: { field: keyof HardshipThresholds; text: string }[] = []
  for (const field of ['severe', 'moderate', 'mild'] as const) {
    const value = t[field]
    if (!Number.isInteger(value) || value < 1 || value > 100) problems.push({ field, text: '应为1到100之间的整数。' })
  }
  if (problems.length > 0) return problems
  if (t.severe <= t.moderate) problems.push({ field: 'severe', text: '特别困难的分数线应高于困难。' })
  if (t.moderate <= t.mild) problems.push({ field: 'moderate', text: '困难的分数线应高于一般困难。' })
  return problems
}

/** The model with a school's own thresholds; the version stays, the thresholds are kept beside every proposal. */
export function withThresholds(model: HardshipModel, thresholds: HardshipThresholds | null): HardshipModel {
  return thresholds === null ? model : { ...model, thresholds }
}

function item(
  id: HardshipItemId,
  label: string,
  max: number,
  ...options: ReadonlyArray<readonly [id: string, label: string, points: number]>
): HardshipItem {
  return {
    id,
    label,
    max,
    options: options.map(([option, text, points]) => ({ id: option, label: text, points })),
  }
}

const WORK = [
  ['stable', '有稳定工作', 0],
  ['casual', '打零工或灵活就业', 3],
  ['farming', '在家务农', 4],
  ['none', '没有工作，或已去世、无法联系', 6],
] as const
const LABOUR = [
  ['full', '劳动能力正常', 0],
  ['partial', '年老、患病，劳动能力下降', 5],
  ['lost', '丧失劳动能力', 8],
  ['absent', '已去世，或长期无法联系', 10],
] as const

/** 默认量化模型 */
export const HARDSHIP_MODEL_V1: HardshipModel = {
  version: 'hardship-v1',
  thresholds: { severe: 60, moderate: 40, mild: 25 },
  items: [
    item('father-work', '父亲就业情况', 6, ...WORK),
    item('mother-work', '母亲就业情况', 6, ...WORK),
    item('father-labour', '父亲劳动能力', 10, ...LABOUR),
    item('mother-labour', '母亲劳动能力', 10, ...LABOUR),
    item(
      'other-members',
      '需要赡养或照顾的其他家庭成员',
      4,
      ['none', '没有', 0],
      ['one', '1人', 2],
      ['more', '2人及以上', 4],
    ),
    item(
      'housing',
      '住房情况',
      8,
      ['sound', '自有住房，状况良好', 0],
      ['old', '自有住房，老旧狭小', 3],
      ['rented', '租房或借住', 5],
      ['dangerous', '危房或无房', 8],
    ),
    item(
      'medical',
      '家庭成员医疗负担',
      10,
      ['none', '没有较大支出', 0],
      ['chronic', '有慢性病，长期用药', 4],
      ['major', '有大病，自付费用较高', 7],
      ['critical', '有重特大疾病，负债治疗', 10],
    ),
    item(
      'disaster',
      '近两年受自然灾害情况',
      10,
      ['none', '没有', 0],
      ['light', '受灾较轻', 4],
      ['heavy', '受灾较重', 7],
      ['total', '主要收入或住房全部损失', 10],
    ),
    item(
      'misfortune',
      '近两年家庭突发变故',
      10,
      ['none', '没有', 0],
      ['income-loss', '主要劳动力失业或收入骤减', 5],
      ['accident', '发生意外事故，支出大', 8],
      ['death', '主要劳动力去世', 10],
    ),
    item('place', '家庭居住地', 2, ['urban', '城市', 0], ['town', '县城或镇', 1], ['rural', '乡村', 2]),
    item('studying', '家庭在学人数（含本人）', 6, ['one', '1人', 0], ['two', '2人', 3], ['more', '3人及以上', 6]),
    item('consumption', '日常消费情况', 2, ['plain', '明显低于同学平均', 2], ['usual', '一般', 0]),
    item(
      'own-health',
      '本人健康状况',
      6,
      ['healthy', '健康', 0],
      ['chronic', '有慢性病', 3],
      ['serious', '有残疾或较重疾病', 6],
    ),
    item(
      'preferential',
      '优抚情况',
      10,
      ['none', '不是优抚对象家庭', 0],
      ['preferential', '优抚对象子女', 6],
      ['martyr', '烈士、因公牺牲人员子女', 10],
    ),
  ],
}

/** 特殊群体: any of them proposes 特别困难 at least (a person confirms). */
export const SEVERE_GROUPS = {
  'lifted-out-of-poverty': '脱贫家庭',
  'unstable-lifted': '脱贫不稳定家庭',
  'at-risk': '边缘易致贫家庭',
  'sudden-hardship': '突发严重困难家庭',
  'registered-poor': '原建档立卡贫困家庭',
  destitute: '特困供养',
  'destitute-worker': '特困职工家庭',
  dibao: '最低生活保障家庭',
  'dibao-marginal': '低保边缘家庭',
  'expenditure-hardship': '支出型困难家庭',
  orphan: '孤儿或事实无人抚养儿童',
  'severely-disabled': '本人重度残疾',
} as const
export type SevereGroup = keyof typeof SEVERE_GROUPS
