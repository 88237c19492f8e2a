import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  CAMPUS_START,
  type CampusAction,
  type CampusCandidate,
  type CampusState,
  type CampusStep,
  campusInstalments,
  campusPath,
  campusPeriod,
  campusReviews,
  campusTransition,
  type Fen,
  type ProgrammeVersion,
  rankCampus,
} from './index.ts'

const step = (id: string, role: string, title = id) =>
  ({ id, role, owner: title, title }) as ProgrammeVersion['steps'][number]
const APPLY = step('apply', 'student', '学生申请')
const PAY = step('payment', 'finance', '发放')
const NOTICE = step('public-notice', 'system', '公示')
const version = (middle: readonly ProgrammeVersion['steps'][number][], more: Partial<ProgrammeVersion> = {}) =>
  ({
    kind: 'school',
    applyTo: 'school',
    window: { kind: 'after-registration', workingDays: 5 },
    payee: 'student',
    instalments: 'term',
    amountKind: 'yearly',
    applyPer: 'term',
    routes: [{ places: 'quota' }],
    steps: [APPLY, ...middle, PAY],
    ...more,
  }) as unknown as ProgrammeVersion
const stepsOf = (v: ProgrammeVersion): readonly CampusStep[] => {
  const path = campusPath(v)
  if (!path.ok) throw new Error(path.text)
  return path.steps
}

describe('the way of a school’s own programme is what its version says', () => {
  const teacher = step('class-check', 'class-teacher')
  const office = step('school-review', 'aid-officer')
  const committee = step('committee', 'aid-committee')
  it('takes every step of the version in its order, a further one as well', () => {
    const kinds = (middle: readonly ProgrammeVersion['steps'][number][]) =>
      stepsOf(version(middle)).map((s) => [s.id, s.kind])
    expect(kinds([teacher, office, committee, NOTICE])).toEqual([
      ['class-check', 'review'],
      ['school-review', 'review'],
      ['committee', 'list'],
      ['public-notice', 'notice'],
    ])
    expect(kinds([teacher, step('department-check', 'aid-officer'), office, committee, NOTICE])).toHaveLength(5)
    // no committee: where places are limited somebody has to decide who gets them
    expect(kinds([teacher, office, NOTICE])[1]).toEqual(['school-review', 'list'])
    const open = { routes: [{ places: 'open' }] } as unknown as Partial<ProgrammeVersion>
    expect(stepsOf(version([teacher, office], open)).map((s) => s.kind)).toEqual(['review', 'review'])
  })
  it('refuses what is not all inside the school, and says which part', () => {
    const why = (v: ProgrammeVersion) => {
      const path = campusPath(v)
      return path.ok ? '' : path.text
    }
    expect(why(version([teacher, step('county-approval', 'county-reviewer', '县级审批')]))).toContain('县级审批')
    expect(why(version([teacher, step('village', 'department', '村委会证明')]))).toContain('村委会证明')
    expect(why(version([]))).toContain('审核环节')
    expect(why(version([teacher, NOTICE, committee]))).toContain('公示应在确定名单之后')
    expect(why(version([NOTICE, teacher]))).toContain('公示之前')
    expect(why(version([teacher], { kind: 'national' }))).toContain('学校资助和社会资助')
    expect(why(version([teacher], { applyTo: 'home-township' }))).toContain('受理单位')
    expect(why(version([teacher], { instalments: 'none' }))).toContain('金额')
    expect(why({ ...version([teacher]), steps: [teacher, PAY] } as ProgrammeVersion)).toContain('学生申请')
    expect(why({ ...version([teacher]), steps: [APPLY, teacher] } as ProgrammeVersion)).toContain('发放')
  })
})

const ACTIONS: readonly CampusAction[] = [
  'submit',
  'resubmit',
  'recall',
  'pass',
  'return',
  'reject',
  'select',
  'not-select',
  'publish',
  'take-down',
  'notice-end',
  'uphold-objection',
  'withdraw-by-roll',
]
const middles = fc
  .tuple(
    fc.array(fc.constantFrom('class-teacher', 'aid-officer'), { minLength: 1, maxLength: 4 }),
    fc.boolean(),
    fc.boolean(),
    fc.integer({ min: 0, max: 1 }),
  )
  .map(([reviews, committee, notice, after]) => [
    ...reviews.map((role, i) => step(`r${i}`, role)),
    ...(committee ? [step('committee', 'aid-committee')] : []),
    ...(notice ? [NOTICE] : []),
    ...(after === 1 ? [step('principal', 'aid-officer')] : []),
  ])

