import { randomUUID } from 'node:crypto'
import { activation, applications, face } from '@zhuxue/contracts'
import { FaceUnavailable } from '@zhuxue/face'
import { consentText } from '@zhuxue/regions'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { type Client, type TestApp, testApp } from '../../testing/app.ts'
import { completeForm, openRoundA } from '../../testing/student-kit.ts'
import { agree, ask, type PlayedService, picture, playService, tryFace } from './face-test-kit.ts'
import { warnOfFiling } from './filing.ts'
import { tidyFaces } from './leaving.ts'

let t: TestApp
let service: PlayedService
let round: string
beforeAll(async () => {
  t = await testApp()
  service = playService(t)
  round = await openRoundA(t)
})
afterAll(() => t.close())
beforeEach(() => {
  Object.assign(service, { result: 'pass', reasons: [], score: 0.8, down: null })
})

const idOf = (key: string) => t.world.students[key]?.id as string
const one = async (sql: string, ...args: unknown[]) => (await t.owner.query(sql, args)).rows[0]
const templates = async (key: string) =>
  Number((await one('select count(*) as n from face_templates where student_id = $1', idOf(key))).n)
async function enrolled(key: string): Promise<Client> {
  const student = await t.asStudent(key)
  await agree(t, key)
  expect((await tryFace(student, 'enrol')).body.result).toBe('pass')
  return student
}
const submitForm = async (key: string, student: Client) =>
  student.call(applications.submitApplication, {
    body: { roundId: round, answers: await completeForm(t, key, student, round) },
  })

test('a submission asks for the face, and the pass is good for fifteen minutes of this session', async () => {
  const student = await enrolled('A3')
  await ask(t, 'A', ['application'])
  const asked = await submitForm('A3', student)
  expect([asked.status, asked.body.code]).toEqual([428, 'face-check-required'])
  expect(asked.body.current).toEqual({ purpose: 'application' })
  const passed = await tryFace(student, 'application')
  expect(passed.body).toMatchObject({ result: 'pass', next: 'done' })
  // another session of the same student is asked again
  expect((await submitForm('A3', await t.asStudent('A3'))).status).toBe(428)
  t.clock.offsetMs += 14 * 60_000
  expect((await submitForm('A3', student)).status).toBe(200)
  const later = await enrolled('A4')
  await tryFace(later, 'application')
  t.clock.offsetMs += 16 * 60_000
  expect((await submitForm('A4', later)).status).toBe(428)
})

test('where a school asks for nothing nothing is asked', async () => {
  await ask(t, 'A', [])
  expect((await submitForm('A4', await t.asStudent('A4'))).status).toBe(200)
})

test('a nonce answers once, a repeated request gets the first answer, frames of another try are replays', async () => {
  const student = await enrolled('A5')
  const start = async () => (await student.call(face.start, { body: { purpose: 'application' } })).body
  const first = await start()
  const frames = first.steps.map((s, i) => ({ step: s.step, atMs: i * 900, image: picture() }))
  const requestId = randomUUID()
  const send = (id: string, body: { frames: typeof frames; requestId?: string }) =>
    student.call(face.submit, { params: { id }, body })
  const answer = await send(first.id, { frames, requestId })
  expect(answer.body.result).toBe('pass')
  expect((await send(first.id, { frames, requestId })).body).toEqual(answer.body)
  expect((await send(first.id, { frames })).body.reasons[0]?.code).toBe('challenge-used')
  let second = await start()
  while (second.steps.map((s) => s.step).join() !== first.steps.map((s) => s.step).join()) second = await start()
  const replayed = await send(second.id, { frames })
  expect([replayed.body.result, replayed.body.reasons[0]?.code]).toEqual(['fail', 'replayed-frames'])
  // two copies at once: one answer
  const third = await start()
  const fresh = () => third.steps.map((s, i) => ({ step: s.step, atMs: i * 900, image: picture() }))
  const both = await Promise.all([send(third.id, { frames: fresh() }), send(third.id, { frames: fresh() })])
  expect(both.map((r) => r.body.result).sort()).toEqual(['error', 'pass'])
})

