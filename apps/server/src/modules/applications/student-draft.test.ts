import { randomUUID } from 'node:crypto'
import { applications } from '@zhuxue/contracts'
import fc from 'fast-check'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { type Client, type TestApp, testApp } from '../../testing/app.ts'
import { openRoundA } from '../../testing/student-kit.ts'
import type { FormAnswers } from './student-store.ts'

let t: TestApp
let roundId: string
beforeEach(async () => {
  t = await testApp()
  roundId = await openRoundA(t)
})
afterEach(() => t.close())

describe('draft', () => {
  test('an empty form proposes every programme that she may get', async () => {
    const { body } = await (await t.asStudent('A1')).call(applications.getForm, { query: { roundId } })
    expect(body.draft).toEqual({
      revision: 0,
      answers: { programmes: ['national-grant', 'tuition-waiver'] },
      savedAt: null,
    })
    expect(body).toMatchObject({ open: true, guardianNeeded: false, age: 16, returned: null, submission: null })
    expect(body.phoneMasked).toMatch(/^154\*{4}\d{4}$/)
    expect(body.roll.map((f) => f.key)).toContain('rollStatus')
  })

  test('goes on at another device; a stale one gets 409 with what the server holds', async () => {
    const phone = await t.asStudent('A1')
    const other = await t.asStudent('A1')
    const save = (device: typeof phone, revision: number, answers: FormAnswers) =>
      device.call(applications.saveDraft, { body: { roundId, revision, answers } })
    expect((await save(phone, 0, { householdSize: 3, other: '父亲住院' })).body.revision).toBe(1)
    const seen = await other.call(applications.getForm, { query: { roundId } })
    expect(seen.body.draft).toMatchObject({ revision: 1, answers: { householdSize: 3, other: '父亲住院' } })
    expect((await save(other, 1, { householdSize: 5 })).body.revision).toBe(2)
    const stale = await save(phone, 1, { householdSize: 4 })
    expect(stale).toMatchObject({
      status: 409,
      body: { code: 'revision-conflict', current: { revision: 2, answers: { householdSize: 5 } } },
    })
    expect((await other.call(applications.getForm, { query: { roundId } })).body.draft.answers.householdSize).toBe(5)
  })

  test('a retry after a lost answer is the same act', async () => {
    const phone = await t.asStudent('A1')
    const body = { roundId, revision: 0, answers: { householdSize: 3 }, requestId: randomUUID() }
    const replies = await Promise.all([1, 2, 3].map(() => phone.call(applications.saveDraft, { body })))
    expect(replies.map((r) => [r.status, r.body.revision])).toEqual([
      [200, 1],
      [200, 1],
      [200, 1],
    ])
  })

  test('of two devices that write at the same moment one is told, none overwritten unseen', async () => {
    const devices: Client[] = []
    for (let i = 0; i < 4; i += 1) devices.push(await t.asStudent('A1'))
    const replies = await Promise.all(
      devices.map((d, i) =>
        d.call(applications.saveDraft, { body: { roundId, revision: 0, answers: { householdSize: i + 1 } } }),
      ),
    )
    const winner = replies.findIndex((r) => r.status === 200)
    expect(replies.filter((r) => r.status === 409)).toHaveLength(3)
    for (const r of replies.filter((x) => x.status === 409)) {
      expect(r.body.current).toMatchObject({ revision: 1, answers: { householdSize: winner + 1 } })
    }
  })

  test('is kept after the window closed, and encrypted; nobody else sees it', async () => {
    const phone = await t.asStudent('A1')
    t.clock.set('2026-09-20T09:00:00+08:00')
    const answers = { other: '家中情况说明' }
    expect((await phone.call(applications.saveDraft, { body: { roundId, revision: 0, answers } })).status).toBe(200)
    const { rows } = await t.owner.query('select answers_enc from drafts')
    expect(rows[0].answers_enc.includes(Buffer.from('情况'))).toBe(false)
    const other = await t.asStudent('A2')
    expect((await other.call(applications.getForm, { query: { roundId } })).body.draft.revision).toBe(0)
  })

  test('control characters and unknown fields are refused with 400, never a 500', async () => {
    const phone = await t.asStudent('A1')
    const save = (answers: object) =>
      phone.call(applications.saveDraft, { body: { roundId, revision: 0, answers: answers as FormAnswers } })
    expect((await save({ other: 'a\u0000b' })).status).toBe(400)
    expect((await save({ amountFen: 1 })).status).toBe(400)
    const huge = `{"requestId":"${randomUUID()}","roundId":"${roundId}","revision":0,"answers":{"householdSize":1e309}}`
    const headers = { cookie: phone.cookie, 'x-csrf': phone.csrf, 'content-type': 'application/json' }
    const r = await t.app.inject({ method: 'PUT', url: '/api/v1/student/draft', headers, payload: huge })
    expect(r.statusCode).toBe(400)
    expect((await save({ householdSize: 3.5 })).status).toBe(400)
  })

  test('property: whatever two devices do, the draft is always the last one accepted, and every loss is announced', async () => {
    const devices = [await t.asStudent('A3'), await t.asStudent('A3')] as const
    const step = fc.record({
      device: fc.constantFrom(0 as const, 1 as const),
      reload: fc.boolean(),
      size: fc.integer({ min: 1, max: 30 }),
    })
    const known: [number, number] = [0, 0]
    let held: { revision: number; size: number | undefined } = { revision: 0, size: undefined }
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 8 }), async (steps) => {
        for (const { device, reload, size } of steps) {
          if (reload) {
            const { body } = await devices[device].call(applications.getForm, { query: { roundId } })
            expect(body.draft.revision).toBe(held.revision)
            expect(body.draft.answers.householdSize).toBe(held.size)
            known[device] = body.draft.revision
          }
          const r = await devices[device].call(applications.saveDraft, {
            body: { roundId, revision: known[device], answers: { householdSize: size } },
          })
          if (known[device] === held.revision) {
            expect(r.status).toBe(200)
            held = { revision: held.revision + 1, size }
            known[device] = held.revision
          } else {
            expect(r.status).toBe(409)
            expect(r.body.current).toMatchObject({ revision: held.revision, answers: { householdSize: held.size } })
          }
        }
      }),
      { numRuns: 15 },
    )
  })
})