describe('along any way and whatever is tried', () => {
  it('nothing is awarded that did not pass every step, in order, after its last return', () => {
    let awards = 0
    fc.assert(
      fc.property(middles, fc.array(fc.nat(ACTIONS.length - 1), { maxLength: 60 }), (middle, picks) => {
        const path = campusPath(version(middle))
        if (!path.ok) return
        const { steps } = path
        let state: CampusState = CAMPUS_START
        let passed: string[] = []
        let over = false
        for (const pick of picks) {
          // every second try is the one that leads on, so that the end is reached
          const kind = steps[state.step]?.kind
          const onward: CampusAction =
            state.status === 'returned'
              ? 'resubmit'
              : state.status === 'to-publish'
                ? 'publish'
                : state.status === 'public-notice'
                  ? 'notice-end'
                  : kind === 'list'
                    ? 'select'
                    : 'pass'
          const action = pick % 2 === 0 ? onward : (ACTIONS[pick] ?? 'pass')
          const next = campusTransition(steps, state, action)
          if (!next.ok) continue
          expect(over).toBe(false)
          if (action === 'pass' || action === 'select' || action === 'notice-end')
            passed.push(steps[state.step]?.id ?? '')
          if (action === 'return' || action === 'recall' || action === 'submit') passed = []
          state = next.state
          over = ['awarded', 'not-awarded', 'withdrawn'].includes(state.status)
          if (state.status === 'awarded') {
            awards += 1
            expect(passed).toEqual(steps.map((s) => s.id))
          }
        }
      }),
      { numRuns: 500 },
    )
    expect(awards).toBeGreaterThan(20)
  })
  it('an open objection stops the end of the notice, and a list is decided by the list alone', () => {
    const steps = stepsOf(version([step('a', 'class-teacher'), step('committee', 'aid-committee'), NOTICE]))
    expect(campusTransition(steps, { status: 'public-notice', step: 2 }, 'notice-end', true)).toMatchObject({
      ok: false,
      code: 'held-by-objection',
    })
    expect(campusTransition(steps, { status: 'reviewing', step: 1 }, 'pass').ok).toBe(false)
    expect(campusTransition(steps, { status: 'reviewing', step: 0 }, 'select').ok).toBe(false)
    expect(campusTransition(steps, { status: 'to-publish', step: 2 }, 'recall').ok).toBe(false)
    expect(campusReviews(steps)).toBe(2)
    // a review behind the list passes or rejects; sending one name back would undo the list
    const late = stepsOf(
      version([step('a', 'class-teacher'), step('committee', 'aid-committee'), step('b', 'aid-officer')]),
    )
    const at = { status: 'reviewing', step: 2 } as const
    expect(['return', 'recall', 'reject', 'pass'].map((a) => campusTransition(late, at, a as CampusAction).ok)).toEqual(
      [false, false, true, true],
    )
  })
})

describe('places and money', () => {
  const candidate = fc
    .record({
      applicationId: fc.uuid(),
      level: fc.constantFrom('severe', 'moderate', 'mild' as const),
      score: fc.nat(100),
      registerCount: fc.nat(3),
      rankPercent: fc.nat(100),
      submittedAt: fc.nat(1000),
    })
    .map((c) => c as CampusCandidate)
  it('never gives more places than there are, whatever the order of the input', () => {
    fc.assert(
      fc.property(
        fc.uniqueArray(candidate, { selector: (c) => c.applicationId, maxLength: 20 }),
        fc.nat(25),
        fc.constantFrom('hardship', 'merit', 'filing' as const),
        (list, places, order) => {
          const ranked = rankCampus(order as 'merit', list, places)
          const turned = rankCampus(order as 'merit', [...list].reverse(), places)
          if (!ranked.ok || !turned.ok) throw new Error('blocked')
          expect(ranked.list.filter((l) => l.selected)).toHaveLength(Math.min(places, list.length))
          expect(turned.list).toEqual(ranked.list)
        },
      ),
    )
  })
  it('ranks a scholarship by the rank in the year and blocks while one is missing', () => {
    const one = (applicationId: string, rankPercent: number | null, submittedAt: number): CampusCandidate => ({
      applicationId,
      level: null,
      score: null,
      registerCount: 0,
      rankPercent,
      submittedAt,
    })
    const ranked = rankCampus('merit', [one('a', 20, 1), one('b', 3, 2), one('c', 20, 0)], 2)
    expect(ranked.ok && ranked.list.map((l) => [l.applicationId, l.selected])).toEqual([
      ['b', true],
      ['c', true],
      ['a', false],
    ])
    expect(rankCampus('merit', [one('a', null, 1)], 2)).toMatchObject({ ok: false })
    const all = rankCampus('filing', [one('a', null, 1), one('b', null, 0)], null)
    expect(all.ok && all.list.every((l) => l.selected)).toBe(true)
  })
  it('plans the hand-outs exact to the fen, for the terms that one application counts for', () => {
    const amounts = { yearFen: 80_101 as Fen, termFen: 40_050 as Fen }
    const plan = (more: Partial<ProgrammeVersion>, term: '2026-autumn' | '2027-spring' = '2026-autumn') =>
      campusInstalments(version([], more), term, amounts)
    expect(plan({ instalments: 'once' })).toEqual([{ period: '2026-autumn', amount: 80_101 }])
    expect(plan({ instalments: 'term' })).toEqual([{ period: '2026-autumn', amount: 40_050 }])
    expect(plan({ instalments: 'month' }).reduce((n, i) => n + i.amount, 0)).toBe(40_050)
    expect(plan({ instalments: 'term', applyPer: 'academic-year' }).map((i) => i.period)).toEqual([
      '2026-autumn',
      '2027-spring',
    ])
    expect(plan({ instalments: 'term', applyPer: 'academic-year' }, '2027-spring')).toHaveLength(1)
    const period = (applyPer: ProgrammeVersion['applyPer']) => campusPeriod(version([], { applyPer }), '2027-spring')
    expect([period('term'), period('academic-year'), period('once')]).toEqual(['2027-spring', '2026-2027', 'once'])
  })
})
