import {
  ADMISSION_TIERS,
  AREA_TYPES,
  determine,
  HARDSHIP_LEVELS,
  leavesOf,
  type ProgrammeVersion,
  ROLL_STATUSES,
  STAGES,
  STUDY_MODES,
  type StudentFacts,
} from '@zhuxue/policy'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { areasFor, loadRegion, PACKS } from './index.ts'

/** A student of whom everything is known. Chinese nationals in Yunnan, so that nothing is left to a person. */
const student = fc.record({
  studentId: fc.constant('s'),
  nationality: fc.constant('CN'),
  rollStatus: fc.oneof(
    { weight: 6, arbitrary: fc.constant('on-roll' as const) },
    { weight: 1, arbitrary: fc.constantFrom(...ROLL_STATUSES) },
  ),
  studyMode: fc.oneof(
    { weight: 6, arbitrary: fc.constant('full-time' as const) },
    { weight: 1, arbitrary: fc.constantFrom(...STUDY_MODES) },
  ),
  atSchool: fc.boolean(),
  onInternship: fc.boolean(),
  // Two stages are left to a person by some rules (`verify`), however much is known.
  stage: fc.constantFrom(...STAGES.filter((stage) => stage !== 'technician-college' && stage !== 'adult-secondary')),
  grade: fc.integer({ min: 1, max: 4 }),
  trainingLevel: fc.constantFrom('intermediate' as const, 'senior' as const),
  boarding: fc.boolean(),
  ethnicity: fc.constantFrom('01', '07', '51'),
  disability: fc.record({ grade: fc.integer({ min: 1, max: 4 }), multiple: fc.boolean() }),
  admission: fc.record({
    newEntrant: fc.boolean(),
    tier: fc.constantFrom(...ADMISSION_TIERS),
    outOfProvince: fc.boolean(),
    freeEducation: fc.boolean(),
  }),
  holds: fc.constant([]),
  ranking: fc.record({ percent: fc.integer({ min: 0, max: 40 }), outstanding: fc.boolean() }),
  major: fc.record({ agriculture: fc.boolean(), performing: fc.boolean(), opera: fc.boolean() }),
  hukou: fc.record({
    county: fc.constantFrom('530102', '530113', '530129', '532301', '533401'),
    areaType: fc.constantFrom(...AREA_TYPES),
  }),
  school: fc.record({
    county: fc.constantFrom('530111', '530126', '532301'),
    areaType: fc.constantFrom(...AREA_TYPES),
    public: fc.boolean(),
    inclusive: fc.boolean(),
    special: fc.constant(false),
  }),
  hardship: fc.constantFrom(...HARDSHIP_LEVELS),
  household: fc.record({
    registers: fc.subarray(['registered-poor', 'dibao', 'disabled', 'lifted-out-of-poverty', 'at-risk'] as const),
    riskEliminated: fc.boolean(),
  }),
})

const FIELDS = [
  'rollStatus',
  'studyMode',
  'atSchool',
  'onInternship',
  'stage',
  'grade',
  'major',
  'hukou',
  'school',
  'hardship',
  'household',
  'nationality',
  'boarding',
  'ethnicity',
  'disability',
  'admission',
  'ranking',
] as const

/** The same student with some facts not known. */
function forget(facts: StudentFacts, which: readonly (typeof FIELDS)[number][]): StudentFacts {
  const partial: Record<string, unknown> = { ...facts }
  for (const field of which) partial[field] = null
  return { studentId: facts.studentId, ...partial }
}

/** Some rules leave known answers to a person too (`verify`); the stages and nationalities above are chosen without them. */
const asksPerson = (version: ProgrammeVersion): boolean => {
  const amounts = version.amounts.flatMap(({ when }) => (when === undefined ? [] : [when]))
  const leaves = leavesOf({ all: [version.base, ...version.routes.map((route) => route.condition), ...amounts] })
  return leaves.some(({ verify, fact }) => verify !== undefined && fact !== 'stage' && fact !== 'nationality')
}

const versions = PACKS.flatMap(({ programmes }) => programmes)

describe('an unknown fact', () => {
  for (const version of versions) {
    const loaded = loadRegion(version.region)
    if (!loaded.ok) throw new Error(loaded.text)
    const areas = areasFor(loaded.region, version.effectiveFrom)

    it(`never turns into an answer that the full facts contradict (${version.version})`, () => {
      fc.assert(
        fc.property(student, fc.subarray([...FIELDS]), (facts, hidden) => {
          const full = determine(version, facts, areas)
          const partial = determine(version, forget(facts, hidden), areas)
          if (!asksPerson(version)) expect(full.outcome).not.toBe('to-verify')
          if (partial.outcome !== 'to-verify') {
            expect(partial.outcome).toBe(full.outcome)
            expect(partial.yearFen).toBe(full.yearFen)
          } else {
            expect(partial.reasons.length).toBeGreaterThan(0)
            expect(partial.reasons.every(({ met }) => met === null)).toBe(true)
          }
        }),
        { numRuns: 1000 },
      )
    })

    it(`gives reasons that fit the outcome (${version.version})`, () => {
      fc.assert(
        fc.property(student, (facts) => {
          const { outcome, route, reasons, yearFen } = determine(version, facts, areas)
          const good = outcome === 'entitled' || outcome === 'competes'
          if (outcome === 'to-verify') expect(asksPerson(version)).toBe(true)
          expect(reasons.length).toBeGreaterThan(0)
          expect(reasons.every(({ met }) => met === (outcome === 'to-verify' ? null : good))).toBe(true)
          expect(route !== undefined).toBe(good)
          expect(yearFen !== undefined).toBe(good && version.amountKind !== 'as-charged')
        }),
      )
    })
  }
})
