import { formatYuan } from '../money.ts'
import { formatTermText } from '../term.ts'
import type { Condition, ProgrammeVersion } from './definition.ts'
import { leavesOf } from './evaluate.ts'
import { unitText, windowText } from './guide-texts.ts'
import { conditionText, leafSentence, type SentenceNames } from './sentences.ts'
import {
  AMOUNT_KIND_LABELS,
  APPLY_PER_LABELS,
  CAP_UNIT_LABELS,
  EXCLUSION_LABELS,
  INSTALMENT_PLAN_LABELS,
  PAYEE_LABELS,
  PROGRAMME_KIND_LABELS,
} from './version-text.ts'

/** One clause of a version in Chinese. `key` is the same for the same clause in another version. */
export type VersionClause = {
  readonly key: string
  readonly section: string
  readonly label: string
  readonly text: string
}

/** A clause that differs: null = it is not there in that version. */
export type ClauseDifference = {
  readonly key: string
  readonly section: string
  readonly label: string
  readonly before: string | null
  readonly after: string | null
}

type Put = (key: string, section: string, label: string, text: string) => void

/** Everything that a version says, clause by clause in a fixed order, with the source of each requirement. */
export function versionClauses(version: ProgrammeVersion, names: SentenceNames = {}): VersionClause[] {
  const clauses: VersionClause[] = []
  const put: Put = (key, section, label, text) => {
    if (text !== '') clauses.push({ key, section, label, text })
  }
  basics(version, put)
  condition('base', '基本条件', version.base, names, put)
  for (const route of version.routes) {
    const places = route.places === 'open' ? '符合即享受' : '名额有限，择优'
    put(`route:${route.id}`, '享受途径', route.title, places)
    condition(`route:${route.id}`, `途径“${route.title}”的条件`, route.condition, names, put)
  }
  money(version, names, put)
  quota(version, names, put)
  procedure(version, names, put)
  return clauses
}

function basics(v: ProgrammeVersion, put: Put): void {
  put('title', '基本信息', '项目名称', v.title)
  put('kind', '基本信息', '资助性质', PROGRAMME_KIND_LABELS[v.kind])
  put('summary', '基本信息', '政策说明', v.summary)
  put('terms', '基本信息', '执行学期', termsText(v))
  put('source', '基本信息', '依据文件', v.sourceDocument)
  put('provisional', '基本信息', '待确认', v.provisional ?? '')
  put('remark', '基本信息', '备注', v.remark ?? '')
}

/** '2025年春季学期起', or from…to. */
export function termsText(v: Pick<ProgrammeVersion, 'effectiveFrom' | 'effectiveTo'>): string {
  const from = formatTermText(v.effectiveFrom)
  return v.effectiveTo === null ? `${from}起` : `${from}至${formatTermText(v.effectiveTo)}`
}

/** The leaves one by one; how they go together is one more clause, so that 且 turned into 或 is seen too. */
function condition(key: string, section: string, c: Condition, names: SentenceNames, put: Put): void {
  const leaves = leavesOf(c)
  const seen = new Set<string>()
  for (const leaf of leaves) {
    if (seen.has(leaf.id)) continue
    seen.add(leaf.id)
    put(`${key}:leaf:${leaf.id}`, section, '条件', `${leafSentence(leaf, false, names)}。出处：${leaf.source}`)
  }
  put(
    `${key}:shape`,
    section,
    '条件之间的关系',
    shape(
      c,
      leaves.map((leaf) => leaf.id),
    ),
  )
}

/** The structure with the leaves as letters: '甲 且（乙 或 丙）'. Stable under other changes of the leaves themselves. */
function shape(c: Condition, ids: readonly string[], inner = false): string {
  if ('not' in c) return `非${shape(c.not, ids, true)}`
  if ('all' in c || 'any' in c) {
    const children = 'all' in c ? c.all : c.any
    const text = children.map((child) => shape(child, ids, true)).join('all' in c ? ' 且 ' : ' 或 ')
    return inner && children.length > 1 ? `（${text}）` : text
  }
  return `条件${ids.indexOf(c.id) + 1}`
}

