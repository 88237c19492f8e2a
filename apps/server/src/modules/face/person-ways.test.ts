import { applications, face, office } from '@zhuxue/contracts'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Client, type TestApp, testApp } from '../../testing/app.ts'
import { completeForm, openRoundA } from '../../testing/student-kit.ts'
import { agree, ask, type PlayedService, playService, tryFace } from './face-test-kit.ts'

// The ways without a face are of equal standing (个人信息保护法 26; 人脸识别技术应用安全管理办法 10: 不得作为唯一方式).
let t: TestApp
let service: PlayedService
let round: string
beforeAll(async () => {
  t = await testApp()
  service = playService(t)
  round = await openRoundA(t)
  await ask(t, 'A', ['application'])
})
afterAll(() => t.close())

const submitForm = async (key: string, student: Client) =>
  student.call(applications.submitApplication, {
    body: { roundId: round, answers: await completeForm(t, key, student, round) },
  })
const askFor = async (student: Client, way: 'two-staff' | 'code') =>
  (await student.call(face.askPerson, { body: { purpose: 'application', way } })).body
const state = async (student: Client) => (await student.call(face.state, { query: { purpose: 'application' } })).body
const saw = 'id-document' as const

test('two members of staff who differ: without consent, without a face, good for one act within a day', async () => {
  const student = await t.asStudent('A3')
  expect((await submitForm('A3', student)).status).toBe(428)
  const { id } = await askFor(student, 'two-staff')
  const teacher = await t.as('class-teacher2')
  const confirm = (who: Client) => who.call(face.confirmCase, { params: { id }, body: { saw } })
  expect((await confirm(teacher)).body).toEqual({ status: 'waiting', confirmations: 1 })
  const twice = await confirm(teacher)
  expect([twice.status, twice.body.code]).toEqual([422, 'same-person'])
  // the database says so too, whatever the program thinks
  await expect(
    t.owner.query('update face_cases set second_by = first_by, second_by_name = first_by_name where id = $1', [id]),
  ).rejects.toThrow(/face_cases_two_persons/)
  expect((await submitForm('A3', student)).status).toBe(428)
  expect((await state(student)).case).toMatchObject({ confirmations: 1, status: 'waiting' })
  expect((await confirm(await t.as('aid-officer'))).body).toEqual({ status: 'passed', confirmations: 2 })
  // also from another session: the student may have gone home meanwhile
  const later = await t.asStudent('A3')
  expect((await submitForm('A3', later)).status).toBe(200)
  expect((await state(later)).passedUntil).toBeNull()
})

test('what nobody used within a day is worth nothing', async () => {
  const student = await t.asStudent('A4')
  const { id } = await askFor(student, 'two-staff')
  for (const role of ['class-teacher2', 'principal'] as const) {
    await (await t.as(role)).call(face.confirmCase, { params: { id }, body: { saw } })
  }
  expect((await state(student)).passedUntil).not.toBeNull()
  t.clock.advanceDays(1)
  expect((await submitForm('A4', student)).status).toBe(428)
})

test('two acts at once cannot share one pass', async () => {
  const student = await t.asStudent('A4')
  const { id } = await askFor(student, 'two-staff')
  for (const role of ['class-teacher2', 'roll-officer'] as const) {
    await (await t.as(role)).call(face.confirmCase, { params: { id }, body: { saw } })
  }
  const answers = await completeForm(t, 'A4', student, round)
  const both = await Promise.all(
    [1, 2].map(() => student.call(applications.submitApplication, { body: { roundId: round, answers } })),
  )
  // the second finds the work done
  expect(both.map((r) => r.status).sort()).toEqual([200, 409])
  const { rows } = await t.owner.query('select count(*)::int as n from face_passes where case_id = $1', [id])
  expect(rows[0].n).toBe(1)
})

