import { activation, face } from '@zhuxue/contracts'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type TestApp, testApp } from '../../testing/app.ts'
import { recordConsent } from '../activation/index.ts'
import { recentSms } from '../notifications/index.ts'
import { agree, ask, playService, tryFace } from './face-test-kit.ts'

let t: TestApp
beforeAll(async () => {
  t = await testApp()
  playService(t)
  for (const key of ['A3', 'A4']) {
    await t.platform.transaction({ kind: 'worker', name: '测试' }, (tx) =>
      recordConsent(tx, { studentId: id(key), purpose: 'data-processing', decision: 'given', by: { way: 'phone' } }),
    )
  }
})
afterAll(() => t.close())

const id = (key: string) => t.world.students[key]?.id as string
const required = [428, 'face-check-required', { purpose: 'change-phone' }]

async function phoneOf(key: string) {
  const student = await t.asStudent(key)
  /** asks for a code a minute after the last one */
  const send = async (phone: string) => {
    await t.owner.query("update phone_codes set created_at = created_at - interval '61 s' where student_id = $1", [
      id(key),
    ])
    const r = await student.call(activation.sendPhoneCode, { body: { phone } })
    return [r.status, r.body.code, r.body.current]
  }
  const code = async () => {
    await t.runJobs()
    return /验证码(\d{6})/.exec((await recentSms(t.platform))[0]?.text ?? '')?.[1] ?? ''
  }
  const confirm = async (typed: string) => {
    const r = await student.call(activation.confirmPhone, { body: { code: typed } })
    return [r.status, r.body.code, r.body.current]
  }
  const shown = async () => (await student.call(activation.wizard)).body.phone.masked
  return { student, send, code, confirm, shown }
}

test('the first number is free; another one asks for the face, before the SMS and in the act itself', async () => {
  await ask(t, 'A', ['change-phone'])
  const p = await phoneOf('A3')
  await agree(t, 'A3')
  await tryFace(p.student, 'enrol')
  expect((await p.send('15400011111'))[0]).toBe(200)
  expect((await p.confirm(await p.code()))[0]).toBe(200)
  expect(await p.shown()).toBe('154****1111')

  expect(await p.send('15400022222')).toEqual(required)
  expect((await tryFace(p.student, 'change-phone')).body.result).toBe('pass')
  expect((await p.send('15400022222'))[0]).toBe(200)
  const code = await p.code()
  // the pass ran out meanwhile: the number stays, and the code is not lost by the refusal
  t.clock.offsetMs += 16 * 60_000
  expect(await p.confirm(code)).toEqual(required)
  expect(await p.shown()).toBe('154****1111')
  expect((await tryFace(p.student, 'change-phone')).body.result).toBe('pass')
  expect((await p.confirm(code))[0]).toBe(200)
  expect(await p.shown()).toBe('154****2222')
  // a pass for another act opens nothing here
  t.clock.offsetMs += 16 * 60_000
  await tryFace(p.student, 'application')
  expect(await p.send('15400033333')).toEqual(required)
})

test('without a face: what two members of staff confirmed is good for one change, and the SMS does not use it up', async () => {
  await ask(t, 'A', ['change-phone'])
  const p = await phoneOf('A4')
  await p.send('15400044444')
  await p.confirm(await p.code())
  const asked = await p.student.call(face.askPerson, { body: { purpose: 'change-phone', way: 'two-staff' } })
  for (const role of ['class-teacher2', 'aid-officer'] as const) {
    await (await t.as(role)).call(face.confirmCase, { params: { id: asked.body.id }, body: { saw: 'id-document' } })
  }
  expect((await p.send('15400055555'))[0]).toBe(200)
  expect((await p.confirm(await p.code()))[0]).toBe(200)
  expect(await p.shown()).toBe('154****5555')
  expect(await p.send('15400066666')).toEqual(required)
})

test('where the school does not ask a number is changed by the code alone', async () => {
  await ask(t, 'A', ['application'])
  const p = await phoneOf('A4')
  expect((await p.send('15400077777'))[0]).toBe(200)
  expect((await p.confirm(await p.code()))[0]).toBe(200)
  expect(await p.shown()).toBe('154****7777')
})
