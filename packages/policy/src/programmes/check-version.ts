import { compareTerms, isTerm, type Term } from '../term.ts'
import type { Condition, Leaf, ProgrammeVersion, StepId } from './definition.ts'
import { leavesOf } from './evaluate.ts'

/** What a version may refer to. What is left out is not checked. */
export type VersionContext = {
  /** Area lists by id, with the terms in which they hold. */
  readonly areas?: readonly {
    readonly id: string
    readonly effectiveFrom: Term
    readonly effectiveTo: Term | null
  }[]
  readonly programmes?: readonly string[]
}
/** One thing wrong: the place inside the version (`amounts[0].yearFen`) and a Chinese sentence that says what to do. */
export type VersionFault = { readonly path: string; readonly text: string }

/** The order of the workflow that this system carries out; other steps may stand anywhere between. */
const STEP_ORDER: readonly StepId[] = [
  'apply',
  'class-check',
  'school-review',
  'committee',
  'public-notice',
  'county-approval',
  'payment',
]

/** Into how many equal parts a year's amount must split: ten months of two halves, two terms, or one sum. */
const PIECES: Readonly<Record<ProgrammeVersion['instalments'], number>> = { month: 20, term: 2, once: 1, none: 1 }

/**
 * What is wrong in a version that has the right form: sums, references between its parts and to lists and programmes, one
 * meaning per id. The only such check: packs, drafts of the editor and filled templates all pass through it.
 */
export function checkVersion(version: ProgrammeVersion, context: VersionContext = {}): VersionFault[] {
  const faults: VersionFault[] = []
  const fail = (path: string, text: string) => {
    faults.push({ path, text })
  }
  checkPeriod(version, fail)
  checkConditions(version, context, fail)
  checkRoutesAndQuota(version, fail)
  checkAmounts(version, fail)
  checkFunding(version, fail)
  checkSteps(version, fail)
  checkReferences(version, context, fail)
  return faults
}

type Fail = (path: string, text: string) => void

function checkPeriod({ effectiveFrom, effectiveTo }: ProgrammeVersion, fail: Fail): void {
  if (effectiveTo === null || !isTerm(effectiveFrom) || !isTerm(effectiveTo)) return
  if (compareTerms(effectiveFrom, effectiveTo) > 0) {
    fail('effectiveTo', `终止学期${effectiveTo}早于起始学期${effectiveFrom}，请改正。`)
  }
}

/**
 * Every condition of a version with its path. `mayBeEmpty`: nobody is meant then. `counts`: it only counts students, so its
 * leaves stand on nobody's record and may differ from their namesakes.
 */
function conditionsOf({ base, routes, amounts, quota }: ProgrammeVersion) {
  const found: {
    readonly path: string
    readonly condition: Condition
    readonly mayBeEmpty?: boolean
    readonly counts?: boolean
  }[] = [
    { path: 'base', condition: base },
    ...routes.map(({ condition }, i) => ({ path: `routes[${i}].condition`, condition })),
  ]
  amounts.forEach(({ when }, i) => {
    if (when !== undefined) found.push({ path: `amounts[${i}].when`, condition: when })
  })
  if (quota?.kind === 'share') {
    found.push({ path: 'quota.base', condition: quota.base, counts: true })
    found.push({ path: 'quota.guaranteed', condition: quota.guaranteed, mayBeEmpty: true, counts: true })
  }
  return found
}

/** A reason on record names a leaf by its id: one id may have only one meaning in a version. */
function checkConditions(version: ProgrammeVersion, { areas }: VersionContext, fail: Fail): void {
  const byId = new Map<string, string>()
  for (const { path, condition, mayBeEmpty, counts } of conditionsOf(version)) {
    const leaves = leavesOf(condition)
    if (leaves.length === 0 && mayBeEmpty !== true) fail(path, '没有任何条件，请至少添加一个条件。')
    for (const leaf of leaves) {
      checkLeaf(leaf, path, fail)
      if (areas !== undefined && leaf.test.op === 'in-area') checkArea(leaf, leaf.test.list, path, version, areas, fail)
      if (counts === true) continue
      const body = JSON.stringify(leaf)
      if ((byId.get(leaf.id) ?? body) !== body) fail(path, `两个不同的条件用了同一编号“${leaf.id}”，请修改其中一个。`)
      byId.set(leaf.id, body)
    }
  }
}

function checkLeaf(leaf: Leaf, path: string, fail: Fail): void {
  for (const key of ['met', 'failed', 'unknown'] as const) {
    if (leaf.text[key].trim() === '') fail(path, `条件“${leaf.id}”缺少理由文字 ${key}。`)
  }
  if (leaf.source.trim() === '') fail(path, `条件“${leaf.id}”没有写依据条款。`)
}

function checkArea(
  leaf: Leaf,
  list: string,
  path: string,
  { effectiveFrom, effectiveTo }: ProgrammeVersion,
  areas: NonNullable<VersionContext['areas']>,
  fail: Fail,
): void {
  const editions = areas.filter(({ id }) => id === list)
  if (editions.length === 0) {
    fail(path, `条件“${leaf.id}”用到的名单“${list}”没有定义。`)
    return
  }
  const holds = (term: Term) =>
    editions.some(
      (one) =>
        compareTerms(one.effectiveFrom, term) <= 0 &&
        (one.effectiveTo === null || compareTerms(term, one.effectiveTo) <= 0),
    )
  const open = editions.some((one) => one.effectiveTo === null)
  const spans = holds(effectiveFrom) && (effectiveTo === null ? open : holds(effectiveTo))
  if (!spans) fail(path, `名单“${list}”的有效学期没有覆盖本版本的全部学期。`)
}

