import type { Condition, ProgrammeVersion, StepId } from './definition.ts'
import { leavesOf } from './evaluate.ts'
import type { DefinitionReader } from './parse-condition.ts'

/** The order of the workflow; a programme may leave steps out at its ends but never change the order. */
const STEP_ORDER: readonly StepId[] = [
  'apply',
  'class-check',
  'school-review',
  'committee',
  'public-notice',
  'county-approval',
  'payment',
]

/** What single fields cannot say: sums, references between parts, one meaning per id. Problems go to `read`. */
export function crossChecks(version: ProgrammeVersion, read: DefinitionReader): void {
  routesAndQuota(version, read)
  amounts(version, read)
  leafIds(version, read)
  unique(
    version.steps.map(({ id }) => id),
    '/steps',
    '步骤编号',
    read,
  )
  unique(
    version.documents.map(({ id }) => id),
    '/documents',
    '材料编号',
    read,
  )
  unique(
    version.rejectionReasons.map(({ code }) => code),
    '/rejectionReasons',
    '理由编号',
    read,
  )
  if (version.rejectionReasons.length === 0) read.fail('/rejectionReasons', '请至少写一条不予资助的理由。')
  stepOrder(version, read)
  const routes = version.routes.map(({ id }) => id)
  version.documents.forEach((document, i) => {
    const stray = (document.routes ?? []).some((id) => routes.indexOf(id) < 0)
    if (stray) read.fail(`/documents/${i}/routes`, `材料“${document.title}”所属的途径已经没有了，请重新选择。`)
  })
  version.excludes.forEach((other, i) => {
    if (other.programme === version.programme) read.fail(`/excludes/${i}/programme`, '项目不能与自己互斥。')
  })
}

function routesAndQuota(version: ProgrammeVersion, read: DefinitionReader): void {
  if (version.routes.length === 0) read.fail('/routes', '请至少设置一条享受途径。')
  unique(
    version.routes.map(({ id }) => id),
    '/routes',
    '途径编号',
    read,
  )
  const limited = version.routes.some((route) => route.places === 'quota')
  if (limited && version.quota === null) read.fail('/quota', '有“名额有限”的途径，请设置名额。')
  if (!limited && version.quota !== null)
    read.fail('/quota', '没有“名额有限”的途径，请去掉名额，或把一条途径改为名额有限。')
}

function amounts(version: ProgrammeVersion, read: DefinitionReader): void {
  const rows = version.amounts
  if (version.amountKind === 'as-charged') {
    if (rows.length > 0) read.fail('/amounts', '按实际收费的项目不设金额，请删除金额。')
  } else if (rows.length === 0) {
    read.fail('/amounts', '请填写资助金额。')
  } else if (rows[rows.length - 1]?.when !== undefined) {
    read.fail(`/amounts/${rows.length - 1}/when`, '最后一档不能有适用条件，它用于其余所有人。')
  }
  rows.forEach((row, i) => {
    if (i < rows.length - 1 && row.when === undefined) {
      read.fail(`/amounts/${i}/when`, '只有最后一档可以没有适用条件，请给这一档写明适用于谁。')
    }
    const sum = (row.parts ?? []).reduce((total, { yearFen }) => total + yearFen, 0)
    if (row.parts !== undefined && sum !== row.yearFen) read.fail(`/amounts/${i}/parts`, '各部分之和与总金额不一致。')
    const parts = version.instalments === 'month' ? 10 : version.instalments === 'term' ? 2 : 1
    if (row.yearFen > 0 && row.yearFen % (parts * 2) !== 0) {
      const unit = parts === 10 ? '10个月' : '两个学期'
      read.fail(`/amounts/${i}/yearFen`, `金额不能平均分到${unit}，分到每期会有零头，请调整金额。`)
    }
  })
  const sum = version.funding.reduce((total, { percent }) => total + percent, 0)
  if (version.funding.length > 0 && Math.abs(sum - 100) > 1e-9) {
    read.fail('/funding', `资金来源的比例合计应为100%，现在是${Math.round(sum * 100) / 100}%。`)
  }
}

/** A reason on record names a leaf by its id: one id may have only one meaning in a version. */
function leafIds(version: ProgrammeVersion, read: DefinitionReader): void {
  const places: [string, Condition][] = [
    ['/base', version.base],
    ...version.routes.map((route, i): [string, Condition] => [`/routes/${i}/condition`, route.condition]),
  ]
  const known = new Map<string, string>()
  for (const [path, condition] of places) {
    const leaves = leavesOf(condition)
    if (leaves.length === 0) read.fail(path, '请至少添加一个条件。')
    for (const leaf of leaves) {
      const body = JSON.stringify(leaf)
      const other = known.get(leaf.id)
      if (other !== undefined && other !== body)
        read.fail(path, `两个不同的条件用了同一编号“${leaf.id}”，请修改其中一个。`)
      known.set(leaf.id, body)
    }
  }
}

function stepOrder(version: ProgrammeVersion, read: DefinitionReader): void {
  let last = -1
  version.steps.forEach((step, i) => {
    const position = STEP_ORDER.indexOf(step.id as StepId)
    if (position < 0) return
    if (position < last)
      read.fail(`/steps/${i}/id`, `“${step.title}”的先后次序不对：申请、初审、审核、评审、公示、审批、发放。`)
    last = position
  })
}

function unique(ids: readonly string[], path: string, label: string, read: DefinitionReader): void {
  ids.forEach((id, i) => {
    if (id !== '' && ids.indexOf(id) !== i) read.fail(`${path}/${i}`, `${label}“${id}”重复，请改用另一个。`)
  })
}
