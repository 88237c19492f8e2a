import { FACT_RANGES, FACT_VALUE_LABELS, FACT_YES_NO } from '../fact-values.ts'
import { FACT_LABELS, type FactPath } from '../facts.ts'
import type { Condition, Leaf, Test } from './definition.ts'

/** Chinese names of codes that only a region knows; a code without a name is written as it is. */
export type SentenceNames = {
  /** Titles of area lists by id. */
  readonly areas?: Readonly<Record<string, string>>
  /** Titles of programmes by code, for 已享受项目. */
  readonly programmes?: Readonly<Record<string, string>>
  /** Any other code: counties, towns, ethnic groups, majors. */
  readonly codes?: Readonly<Record<string, string>>
}

/**
 * One line of a condition in Chinese. A `group` line introduces the lines one `depth` below it; a `leaf` line is one
 * requirement, with the id and the clause (`source`) of its leaf.
 */
export type ConditionSentence = {
  readonly depth: number
  readonly kind: 'group' | 'leaf'
  readonly text: string
  readonly leaf?: string
  readonly source?: string
}

/**
 * A condition as Chinese sentences, made from its tests (not from the leaves' own texts), in written order and nested by
 * `depth`. Negations are carried down to the requirements ("不" stands in the sentence), groups with one member vanish.
 */
export function conditionSentences(condition: Condition, names: SentenceNames = {}): ConditionSentence[] {
  const lines: ConditionSentence[] = []
  write(condition, false, 0, names, lines)
  return lines
}

/** {@link conditionSentences} as plain text, one line each, two full-width spaces a level. */
export function conditionText(condition: Condition, names: SentenceNames = {}): string {
  return conditionSentences(condition, names)
    .map(({ depth, text }) => `${'　　'.repeat(depth)}${text}`)
    .join('\n')
}

function write(
  condition: Condition,
  negated: boolean,
  depth: number,
  names: SentenceNames,
  lines: ConditionSentence[],
): void {
  if ('not' in condition) {
    write(condition.not, !negated, depth, names, lines)
    return
  }
  if (!('all' in condition) && !('any' in condition)) {
    const text = leafSentence(condition, negated, names)
    lines.push({ depth, kind: 'leaf', text, leaf: condition.id, source: condition.source })
    return
  }
  const every = 'all' in condition !== negated
  const members = membersOf(condition, negated, every)
  const only = members.length === 1 ? members[0] : undefined
  if (only !== undefined) {
    write(only.condition, only.negated, depth, names, lines)
    return
  }
  if (members.length === 0) {
    lines.push({ depth, kind: 'group', text: every ? '没有其他条件' : '没有列出任何条件，不会有人符合' })
    return
  }
  lines.push({ depth, kind: 'group', text: every ? '同时满足以下各项：' : '满足以下任意一项：' })
  for (const member of members) write(member.condition, member.negated, depth + 1, names, lines)
}

type Member = { readonly condition: Condition; readonly negated: boolean }

/** Members of a group; directly nested groups that ask the same (all or any, after negation) read better as one list. */
function membersOf(condition: Condition, negated: boolean, every: boolean): Member[] {
  if ('not' in condition) return membersOf(condition.not, !negated, every)
  if (!('all' in condition) && !('any' in condition)) return [{ condition, negated }]
  if (('all' in condition !== negated) !== every) return [{ condition, negated }]
  const members: Member[] = []
  for (const child of 'all' in condition ? condition.all : condition.any) {
    members.push(...membersOf(child, negated, every))
  }
  return members
}

/** One requirement in Chinese, e.g. 学籍状态为在籍; `negated` = its opposite. Cases left to a person are named. */
export function leafSentence(leaf: Leaf, negated = false, names: SentenceNames = {}): string {
  const sentence = testSentence(leaf.fact, leaf.test, negated, names)
  if (leaf.verify === undefined) return sentence
  if (leaf.verify === 'otherwise') return `${sentence}（其他情形由工作人员核实）`
  return `${sentence}（${valuesOf(leaf.fact, leaf.verify, names).join('、')}由工作人员核实）`
}

function testSentence(fact: FactPath, test: Test, negated: boolean, names: SentenceNames): string {
  const label = FACT_LABELS[fact]
  const not = negated ? '不' : ''
  switch (test.op) {
    case 'is': {
      const pair = FACT_YES_NO[fact]
      if (typeof test.value === 'boolean' && pair !== undefined) return pair[test.value !== negated ? 0 : 1]
      if (typeof test.value === 'boolean') return `${label}：${test.value !== negated ? '是' : '否'}`
      if (typeof test.value === 'number') return betweenSentence(fact, test.value, test.value, negated)
      return `${label}${not}为${valuesOf(fact, [test.value], names).join('')}`
    }
    case 'in':
      return `${label}${not}为${listOf(valuesOf(fact, test.values, names), '或')}`
    case 'between':
      return betweenSentence(fact, test.min, test.max, negated)
    case 'has-any': {
      const items = valuesOf(fact, test.values, names)
      if (negated) return `${label}中没有${listOf(items, '、')}`
      return items.length === 1 ? `${label}中有${items[0]}` : `${label}中有以下任意一项：${items.join('、')}`
    }
    case 'in-area':
      return `${label}${not}在${inQuotes(names.areas?.[test.list] ?? test.list)}名单内`
  }
}

const inQuotes = (title: string): string => (title.indexOf('“') >= 0 ? title : `“${title}”`)

function valuesOf(fact: FactPath, values: readonly string[], names: SentenceNames): string[] {
  const own = fact === 'holds' ? names.programmes : (FACT_VALUE_LABELS[fact] ?? names.codes)
  return values.map((value) => own?.[value] ?? value)
}

function listOf(items: readonly string[], last: string): string {
  if (items.length < 2) return items.join('')
  return `${items.slice(0, -1).join('、')}${last}${items[items.length - 1]}`
}

/** Bounds at the edge of what the fact can be are not worth a word: 成绩排名百分比不超过5%. */
function betweenSentence(fact: FactPath, min: number, max: number, negated: boolean): string {
  const label = FACT_LABELS[fact].replace(/（年）$/, '')
  const range = FACT_RANGES[fact]
  const unit = range?.unit ?? ''
  const low = range !== undefined && min <= range.min
  const high = range !== undefined && max >= range.max
  if (min === max) return `${label}${negated ? '不' : ''}为${min}${unit}`
  if (low && high) return negated ? `${label}不会有符合的取值` : `${label}不限，但要登记`
  if (low) return negated ? `${label}高于${max}${unit}` : `${label}不超过${max}${unit}`
  if (high) return negated ? `${label}低于${min}${unit}` : `${label}不低于${min}${unit}`
  return `${label}${negated ? '不' : ''}在${min}至${max}${unit}之间`
}
