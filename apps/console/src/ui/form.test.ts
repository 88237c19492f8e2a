import { describe, expect, it } from 'vitest'
import { describeCurrent } from './conflict.ts'
import { choiceOf, countOf, type Field, fenOf, mapProblems, validate } from './form.ts'

const fields: Field[] = [
  { kind: 'text', name: 'name', label: '姓名', required: true, max: 4 },
  { kind: 'money', name: 'amountFen', label: '金额', required: true },
  { kind: 'number', name: 'n', label: '名额' },
  { kind: 'checks', name: 'list', label: '项目', required: true, options: [] },
  { kind: 'check', name: 'ok', label: '已核对', required: true },
]

describe('validate', () => {
  it('names what is missing in the words of the label', () => {
    expect(validate(fields, { name: ' ', list: [], ok: false })).toEqual({
      name: '请填写「姓名」',
      amountFen: '请填写「金额」',
      list: '请选择「项目」',
      ok: '请勾选「已核对」',
    })
  })
  it('refuses unclear numbers and too long texts', () => {
    const errors = validate(fields, { name: '欧阳建国华', amountFen: '1e3', n: '3.5', list: ['a'], ok: true })
    expect(Object.keys(errors)).toEqual(['name', 'amountFen', 'n'])
  })
  it('reads full-width digits', () => {
    expect(countOf({ n: '２４０' }, 'n')).toBe(240)
    expect(fenOf({ a: '１１５０' }, 'a')).toBe(115000)
    expect(choiceOf({ c: 'x' }, 'c', ['a', 'b'])).toBeUndefined()
  })
})

describe('mapProblems', () => {
  it('puts JSON pointers to their fields and keeps the others for the summary', () => {
    expect(
      mapProblems(fields, [
        { path: '/body/name', text: 'a' },
        { path: '/list/0', text: 'b' },
        { path: '/other', text: 'c' },
      ]),
    ).toEqual({
      name: 'a',
      list: 'b',
      ':/other': 'c',
    })
  })
})

describe('describeCurrent', () => {
  it('shows what a person understands and hides the rest', () => {
    expect(
      describeCurrent({ id: 'x', status: 'reviewed', statusTitle: '待评审', totalFen: 115000, revision: 3 }),
    ).toEqual([
      ['当前状态', '待评审'],
      ['合计（元）', '1,150.00'],
    ])
    expect(describeCurrent(null)).toEqual([])
  })
})
