import { applications, face, session } from '@zhuxue/contracts'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Client, type TestApp, testApp } from '../../testing/app.ts'
import { client } from '../../testing/client.ts'
import { agree, ask, playService, tryFace } from './face-test-kit.ts'

const PASSWORD = 'Zhuxue-2026-ok'
let t: TestApp
beforeAll(async () => {
  t = await testApp({ password: PASSWORD })
  playService(t)
  await agree(t, 'A3')
  await tryFace(await t.asStudent('A3'), 'enrol')
  await ask(t, 'A', ['new-device'])
})
afterAll(() => t.close())

/** Logs in with the password from a browser that has these cookies. */
async function logIn(key: string, cookies = ''): Promise<{ who: Client; step: string; cookies: string }> {
  const { idNumber } = t.world.students[key] as { idNumber: string }
  const r = await t.app.inject({
    method: 'POST',
    url: session.studentLogin.path,
    headers: cookies ? { cookie: cookies } : {},
    payload: { idNumber, password: PASSWORD },
  })
  const jar = r.cookies.map((c) => `${c.name}=${c.value}`).join('; ')
  const body = r.json() as { csrf: string; step: string }
  return { who: client(t.app, jar, body.csrf), step: body.step, cookies: jar }
}

test('on a device not known yet nothing opens but the check; afterwards the device is known', async () => {
  const first = await logIn('A3')
  expect(first.step).toBe('face-check')
  const home = await first.who.call(applications.studentHome)
  expect([home.status, home.body.code, home.body.current]).toEqual([
    428,
    'face-check-required',
    { purpose: 'new-device' },
  ])
  // neither a new face nor a new password is a way round
  expect((await first.who.call(face.start, { body: { purpose: 'enrol' } })).status).toBe(428)
  const password = await first.who.call(session.changePassword, {
    body: { oldPassword: PASSWORD, newPassword: 'Another-2026-ok' },
  })
  expect(password.status).toBe(428)
  expect((await tryFace(first.who, 'new-device')).body.result).toBe('pass')
  expect((await first.who.call(applications.studentHome)).status).toBe(200)
  expect((await logIn('A3', first.cookies)).step).toBe('none')
  expect((await logIn('A3')).step).toBe('face-check')
})

test('without a face: the code of the counsellor opens the same door', async () => {
  const { who, step } = await logIn('A4')
  expect(step).toBe('face-check')
  const { id } = (await who.call(face.askPerson, { body: { purpose: 'new-device', way: 'code' } })).body
  const teacher = await t.as('class-teacher2')
  const { code } = (await teacher.call(face.issueCode, { params: { id }, body: { saw: 'known-in-person' } })).body
  expect((await who.call(face.enterCode, { params: { id }, body: { code } })).status).toBe(200)
  expect((await who.call(applications.studentHome)).status).toBe(200)
})

test('two members of staff let the waiting session in; it notices by itself', async () => {
  const { who } = await logIn('A5')
  const { id } = (await who.call(face.askPerson, { body: { purpose: 'new-device', way: 'two-staff' } })).body
  for (const role of ['class-teacher2', 'aid-officer'] as const) {
    await (await t.as(role)).call(face.confirmCase, { params: { id }, body: { saw: 'id-document' } })
  }
  expect((await who.call(face.state, { query: { purpose: 'new-device' } })).body.passedUntil).not.toBeNull()
  expect((await who.call(applications.studentHome)).status).toBe(200)
  // the pass was for this one log-in
  expect((await logIn('A5')).step).toBe('face-check')
})

test('at a school that does not ask everybody just comes in', async () => {
  expect((await logIn('B3')).step).toBe('none')
})