test('a try belongs to its student, its session and its minute; what is wrong with the set is said before anybody looks', async () => {
  const student = await enrolled('A6')
  const started = (await student.call(face.start, { body: { purpose: 'application' } })).body
  const frames = started.steps.map((s, i) => ({ step: s.step, atMs: i * 900, image: picture() }))
  const send = (who: Client, set: typeof frames) =>
    who.call(face.submit, { params: { id: started.id }, body: { frames: set } })
  expect((await send(await t.asStudent('A7'), frames)).status).toBe(404)
  expect((await send(await t.asStudent('A6'), frames)).body.reasons[0]?.code).toBe('challenge-invalid')
  const before = service.asked
  const codes = async (set: typeof frames) => (await send(student, set)).body.reasons[0]?.code
  expect(await codes(Array.from({ length: 200 }, () => frames[0] as (typeof frames)[0]))).toBe('too-many-frames')
  expect(await codes(frames.slice(1))).toBe('too-few-frames')
  expect(await codes([...frames].reverse())).toBe('wrong-order')
  expect(await codes(frames.map((f, i) => ({ ...f, atMs: i * 86_400_000 })))).toBe('wrong-timing')
  expect(await codes(frames.map((f) => ({ ...f, atMs: 5 })))).toBe('wrong-timing')
  t.clock.offsetMs += 70_000
  expect(await codes(frames)).toBe('challenge-expired')
  expect(service.asked).toBe(before)
  expect((await student.call(face.state, { query: { purpose: 'application' } })).body.triesLeft).toBe(5)
})

test('a service that cannot answer costs no try and says when to come back', async () => {
  const student = await enrolled('A8')
  service.down = new FaceUnavailable('前面还有 12 人，大约需要 30 秒。', 30, true)
  const r = await tryFace(student, 'application')
  expect([r.status, r.body.code, r.body.detail, r.headers['retry-after']]).toEqual([
    503,
    'face-unavailable',
    '前面还有 12 人，大约需要 30 秒。',
    '30',
  ])
  service.down = null
  service.result = 'error'
  expect((await tryFace(student, 'application')).body).toMatchObject({ result: 'error', triesLeft: 5 })
  service.result = 'pass'
  expect((await tryFace(student, 'application')).body.result).toBe('pass')
})

test('five tries a day, then a person; tomorrow again', async () => {
  const student = await t.asStudent('A8')
  Object.assign(service, { result: 'fail', reasons: ['not-matching'], score: 0.2 })
  for (let left = 4; left >= 1; left -= 1) {
    expect((await tryFace(student, 'change-phone')).body).toMatchObject({ next: 'again', triesLeft: left })
  }
  expect((await tryFace(student, 'change-phone')).body).toMatchObject({ next: 'waiting', triesLeft: 0 })
  const sixth = await tryFace(student, 'change-phone')
  expect([sixth.status, sixth.body.detail]).toEqual([429, expect.stringContaining('老师当面核验')])
  const teacher = await t.as('class-teacher2')
  const { items } = (await teacher.call(face.listCases, { query: { status: 'waiting' } })).body
  expect(items).toMatchObject([
    {
      studentId: idOf('A8'),
      kind: 'review',
      purpose: 'change-phone',
      check: { score: 0.2, threshold: 0.55, triesThatDay: 5 },
    },
  ])
  t.clock.advanceDays(1)
  service.result = 'pass'
  expect((await tryFace(student, 'change-phone')).body.result).toBe('pass')
  // who was recognised needs no person any more
  expect((await teacher.call(face.listCases, { query: { status: 'waiting' } })).body.items).toEqual([])
})

