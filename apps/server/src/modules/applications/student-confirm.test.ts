import { applications, programmes } from '@zhuxue/contracts'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { Client, TestApp } from '../../testing/app.ts'
import { testApp } from '../../testing/app.ts'
import { passSchool } from '../../testing/money-path.ts'
import { completeForm, openRoundA, submitAs, upload } from '../../testing/student-kit.ts'
import type { FormAnswers } from './student-store.ts'

let t: TestApp
let roundId: string
beforeEach(async () => {
  t = await testApp()
  roundId = await openRoundA(t)
})
afterEach(() => t.close())

const formOf = async (student: Client, id = roundId) =>
  (await student.call(applications.getForm, { query: { roundId: id } })).body

/** What the page sends after one tap: everything prefilled, the photos listed, and what only she can give. */
async function confirmed(student: Client, key: string, id = roundId): Promise<FormAnswers> {
  const form = await formOf(student, id)
  return {
    ...form.confirm?.answers,
    attachments: form.attachments.map((a) => a.id),
    rollDataCorrect: true,
    promise: true,
    signature: t.world.students[key]?.name ?? '',
  }
}
const submit = (student: Client, answers: FormAnswers, id = roundId) =>
  student.call(applications.submitApplication, { body: { roundId: id, answers } })

describe('one-tap confirm (应助尽助)', () => {
  test('entitled by her major: the family is not asked, only the photo of the ID card is missing', async () => {
    const student = await t.asStudent('A1')
    const form = await formOf(student)
    expect(form.confirm).toMatchObject({
      programmes: ['national-grant', 'tuition-waiver'],
      familyNeeded: false,
      earlierTerm: null,
      answers: { householdSize: null, specialGroups: null },
    })
    expect(form.confirm?.answers).not.toHaveProperty('promise')
    expect(form.requiredAttachments.map((r) => r.kind)).toEqual(['id-copy'])
    const early = await submit(student, await confirmed(student, 'A1'))
    expect(early.body.fields?.map((f: { path: string }) => f.path)).toEqual(['/answers/attachments'])
    await upload(student, 'id-copy')
    const reply = await submit(student, await confirmed(student, 'A1'))
    expect(reply.body.referenceNo).toMatch(/^2026Q-/)
    expect((await formOf(student)).confirm).toBeNull()
  })

  test('where hardship decides and nothing is known, the family part is left open for her', async () => {
    const form = await formOf(await t.asStudent('A5'))
    expect(form.confirm).toMatchObject({ familyNeeded: true })
    expect(form.confirm?.answers).not.toHaveProperty('householdSize')
  })

  test('the spring form takes family and papers of the autumn form; nothing is asked or photographed again', async () => {
    await submitAs(t, 'A5', roundId)
    const before = await t.owner.query('select id, file_key from attachments')
    t.clock.advanceDays(181)
    const officer = await t.as('aid-officer')
    const spring = await officer.call(programmes.openRound, {
      body: {
        schoolId: t.world.schools.A.id,
        term: '2027-spring',
        registrationDate: t.platform.clock.today(),
        programmes: ['national-grant', 'tuition-waiver'],
        quotas: [],
      },
    })
    const student = await t.asStudent('A5')
    const form = await formOf(student, spring.body.id)
    expect(form.confirm).toMatchObject({
      earlierTerm: '2026年秋季学期',
      answers: { householdSize: 4, unemployed: null },
    })
    expect(form.confirm?.answers).not.toHaveProperty('signature')
    expect(form.attachments.every((a) => a.earlier)).toBe(true)
    const answers = await confirmed(student, 'A5', spring.body.id)
    const reply = await submit(student, answers, spring.body.id)
    expect(reply.status).toBe(200)
    // the autumn form keeps its photos, the spring form has its own rows of the same files
    const after = await t.owner.query(
      'select id, file_key, submission_id from attachments order by uploaded_at, submission_id',
    )
    expect(after.rows).toHaveLength(before.rows.length * 2)
    expect(new Set(after.rows.map((r) => r.file_key)).size).toBe(before.rows.length)
    const own = after.rows.filter((r) => r.submission_id === reply.body.submissionId)
    expect(own).toHaveLength(before.rows.length)
    expect((await formOf(student, spring.body.id)).attachments.map((a) => a.id).sort()).toEqual(
      own.map((r) => r.id).sort(),
    )
    // deleting the photo of one form leaves the file to the other
    for (const a of reply.body.applications) {
      await student.call(applications.recallApplication, { params: { id: a.id }, body: { revision: a.revision } })
    }
    await student.call(applications.deleteAttachment, { params: { id: own[0].id } })
    await t.runJobs()
    expect((await t.platform.files.get(own[0].file_key)).length).toBeGreaterThan(0)
  })

  test('a new academic year: the card is not photographed again, the family is asked anew', async () => {
    await submitAs(t, 'A5', roundId)
    await t.owner.query("update rounds set term = '2025-autumn', opens_on = opens_on - 365")
    const officer = await t.as('aid-officer')
    const id = (
      await officer.call(programmes.openRound, {
        body: {
          schoolId: t.world.schools.A.id,
          term: '2026-autumn',
          registrationDate: t.platform.clock.today(),
          programmes: ['national-grant', 'tuition-waiver'],
          quotas: [],
        },
      })
    ).body.id
    const form = await formOf(await t.asStudent('A5'), id)
    expect(form.confirm?.earlierTerm).toBeNull()
    expect(form.confirm?.answers).not.toHaveProperty('householdSize')
    expect(form.attachments.map((a) => a.kind)).not.toContain('hardship-proof')
    expect(form.attachments.map((a) => a.kind)).toContain('id-copy')
  })
})

describe('who applied for one programme only', () => {
  test('home says what is left; the other one joins the same form and number, also after the first was checked', async () => {
    const student = await t.asStudent('A1')
    const first = { ...(await completeForm(t, 'A1', student, roundId)), programmes: ['national-grant' as const] }
    const { body: one } = await submit(student, first)
    const home = (await student.call(applications.studentHome)).body
    expect(home.tasks.find((x) => x.kind === 'apply')).toMatchObject({
      title: '还有项目可以申请',
      link: '/student/apply/confirm',
    })
    await passSchool(t, 'A1', one.applications[0]?.id ?? '')
    expect((await formOf(student)).confirm).toMatchObject({ programmes: ['tuition-waiver'] })
    const answers = await confirmed(student, 'A1')
    const replies = await Promise.all([submit(student, answers), submit(await t.asStudent('A1'), answers)])
    expect(replies.map((r) => r.status).sort()).toEqual([200, 409])
    const two = replies.find((r) => r.status === 200)?.body
    expect(two?.referenceNo).toBe(one.referenceNo)
    expect(two?.applications.map((a) => [a.programme, a.status])).toEqual([
      ['national-grant', 'reviewed'],
      ['tuition-waiver', 'submitted'],
    ])
    // what was judged stays as it was judged
    const changed = await submit(student, { ...answers, householdSize: 9 })
    expect(changed.status).toBe(409)
  })

  test('after the window nothing can be added', async () => {
    const student = await t.asStudent('A1')
    const first = { ...(await completeForm(t, 'A1', student, roundId)), programmes: ['national-grant' as const] }
    await submit(student, first)
    const answers = await confirmed(student, 'A1')
    t.clock.advanceDays(20)
    expect((await formOf(student)).confirm).toBeNull()
    const late = await submit(student, answers)
    expect(late.status).not.toBe(200)
    expect(late.body.detail).toContain('截止')
  })
})
