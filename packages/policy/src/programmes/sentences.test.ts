import { expect, test } from 'vitest'
import type { FactPath } from '../facts.ts'
import type { Condition, Leaf, Test } from './definition.ts'
import { conditionSentences, conditionText, leafSentence } from './sentences.ts'

function leaf(fact: FactPath, test: Test, verify?: Leaf['verify']): Leaf {
  const text = { met: '符合', failed: '不符合', unknown: '不清楚' }
  return { id: `x.${fact}`, fact, test, text, source: '条款', ...(verify === undefined ? {} : { verify }) }
}
const say = (fact: FactPath, test: Test, negated = false) => leafSentence(leaf(fact, test), negated)

test('each kind of test reads as Chinese, and so does its opposite', () => {
  expect(say('rollStatus', { op: 'is', value: 'on-roll' })).toBe('学籍状态为在籍')
  expect(say('rollStatus', { op: 'is', value: 'on-roll' }, true)).toBe('学籍状态不为在籍')
  expect(say('major.agriculture', { op: 'is', value: true })).toBe('所学专业是涉农专业')
  expect(say('major.agriculture', { op: 'is', value: true }, true)).toBe('所学专业不是涉农专业')
  expect(say('major.performing', { op: 'is', value: false })).toBe('所学专业不是艺术类表演专业')
  expect(say('hukou.areaType', { op: 'in', values: ['county-seat', 'town', 'rural'] })).toBe(
    '户籍地类别为县城、镇或乡村',
  )
  expect(say('grade', { op: 'between', min: 1, max: 3 })).toBe('年级不超过3年级')
  expect(say('grade', { op: 'between', min: 2, max: 12 })).toBe('年级不低于2年级')
  expect(say('grade', { op: 'between', min: 2, max: 12 }, true)).toBe('年级低于2年级')
  expect(say('grade', { op: 'between', min: 2, max: 3 })).toBe('年级在2至3年级之间')
  expect(say('ranking.percent', { op: 'between', min: 0, max: 5 })).toBe('成绩排名百分比不超过5%')
  expect(say('household.registers', { op: 'has-any', values: ['dibao'] })).toBe('家庭登记类别中有最低生活保障')
  expect(say('household.registers', { op: 'has-any', values: ['dibao', 'orphan'] }, true)).toBe(
    '家庭登记类别中没有最低生活保障、孤儿',
  )
})

test('lists, programmes and codes take their names from the region', () => {
  const area = leaf('hukou.county', { op: 'in-area', list: 'contiguous-poor' })
  expect(leafSentence(area, false, { areas: { 'contiguous-poor': '连片特困地区' } })).toBe(
    '户籍所在县（市、区）在“连片特困地区”名单内',
  )
  const holds = leaf('holds', { op: 'has-any', values: ['yulu'] })
  expect(leafSentence(holds, true, { programmes: { yulu: '雨露计划' } })).toBe('本学年已享受的项目中没有雨露计划')
  const county = leaf('hukou.county', { op: 'in', values: ['530113', '530129'] })
  expect(leafSentence(county, false, { codes: { '530113': '东川区' } })).toBe('户籍所在县（市、区）为东川区或530129')
})

test('what the rule leaves to a person is said', () => {
  expect(leafSentence(leaf('nationality', { op: 'is', value: 'CN' }, 'otherwise'))).toBe(
    '国籍为中国（其他情形由工作人员核实）',
  )
  expect(leafSentence(leaf('stage', { op: 'in', values: ['vocational-high'] }, ['technician-college']))).toBe(
    '学校类别和学段为职业高中（技师学院由工作人员核实）',
  )
})

test('groups nest, negation is carried down (De Morgan), single groups vanish', () => {
  const a = leaf('boarding', { op: 'is', value: true })
  const b = leaf('major.opera', { op: 'is', value: true })
  const c = leaf('atSchool', { op: 'is', value: true })
  const condition: Condition = { all: [{ all: [c] }, { not: { any: [a, b] } }] }
  expect(conditionText(condition)).toBe('同时满足以下各项：\n　　在校就读\n　　不寄宿\n　　所学专业不是戏曲表演')
  expect(conditionText({ not: { all: [a, b] } })).toBe('满足以下任意一项：\n　　不寄宿\n　　所学专业不是戏曲表演')
  expect(conditionSentences({ all: [{ any: [a] }] })).toEqual([
    { depth: 0, kind: 'leaf', text: '寄宿', leaf: 'x.boarding', source: '条款' },
  ])
  expect(conditionText({ all: [] })).toBe('没有其他条件')
  expect(conditionText({ any: [] })).toBe('没有列出任何条件，不会有人符合')
})