test('without consent nothing is looked at; withdrawing erases the template in the same transaction', async () => {
  const stranger = await t.asStudent('A7')
  const r = await stranger.call(face.start, { body: { purpose: 'enrol' } })
  expect([r.status, r.body.detail]).toEqual([422, expect.stringContaining('单独同意')])
  const student = await enrolled('A1')
  expect(await templates('A1')).toBe(1)
  const row = await one('select * from face_templates where student_id = $1', idOf('A1'))
  expect(row.template_enc.length).toBeGreaterThan(2048)
  const withdraw = () =>
    student.call(activation.decideConsent, {
      body: {
        purpose: 'face',
        decision: 'withdrawn',
        textVersion: consentText('face', '16-17', t.platform.clock.today()).version,
      } as never,
    })
  // if the erasing cannot be done, the consent is not withdrawn either: both or neither
  await t.owner.query('revoke delete on face_templates from zhuxue_student')
  expect((await withdraw()).status).not.toBe(200)
  expect((await student.call(face.state, { query: { purpose: 'enrol' } })).body.consent).toBe(true)
  await t.owner.query('grant delete on face_templates to zhuxue_student')
  expect((await withdraw()).status).toBe(200)
  expect(await templates('A1')).toBe(0)
  const state = (await student.call(face.state, { query: { purpose: 'application' } })).body
  expect(state).toMatchObject({ consent: false, enrolledAt: null, mustEnrol: true })
  // a second registration could be somebody else's face: persons of the school must have seen the student
  await agree(t, 'A1')
  const again = await student.call(face.start, { body: { purpose: 'enrol' } })
  expect([again.status, again.body.current]).toEqual([428, { purpose: 'enrol' }])
})

test('a template opens only in its own row and for its own model', async () => {
  const { template_enc: box } = await one('select template_enc from face_templates where student_id = $1', idOf('A5'))
  await t.owner.query('update face_templates set template_enc = $2 where student_id = $1', [idOf('A6'), box])
  const student = await t.asStudent('A6')
  expect((await tryFace(student, 'application')).status).toBe(500)
  await t.owner.query("update face_templates set model_id = 'other' where student_id = $1", [idOf('A5')])
  expect((await tryFace(await t.asStudent('A5'), 'application')).status).toBe(500)
})

test('thirty days after the end of the roll the face is gone', async () => {
  await enrolled('B1')
  const today = t.platform.clock.today()
  await t.owner.query("update students set roll_status = 'graduated', roll_as_of = $2 where id = $1", [
    idOf('B1'),
    today,
  ])
  await tidyFaces(t.platform)
  expect(await templates('B1')).toBe(1)
  t.clock.advanceDays(29)
  await tidyFaces(t.platform)
  expect(await templates('B1')).toBe(1)
  t.clock.advanceDays(1)
  await tidyFaces(t.platform)
  expect(await templates('B1')).toBe(0)
  const { rows } = await t.owner.query(
    "select data from audit_events where action = 'face.erase' and subject_id = $1",
    [idOf('B1')],
  )
  expect(rows).toHaveLength(1)
})

test('the number of stored faces is a gauge', async () => {
  const { payload } = await t.app.inject({ url: '/metrics', remoteAddress: '127.0.0.1' })
  const n = (await one('select count(*) as n from face_templates')).n
  expect(payload).toContain(`zhuxue_stored_faces ${n}`)
})

test('from 90,000 stored faces on the system administrators are told, once (人脸识别技术应用安全管理办法 15)', async () => {
  const warn = (count: number) =>
    t.platform.transaction({ kind: 'worker', name: '人脸计数' }, (tx) => warnOfFiling(tx, count))
  const told = async () => (await t.owner.query("select text from staff_notices where link = '/system'")).rows
  await warn(89_999)
  expect(await told()).toEqual([])
  await warn(90_000)
  const first = await told()
  await warn(90_001)
  expect(await told()).toEqual(first)
  expect(new Set(first.map((n) => n.text))).toEqual(
    new Set(['已存储 90,000 人的人脸特征，接近 10 万人的备案线，请提前准备备案。']),
  )
  t.clock.advanceDays(31)
  await warn(100_000)
  expect((await told()).map((n) => n.text)).toContainEqual(expect.stringContaining('30 个工作日内'))
})
