import { type Condition, compareTerms, type Leaf, leavesOf, type ProgrammeVersion, type Term } from '@zhuxue/policy'
import type { AreaListEntry } from '../pack.ts'

/** What a version may refer to: the area lists and programmes of its own pack and of the levels above. */
export type VersionContext = {
  readonly areas: readonly AreaListEntry[]
  readonly programmes: readonly string[]
}
export type VersionFault = { readonly path: string; readonly text: string }

/** The order of the workflow that this system carries out; other steps may stand anywhere between. */
const STEP_ORDER: readonly string[] = [
  'apply',
  'class-check',
  'school-review',
  'committee',
  'public-notice',
  'county-approval',
  'payment',
]

/**
 * What is wrong in a version that has the right form: amounts that do not split or add up, funds, quota, steps, lists and
 * programmes it refers to, two requirements under one id. Chinese sentences with the JSON path inside the version.
 */
export function checkVersion(version: ProgrammeVersion, context: VersionContext): VersionFault[] {
  return [
    ...checkPeriod(version),
    ...checkConditions(version, context),
    ...checkAmounts(version),
    ...checkQuota(version),
    ...checkPath(version),
    ...checkReferences(version, context),
  ]
}

function checkPeriod({ effectiveFrom, effectiveTo }: ProgrammeVersion): VersionFault[] {
  const backwards = effectiveTo !== null && compareTerms(effectiveFrom, effectiveTo) > 0
  return backwards ? [{ path: 'effectiveTo', text: `终止学期${effectiveTo}早于起始学期${effectiveFrom}。` }] : []
}

/** Every condition of a version with its path. */
export function conditionsOf(version: ProgrammeVersion): { readonly path: string; readonly condition: Condition }[] {
  const { base, routes, amounts, quota } = version
  return [
    { path: 'base', condition: base },
    ...routes.map((route, i) => ({ path: `routes[${i}].condition`, condition: route.condition })),
    ...amounts.flatMap(({ when }, i) => (when === undefined ? [] : [{ path: `amounts[${i}].when`, condition: when }])),
    ...(quota?.kind === 'share'
      ? [
          { path: 'quota.base', condition: quota.base },
          { path: 'quota.guaranteed', condition: quota.guaranteed },
        ]
      : []),
  ]
}

function checkConditions(version: ProgrammeVersion, { areas }: VersionContext): VersionFault[] {
  const faults: VersionFault[] = []
  const byId = new Map<string, string>()
  for (const { path, condition } of conditionsOf(version)) {
    const leaves = leavesOf(condition)
    if (leaves.length === 0) faults.push({ path, text: '没有任何条件，等于没有定义。' })
    for (const leaf of leaves) {
      faults.push(...checkLeaf(leaf, path), ...checkArea(leaf, path, version, areas))
      const body = JSON.stringify(leaf)
      if ((byId.get(leaf.id) ?? body) !== body) faults.push({ path, text: `两个不同的条件用了同一编号“${leaf.id}”。` })
      byId.set(leaf.id, body)
    }
  }
  return faults
}

function checkLeaf(leaf: Leaf, path: string): VersionFault[] {
  const blank = (['met', 'failed', 'unknown'] as const).filter((key) => leaf.text[key].trim() === '')
  const faults = blank.map((key) => ({ path, text: `条件“${leaf.id}”缺少理由文字 ${key}。` }))
  if (leaf.source.trim() === '') faults.push({ path, text: `条件“${leaf.id}”没有写依据条款。` })
  return faults
}

function checkArea(
  leaf: Leaf,
  path: string,
  version: ProgrammeVersion,
  areas: readonly AreaListEntry[],
): VersionFault[] {
  if (leaf.test.op !== 'in-area') return []
  const { list } = leaf.test
  const named = areas.filter(({ id }) => id === list)
  if (named.length === 0) return [{ path, text: `条件“${leaf.id}”用到的名单“${list}”没有定义。` }]
  const covers = named.some(
    (area) =>
      compareTerms(area.effectiveFrom, version.effectiveFrom) <= 0 &&
      (area.effectiveTo === null ||
        (version.effectiveTo !== null && compareTerms(version.effectiveTo, area.effectiveTo) <= 0)),
  )
  return covers || spans(named, version) ? [] : [{ path, text: `名单“${list}”的有效学期没有覆盖本版本的全部学期。` }]
}

