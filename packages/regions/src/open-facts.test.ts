import { determine, type FactPath, openFacts, type StudentFacts } from '@zhuxue/policy'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { areasFor, loadRegion, programmesInForce } from './index.ts'

const loaded = loadRegion('530100')
if (!loaded.ok) throw new Error(loaded.text)
const { region } = loaded
const versions = programmesInForce(region, '2026-autumn')
const areas = areasFor(region, '2026-autumn')

const maybe = <T>(values: readonly T[]) => fc.constantFrom<T | null>(null, ...values)
const facts = fc.record({
  studentId: fc.constant('1'),
  nationality: maybe(['CN', 'HK']),
  rollStatus: maybe(['on-roll', 'suspended'] as const),
  studyMode: maybe(['full-time', 'part-time'] as const),
  atSchool: maybe([true, false]),
  onInternship: maybe([true, false]),
  stage: maybe([
    'secondary-specialised',
    'vocational-high',
    'technician-college',
    'five-year-secondary',
    'general-high',
  ] as const),
  grade: maybe([1, 2, 3, 4]),
  trainingLevel: maybe(['intermediate', 'senior'] as const),
  major: fc.record({
    agriculture: maybe([true, false]),
    performing: maybe([true, false]),
    opera: maybe([true, false]),
  }),
  hukou: fc.record({
    county: maybe(['530102', '530129', '532823', '110000']),
    areaType: maybe(['urban', 'rural', 'town'] as const),
  }),
  school: fc.record({ county: maybe(['530111', '530126']) }),
  hardship: maybe(['none', 'mild'] as const),
  household: fc.record({
    registers: maybe<readonly ('dibao' | 'at-risk')[]>([[], ['dibao'], ['at-risk']]),
    riskEliminated: maybe([true, false]),
  }),
  ranking: fc.record({ percent: maybe([3, 20, 50]), outstanding: maybe([true, false]) }),
})

/** `known` with what it does not know taken from `more`. */
function filled(known: StudentFacts, more: StudentFacts): StudentFacts {
  const merge = (a: unknown, b: unknown): unknown =>
    a !== null && typeof a === 'object' && !Array.isArray(a)
      ? Object.fromEntries(
          Object.entries(a).map(([key, value]) => [key, merge(value, (b as Record<string, unknown>)[key])]),
        )
      : (a ?? b)
  return merge(known, more) as StudentFacts
}

describe('open facts: what a questionnaire still has to ask', () => {
  it('where none is open, nothing that could be learnt changes outcome or amount', () => {
    let settled = 0
    fc.assert(
      fc.property(facts, facts, (known, more) => {
        for (const version of versions) {
          if (openFacts(version, known, areas).length > 0) continue
          settled += 1
          const { outcome, yearFen } = determine(version, known, areas)
          const after = determine(version, filled(known, more), areas)
          expect({ outcome: after.outcome, yearFen: after.yearFen }, version.programme).toEqual({ outcome, yearFen })
        }
      }),
      { numRuns: 3000 },
    )
    expect(settled).toBeGreaterThan(1000)
  })

  it('asks nothing about a student who is out already, and only the way in about one who is in', () => {
    const asked = (known: Partial<StudentFacts>, programme: string): FactPath[] =>
      versions
        .filter((v) => v.programme === programme)
        .flatMap((v) => openFacts(v, { studentId: '1', ...known }, areas))
    expect(asked({ studyMode: 'part-time' }, 'national-grant')).toEqual([])
    const inside: Partial<StudentFacts> = {
      nationality: 'CN',
      rollStatus: 'on-roll',
      studyMode: 'full-time',
      atSchool: true,
      stage: 'secondary-specialised',
      grade: 1,
    }
    expect(asked(inside, 'national-grant')).toEqual(['major.agriculture', 'hukou.county', 'hukou.areaType', 'hardship'])
    expect(asked({ ...inside, major: { agriculture: true } }, 'national-grant')).toEqual([])
  })
})
