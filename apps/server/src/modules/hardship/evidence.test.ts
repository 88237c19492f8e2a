import { describe, expect, test } from 'vitest'
import { type HardshipInput, modelAnswers, modelProposal } from './evidence.ts'

const nothing: HardshipInput = { answers: null, hasProof: false, registers: [], areaType: null, thresholds: null }
const dibao = { register: 'dibao', source: 'department-match', document: '民政比对2026年8月' } as const

describe('the model’s proposal', () => {
  test('knows nothing without a form: no points, and every open item is named for the teacher', () => {
    const p = modelProposal(nothing)
    expect([p.level, p.score]).toEqual(['none', 0])
    expect(p.evidence.every((e) => e.points === null)).toBe(true)
    expect(p.evidence.map((e) => e.item)).toContain('家庭成员医疗负担')
    // 学生消费数据默认不采集
    expect(p.evidence.map((e) => e.item)).not.toContain('日常消费情况')
  })

  test('a register confirmed by a department means 特别困难, with its source as evidence', () => {
    const p = modelProposal({ ...nothing, registers: [dibao] })
    expect(p.level).toBe('severe')
    expect(p.evidence[0]).toEqual({ item: '城乡低保', text: '部门比对：民政比对2026年8月', points: null })
  })

  test('a group that is only ticked does not count until papers are there', () => {
    const answers = { specialGroups: ['dibao' as const] }
    const claimed = modelProposal({ ...nothing, answers })
    expect([claimed.level, claimed.evidence[0]?.text]).toEqual(['none', '本人填报，未上传材料，未计入，请核实'])
    expect(modelProposal({ ...nothing, answers, hasProof: true }).level).toBe('severe')
    const reported = { ...dibao, source: 'self-reported' } as const
    expect(modelProposal({ ...nothing, registers: [reported] }).level).toBe('none')
  })

  test('reads the form’s words into the model’s options; what it does not understand stays open', () => {
    const member = { name: '李', relation: '父亲', age: 50, occupation: '', yearIncomeYuan: null, health: '' }
    const answers = {
      studentsInFamily: 3,
      dependants: 1,
      unemployed: 1,
      illness: '母亲肾透析，欠债8万元',
      disaster: '房屋倒塌',
      accident: '无',
      members: [
        { ...member, occupation: '在家务农', health: '二级残疾' },
        { ...member, relation: '母亲', occupation: '教书匠学徒', health: '不详' },
      ],
    }
    expect(modelAnswers({ ...nothing, answers, areaType: 'county-seat' })).toEqual({
      'father-work': 'farming',
      'father-labour': 'lost',
      'mother-work': 'stable',
      'other-members': 'one',
      medical: 'critical',
      disaster: 'total',
      misfortune: 'income-loss',
      place: 'town',
      studying: 'more',
    })
  })

  test('a text that was answered with nothing is an answer, a question left out is not', () => {
    expect(modelAnswers({ ...nothing, answers: { illness: '无' } })).toEqual({ medical: 'none' })
    expect(modelAnswers({ ...nothing, answers: {} })).toEqual({})
  })
})