/** Several editions of a list that together reach from the first to the last term of the version. */
function spans(areas: readonly AreaListEntry[], version: ProgrammeVersion): boolean {
  const holds = (term: Term) =>
    areas.some(
      ({ effectiveFrom, effectiveTo }) =>
        compareTerms(effectiveFrom, term) <= 0 && (effectiveTo === null || compareTerms(term, effectiveTo) <= 0),
    )
  const open = areas.some(({ effectiveTo }) => effectiveTo === null)
  return holds(version.effectiveFrom) && (version.effectiveTo === null ? open : holds(version.effectiveTo))
}

function checkAmounts({ amounts, amountKind, instalments, funding }: ProgrammeVersion): VersionFault[] {
  const faults: VersionFault[] = []
  const charged = amountKind === 'as-charged'
  if (charged !== (amounts.length === 0)) {
    faults.push({ path: 'amounts', text: charged ? '按收费标准执行的项目不写金额。' : '没有金额。' })
  }
  const pieces = instalments === 'month' ? 20 : instalments === 'term' ? 2 : 1
  amounts.forEach(({ yearFen, when, whenUnknown, parts }, i) => {
    const path = `amounts[${i}]`
    if (yearFen % pieces !== 0) {
      const plan = instalments === 'month' ? '十个月' : '两个学期'
      faults.push({ path: `${path}.yearFen`, text: `${yearFen}分不能平均分到${plan}，请改为${pieces}的倍数。` })
    }
    const sum = parts?.reduce((total, part) => total + part.yearFen, 0)
    if (sum !== undefined && sum !== yearFen) {
      faults.push({ path: `${path}.parts`, text: `各部分合计${sum}分，与总额${yearFen}分不符。` })
    }
    const last = i === amounts.length - 1
    if (last && when !== undefined)
      faults.push({ path: `${path}.when`, text: '最后一档不能有条件，否则有的学生没有金额。' })
    if (!last && when === undefined) faults.push({ path, text: '前面的一档没有条件，后面的档永远用不到。' })
    if (when === undefined && whenUnknown !== undefined) {
      faults.push({ path: `${path}.whenUnknown`, text: '没有条件的一档不能写 whenUnknown。' })
    }
  })
  const percent = funding.reduce((total, share) => total + share.percent, 0)
  if (funding.length > 0 && percent !== 100) {
    faults.push({ path: 'funding', text: `资金来源比例合计${percent}%，应为100%。` })
  }
  return faults
}

function checkQuota({ quota, routes }: ProgrammeVersion): VersionFault[] {
  const competes = routes.some(({ places }) => places === 'quota')
  if (competes && quota === null) return [{ path: 'quota', text: '有名额限制的途径，但没有写名额怎样计算。' }]
  if (!competes && quota !== null) return [{ path: 'quota', text: '写了名额，但没有一条途径受名额限制。' }]
  if (quota?.kind === 'share' && quota.share.numerator > quota.share.denominator) {
    return [{ path: 'quota.share', text: '名额比例超过100%。' }]
  }
  return []
}

function checkPath({ steps }: ProgrammeVersion): VersionFault[] {
  const faults: VersionFault[] = []
  const seen = new Set<string>()
  let furthest = -1
  steps.forEach((step, i) => {
    if (step.owner.trim() === '')
      faults.push({ path: `steps[${i}].owner`, text: `步骤“${step.title}”没有写由谁办理。` })
    if (seen.has(step.id)) faults.push({ path: `steps[${i}].id`, text: `步骤编号“${step.id}”重复。` })
    seen.add(step.id)
    const position = STEP_ORDER.indexOf(step.id)
    if (position >= 0 && position < furthest) {
      faults.push({ path: `steps[${i}]`, text: `步骤“${step.title}”的先后次序与办理流程不符。` })
    }
    furthest = Math.max(furthest, position)
  })
  return faults
}

function checkReferences(version: ProgrammeVersion, { programmes }: VersionContext): VersionFault[] {
  const faults: VersionFault[] = []
  const routeIds = version.routes.map(({ id }) => id)
  if (new Set(routeIds).size !== routeIds.length) faults.push({ path: 'routes', text: '途径编号重复。' })
  version.documents.forEach(({ routes, title }, i) => {
    const unknown = routes?.find((id) => !routeIds.includes(id))
    if (unknown !== undefined) {
      faults.push({ path: `documents[${i}].routes`, text: `材料“${title}”提到的途径“${unknown}”不存在。` })
    }
  })
  version.excludes.forEach(({ programme }, i) => {
    if (!programmes.includes(programme)) {
      faults.push({ path: `excludes[${i}].programme`, text: `不能兼得的项目“${programme}”没有定义。` })
    }
  })
  return faults
}