test('the counsellor hands over a code: six digits, ten minutes, five tries, only this session', async () => {
  const student = await t.asStudent('A5')
  const { id } = await askFor(student, 'code')
  const enter = (who: Client, code: string) => who.call(face.enterCode, { params: { id }, body: { code } })
  expect((await enter(student, '123456')).body.detail).toContain('先当面找班主任')
  const officer = await (await t.as('aid-officer')).call(face.issueCode, { params: { id }, body: { saw } })
  expect([officer.status, officer.body.detail]).toEqual([403, expect.stringContaining('两位老师')])
  const teacher = await t.as('class-teacher2')
  const issue = async () => (await teacher.call(face.issueCode, { params: { id }, body: { saw } })).body.code
  const first = await issue()
  expect(first).toMatch(/^\d{6}$/)
  const other = first === '000000' ? '000001' : '000000'
  for (let left = 4; left >= 1; left -= 1) {
    expect((await enter(student, other)).body.detail).toContain(`还可以试 ${left} 次`)
  }
  expect((await enter(student, other)).body.detail).toContain('作废')
  expect((await enter(student, first)).body.detail).toContain('作废')
  const second = await issue()
  t.clock.offsetMs += 11 * 60_000
  expect((await enter(student, second)).body.detail).toContain('已过期')
  const third = await issue()
  expect((await enter(await t.asStudent('A6'), third)).status).toBe(404)
  // full-width digits and spaces, as phones type them
  const typed = ` ${[...third].map((d) => String.fromCharCode(d.charCodeAt(0) + 0xfee0)).join(' ')} `
  expect((await enter(student, typed)).status).toBe(200)
  expect((await submitForm('A5', await t.asStudent('A5'))).status).toBe(428)
  expect((await submitForm('A5', student)).status).toBe(200)
  const { rows } = await t.owner.query('select code_hash, first_by_name from face_cases where id = $1', [id])
  expect(rows[0].code_hash.toString('utf8')).not.toContain(third)
})

test('an uncertain comparison waits for a person, who sees scores and reasons and must have seen the student', async () => {
  await agree(t, 'A6')
  const student = await t.asStudent('A6')
  await tryFace(student, 'enrol')
  Object.assign(service, { result: 'review', reasons: ['needs-a-person'], score: 0.47 })
  expect((await tryFace(student, 'application')).body).toMatchObject({ result: 'review', next: 'waiting' })
  const other = await t.as('class-teacher')
  expect((await other.call(face.listCases, { query: { status: 'waiting' } })).body.items).toEqual([])
  const teacher = await t.as('class-teacher2')
  const row = (await teacher.call(face.listCases, { query: { status: 'waiting' } })).body.items[0]
  expect(row).toMatchObject({ kind: 'review', check: { score: 0.47, threshold: 0.55, hint: 0.9, result: 'review' } })
  const id = row?.id as string
  const work = (await teacher.call(office.workList)).body.groups.find((g) => g.kind === 'face-case')
  expect(work?.items.map((i) => i.id)).toEqual([id])
  const decide = (who: Client, body: { decision: 'pass' | 'refuse'; saw: typeof saw | null; reason: string }) =>
    who.call(face.decideCase, { params: { id }, body })
  expect((await decide(other, { decision: 'pass', saw, reason: '见到本人' })).status).toBe(404)
  const blind = await decide(teacher, { decision: 'pass', saw: null, reason: '看着像' })
  expect([blind.status, blind.body.fields?.[0]?.path]).toEqual([400, '/saw'])
  expect((await decide(teacher, { decision: 'pass', saw, reason: '见到本人，换了发型' })).body.status).toBe('passed')
  expect((await decide(teacher, { decision: 'refuse', saw: null, reason: '再想想' })).status).toBe(409)
  expect((await submitForm('A6', student)).status).toBe(200)
  const { rows } = await t.owner.query(
    "select action from audit_events where subject_id = $1 and action like 'face.%' order by seq",
    [t.world.students.A6?.id],
  )
  expect(rows.map((r) => r.action)).toEqual(['face.enrol', 'face.review', 'face.decide-pass'])
})

test('whoever waits for a review can take a way without a face at once; the try goes along', async () => {
  await agree(t, 'A7')
  const student = await t.asStudent('A7')
  service.result = 'pass'
  await tryFace(student, 'enrol')
  service.result = 'review'
  await tryFace(student, 'application')
  await askFor(student, 'code')
  const teacher = await t.as('class-teacher2')
  const rows = (await teacher.call(face.listCases, { query: { status: 'waiting' } })).body.items
  expect(rows).toMatchObject([{ kind: 'code', check: { result: 'review' } }])
  expect((await state(student)).case?.kind).toBe('code')
})
