import type { ProgrammeVersion, QuotaRule } from './definition.ts'
import { conditionText, type SentenceNames } from './sentences.ts'
import { AMOUNT_KIND_LABELS, CAP_UNIT_LABELS, EXCLUSION_LABELS, INSTALMENT_PLAN_LABELS } from './version-text.ts'

/**
 * Everything that decides in a version, as Chinese text: conditions, routes, amounts, quota, exclusions, period. Two
 * versions decide alike exactly when their texts (without title lines) are alike; people read and approve it.
 */
export function programmeText(version: ProgrammeVersion, names: SentenceNames = {}): string {
  const amounts = version.amounts.map(({ yearFen, title, when, whenUnknown }) => {
    const open = whenUnknown === 'next-row' ? '（不清楚时按下一档）' : ''
    return `${yearFen / 100}元${title === undefined ? '' : `（${title}）`}${open}：${when === undefined ? '其余情形' : `\n${conditionText(when, names)}`}`
  })
  return [
    `${version.title}（${version.version}，${version.effectiveFrom} 至 ${version.effectiveTo ?? '今'}）`,
    `依据：${version.sourceDocument}`,
    ...(version.provisional === undefined ? [] : [`待确认：${version.provisional}`]),
    '一、基本条件',
    conditionText(version.base, names),
    '二、途径（满足任意一种）',
    ...version.routes.map(
      ({ id, title, places, condition }, n) =>
        `（${n + 1}）${title}（${id}，${places === 'open' ? '直接享受' : '名额内评审'}）\n${conditionText(condition, names)}`,
    ),
    `三、标准：${version.amountText}（${INSTALMENT_PLAN_LABELS[version.instalments]}，${AMOUNT_KIND_LABELS[version.amountKind]}）`,
    ...amounts,
    ...(version.quota === null ? [] : [quotaText(version.quota, names)]),
    ...version.excludes.map(
      ({ programme, scope, text }) =>
        `互斥：${names.programmes?.[programme] ?? programme}（${EXCLUSION_LABELS[scope]}）${text}`,
    ),
  ].join('\n')
}

function quotaText(quota: QuotaRule, names: SentenceNames): string {
  if (quota.kind === 'cap') {
    return `四、名额：${quota.title}（${CAP_UNIT_LABELS[quota.unit]}${quota.approximate === true ? '约' : ''}${quota.places}个）`
  }
  const { numerator, denominator } = quota.share
  return [
    `四、名额：${quota.title}（${numerator}/${denominator}，舍去小数，主管部门下达的优先）`,
    `名额基数：\n${conditionText(quota.base, names)}`,
    `优先安排：\n${conditionText(quota.guaranteed, names)}`,
  ].join('\n')
}
