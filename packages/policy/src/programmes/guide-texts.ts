import type { ApplicationUnit, ApplicationWindow, StageGroup } from './definition.ts'

/** 学段 as the rows of a policy card are headed, in the order of a card. */
export const STAGE_GROUP_LABELS: Readonly<Record<StageGroup, string>> = {
  preschool: '学前教育',
  compulsory: '义务教育',
  'general-high': '普通高中教育',
  vocational: '中等职业教育',
  undergraduate: '专本科教育',
  postgraduate: '研究生教育',
}

const UNIT_TEXTS: Readonly<Record<ApplicationUnit, string>> = {
  school: '就读学校',
  'former-school': '毕业的高中学校',
  'home-township': '户籍地乡镇（街道）',
  'home-township-school': '户籍地乡镇的学校',
  'county-authority': '县级教育部门',
  none: '不用申请',
}

/** Where to apply, in words. */
export function unitText(unit: ApplicationUnit): string {
  return UNIT_TEXTS[unit]
}

/** When to apply, in words. */
export function windowText(window: ApplicationWindow): string {
  return window.kind === 'after-registration' ? `开学注册后${window.workingDays}个工作日内` : window.text
}
