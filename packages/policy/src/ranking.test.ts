import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  decideHardship,
  HARDSHIP_LEVELS,
  HARDSHIP_MODEL_V1,
  proposeHardship,
  type RankCandidate,
  rankWithinQuota,
  tieHash,
} from './index.ts'

const candidate = fc.record({
  guaranteed: fc.boolean(),
  level: fc.constantFrom(...HARDSHIP_LEVELS),
  score: fc.option(fc.integer({ min: 0, max: 100 })),
  registerCount: fc.nat(3),
  submittedAt: fc.integer({ min: 0, max: 3 }),
})
const candidates = fc
  .array(candidate, { maxLength: 40 })
  .map((list): RankCandidate[] => list.map((entry, index) => ({ ...entry, applicationId: `a${index}` })))

describe('ranking', () => {
  it('does not depend on the order of the input, fills at most the places, drops no guaranteed one', () => {
    fc.assert(
      fc.property(candidates, fc.nat(45), fc.nat(1000), (list, places, seed) => {
        const result = rankWithinQuota(list, places)
        const shuffled = list
          .slice()
          .sort((a, b) => tieHash(`${seed}${a.applicationId}`) - tieHash(`${seed}${b.applicationId}`))
        expect(rankWithinQuota(shuffled, places)).toMatchObject({ ok: result.ok })
        const guaranteed = list.filter((entry) => entry.guaranteed).length
        expect(result.ok).toBe(guaranteed <= places)
        if (!result.ok) {
          expect(result.code).toBe('guaranteed-exceed-quota')
          return
        }
        expect(rankWithinQuota(shuffled, places)).toEqual(result)
        const selected = result.list.filter((entry) => entry.selected)
        expect(selected.length).toBeLessThanOrEqual(places)
        expect(result.list.filter(({ group }) => group === 'guaranteed').every((entry) => entry.selected)).toBe(true)
        expect(result.list.filter(({ group }) => group === 'outside').some((entry) => entry.selected)).toBe(false)
        expect(result.list.map(({ applicationId }) => applicationId).sort()).toEqual(
          list.map((c) => c.applicationId).sort(),
        )
      }),
    )
  })

  it('orders by level, score, registers, time', () => {
    const make = (applicationId: string, over: Partial<RankCandidate>): RankCandidate => ({
      applicationId,
      guaranteed: false,
      level: 'moderate',
      score: 50,
      registerCount: 0,
      submittedAt: 10,
      ...over,
    })
    const result = rankWithinQuota(
      [
        make('late', { submittedAt: 11 }),
        make('mild', { level: 'mild', score: 99 }),
        make('listed', { registerCount: 2 }),
        make('early', { submittedAt: 9 }),
        make('severe', { level: 'severe', score: 1 }),
        make('first', { guaranteed: true, level: null, score: null }),
        make('scored', { score: 51 }),
        make('none', { level: 'none' }),
      ],
      6,
    )
    if (!result.ok) throw new Error(result.text)
    expect(result.list.map(({ applicationId }) => applicationId)).toEqual([
      'first',
      'severe',
      'scored',
      'listed',
      'early',
      'late',
      'mild',
      'none',
    ])
    expect(result.list.map(({ selected }) => selected)).toEqual([true, true, true, true, true, true, false, false])
    expect(result.list[6]?.reason).toBe('第7位：认定为一般困难，评分99分，名额共6个，本次未能列入。')
  })

  it('blocks instead of guessing', () => {
    const base = { guaranteed: false, score: null, registerCount: 0, submittedAt: 0 }
    expect(rankWithinQuota([{ ...base, applicationId: 'x', level: null }], 3)).toMatchObject({
      code: 'level-missing',
      applicationIds: ['x'],
    })
    const twice = { ...base, applicationId: 'x', level: 'mild' } as const
    expect(rankWithinQuota([twice, twice], 3)).toMatchObject({ code: 'duplicate-application' })
  })
})

describe('hardship', () => {
  it('has factors that make 100 points', () => {
    expect(HARDSHIP_MODEL_V1.items.reduce((sum, { max }) => sum + max, 0)).toBe(100)
    for (const { options, max, id } of HARDSHIP_MODEL_V1.items) {
      expect(Math.max(...options.map(({ points }) => points)), id).toBe(max)
      expect(Math.min(...options.map(({ points }) => points)), id).toBe(0)
    }
  })

  it('proposes severe for special groups and by thresholds otherwise, with evidence', () => {
    expect(proposeHardship({ groups: ['orphan'], answers: {} }).level).toBe('severe')
    const worst = Object.fromEntries(
      HARDSHIP_MODEL_V1.items.map((item) => [item.id, item.options.find((o) => o.points === item.max)?.id ?? '']),
    )
    expect(proposeHardship({ groups: [], answers: worst })).toMatchObject({
      score: 100,
      level: 'severe',
      unanswered: [],
    })
    const scored = proposeHardship({
      groups: [],
      answers: { 'father-work': 'farming', medical: 'critical', disaster: 'total', place: 'rural' },
    })
    expect(scored).toMatchObject({ score: 26, level: 'mild' })
    expect(scored.evidence.find(({ item }) => item === 'medical')).toMatchObject({
      points: 10,
      answer: '有重特大疾病，负债治疗',
    })
    expect(scored.unanswered).not.toContain('consumption')
    expect(scored.text).toContain('还有9项没有填写')
    expect(() => proposeHardship({ groups: [], answers: { medical: 'nonsense' } })).toThrow(RangeError)
  })

  it('lets a person move it by one level with a reason', () => {
    expect(decideHardship('moderate', 'moderate', '')).toEqual({ ok: true, level: 'moderate', changed: false })
    expect(decideHardship('moderate', 'severe', '家访发现母亲近期住院')).toMatchObject({ ok: true, level: 'severe' })
    expect(decideHardship('moderate', 'severe', '可以')).toMatchObject({ code: 'reason-missing' })
    expect(decideHardship('severe', 'mild', '家访发现母亲近期住院')).toMatchObject({ code: 'more-than-one-level' })
  })
})
