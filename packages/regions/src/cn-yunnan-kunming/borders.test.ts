import { determine, type StudentFacts } from '@zhuxue/policy'
import { expect, it } from 'vitest'
import { areasFor, loadRegion, programmeVersion } from '../index.ts'

/** Values at the edges of the rules in force in Kunming, which the worked cases do not touch. */
const loaded = loadRegion('530100')
if (!loaded.ok) throw new Error(loaded.text)
const kunming = loaded.region
const TERM = '2025-autumn'

const ask = (programme: string, facts: Partial<StudentFacts>) => {
  const found = programmeVersion(kunming, programme, TERM)
  if (!found.ok) throw new Error(found.text)
  const student: StudentFacts = {
    studentId: 'K',
    nationality: 'CN',
    rollStatus: 'on-roll',
    studyMode: 'full-time',
    atSchool: true,
    stage: 'technical-school',
    grade: 2,
    major: { agriculture: true, performing: false, opera: false },
    hukou: { county: '530129', areaType: 'rural' },
    school: { county: '530111' },
    household: { registers: ['lifted-out-of-poverty'] },
    ...facts,
  }
  const { outcome, yearFen } = determine(found.version, student, areasFor(kunming, TERM))
  return [outcome, yearFen === undefined ? null : yearFen / 100]
}

it('National Scholarship: 5 % is in, above it only with proof, 30 % is the end', () => {
  const rank = (percent: number, outstanding: boolean) =>
    ask('national-scholarship', { ranking: { percent, outstanding } })[0]
  expect([rank(5, false), rank(5.1, false), rank(5.1, true), rank(30, true), rank(30.1, true)]).toEqual([
    'competes',
    'not-eligible',
    'competes',
    'competes',
    'not-eligible',
  ])
})

it('Tuition Waiver: 中级工 1,800; 高级工, 预备技师 and a level not registered 2,000', () => {
  const level = (trainingLevel: StudentFacts['trainingLevel']) => ask('tuition-waiver', { trainingLevel })
  expect([level('intermediate'), level('senior'), level('pre-technician'), level(null)]).toEqual([
    ['entitled', 1800],
    ['entitled', 2000],
    ['entitled', 2000],
    ['entitled', 2000],
  ])
  expect(ask('tuition-waiver', { stage: 'vocational-high', trainingLevel: 'intermediate' })).toEqual(['entitled', 2000])
})

it('Yulu: technician colleges by training level, adult secondary schools by a person', () => {
  const college = (trainingLevel: StudentFacts['trainingLevel']) =>
    ask('yulu', { stage: 'technician-college', trainingLevel })
  expect([college('intermediate'), college('senior'), college('pre-technician'), college(null)]).toEqual([
    ['entitled', 4000],
    ['entitled', 5000],
    ['entitled', 5000],
    ['to-verify', null],
  ])
  expect(ask('yulu', { stage: 'adult-secondary' })).toEqual(['to-verify', null])
})

it('Yulu asks for a risk that is not removed, Two Subsidies for the list only', () => {
  const household = { registers: ['at-risk'], riskEliminated: true } as const
  expect(ask('yulu', { household })).toEqual(['not-eligible', null])
  expect(ask('two-subsidies', { household })).toEqual(['entitled', 900])
  expect(ask('yulu', { household: { registers: ['at-risk'] } })).toEqual(['to-verify', null])
})

it('Two Subsidies: 东川, 禄劝 and 寻甸, and no other county', () => {
  const from = (county: string) => ask('two-subsidies', { hukou: { county, areaType: 'rural' } })
  for (const { code } of kunming.counties) {
    const listed = ['530113', '530128', '530129'].includes(code)
    expect([code, ...from(code)]).toEqual(listed ? [code, 'entitled', 900] : [code, 'not-eligible', null])
  }
})
