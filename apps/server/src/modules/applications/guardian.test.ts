import { activation, applications } from '@zhuxue/contracts'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type TestApp, testApp } from '../../testing/app.ts'
import { openRoundA, submitAs } from '../../testing/student-kit.ts'
import { recentSms } from '../notifications/index.ts'

/** 未满16周岁由监护人签字: by a one-time link to the phone on the roll, or on paper before the class teacher. */
let t: TestApp
let roundId: string
beforeAll(async () => {
  t = await testApp()
  roundId = await openRoundA(t)
})
afterAll(() => t.close())

/** Born 11 February 2011: 15 on the day of the test. */
const CHILD = 'A2'
const tail = () => t.world.students[CHILD]?.idNumber.slice(-4) as string
const birthday = '0211'
async function tokenOnPhone(): Promise<string> {
  await t.runJobs()
  const sms = (await recentSms(t.platform, 50)).find((s) => s.text.includes('/g/'))
  return /\/g\/([A-Za-z0-9_-]+)/.exec(sms?.text ?? '')?.[1] ?? ''
}
const open = (token: string, key: string) =>
  t.anyone.call(activation.openGuardianLink, { params: { token }, body: { key } })
const sign = (token: string, more: object = {}) =>
  t.anyone.call(activation.signGuardianLink, {
    params: { token },
    body: { key: birthday, name: '王建华', relation: '父亲', agree: true, ...more },
  })
const view = async () => {
  const student = await t.asStudent(CHILD)
  const { body } = await student.call(applications.studentHome)
  const id = body.applications[0]?.id as string
  return { id, guardian: (await student.call(applications.trackApplication, { params: { id } })).body.guardian }
}
let first = ''

test('submitting sends the link to the guardian on the roll; what is signed is what was submitted', async () => {
  const { reply } = await submitAs(t, CHILD, roundId)
  expect([reply.status, reply.body.nextStep]).toEqual([
    200,
    expect.stringContaining('向监护人（154****5002）发送签字短信'),
  ])
  first = await tokenOnPhone()
  expect((await view()).guardian).toMatchObject({ state: 'waiting', by: null })
  // whoever holds the link alone sees not more than the SMS said
  const shown = (await t.anyone.call(activation.guardianLink, { params: { token: first } })).body
  expect(shown).toMatchObject({ purpose: 'application', studentCall: '王同学', schoolName: '官渡职业中专' })
  const seen = await open(first, tail().toLowerCase())
  expect(seen.body.lines.find((l) => l.label === '家庭人口数')?.value).toBe('4')
  const officer = await t.as('aid-officer')
  const { id } = await view()
  const checks = (await officer.call(applications.getApplication, { params: { id } })).body.checks
  expect(checks.find((c) => c.id === 'guardian')?.level).toBe('block')
})

test('a forwarded link: a stranger has five tries at the digits, then the link is over', async () => {
  const wrong = await open(first, '9999')
  expect([wrong.status, wrong.body.fields?.[0]?.text]).toEqual([400, expect.stringContaining('还可以试4次')])
  for (let i = 0; i < 3; i += 1) await open(first, '9999')
  expect((await open(first, '9999')).body.detail).toContain('已作废')
  const over = await open(first, birthday)
  expect([over.status, over.body.detail]).toEqual([409, expect.stringContaining('重新发送短信')])
})

test('a new link ends the one before; it is signed once, by an adult’s name, and the check passes', async () => {
  const student = await t.asStudent(CHILD)
  const { id } = await view()
  const soon = await student.call(applications.resendGuardianLink, { params: { id } })
  expect(soon.body.code).toBe('rate-limited')
  t.clock.offsetMs += 61_000
  expect((await student.call(applications.resendGuardianLink, { params: { id } })).status).toBe(200)
  const token = await tokenOnPhone()
  const self = await sign(token, { name: t.world.students[CHILD]?.name })
  expect([self.status, self.body.fields?.[0]?.path]).toEqual([400, '/name'])
  expect((await sign(token, { key: '0101' })).status).toBe(400)
  // two taps at the same moment, two requests: one signature
  const both = await Promise.all([sign(token), sign(token)])
  expect(both.map((r) => r.status).sort()).toEqual([200, 409])
  const used = await sign(token)
  expect([used.status, used.body.detail]).toEqual([409, expect.stringContaining('已经用过')])
  expect((await view()).guardian).toMatchObject({ state: 'agreed', by: '王建华（父亲），短信链接' })
  const officer = await t.as('aid-officer')
  const checks = (await officer.call(applications.getApplication, { params: { id } })).body.checks
  expect(checks.find((c) => c.id === 'guardian')?.level).toBe('pass')
})

test('a returned and changed form needs a new signature; on paper it counts the same', async () => {
  const teacher = await t.as('class-teacher')
  const { id } = await view()
  const before = (await teacher.call(applications.getApplication, { params: { id } })).body
  await teacher.call(applications.checkApplication, {
    params: { id },
    body: {
      revision: before.application.revision,
      decision: 'return',
      reason: '请核对',
      fields: [{ field: 'householdSize', reason: '与户口簿不一致' }],
    },
  })
  const student = await t.asStudent(CHILD)
  const { body: form } = await student.call(applications.getForm, { query: { roundId } })
  await student.call(applications.submitApplication, {
    body: { roundId, answers: { ...form.draft.answers, householdSize: 5 } },
  })
  expect((await view()).guardian?.state).toBe('waiting')
  const now = (await teacher.call(applications.getApplication, { params: { id } })).body.application
  const paper = (role: 'class-teacher' | 'class-teacher2', name: string) =>
    t.as(role).then((who) =>
      who.call(applications.countersign, {
        params: { id },
        body: { revision: now.revision, guardianName: name, guardianRelation: '母亲' },
      }),
    )
  expect((await paper('class-teacher2', '李秀英')).status).toBe(404)
  expect((await paper('class-teacher', '王建国')).status).toBe(400)
  const signed = await paper('class-teacher', '李秀英')
  expect(signed.body).toMatchObject({ state: 'agreed', by: expect.stringContaining('李秀英（母亲），纸质签字') })
  const late = await sign(await tokenOnPhone())
  expect([late.status, late.body.detail]).toEqual([409, expect.stringContaining('纸质')])
})

test('after seven days a link says so; an invented one is not found', async () => {
  const never = await t.anyone.call(activation.guardianLink, { params: { token: 'AAAAAAAAAAAAAAAAAAAAAA' } })
  expect([never.status, never.body.detail]).toEqual([404, expect.stringContaining('短信里直接点开')])
  await t.owner.query(
    "update guardian_links set ended_at = null, end_reason = null, created_at = created_at - interval '8 days', expires_at = expires_at - interval '8 days' where end_reason = 'paper'",
  )
  const old = await sign(await tokenOnPhone())
  expect([old.status, old.body.detail]).toEqual([409, expect.stringContaining('7天')])
})

test('from 16 to 17 no signature is asked for, the guardian is told', async () => {
  const { reply } = await submitAs(t, 'A1', roundId)
  expect(reply.body.nextStep).not.toContain('监护人')
  await t.runJobs()
  const told = (await recentSms(t.platform)).filter((s) => s.text.includes('李同学监护人'))
  expect(told.map((s) => s.text)).toEqual([expect.stringContaining('孩子已提交资助申请')])
})