function money(v: ProgrammeVersion, names: SentenceNames, put: Put): void {
  put('amountText', '资助标准', '标准说明', v.amountText)
  put('amountKind', '资助标准', '金额含义', AMOUNT_KIND_LABELS[v.amountKind])
  v.amounts.forEach((row, index) => {
    const unsure = row.whenUnknown === 'next-row' ? '（情况不明时按下一档）' : ''
    const when = row.when === undefined ? '' : `，适用于${unsure}：\n${conditionText(row.when, names)}`
    put(
      `amount:${row.title ?? index}`,
      '资助标准',
      row.title ?? '金额',
      `${formatYuan(row.yearFen)}元${partsText(row)}${when}`,
    )
  })
  put('instalments', '资助标准', '发放方式', INSTALMENT_PLAN_LABELS[v.instalments])
  put('payee', '资助标准', '发给', PAYEE_LABELS[v.payee])
  put('funding', '资助标准', '资金来源', v.funding.map((f) => `${f.source}${f.percent}%`).join('、'))
}

function partsText(row: ProgrammeVersion['amounts'][number]): string {
  const parts = (row.parts ?? []).map((part) => `${part.title}${formatYuan(part.yearFen)}元`)
  const unsure = row.provisional === undefined ? '' : `（待确认：${row.provisional}）`
  return `${parts.length > 0 ? `（${parts.join(' + ')}）` : ''}${unsure}`
}

function quota({ quota: q }: ProgrammeVersion, names: SentenceNames, put: Put): void {
  if (q === null) return
  put('quota', '名额', '名额说明', `${q.title}。出处：${q.source}`)
  if (q.kind === 'cap') {
    put('quota:places', '名额', '名额数', `${CAP_UNIT_LABELS[q.unit]}${q.approximate ? '约' : ''}${q.places}名`)
    return
  }
  put('quota:share', '名额', '比例', `${(q.share.numerator * 100) / q.share.denominator}%（按学校计算，舍去小数）`)
  put('quota:base', '名额', '计算基数', conditionText(q.base, names))
  put('quota:guaranteed', '名额', '优先保障', conditionText(q.guaranteed, names))
}

function procedure(v: ProgrammeVersion, names: SentenceNames, put: Put): void {
  put('window', '申请与办理', '申请时间', windowText(v.window))
  put('applyTo', '申请与办理', '受理单位', unitText(v.applyTo))
  put('applyPer', '申请与办理', '申请次数', APPLY_PER_LABELS[v.applyPer])
  v.documents.forEach((d) => {
    put(`document:${d.id}`, '申请与办理', '申请材料', `${d.title}（${d.required ? '必交' : '选交'}）`)
  })
  v.steps.forEach((s, index) => {
    put(`step:${s.id}`, '办理步骤', `第${index + 1}步`, `${s.title}（${s.owner}）`)
  })
  put('departments', '申请与办理', '实施部门', v.departments.join('、'))
  for (const r of v.rejectionReasons) put(`reason:${r.code}`, '不予资助的理由', '理由', r.text)
  for (const e of v.excludes) {
    const other = names.programmes?.[e.programme] ?? e.programme
    put(`exclude:${e.programme}`, '不能同时享受', other, `${EXCLUSION_LABELS[e.scope]}内，${e.text}。出处：${e.source}`)
  }
}

/** What changed from one version to another, clause by clause; the order of `after`, removed clauses where they stood. */
export function compareVersions(
  before: ProgrammeVersion,
  after: ProgrammeVersion,
  names: SentenceNames = {},
): ClauseDifference[] {
  const old = versionClauses(before, names)
  const now = versionClauses(after, names)
  const oldByKey = new Map(old.map((c) => [c.key, c]))
  const nowKeys = new Set(now.map((c) => c.key))
  const found: ClauseDifference[] = []
  for (const { key, section, label, text } of now) {
    const was = oldByKey.get(key)
    if (was?.text !== text) found.push({ key, section, label, before: was?.text ?? null, after: text })
  }
  for (const c of old) {
    if (nowKeys.has(c.key)) continue
    const gone = { key: c.key, section: c.section, label: c.label, before: c.text, after: null }
    const sections = found.map((d) => d.section)
    const at = sections.lastIndexOf(c.section)
    if (at < 0) found.push(gone)
    else found.splice(at + 1, 0, gone)
  }
  return found
}
