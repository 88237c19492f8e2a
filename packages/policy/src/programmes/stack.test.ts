import fc from 'fast-check'
import { expect, test } from 'vitest'
import { fen } from '../money.ts'
import type { ProgrammeVersion } from './definition.ts'
import type { Determination, Outcome } from './determine.ts'
import { stack } from './stack.ts'

function version(programme: string, title: string, ...excludes: [string, string][]): ProgrammeVersion {
  const rows = excludes.map(([code, text]) => ({
    programme: code,
    scope: 'academic-year',
    text,
    source: `${programme}条款`,
  }))
  return { programme, version: `${programme}-1`, title, excludes: rows } as unknown as ProgrammeVersion
}
function answer(programme: string, outcome: Outcome, yuan = 0): Determination {
  return { programme, outcome, version: `${programme}-1`, reasons: [], yearFen: fen(yuan * 100) }
}

const GRANT = version('national-grant', '国家助学金')
const WAIVER = version('tuition-waiver', '免学费')
const NATIONAL = version('national-scholarship', '中职国家奖学金')
const PROVINCIAL = version('provincial-scholarship', '省政府奖学金', [
  'national-scholarship',
  '同一学年不能兼得省政府奖学金和国家奖学金。',
])
const ALL = [GRANT, WAIVER, NATIONAL, PROVINCIAL]

test('grant, waiver and a scholarship stack; the two scholarships do not (默认互斥矩阵)', () => {
  const answers = [
    answer('provincial-scholarship', 'competes', 4000),
    answer('national-scholarship', 'competes', 6000),
    answer('national-grant', 'entitled', 2300),
    answer('tuition-waiver', 'entitled', 2000),
    answer('yulu', 'not-eligible'),
  ]
  const { kept, choices, blocked } = stack(answers, ALL)
  expect(kept.map(({ programme }) => programme)).toEqual(['national-grant', 'tuition-waiver'])
  expect(blocked).toEqual([])
  expect(choices).toEqual([
    {
      between: ['national-scholarship', 'provincial-scholarship'],
      suggested: ['national-scholarship'],
      text: '“中职国家奖学金”、“省政府奖学金”不能同时享受：同一学年不能兼得省政府奖学金和国家奖学金。建议选择“中职国家奖学金”（合计6,000.00元），金额最高。请您自己选择，选定后其余项目本次不再办理。',
      sources: ['provincial-scholarship条款'],
    },
  ])
})

test('what is already held this year stays and blocks, with the reason', () => {
  const { kept, choices, blocked } = stack([answer('national-scholarship', 'competes', 6000)], ALL, [
    'provincial-scholarship',
  ])
  expect(kept).toEqual([])
  expect(choices).toEqual([])
  expect(blocked[0]?.text).toContain('本学年已享受“省政府奖学金”')
  expect(blocked[0]?.by).toBe('provincial-scholarship')
})

test('a certain place is suggested before a larger amount that has to be competed for', () => {
  const a = version('a', '甲', ['b', '只能享受一项。'])
  const { choices } = stack([answer('a', 'entitled', 500), answer('b', 'competes', 6000)], [a, version('b', '乙')])
  expect(choices[0]?.suggested).toEqual(['a'])
  expect(choices[0]?.text).toContain('不受名额限制')
})

test('楚雄 2018: one award against two others: both of those are suggested together when they are worth more', () => {
  const versions = [
    version('minority', '民族学子', ['merit', '与优秀贫困学子互斥。'], ['targeted', '与精准资助互斥。']),
    version('merit', '优秀贫困学子'),
    version('targeted', '精准资助'),
  ]
  const answers = [
    answer('minority', 'competes', 5000),
    answer('merit', 'competes', 5000),
    answer('targeted', 'competes', 5000),
  ]
  const { choices } = stack(answers, versions)
  expect(choices[0]?.between).toEqual(['merit', 'minority', 'targeted'])
  expect(choices[0]?.suggested).toEqual(['merit', 'targeted'])
})

test('an answer twice or without its version is a fault, not a guess', () => {
  expect(() => stack([answer('a', 'entitled'), answer('a', 'entitled')], [version('a', '甲')])).toThrow(RangeError)
  expect(() => stack([answer('a', 'entitled')], [])).toThrow(RangeError)
})

const CODES = ['a', 'b', 'c', 'd', 'e', 'f']
const world = fc.record({
  pairs: fc.uniqueArray(fc.tuple(fc.constantFrom(...CODES), fc.constantFrom(...CODES)), { maxLength: 8 }),
  answers: fc.uniqueArray(
    fc.tuple(
      fc.constantFrom(...CODES),
      fc.constantFrom<Outcome>('entitled', 'competes', 'not-eligible', 'to-verify'),
      fc.integer({ min: 0, max: 9 }),
    ),
    { selector: ([code]) => code },
  ),
  held: fc.subarray(CODES, { maxLength: 2 }),
})

test('order does not matter; kept and suggested never hold two that exclude each other; nobody is lost', () => {
  fc.assert(
    fc.property(world, fc.infiniteStream(fc.nat()), ({ pairs, answers, held }, noise) => {
      const excludes = (code: string) => pairs.filter(([a, b]) => a === code && b !== code)
      const versions = CODES.map((code) =>
        version(code, code, ...excludes(code).map(([, b]): [string, string] => [b, `${code}与${b}不可兼得`])),
      )
      const clash = (x: string, y: string) =>
        pairs.some(([a, b]) => a !== b && ((a === x && b === y) || (a === y && b === x)))
      const list = answers.map(([code, outcome, amount]) => answer(code, outcome, amount))
      const result = stack(list, versions, held)
      const shuffle = <T>(items: readonly T[]) =>
        items
          .map((item) => ({ item, key: noise.next().value as number }))
          .sort((a, b) => a.key - b.key)
          .map(({ item }) => item)
      expect(stack(shuffle(list), shuffle(versions), shuffle(held))).toEqual(result)
      const kept = result.kept.map(({ programme }) => programme)
      for (const choice of [[], ...result.choices.map(({ suggested }) => suggested)]) {
        const together = [...kept, ...choice, ...held]
        for (const x of [...kept, ...choice]) for (const y of together) expect(x !== y && clash(x, y)).toBe(false)
      }
      const mentioned = [
        ...kept,
        ...result.choices.flatMap(({ between }) => between),
        ...result.blocked.map((b) => b.programme),
      ]
      const giving = list.filter(({ outcome }) => outcome === 'entitled' || outcome === 'competes')
      expect(mentioned.sort()).toEqual(giving.map(({ programme }) => programme).sort())
    }),
    { numRuns: 500 },
  )
})
