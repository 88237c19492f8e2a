import { activation, office, roll, session } from '@zhuxue/contracts'
import { consentText } from '@zhuxue/regions'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Client, type TestApp, testApp } from '../../testing/app.ts'
import { recentSms } from '../notifications/index.ts'

let t: TestApp
beforeAll(async () => {
  t = await testApp({ at: '2026-09-21T10:00:00+08:00' })
})
afterAll(() => t.close())

const idOf = (key: string) => t.world.students[key]?.id as string

/** A student who has replaced the preset password and nothing else. */
async function fresh(key: string): Promise<Client> {
  await t.owner.query('update student_accounts set wizard_done_at = null where student_id = $1', [idOf(key)])
  return t.asStudent(key)
}
const version = (purpose: 'data-processing' | 'face' | 'sms' | 'department-matching') =>
  consentText(purpose, '16-17', t.platform.clock.today()).version
const decide = (student: Client, purpose: Parameters<typeof version>[0], decision: 'given' | 'refused') =>
  student.call(activation.decideConsent, { body: { purpose, decision, textVersion: version(purpose) } })
const wizard = async (student: Client) => (await student.call(activation.wizard)).body
const states = async (student: Client) => (await wizard(student)).steps.map((s) => `${s.id}:${s.state}`)

/** The code in the newest SMS, as the person reads it on the phone. */
async function codeOnPhone(): Promise<string> {
  await t.runJobs()
  return /验证码(\d{6})/.exec((await recentSms(t.platform))[0]?.text ?? '')?.[1] ?? ''
}
/** Lets a minute pass for the codes: their time is the real one, which a test cannot move. */
const age = (seconds: number) =>
  t.owner.query(
    `update phone_codes set created_at = created_at - make_interval(secs => $1), expires_at = expires_at - make_interval(secs => $1)`,
    [seconds],
  )

test('without face, on two devices: what was done on one is there on the other; the home page opens at the end', async () => {
  const phone = await fresh('A3')
  expect((await phone.call(session.me)).body.step).toBe('activate')
  const closed = await phone.call(office.messages)
  expect([closed.status, closed.body.code]).toEqual([403, 'activation-required'])
  expect((await phone.call(activation.finish)).body.code).toBe('activation-required')

  await decide(phone, 'data-processing', 'given')
  await decide(phone, 'department-matching', 'given')
  await decide(phone, 'sms', 'given')
  expect(await states(phone)).toEqual(['consent:open', 'roll:open', 'phone:open', 'face:open', 'photo:open'])
  await phone.call(activation.chooseFace, { body: { choice: 'no-face' } })
  // refusing face is an answer: consent is complete and the way in person is chosen
  expect(await states(phone)).toEqual(['consent:done', 'roll:open', 'phone:open', 'face:done', 'photo:open'])

  const other = await t.asStudent('A3')
  expect(await wizard(other)).toMatchObject({ faceChoice: 'no-face', faceConsent: 'refused', mayFinish: true })
  await other.call(activation.confirmRoll)
  await other.call(activation.putOff, { body: { step: 'photo' } })
  await other.call(activation.sendPhoneCode, { body: { phone: '１５４ ０００９ ９９９９' } })
  const confirmed = await other.call(activation.confirmPhone, { body: { code: await codeOnPhone() } })
  expect([confirmed.status, confirmed.body.phone?.masked]).toEqual([200, '154****9999'])
  expect(await states(phone)).toEqual(['consent:done', 'roll:done', 'phone:done', 'face:done', 'photo:later'])
  expect((await other.call(activation.finish)).body.finished).toBe(true)
  expect((await phone.call(office.messages)).status).toBe(200)
  expect((await phone.call(session.me)).body.step).toBe('none')
})

test('who was activated before is not asked again', async () => {
  expect((await (await t.asStudent('B3')).call(session.me)).body.step).toBe('none')
})

test('face needs its consent; refusing later ends it', async () => {
  const student = await fresh('A4')
  await decide(student, 'data-processing', 'given')
  const no = await student.call(activation.chooseFace, { body: { choice: 'face' } })
  expect([no.status, no.body.detail]).toEqual([422, expect.stringContaining('当面核对')])
  await decide(student, 'face', 'given')
  expect((await student.call(activation.chooseFace, { body: { choice: 'face' } })).body.faceChoice).toBe('face')
})

