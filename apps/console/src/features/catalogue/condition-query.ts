import { type Condition, FACT_LABELS, type FactPath, type Leaf, leafSentence, opsFor, type Test } from '@zhuxue/policy'
import type { RuleGroupType, RuleType } from 'react-querybuilder'

/** What one row of the builder holds besides fact and operator. `auto`: the three texts still follow the test. */
export interface LeafValue {
  readonly test: Test
  readonly text: Leaf['text']
  readonly source: string
  readonly leafId: string
  readonly verify?: Leaf['verify']
  readonly auto?: boolean
}

const isLeaf = (c: Condition): c is Leaf => 'fact' in c

/** A condition as the builder's tree; negation becomes the "not" of a group. */
export function toQuery(c: Condition): RuleGroupType {
  if (isLeaf(c)) return { combinator: 'and', rules: [toRule(c)] }
  if ('not' in c) {
    const inner = toQuery(c.not)
    return { ...inner, not: !inner.not }
  }
  const children = 'all' in c ? c.all : c.any
  return {
    combinator: 'all' in c ? 'and' : 'or',
    rules: children.map((child) => (isLeaf(child) ? toRule(child) : toQuery(child))),
  }
}

function toRule(leaf: Leaf): RuleType {
  const { test, text, source, verify } = leaf
  const value: LeafValue = { test, text, source, leafId: leaf.id, ...(verify === undefined ? {} : { verify }) }
  return { field: leaf.fact, operator: test.op, value }
}

/** The builder's tree as a condition. */
export function fromQuery(group: RuleGroupType): Condition {
  const children = group.rules.flatMap((rule): Condition[] => {
    if (typeof rule === 'string') return []
    return 'rules' in rule ? [fromQuery(rule)] : [fromRule(rule)]
  })
  const inner: Condition = group.combinator === 'or' ? { any: children } : { all: children }
  return group.not ? { not: inner } : inner
}

function fromRule(rule: RuleType): Leaf {
  const value = leafValue(rule)
  return {
    id: value.leafId,
    fact: rule.field as FactPath,
    test: value.test,
    text: value.text,
    source: value.source,
    ...(value.verify === undefined ? {} : { verify: value.verify }),
  }
}

/** The row's value, brought in line with its operator: another way of comparing begins with an empty comparison. */
export function leafValue(rule: RuleType): LeafValue {
  const value = rule.value as LeafValue
  if (value.test.op === rule.operator) return value
  return withTexts(rule.field as FactPath, { ...value, test: emptyTest(rule.operator as Test['op']) })
}

function emptyTest(op: Test['op']): Test {
  switch (op) {
    case 'is':
      return { op, value: true }
    case 'between':
      return { op, min: 1, max: 1 }
    case 'in-area':
      return { op, list: '' }
    case 'in':
    case 'has-any':
      return { op, values: [] }
  }
}

/** The texts of a requirement made from its test, until somebody writes her own. */
export function withTexts(fact: FactPath, value: LeafValue): LeafValue {
  if (value.auto !== true) return value
  const leaf: Leaf = { id: value.leafId, fact, test: value.test, text: value.text, source: value.source }
  const text = {
    met: leafSentence(leaf).slice(0, 200),
    failed: leafSentence(leaf, true).slice(0, 200),
    unknown: `“${FACT_LABELS[fact]}”还没有登记，请学校核实`,
  }
  return { ...value, text }
}

/** A new row for a fact. */
export function newValue(fact: FactPath): LeafValue {
  const op = opsFor(fact)[0] ?? 'is'
  const leafId = `own.${crypto.randomUUID().slice(0, 8)}`
  return withTexts(fact, {
    test: emptyTest(op),
    text: { met: '', failed: '', unknown: '' },
    source: '',
    leafId,
    auto: true,
  })
}