function checkRoutesAndQuota({ routes, quota }: ProgrammeVersion, fail: Fail): void {
  if (routes.length === 0) fail('routes', '请至少设置一条享受途径。')
  unique(
    routes.map(({ id }) => id),
    'routes',
    '途径编号',
    fail,
  )
  const limited = routes.some(({ places }) => places === 'quota')
  if (limited && quota === null) fail('quota', '有“名额有限”的途径，但没有写名额怎样计算，请设置名额。')
  if (!limited && quota !== null) {
    fail('quota', '写了名额，但没有“名额有限”的途径，请去掉名额，或把一条途径改为名额有限。')
  }
  if (quota?.kind === 'share' && quota.share.numerator > quota.share.denominator) {
    fail('quota.share', '名额比例超过100%，请改正。')
  }
}

function checkAmounts({ amounts, amountKind, instalments }: ProgrammeVersion, fail: Fail): void {
  const charged = amountKind === 'as-charged'
  if (charged && amounts.length > 0) fail('amounts', '按实际收费的项目不设金额，请删除金额。')
  if (!charged && amounts.length === 0) fail('amounts', '没有金额，请填写资助金额。')
  amounts.forEach(({ yearFen, when, whenUnknown, parts }, i) => {
    const path = `amounts[${i}]`
    if (yearFen <= 0) fail(`${path}.yearFen`, '金额应大于0。')
    if (yearFen % PIECES[instalments] !== 0) {
      const unit = instalments === 'month' ? '10个月' : '两个学期'
      fail(`${path}.yearFen`, `金额不能平均分到${unit}，分到每期会有零头，请调整金额。`)
    }
    const sum = parts?.reduce((total, part) => total + part.yearFen, 0) ?? yearFen
    if (sum !== yearFen) fail(`${path}.parts`, `各部分合计${sum}分，与总金额${yearFen}分不一致。`)
    const last = i === amounts.length - 1
    if (last && when !== undefined) fail(`${path}.when`, '最后一档不能有适用条件，它用于其余所有人。')
    if (!last && when === undefined) {
      fail(`${path}.when`, '只有最后一档可以没有适用条件，请给这一档写明适用于谁。')
    }
    if (when === undefined && whenUnknown !== undefined)
      fail(`${path}.whenUnknown`, '没有条件的一档不能写 whenUnknown。')
  })
}

function checkFunding({ funding }: ProgrammeVersion, fail: Fail): void {
  const sum = funding.reduce((total, { percent }) => total + percent, 0)
  if (funding.length > 0 && Math.abs(sum - 100) > 1e-9) {
    fail('funding', `资金来源的比例合计${Math.round(sum * 100) / 100}%，应为100%。`)
  }
}

function checkSteps({ steps }: ProgrammeVersion, fail: Fail): void {
  unique(
    steps.map(({ id }) => id),
    'steps',
    '步骤编号',
    fail,
  )
  let last = -1
  steps.forEach((step, i) => {
    if (step.owner.trim() === '') fail(`steps[${i}].owner`, `步骤“${step.title}”没有写办理人，请写明由谁办理。`)
    const position = STEP_ORDER.indexOf(step.id as StepId)
    if (position < 0) return
    if (position < last)
      fail(`steps[${i}].id`, `“${step.title}”的先后次序不对：申请、初审、审核、评审、公示、审批、发放。`)
    last = Math.max(last, position)
  })
}

function checkReferences(version: ProgrammeVersion, { programmes }: VersionContext, fail: Fail): void {
  const routes = version.routes.map(({ id }) => id)
  unique(
    version.documents.map(({ id }) => id),
    'documents',
    '材料编号',
    fail,
  )
  version.documents.forEach((document, i) => {
    const stray = document.routes?.find((id) => routes.indexOf(id) < 0)
    if (stray !== undefined)
      fail(`documents[${i}].routes`, `材料“${document.title}”所属的途径“${stray}”不存在，请重新选择。`)
  })
  if (version.rejectionReasons.length === 0) fail('rejectionReasons', '请至少写一条不予资助的理由。')
  unique(
    version.rejectionReasons.map(({ code }) => code),
    'rejectionReasons',
    '理由编号',
    fail,
  )
  version.excludes.forEach(({ programme }, i) => {
    if (programme === version.programme) fail(`excludes[${i}].programme`, '项目不能与自己互斥。')
    if (programmes !== undefined && programmes.indexOf(programme) < 0) {
      fail(`excludes[${i}].programme`, `不能兼得的项目“${programme}”没有定义。`)
    }
  })
}

function unique(ids: readonly string[], path: string, label: string, fail: Fail): void {
  ids.forEach((id, i) => {
    if (id !== '' && ids.indexOf(id) !== i) fail(`${path}[${i}]`, `${label}“${id}”重复，请改用另一个。`)
  })
}
