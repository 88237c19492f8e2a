import { face } from '@zhuxue/contracts'
import { CertifiedSimulator, readProviderChoice } from '@zhuxue/face'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { type Client, type TestApp, testApp } from '../../testing/app.ts'
import { agree, ask } from './face-test-kit.ts'
import { setFaceRuntime } from './runtime.ts'

// The certified service as such services work: apps/face/src/simulators/certified.ts.
let t: TestApp
let service: CertifiedSimulator
let student: Client
beforeAll(async () => {
  t = await testApp({ listen: true })
  service = new CertifiedSimulator({ appId: 'school', key: 'shared', now: () => t.clock.now().getTime() })
  const baseUrl = await service.listen()
  Object.assign(t.platform.config, { publicUrl: t.url })
  setFaceRuntime(t.platform, {
    certified: { baseUrl, appId: 'school', key: 'shared', threshold: 0.8 },
    choice: readProviderChoice({ ZHUXUE_FACE_PROVIDER_CHANGE_PHONE: 'certified' }),
  })
  await ask(t, 'A', ['change-phone'])
})
afterAll(async () => {
  await service.close()
  await t.close()
})
beforeEach(async () => {
  t.clock.advanceDays(1)
  student = await t.asStudent('A3')
  await agree(t, 'A3')
  service.down = false
  service.reports.length = 0
})

async function begin(): Promise<{ id: string; number: string; url: string }> {
  const r = await student.call(face.start, { body: { purpose: 'change-phone' } })
  expect([r.status, r.body.kind]).toEqual([200, 'redirect'])
  const { rows } = await t.owner.query('select token from face_checks where id = $1', [r.body.id])
  return { id: r.body.id, number: rows[0].token, url: r.body.url as string }
}
const result = async (id: string) => (await student.call(face.result, { params: { id } })).body
const passes = async () =>
  (await student.call(face.state, { query: { purpose: 'change-phone' } })).body.passedUntil !== null

test('chosen for one purpose: there, reported back, passed', async () => {
  const { id, number } = await begin()
  expect(await result(id)).toMatchObject({ pending: true })
  await service.complete(number, 'success', '0.93')
  expect(service.reports.at(-1)?.acknowledged).toBe(true)
  expect(await result(id)).toMatchObject({ pending: false, outcome: { result: 'pass', next: 'done' } })
  expect(await passes()).toBe(true)
  // other purposes stay with the own service
  expect((await student.call(face.state, { query: { purpose: 'application' } })).body.provider).toBe('off')
})

test('the page of the service reports and sends the student back to the app', async () => {
  const { id, url } = await begin()
  const back = await fetch(`${url}?outcome=success`, { redirect: 'manual' })
  expect(back.headers.get('location')).toContain(`${t.url}/student/face/back?bizNo=`)
  expect(await result(id)).toMatchObject({ outcome: { result: 'pass' } })
})

test.each(['bad-signature', 'tampered', 'wrong-app'] as const)(
  'a report that is %s is not taken and ends nothing',
  async (fault) => {
    const { id, number } = await begin()
    await service.complete(number, 'mismatch', '0.1', fault)
    expect(service.reports.map((r) => r.acknowledged)).toEqual([false, false, false])
    const { rows } = await t.owner.query('select used_at from face_checks where id = $1', [id])
    expect(rows[0].used_at).toBeNull()
    await service.report(number)
    expect(await result(id)).toMatchObject({ outcome: { result: 'fail' } })
  },
)

test('a second report changes nothing, and counts no second try', async () => {
  const { id, number } = await begin()
  await service.complete(number, 'mismatch', '0.2')
  await service.complete(number, 'success', '0.99')
  expect(await result(id)).toMatchObject({ outcome: { result: 'fail', triesLeft: 4 } })
  expect(await passes()).toBe(false)
})

test('nothing was reported: whoever comes back makes us ask; too late is too late', async () => {
  const silent = await begin()
  await service.complete(silent.number, 'success', '0.95', 'silent')
  expect(await result(silent.id)).toMatchObject({ outcome: { result: 'pass' } })
  const late = await begin()
  t.clock.offsetMs += 7 * 60_000
  await service.complete(late.number, 'success', '0.95')
  expect(await result(late.id)).toMatchObject({
    outcome: { result: 'error', reasons: [{ code: 'provider-late' }], triesLeft: 5 },
  })
})

test('a service that is down costs no try and leaves the other ways', async () => {
  service.down = true
  const r = await student.call(face.start, { body: { purpose: 'change-phone' } })
  expect([r.status, r.body.code, r.body.detail]).toEqual([503, 'face-unavailable', expect.stringContaining('不用人脸')])
  expect((await student.call(face.askPerson, { body: { purpose: 'change-phone', way: 'code' } })).status).toBe(200)
})

test("somebody else's result is not found", async () => {
  const { id } = await begin()
  expect((await (await t.asStudent('A4')).call(face.result, { params: { id } })).status).toBe(404)
})