test('a code counts once, five wrong ones end it, five minutes end it; a moved clock does not', async () => {
  const student = await fresh('A5')
  await decide(student, 'data-processing', 'given')
  const send = () => student.call(activation.sendPhoneCode, { body: { phone: '15400088888' } })
  const confirm = (code: string) => student.call(activation.confirmPhone, { body: { code } })
  expect((await send()).body).toEqual({ sentTo: '154****8888', expiresIn: 300, resendIn: 60 })
  const again = await send()
  expect([again.status, again.body.code, Number(again.headers['retry-after'])]).toEqual([
    429,
    'rate-limited',
    expect.any(Number),
  ])
  const right = await codeOnPhone()
  const wrong = right === '000000' ? '000001' : '000000'
  // neither the demo clock, days ahead, nor the phone's own (never asked) spoils a code
  const clock = t.clock.offsetMs
  t.clock.offsetMs += 3 * 86_400_000
  expect((await confirm(wrong)).body.fields).toEqual([{ path: '/code', text: '验证码不正确，还可以试4次。' }])
  for (let i = 0; i < 3; i += 1) await confirm(wrong)
  expect((await confirm(wrong)).body.detail).toContain('已作废')
  expect((await confirm(right)).status).toBe(400)
  t.clock.offsetMs = clock

  await age(61)
  expect((await send()).status).toBe(200)
  const second = await codeOnPhone()
  await age(301)
  expect((await confirm(second)).body.detail).toContain('5分钟')

  await send()
  const third = await codeOnPhone()
  expect((await confirm(third)).status).toBe(200)
  expect((await confirm(third)).body.detail).toContain('已经用过')
})

test('guesses at the same moment do not get more than five looks', async () => {
  const student = await fresh('A6')
  await decide(student, 'data-processing', 'given')
  await student.call(activation.sendPhoneCode, { body: { phone: '15400077777' } })
  const right = await codeOnPhone()
  const guesses = Array.from({ length: 30 }, (_, i) => String((Number(right) + 1 + i) % 1_000_000).padStart(6, '0'))
  await Promise.all(guesses.map((code) => student.call(activation.confirmPhone, { body: { code } })))
  const { rows } = await t.owner.query('select tries, ended_at from phone_codes where student_id = $1', [idOf('A6')])
  expect([rows[0].tries, rows[0].ended_at === null]).toEqual([5, false])
  expect((await student.call(activation.confirmPhone, { body: { code: right } })).status).toBe(400)
})

test('neither code nor link is readable in the database once the SMS has left', async () => {
  const { rows } = await t.owner.query(
    "select text, text_enc from sms_outbox where text like '%验证码%' order by created_at desc limit 1",
  )
  expect(rows[0].text).toContain('验证码******')
  expect(rows[0].text_enc).toBeNull()
})

test('a wrong datum: reported, corrected by one person, confirmed by another, the answer comes back', async () => {
  const student = await fresh('A7')
  const before = (await wizard(student)).roll.find((r) => r.field === 'hukouAreaType')
  expect(before?.value).toBe('镇')
  const report = { field: 'hukouAreaType', claimed: '乡村', note: '我家在村里' } as const
  const made = await student.call(activation.reportRoll, { body: report })
  expect(made.body).toMatchObject({ status: 'open', label: '户籍地类型', dueOn: '2026-09-29' })
  expect((await student.call(activation.reportRoll, { body: report })).body.code).toBe('duplicate')

  const officer = await t.as('roll-officer')
  const work = (await officer.call(office.workList)).body.groups.find((g) => g.kind === 'roll-report')
  expect(work?.items[0]?.title).toBe('普秀英 · 户籍地类型')
  const params = { id: made.body.id }
  const silly = await officer.call(activation.correctRollReport, { params, body: { value: '村', reason: '户口簿' } })
  expect(silly.body.fields?.[0]?.path).toBe('/value')
  const entered = await officer.call(activation.correctRollReport, {
    params,
    body: { value: '乡村', reason: '已看户口簿' },
  })
  expect(entered.status).toBe(200)
  expect((await wizard(student)).reports[0]?.status).toBe('correcting')
  const reviewer = await t.as('roll-reviewer')
  const shown = (await reviewer.call(roll.listRollChanges)).body.items.find((c) => c.id === entered.body.changeId)
  expect(shown?.correction).toEqual({ label: '户籍地类型', from: '镇', to: '乡村' })
  await reviewer.call(roll.reviewRollChange, {
    params: { id: entered.body.changeId },
    body: { decision: 'confirm', reason: '' },
  })
  const after = await wizard(student)
  expect(after.roll.find((r) => r.field === 'hukouAreaType')?.value).toBe('乡村')
  expect(after.reports[0]).toMatchObject({ status: 'corrected', answer: expect.stringContaining('更正') })
  await t.runJobs()
  await decide(student, 'data-processing', 'given')
  await student.call(activation.finish)
  const messages = (await student.call(office.messages)).body.items
  expect(messages.some((m) => m.title === '学籍信息已更正：户籍地类型')).toBe(true)
})

