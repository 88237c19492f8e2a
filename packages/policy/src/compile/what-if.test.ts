import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { StudentFacts } from '../facts.ts'
import { type Fen, fen } from '../money.ts'
import type { AmountRow, Condition, Leaf, ProgrammeVersion, Route } from '../programmes/definition.ts'
import { determine } from '../programmes/determine.ts'
import { and, countBits, hasBit, studentsIn, without } from './bitmap-answers.ts'
import { RosterIndex } from './bitmaps.ts'
import { planOf } from './plan.ts'
import { encodeRoster } from './roster.ts'
import { costOf, groupBitmaps, whatIf } from './what-if.ts'

const text = { met: '符合', failed: '不符合', unknown: '需核实' }
const AGRI: Leaf = { id: 'agri', fact: 'major.agriculture', test: { op: 'is', value: true }, text, source: '条款' }
const NEEDY: Leaf = {
  id: 'needy',
  fact: 'hardship',
  test: { op: 'in', values: ['severe', 'moderate', 'mild'] },
  text,
  source: '条款',
}
const SEVERE: Leaf = { id: 'severe', fact: 'hardship', test: { op: 'is', value: 'severe' }, text, source: '条款' }
const grades = (max: number): Leaf => ({
  id: `grade-${max}`,
  fact: 'grade',
  test: { op: 'between', min: 1, max },
  text,
  source: '条款',
})
const open = (id: string, condition: Condition): Route => ({ id, title: id, places: 'open', condition })
const quota = (id: string, condition: Condition): Route => ({ id, title: id, places: 'quota', condition })

function version(maxGrade: number, routes: Route[], amounts: AmountRow[]): ProgrammeVersion {
  return {
    programme: 'p',
    version: `p-${maxGrade}`,
    title: '项目',
    base: grades(maxGrade),
    routes,
    amounts,
    amountKind: 'yearly',
    instalments: 'month',
  } as unknown as ProgrammeVersion
}
const pay = (yuan: number, when?: Condition): AmountRow => ({
  yearFen: fen(yuan * 100),
  ...(when === undefined ? {} : { when }),
})

const student = fc.record({
  studentId: fc.constant('s'),
  grade: fc.constantFrom(1, 2, 3, 4, null),
  hardship: fc.constantFrom('severe' as const, 'moderate' as const, 'none' as const, null),
  major: fc.record({ agriculture: fc.constantFrom(true, false, null) }),
})
const roster = fc.array(student, { minLength: 1, maxLength: 80 })

const BEFORE = version(2, [open('agri', AGRI), quota('needy', NEEDY)], [pay(2000)])
const AFTER = version(3, [open('severe', SEVERE), quota('needy', NEEDY)], [pay(3000, SEVERE), pay(2000)])

test('who gains, loses, is unsettled or changed, and what it costs, is what one student at a time gives', () => {
  fc.assert(
    fc.property(roster, (students: StudentFacts[]) => {
      const index = new RosterIndex(encodeRoster(students, students.length))
      const result = whatIf(index, planOf([BEFORE], {}), planOf([AFTER], {}))
      const each = students.map((facts) => ({ was: determine(BEFORE, facts, {}), is: determine(AFTER, facts, {}) }))
      const gives = (d: { outcome: string }) => d.outcome === 'entitled' || d.outcome === 'competes'
      const rows = (wanted: (e: (typeof each)[number]) => boolean) => each.flatMap((e, i) => (wanted(e) ? [i] : []))
      expect(studentsIn(result.gained)).toEqual(rows(({ was, is }) => !gives(was) && gives(is)))
      expect(studentsIn(result.lost)).toEqual(rows(({ was, is }) => gives(was) && is.outcome === 'not-eligible'))
      expect(studentsIn(result.unsettled)).toEqual(rows(({ was, is }) => gives(was) && is.outcome === 'to-verify'))
      expect(studentsIn(result.changed)).toEqual(
        rows(({ was, is }) => gives(was) && gives(is) && (was.outcome !== is.outcome || was.yearFen !== is.yearFen)),
      )
      for (const [totals, pick] of [
        [result.before, 'was'],
        [result.after, 'is'],
      ] as const) {
        const answers = each.map((e) => e[pick])
        const count = (outcome: string) => answers.filter((a) => a.outcome === outcome).length
        expect(totals).toMatchObject({
          entitled: count('entitled'),
          competes: count('competes'),
          toVerify: count('to-verify'),
        })
        expect(totals.yearFen).toBe(answers.reduce((sum, a) => sum + (a.yearFen ?? 0), 0))
        for (const { route, students: many, yearFen } of totals.byRoute) {
          const own = answers.filter((a) => a.route === route)
          expect([many, yearFen]).toEqual([own.length, own.reduce((sum, a) => sum + (a.yearFen ?? 0), 0)])
        }
      }
      const schools = students.map((_, i) => i % 3)
      const costs = groupBitmaps(schools, 3).map((group) => costOf(AFTER, result.afterAnswer, group))
      expect(costs).toEqual(
        [0, 1, 2].map((s) => each.reduce((sum, { is }, i) => (i % 3 === s ? sum + (is.yearFen ?? 0) : sum), 0)),
      )
    }),
  )
})

test('a programme that did not exist yet: everybody gains', () => {
  const students: StudentFacts[] = [{ studentId: 's', grade: 1, hardship: 'severe' }]
  const result = whatIf(new RosterIndex(encodeRoster(students, 1)), null, planOf([AFTER], {}))
  expect(studentsIn(result.gained)).toEqual([0])
  expect(result.before).toMatchObject({ entitled: 0, competes: 0, toVerify: 0, yearFen: 0 as Fen })
  expect(countBits(result.changed)).toBe(0)
})

test('bitmaps count and list what is in them', () => {
  fc.assert(
    fc.property(fc.uniqueArray(fc.nat({ max: 99 })), fc.uniqueArray(fc.nat({ max: 99 })), (a, b) => {
      const bitmap = (rows: number[]) =>
        groupBitmaps(
          Array.from({ length: 100 }, (_, i) => (rows.includes(i) ? 0 : 1)),
          1,
        )[0] as Int32Array
      const sorted = (rows: number[]) => rows.slice().sort((x, y) => x - y)
      expect(studentsIn(bitmap(a))).toEqual(sorted(a))
      expect(countBits(bitmap(a))).toBe(a.length)
      expect(studentsIn(and(bitmap(a), bitmap(b)))).toEqual(sorted(a.filter((i) => b.includes(i))))
      expect(studentsIn(without(bitmap(a), bitmap(b)))).toEqual(sorted(a.filter((i) => !b.includes(i))))
      expect(hasBit(bitmap(a), 7)).toBe(a.includes(7))
    }),
  )
})

test('a value outside the vocabulary is refused where the roster is built', () => {
  const encode = (facts: object) => () => encodeRoster([{ studentId: 's', ...facts } as StudentFacts], 1)
  for (const wrong of [
    { grade: 0 },
    { grade: 31 },
    { grade: 2.5 },
    { grade: '2' },
    { stage: 'kindergarten' },
    { atSchool: 'yes' },
  ]) {
    expect(encode(wrong)).toThrow(RangeError)
  }
  expect(encode({ grade: 30, ranking: { percent: 5 } })).not.toThrow()
  expect(encode({ ranking: { percent: Number.NaN } })).toThrow(RangeError)
  expect(encode({ ranking: { percent: '5' } })).toThrow(RangeError)
  expect(() => encodeRoster([], 1)).toThrow(RangeError)
  expect(() => encodeRoster([{ studentId: 'a' }, { studentId: 'b' }], 1)).toThrow(RangeError)
})
