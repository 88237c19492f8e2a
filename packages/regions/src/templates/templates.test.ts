import { determine, isTerm, type StudentFacts } from '@zhuxue/policy'
import { describe, expect, it } from 'vitest'
import { fillTemplate, PROGRAMME_TEMPLATES, type ProgrammeTemplate } from '../index.ts'

const template = (id: string): ProgrammeTemplate => {
  const found = PROGRAMME_TEMPLATES.find((one) => one.id === id)
  if (found === undefined) throw new Error(id)
  return found
}
const VALUES = {
  code: 'school-winter-grant',
  title: '寒冬助学金',
  summary: '资助家庭经济困难学生过冬。',
  region: '530111',
  from: '2026-autumn',
  source: '官渡职业中专资助管理办法（2026）',
  places: 40,
  amount: 800,
}
const problems = (id: string, values: object) => {
  const result = fillTemplate(template(id), { ...VALUES, ...values })
  return result.ok ? [] : result.problems
}

describe('学校资助 and 社会资助 without code', () => {
  it('knows the five forms of the guide for both', () => {
    expect(PROGRAMME_TEMPLATES.map(({ title }) => title)).toEqual([
      '学校奖学金',
      '学校助学金',
      '学校学费减免',
      '学校勤工助学',
      '学校特殊困难补助',
      '社会奖学金',
      '社会助学金',
      '社会学费减免',
      '社会勤工助学',
      '社会特殊困难补助',
    ])
  })

  for (const one of PROGRAMME_TEMPLATES) {
    it(`${one.title} makes a sound version`, () => {
      const result = fillTemplate(one, one.kind === 'social' ? { ...VALUES, donor: '昆明市某慈善会' } : VALUES)
      expect(result.ok ? [] : result.problems).toEqual([])
      if (!result.ok) return
      const { version } = result
      expect(version.kind).toBe(one.kind)
      expect(isTerm(version.effectiveFrom)).toBe(true)
      expect(version.amountText).toContain('800元')
      expect(version.amounts[0]?.yearFen).toBe(one.id.endsWith('work-study') ? 800_000 : 80_000)
      expect(version.funding.map(({ source }) => source).join()).toContain(one.kind === 'social' ? '慈善会' : '学校')
      expect(JSON.stringify(version)).not.toMatch(/"blank"|\{[a-z]+\}/i)
    })
  }

  it('decides by the levels and grades that the school chose', () => {
    const result = fillTemplate(template('school-grant'), { ...VALUES, levels: ['severe'], gradeFrom: 2, gradeTo: 3 })
    if (!result.ok) throw new Error(result.problems[0]?.text)
    const student: StudentFacts = {
      studentId: 'S',
      rollStatus: 'on-roll',
      studyMode: 'full-time',
      atSchool: true,
      stage: 'vocational-high',
      grade: 2,
      hardship: 'severe',
    }
    const outcome = (facts: object) => determine(result.version, { ...student, ...facts }, {}).outcome
    expect([outcome({}), outcome({ hardship: 'mild' }), outcome({ grade: 1 }), outcome({ hardship: null })]).toEqual([
      'competes',
      'not-eligible',
      'not-eligible',
      'to-verify',
    ])
  })

  it('leaves the notice out where the school says so', () => {
    const steps = (publicity: boolean) => {
      const result = fillTemplate(template('social-scholarship'), { ...VALUES, donor: '某企业', publicity })
      return result.ok ? result.version.steps.map(({ id }) => id) : []
    }
    expect(steps(true)).toContain('public-notice')
    expect(steps(false)).not.toContain('public-notice')
  })

  it('names the field of each problem', () => {
    expect(problems('school-grant', { title: '' })).toEqual([{ field: 'title', text: '请填写项目名称。' }])
    expect(problems('school-grant', { amount: 0.5 })[0]).toMatchObject({ field: 'amount' })
    expect(problems('school-grant', { from: '2026' })[0]).toMatchObject({ field: 'from' })
    expect(problems('school-grant', { code: 'Winter Grant' })[0]).toMatchObject({ field: 'code' })
    expect(problems('school-grant', { levels: [] })[0]).toMatchObject({ field: 'levels' })
    expect(problems('social-grant', {})).toEqual([{ field: 'donor', text: '请填写出资方。' }])
    expect(problems('school-grant', { colour: 'red' })[0]).toMatchObject({ field: 'colour' })
    expect(problems('school-grant', { gradeFrom: 3, gradeTo: 1 })[0]).toMatchObject({ field: 'gradeFrom' })
    expect(problems('school-grant', { to: '2025-autumn' })[0]).toMatchObject({
      field: 'to',
      text: expect.stringContaining('早于'),
    })
    expect(problems('school-grant', { title: '', places: 0 }).map(({ field }) => field)).toEqual(['title', 'places'])
  })
})
