import { applications, disbursement as d, programmes } from '@zhuxue/contracts'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type TestApp, testApp } from '../../apps/server/src/testing/app.ts'
import type { Answer } from '../../apps/server/src/testing/client.ts'
import { seedAwards, seedCards } from '../../apps/server/src/testing/money.ts'
import { detail, openRound, passSchool } from '../../apps/server/src/testing/money-path.ts'
import { allocate, build, money, theBooksBalance } from '../../apps/server/src/testing/money-steps.ts'
import { submitAs } from '../../apps/server/src/testing/student-kit.ts'

/**
 * A screen that is older than the server: 409, a Chinese sentence, and in `current` what the server holds now, so that
 * the screen can show what changed. Two clicks at once and other schools' officers are in the modules' own tests:
 * applications/{student-draft,student-submit,staff-path,county,student-track}.test.ts, disbursement.test.ts, roll.test.ts.
 */
let t: TestApp
let round: string
beforeAll(async () => {
  t = await testApp()
  round = await openRound(t)
})
afterAll(() => t.close())

function conflict(r: Answer, current: object): void {
  expect([r.status, r.body.code], JSON.stringify(r.body)).toEqual([409, 'revision-conflict'])
  expect(r.body.detail).toMatch(/[\u4e00-\u9fff]{6,}/)
  expect(r.body.current).toMatchObject(current)
}

const plain = { reason: '', fields: [] }

describe('one application on the way through the school', () => {
  let id = ''
  beforeAll(async () => {
    const { reply } = await submitAs(t, 'A1', round)
    id = reply.body.applications.find((a) => a.programme === 'national-grant')?.id ?? ''
  })
  const check = async (revision: number, decision: 'pass' | 'return' = 'pass') =>
    (await t.as('class-teacher')).call(applications.checkApplication, {
      params: { id },
      body: { revision, decision, ...plain },
    })

  test('first check', async () => {
    const { revision } = (await detail(await t.as('class-teacher'), id)).application
    for (const wrong of [revision - 1, revision + 1, 2147483647]) {
      conflict(await check(wrong), { status: 'submitted', revision })
    }
    expect((await check(revision)).status).toBe(200)
    // the same screen again: the teacher sees that it is done
    conflict(await check(revision), { status: 'checked', revision: revision + 1 })
  })

  test('recall by the student against the review of the officer: who comes second learns what is', async () => {
    const officer = await t.as('aid-officer')
    const student = await t.asStudent('A1')
    const seen = await detail(officer, id)
    const acknowledged = seen.checks.filter((c) => c.level === 'warn').map((c) => c.id)
    const review = (revision: number) =>
      officer.call(applications.reviewApplication, {
        params: { id },
        body: { revision, decision: 'pass', ...plain, acknowledged },
      })
    const recall = (revision: number) =>
      student.call(applications.recallApplication, { params: { id }, body: { revision } })
    const { revision } = seen.application
    conflict(await review(revision - 1), { status: 'checked', revision })
    conflict(await recall(revision - 1), { status: 'checked', revision })
    const both = await Promise.all([recall(revision), review(revision)])
    expect(both.map((r) => r.status).sort()).toEqual([200, 409])
    const loser = both.find((r) => r.status === 409) as Answer
    const now = (await detail(officer, id)).application
    conflict(loser, { status: now.status, revision: now.revision })
  })

  test('county: a stale item of a batch is named, the others go through', async () => {
    const { reply } = await submitAs(t, 'A3', round)
    const other = reply.body.applications.find((a) => a.programme === 'national-grant')?.id ?? ''
    await passSchool(t, 'A3', other)
    await t.owner.query(
      "update applications set status = 'noticed', noticed_at = now(), assessed_by = gen_random_uuid(), assessed_at = now() where id = $1",
      [other],
    )
    const county = await t.as('county-aid')
    const { revision } = (await detail(county, other)).application
    const r = await county.call(applications.countyReview, {
      body: { decision: 'approve', reason: '', items: [{ id: other, revision: revision - 1 }] },
    })
    expect(r.status).toBe(200)
    expect(r.body).toMatchObject({
      done: 0,
      refused: [{ id: other, text: expect.stringMatching(/[\u4e00-\u9fff]{6,}/) }],
    })
    expect((await detail(county, other)).application.status).toBe('noticed')
  })
})

test('two phones, one draft: the older one gets the other’s answers back and nothing of either is lost', async () => {
  const [phone, tablet] = [await t.asStudent('A4'), await t.asStudent('A4')]
  const save = (who: typeof phone, revision: number, other: string) =>
    who.call(applications.saveDraft, { body: { roundId: round, revision, answers: { other } } })
  expect((await save(phone, 0, '手机上写的')).status).toBe(200)
  const late = await save(tablet, 0, '平板上写的')
  conflict(late, { revision: 1, answers: { other: '手机上写的' }, savedAt: expect.any(String) })
  // the student keeps the tablet's text: on top of what she was shown it is taken
  expect((await save(tablet, 1, '平板上写的')).status).toBe(200)
  conflict(await save(phone, 1, '手机上又写了'), { revision: 2, answers: { other: '平板上写的' } })
})

test('two phones submit the same form at once: one application, one reference number on both', async () => {
  const { answers, reply } = await submitAs(t, 'A5', round)
  const second = await (await t.asStudent('A5')).call(applications.submitApplication, {
    body: { roundId: round, answers },
  })
  expect([second.status, second.body.code]).toEqual([409, 'duplicate'])
  expect(JSON.stringify(second.body)).toContain(reply.body.referenceNo)
})

test('a round opened twice from two desks: the second sees the first’s window', async () => {
  const officer = await t.as('aid-officer')
  const r = await officer.call(programmes.openRound, {
    body: {
      schoolId: t.world.schools.A.id,
      term: '2026-autumn',
      registrationDate: '2026-09-02',
      programmes: ['national-grant'],
      quotas: [],
    },
  })
  expect([r.status, r.body.code, r.body.current]).toMatchObject([409, 'duplicate', { id: round }])
})

describe('a payment run', () => {
  let m: TestApp
  beforeAll(async () => {
    m = await testApp({ at: '2026-09-21T09:00:00+08:00' })
    const people = ['A1', 'A2', 'A3'].map((k) => m.world.students[k] as { id: string; scope: string; schoolId: string })
    await seedAwards(m.platform, people)
    await seedCards(m.platform, people)
  })
  afterAll(async () => {
    await theBooksBalance(m)
    await m.close()
  })

  test('approve, seal, send and close from an old screen: 409 with what the run is now', async () => {
    const people = await money(m)
    await allocate(people, 1_000_000)
    let run = await build(people)
    const act = (
      route: typeof d.approveRun | typeof d.sealRun | typeof d.markRunSent | typeof d.closeRun,
      revision: number,
    ) => people.finance.call(route, { params: { id: run.id }, body: { revision } })
    const steps = [
      [d.approveRun, 'built'],
      [d.sealRun, 'approved'],
      [d.markRunSent, 'sealed'],
    ] as const
    for (const [route, status] of steps) {
      for (const any of [d.approveRun, d.sealRun, d.markRunSent, d.closeRun]) {
        conflict(await act(any, run.revision - 1), { status, revision: run.revision })
        conflict(await act(any, run.revision + 1), { status, revision: run.revision })
      }
      if (route === d.markRunSent) await people.finance.call(d.downloadRunFile, { params: { id: run.id } })
      const old = run.revision
      const done = await act(route, old)
      expect(done.status, JSON.stringify(done.body)).toBe(200)
      run = done.body
      conflict(await act(route, old), { revision: run.revision })
    }
  })
})
