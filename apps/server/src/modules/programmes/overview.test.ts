import { applications } from '@zhuxue/contracts'
import type { StudentFacts } from '@zhuxue/policy'
import { programmesInForce } from '@zhuxue/regions'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type TestApp, testApp } from '../../testing/app.ts'
import { overviewOf, regionPack } from './index.ts'

const of = (facts: StudentFacts) =>
  t.platform.transaction({ kind: 'worker', name: '测试' }, (tx) =>
    overviewOf(tx, t.platform, facts, '2026-autumn', t.world.schools.A.path),
  )

let t: TestApp
beforeAll(async () => {
  t = await testApp()
})
afterAll(() => t.close())

/** 寻甸 household, monitored family, second grade, among the first 5 %: within reach of everything in Kunming. */
const FACTS: StudentFacts = {
  studentId: '1',
  nationality: 'CN',
  rollStatus: 'on-roll',
  studyMode: 'full-time',
  atSchool: true,
  onInternship: false,
  stage: 'vocational-high',
  grade: 2,
  major: { name: '畜牧兽医', agriculture: true, performing: false, opera: false },
  hukou: { county: '530129', areaType: 'rural' },
  school: { county: '530129' },
  hardship: 'severe',
  household: { registers: ['at-risk'], riskEliminated: false },
  ranking: { percent: 3, outstanding: true },
}

test('every programme in force, also those of other offices: where and when to apply, what to bring (昆明市雨露计划)', async () => {
  const { programmes } = await of(FACTS)
  expect(programmes.map((p) => p.programme).sort()).toEqual(
    programmesInForce(regionPack(t.platform), '2026-autumn')
      .map((v) => v.programme)
      .sort(),
  )
  const yulu = programmes.find((p) => p.programme === 'yulu')
  expect(yulu).toMatchObject({
    outcome: 'entitled',
    online: false,
    applyAt: '户籍地乡镇（街道）',
    yearFen: 300_000,
    payee: 'student',
  })
  expect(yulu?.provisional).toContain('五年过渡期')
  expect(yulu?.papers.length).toBeGreaterThan(0)
  expect(programmes.find((p) => p.programme === 'national-grant')).toMatchObject({ outcome: 'entitled', online: true })
  for (const p of programmes) for (const r of p.reasons) expect(r.source).not.toBe('')
})

test('two scholarships that exclude each other are one choice, told once; out of reach there is none', async () => {
  const { choices } = await of(FACTS)
  expect(choices).toHaveLength(1)
  expect([...(choices[0]?.programmes ?? [])].sort()).toEqual(['national-scholarship', 'provincial-scholarship'])
  expect(choices[0]?.source).not.toBe('')
  expect((await of({ ...FACTS, grade: 1 })).choices).toEqual([])
})

test('the home screen carries them, within reach first', async () => {
  const { body } = await (await t.asStudent('A1')).call(applications.studentHome)
  const outcomes = body.programmes.map((p) => p.outcome)
  expect(outcomes.length).toBeGreaterThan(2)
  expect(outcomes.indexOf('not-eligible')).toBeGreaterThan(outcomes.lastIndexOf('entitled'))
  expect(body.determinations.map((d) => d.programme)).toEqual(['national-grant', 'tuition-waiver'])
})