test('what the national system owns is answered with a reason; a refused correction comes back to the officer', async () => {
  const student = await t.asStudent('A8')
  const a = await student.call(activation.reportRoll, { body: { field: 'idNumber', claimed: '末位是X', note: '' } })
  const officer = await t.as('roll-officer')
  const no = await officer.call(activation.correctRollReport, {
    params: { id: a.body.id },
    body: { value: '530102200912120011', reason: '改' },
  })
  expect([no.status, no.body.detail]).toEqual([422, expect.stringContaining('全国学籍系统')])
  await officer.call(activation.answerRollReport, {
    params: { id: a.body.id },
    body: { reason: '已在全国系统申请更正，下次导入后生效。' },
  })
  expect((await wizard(student)).reports[0]).toMatchObject({
    status: 'answered',
    answer: expect.stringContaining('全国'),
  })

  const b = await student.call(activation.reportRoll, { body: { field: 'address', claimed: '新家地址', note: '' } })
  const c = await officer.call(activation.correctRollReport, {
    params: { id: b.body.id },
    body: { value: '云南省昆明市五华区新路9号', reason: '看过户口簿' },
  })
  await (await t.as('roll-reviewer')).call(roll.reviewRollChange, {
    params: { id: c.body.changeId },
    body: { decision: 'refuse', reason: '户口簿不清楚' },
  })
  const listed = (await officer.call(activation.listRollReports, { query: { status: 'open' } })).body.items
  expect(listed[0]).toMatchObject({ id: b.body.id, refusedReason: '户口簿不清楚', current: '云南省昆明市****' })
  expect((await (await t.as('roll-officer', 'B')).call(activation.listRollReports)).body.items).toEqual([])
})

test('from 14 to 17 the guardian is told once, by SMS', async () => {
  const student = await fresh('A1')
  await decide(student, 'data-processing', 'given')
  await student.call(activation.finish)
  await student.call(activation.finish)
  await t.runJobs()
  const told = (await recentSms(t.platform, 100)).filter((s) => s.text.includes('李同学监护人'))
  expect(told.map((s) => s.text)).toEqual([
    '【昆明中职资助】李同学监护人，孩子已激活学生资助平台账号，同意的事项可请孩子登录查看。资助部门不会索要密码和验证码。',
  ])
})

test('the two filters of those who finished: steps still open, and complete; nobody is in both, and both agree with the numbers', async () => {
  const officer = await t.as('aid-officer')
  const rows = async (stage: 'finished' | 'complete') =>
    (await officer.call(activation.progress, { query: { stage, limit: '200' } })).body.items
  // A3 put the photo off above; A6 was activated before the wizard was there
  await t.owner.query('update student_accounts set wizard_done_at = $2 where student_id = $1', [
    idOf('A6'),
    t.clock.now(),
  ])
  await t.owner.query('delete from activations where student_id = $1', [idOf('A6')])
  const finished = await rows('finished')
  const complete = await rows('complete')
  expect(finished.map((r) => r.studentId)).toContain(idOf('A3'))
  expect(finished.every((r) => r.stage === 'finished' && r.steps.some((s) => s.state !== 'done'))).toBe(true)
  expect(complete.find((r) => r.studentId === idOf('A6'))?.steps).toEqual([])
  expect(complete.every((r) => r.stage === 'complete' && r.steps.every((s) => s.state === 'done'))).toBe(true)
  const summary = (await officer.call(activation.progressSummary)).body
  expect([finished.length, complete.length]).toEqual([summary.finished, summary.complete])

  // a page at a time gives the same people, none twice
  const seen: string[] = []
  for (let cursor: string | null | undefined = undefined; cursor !== null; ) {
    const page = (
      await officer.call(activation.progress, { query: { stage: 'complete', limit: '2', ...(cursor && { cursor }) } })
    ).body
    seen.push(...page.items.map((r: { studentId: string }) => r.studentId))
    cursor = page.nextCursor as string | null
  }
  expect(seen).toEqual(complete.map((r) => r.studentId))
})
