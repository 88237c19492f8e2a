import { determine, type StudentFacts } from '@zhuxue/policy'
import { describe, expect, it } from 'vitest'
import { areas, version } from './card-test-kit.ts'

describe('students of the card', () => {
  const poor: StudentFacts = {
    studentId: 'X',
    nationality: 'CN',
    rollStatus: 'on-roll',
    studyMode: 'full-time',
    atSchool: true,
    grade: 1,
    hukou: { county: '532301', areaType: 'rural' },
    school: { county: '532301', areaType: 'rural', public: true, inclusive: true, special: false },
    hardship: 'severe',
    household: { registers: ['registered-poor'], riskEliminated: false },
  }
  const ask = (programme: string, facts: Partial<StudentFacts>) => {
    const { outcome, route, yearFen } = determine(version(programme), { ...poor, ...facts }, areas)
    return [outcome, ...(route === undefined ? [] : [route]), ...(yearFen === undefined ? [] : [yearFen / 100])]
  }

  it('kindergarten: 300 for protected children, competition within 30 % for the others', () => {
    const child = { stage: 'preschool' } as const
    expect(ask('preschool-government-grant', child)).toEqual(['entitled', 'protected', 300])
    expect(ask('preschool-government-grant', { ...child, household: { registers: [] } })).toEqual([
      'competes',
      'hardship',
      300,
    ])
    for (const register of ['registered-poor', 'orphan', 'disabled', 'dibao'] as const) {
      const household = { registers: [register] }
      expect(ask('preschool-government-grant', { ...child, hardship: 'none', household })[1], register).toBe(
        'protected',
      )
    }
    const marginal = { ...child, hardship: 'none', household: { registers: ['dibao-marginal'] } } as const
    expect(ask('preschool-government-grant', marginal)).toEqual(['not-eligible'])
    expect(ask('preschool-government-grant', { ...child, school: { inclusive: false } })).toEqual(['not-eligible'])
    expect(ask('preschool-temporary-living-relief', child)).toEqual(['entitled', 'registered-poor', 1000])
  })

  it('compulsory school: boarders by stage, relief only for those who do not board', () => {
    const pupil = { stage: 'primary', boarding: true } as const
    expect(ask('compulsory-two-exemptions', { stage: 'junior-high' })).toEqual(['entitled', 'all', 180])
    expect(ask('compulsory-boarding-subsidy', pupil)).toEqual(['entitled', 'boarding', 1000])
    expect(ask('compulsory-boarding-subsidy', { ...pupil, stage: 'junior-high' })).toEqual([
      'entitled',
      'boarding',
      1250,
    ])
    expect(ask('compulsory-boarding-subsidy', { ...pupil, school: { special: true } })).toEqual([
      'entitled',
      'boarding',
      1250,
    ])
    expect(ask('compulsory-temporary-living-relief', pupil)).toEqual(['not-eligible'])
    expect(ask('compulsory-temporary-living-relief', { ...pupil, boarding: false })).toEqual([
      'entitled',
      'registered-poor',
      700,
    ])
    expect(ask('nutrition-improvement', pupil)).toEqual(['entitled', 'rural-school', 800])
    expect(ask('nutrition-improvement', { ...pupil, school: { areaType: 'county-seat' } })).toEqual(['not-eligible'])
  })

  it('general high school: fee as charged, grant in two tiers, disability by grade', () => {
    const pupil = { stage: 'general-high' } as const
    const disabled = { ...pupil, household: { registers: ['disabled'] } } as const
    expect(ask('general-high-fee-waiver', pupil)).toEqual(['entitled', 'registered-poor'])
    expect(ask('general-high-fee-waiver', { ...pupil, school: { public: false } })).toEqual(['not-eligible'])
    expect(ask('general-high-national-grant', pupil)).toEqual(['entitled', 'registered-poor', 2500])
    expect(ask('general-high-national-grant', disabled)).toEqual(['entitled', 'hardship', 1500])
    expect(ask('general-high-disability-relief', { ...disabled, disability: { grade: 2 } })).toEqual([
      'entitled',
      'disabled',
      2000,
    ])
    expect(ask('general-high-disability-relief', { ...disabled, disability: { grade: 3, multiple: false } })).toEqual([
      'entitled',
      'disabled',
      1500,
    ])
    expect(ask('general-high-disability-relief', { ...disabled, disability: null })).toEqual(['to-verify'])
  })

  it('vocational school: household programmes only for households of the city', () => {
    const pupil = { stage: 'vocational-high' } as const
    const elsewhere = { ...pupil, hukou: { county: '532322', areaType: 'rural' } } as const
    expect(ask('yulu', pupil)).toEqual(['entitled', 'registered-poor', 3000])
    expect(ask('yulu', elsewhere)).toEqual(['not-eligible'])
    expect(ask('temporary-living-relief', { stage: 'five-year-tertiary' })).toEqual([
      'entitled',
      'registered-poor',
      1000,
    ])
    expect(ask('temporary-living-relief', elsewhere)).toEqual(['not-eligible'])
  })

  it('college: awards by admission, peoples and province', () => {
    const entrant = {
      stage: 'undergraduate',
      ethnicity: '07',
      admission: { newEntrant: true, tier: 'central', outOfProvince: true, freeEducation: false },
    } as const
    expect(ask('outstanding-poor-student-award', entrant)).toEqual(['competes', 'new-entrant', 5000])
    expect(
      ask('outstanding-poor-student-award', { ...entrant, admission: { ...entrant.admission, freeEducation: true } }),
    ).toEqual(['not-eligible'])
    expect(ask('targeted-college-award', entrant)).toEqual(['entitled', 'first-batch', 5000])
    const specialist = {
      ...entrant,
      stage: 'higher-vocational',
      admission: { newEntrant: true, tier: 'tertiary-specialist', outOfProvince: false },
    } as const
    expect(ask('targeted-college-award', { ...specialist, ethnicity: '51' })).toEqual([
      'entitled',
      'direct-transition',
      5000,
    ])
    expect(ask('targeted-college-award', specialist)).toEqual(['not-eligible'])
    expect(ask('minority-student-award', entrant)).toEqual(['competes', 'minority', 5000])
    expect(ask('minority-student-award', { ...entrant, ethnicity: '01' })).toEqual(['not-eligible'])
    expect(ask('new-entrant-aid', entrant)).toEqual(['competes', 'stricken', 1000])
    expect(ask('new-entrant-aid', specialist)).toEqual(['competes', 'stricken', 500])
    expect(ask('new-entrant-aid', { ...specialist, hardship: 'mild' })).toEqual(['to-verify'])
    expect(ask('home-origin-student-loan', entrant)).toEqual(['entitled', 'registered-poor', 8000])
    expect(ask('college-national-grant', entrant)).toEqual(['entitled', 'registered-poor', 3500])
    expect(ask('college-national-grant', { ...entrant, hardship: 'mild' })).toEqual(['to-verify'])
  })

  it('postgraduates: 6,000 and 13,000, loans to 12,000', () => {
    expect(ask('postgraduate-national-grant', { stage: 'master' })).toEqual(['entitled', 'registered-poor', 6000])
    expect(ask('postgraduate-national-grant', { stage: 'doctor' })).toEqual(['entitled', 'registered-poor', 13_000])
    expect(ask('postgraduate-home-origin-student-loan', { stage: 'doctor' })).toEqual([
      'entitled',
      'registered-poor',
      12_000,
    ])
    expect(ask('postgraduate-temporary-living-relief', { stage: 'undergraduate' })).toEqual(['not-eligible'])
  })
})
