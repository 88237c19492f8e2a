import { randomUUID } from 'node:crypto'
import { applications } from '@zhuxue/contracts'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { type TestApp, testApp } from '../../testing/app.ts'
import { completeForm, openRoundA, queued, submitAs } from '../../testing/student-kit.ts'
import type { FormAnswers } from './student-store.ts'

let t: TestApp
let roundId: string
beforeEach(async () => {
  t = await testApp()
  roundId = await openRoundA(t)
})
afterEach(() => t.close())

const count = async (table: string) =>
  Number((await t.owner.query(`select count(*)::int as n from ${table}`)).rows[0].n)

describe('submitting', () => {
  test('one form applies for everything she may get; amounts come from the rules (财教〔2024〕181号: 1150 元 a term)', async () => {
    const { student, reply } = await submitAs(t, 'A1', roundId)
    expect(reply.status).toBe(200)
    expect(reply.body.referenceNo).toMatch(/^2026Q-530111-\d{6}-\d$/)
    expect(reply.body.nextDueOn).toBe('2026-09-04')
    expect(reply.body.nextStep).toContain('班主任将在2026年9月4日前完成初审')
    expect(reply.body.applications.map((a) => [a.programme, a.status])).toEqual([
      ['national-grant', 'submitted'],
      ['tuition-waiver', 'submitted'],
    ])
    const rows = await t.owner.query(
      'select programme, outcome, route, term_fen, payee, decision, due_on::text from applications order by programme',
    )
    expect(rows.rows[0]).toMatchObject({
      outcome: 'entitled',
      route: 'agriculture',
      payee: 'student',
      due_on: '2026-09-04',
    })
    expect(Number(rows.rows[0].term_fen)).toBe(115_000)
    expect(rows.rows[0].decision).toMatchObject({
      facts: { studentId: t.world.students.A1?.id, grade: 1 },
      determination: { programme: 'national-grant', outcome: 'entitled' },
    })
    const home = await student.call(applications.studentHome)
    expect(home.body.draft).toBeNull()
    expect(home.body.tasks.map((x) => x.kind)).not.toContain('apply')
    const notes = await queued(t)
    const note = notes.find((n) => n.title === '申请已收到')
    expect(note).toMatchObject({ studentIds: [t.world.students.A1?.id], link: '/student/applications' })
    expect(note?.sms).toContain(reply.body.referenceNo)
    expect(note?.sms?.length).toBeLessThanOrEqual(70)
  })

  test('the form is stored encrypted, the phone as bare digits, full-width digits and spaces tolerated', async () => {
    const { reply } = await submitAs(t, 'A1', roundId)
    const { rows } = await t.owner.query('select submission_id, revision, form_enc from submission_revisions')
    expect(rows).toHaveLength(1)
    expect(rows[0].form_enc.includes(Buffer.from('15400012345'))).toBe(false)
    const place = `submission_revisions.form:${reply.body.submissionId}:1`
    expect(JSON.parse(t.platform.crypto.decrypt(rows[0].form_enc, place)).phone).toBe('15400012345')
    expect(() => t.platform.crypto.decrypt(rows[0].form_enc, `submission_revisions.form:${randomUUID()}:1`)).toThrow()
  })

  test('the number on the roll stays when the field shows the masked one', async () => {
    const student = await t.asStudent('A1')
    const answers = await completeForm(t, 'A1', student, roundId)
    const { body: form } = await student.call(applications.getForm, { query: { roundId } })
    const body = { roundId, answers: { ...answers, phone: form.phoneMasked ?? '' } }
    const reply = await student.call(applications.submitApplication, { body })
    expect(reply.status).toBe(200)
    const { rows } = await t.owner.query('select form_enc from submission_revisions')
    const place = `submission_revisions.form:${reply.body.submissionId}:1`
    expect(JSON.parse(t.platform.crypto.decrypt(rows[0].form_enc, place)).phone).toMatch(/^154\d{8}$/)
  })
})

describe('exactly once', () => {
  test('the same request ten times at once, and once more later: one submission, one answer', async () => {
    const student = await t.asStudent('A1')
    const body = { roundId, answers: await completeForm(t, 'A1', student, roundId), requestId: randomUUID() }
    const replies = await Promise.all(
      Array.from({ length: 10 }, () => student.call(applications.submitApplication, { body })),
    )
    expect(new Set(replies.map((r) => r.status))).toEqual(new Set([200]))
    expect(new Set(replies.map((r) => r.body.referenceNo)).size).toBe(1)
    t.clock.advanceDays(30)
    const late = await student.call(applications.submitApplication, { body })
    expect(late).toMatchObject({ status: 200, body: replies[0]?.body })
    expect([await count('submissions'), await count('submission_revisions'), await count('applications')]).toEqual([
      1, 1, 2,
    ])
    const other = await student.call(applications.submitApplication, {
      body: { ...body, answers: { ...body.answers, householdSize: 9 } },
    })
    expect(other).toMatchObject({ status: 422, body: { code: 'request-id-reused' } })
  })

  test('twenty submits from two phones with their own request ids: one wins, the others learn its number', async () => {
    const phones = [await t.asStudent('A1'), await t.asStudent('A1')] as const
    const answers = await completeForm(t, 'A1', phones[0], roundId)
    const replies = await Promise.all(
      Array.from({ length: 20 }, (_, i) =>
        phones[(i % 2) as 0 | 1].call(applications.submitApplication, { body: { roundId, answers } }),
      ),
    )
    const won = replies.filter((r) => r.status === 200)
    const lost = replies.filter((r) => r.status === 409)
    expect([won.length, lost.length]).toEqual([1, 19])
    for (const r of lost) {
      expect(r.body.code).toBe('duplicate')
      expect(r.body.detail).toContain(won[0]?.body.referenceNo)
      expect(r.body.current).toMatchObject({ referenceNo: won[0]?.body.referenceNo })
    }
    expect([await count('submissions'), await count('applications'), await count('application_events')]).toEqual([
      1, 2, 2,
    ])
  })
})

describe('the window', () => {
  test('is judged by the server clock to the second: 24:00 of the last day is closed (DOMAIN §11, late = closed)', async () => {
    const student = await t.asStudent('A1')
    const answers = await completeForm(t, 'A1', student, roundId)
    t.clock.set('2026-09-09T00:00:00+08:00')
    const late = await student.call(applications.submitApplication, { body: { roundId, answers } })
    expect(late).toMatchObject({ status: 422, body: { code: 'rule-refused' } })
    expect(late.body.detail).toContain('2026年9月8日24:00截止')
    expect(await count('submissions')).toBe(0)
    t.clock.set('2026-09-08T23:59:57+08:00')
    expect((await student.call(applications.submitApplication, { body: { roundId, answers } })).status).toBe(200)
  })

  test("another school's round looks like a missing one", async () => {
    const stranger = await t.asStudent('B1')
    const answers = await completeForm(t, 'A1', await t.asStudent('A1'), roundId)
    const r = await stranger.call(applications.submitApplication, { body: { roundId, answers } })
    expect(r.status).toBe(404)
    expect((await stranger.call(applications.getForm, { query: { roundId } })).status).toBe(404)
  })
})

describe('what is missing or wrong is told field by field', () => {
  const problems = async (key: string, change: (a: FormAnswers) => FormAnswers) => {
    const student = await t.asStudent(key)
    const answers = change(await completeForm(t, key, student, roundId))
    const r = await student.call(applications.submitApplication, { body: { roundId, answers } })
    expect(r.status).toBe(400)
    expect(await count('submissions')).toBe(0)
    return (r.body.fields ?? []).map((f) => f.path)
  }

  test('an empty form names every question', async () => {
    expect(await problems('A1', () => ({ phone: '123' }))).toEqual([
      '/answers/programmes',
      '/answers/rollDataCorrect',
      '/answers/phone',
      '/answers/householdSize',
      '/answers/studentsInFamily',
      '/answers/dependants',
      '/answers/unemployed',
      '/answers/incomePerPersonYuan',
      '/answers/specialGroups',
      '/answers/attachments',
      '/answers/promise',
      '/answers/signature',
    ])
  })

  test('signature must be the name on the roll; 不清楚 is an answer; numbers must fit together', async () => {
    expect(await problems('A1', (a) => ({ ...a, signature: '李晓艳' }))).toEqual(['/answers/signature'])
    expect(await problems('A1', (a) => ({ ...a, promise: false }))).toEqual(['/answers/promise'])
    expect(await problems('A1', (a) => ({ ...a, studentsInFamily: 5 }))).toEqual(['/answers/studentsInFamily'])
    expect(await problems('A1', (a) => ({ ...a, rollDataCorrect: false }))).toEqual(['/answers/rollDataProblem'])
  })

  test('the 16th birthday itself needs no guardian', async () => {
    await t.owner.query("update students set birth_date = '2010-09-01' where id = $1", [t.world.students.A2?.id])
    const student = await t.asStudent('A2')
    expect((await student.call(applications.getForm, { query: { roundId } })).body.guardianNeeded).toBe(false)
    await t.owner.query("update students set birth_date = '2010-09-02' where id = $1", [t.world.students.A2?.id])
    expect((await student.call(applications.getForm, { query: { roundId } })).body.guardianNeeded).toBe(true)
  })

  test('until the guardian has signed, it stands among her tasks: only she can remind the guardian', async () => {
    const tasks = async (key: string) =>
      (await (await t.asStudent(key)).call(applications.studentHome)).body.tasks.filter((x) => x.kind === 'guardian')
    await t.owner.query("update students set birth_date = '2011-05-01' where id = $1", [t.world.students.A2?.id])
    expect(await tasks('A2')).toEqual([])
    const { reply } = await submitAs(t, 'A2', roundId)
    const link = `/student/applications/${reply.body.applications[0]?.id}`
    expect(await tasks('A2')).toMatchObject([
      { title: '请监护人签字', link, detail: expect.stringContaining('154****') },
    ])
    await submitAs(t, 'A1', roundId)
    expect(await tasks('A1')).toEqual([])
  })

  test('the photos follow the route: ID always, register where the household decides, proof where hardship decides', async () => {
    const required = async (key: string) =>
      (await (await t.asStudent(key)).call(applications.getForm, { query: { roundId } })).body.requiredAttachments.map(
        (r) => r.kind,
      )
    expect(await required('A1')).toEqual(['id-copy'])
    expect(await required('A3')).toEqual(['id-copy', 'household-register'])
    expect(await required('A5')).toEqual(['id-copy', 'hardship-proof'])
    expect(await required('A7')).toEqual(['id-copy', 'household-register', 'hardship-proof'])
    expect(await problems('A1', (a) => ({ ...a, specialGroups: ['dibao'] }))).toEqual(['/answers/attachments'])
  })

  test("somebody else's photo is not hers", async () => {
    const others = await completeForm(t, 'A3', await t.asStudent('A3'), roundId)
    const paths = await problems('A1', (a) => ({ ...a, attachments: others.attachments ?? [] }))
    expect(paths).toContain('/answers/attachments/0')
    expect(paths).toContain('/answers/attachments')
  })

  test('a programme that she may not get is refused with the reason in words', async () => {
    await t.owner.query("update students set study_mode = 'part-time' where id = $1", [t.world.students.A1?.id])
    const student = await t.asStudent('A1')
    const answers = await completeForm(t, 'A1', student, roundId)
    const body = { roundId, answers: { ...answers, programmes: ['national-grant' as const] } }
    const r = await student.call(applications.submitApplication, { body })
    expect(r.status).toBe(400)
    expect(r.body.fields?.[0]).toMatchObject({ path: '/answers/programmes' })
    expect(r.body.fields?.[0]?.text).toContain('非全日制')
  })
})
