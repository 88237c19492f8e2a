import { activation, office } from '@zhuxue/contracts'
import { consentText } from '@zhuxue/regions'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type TestApp, testApp } from '../../testing/app.ts'
import { consentOf, onConsentWithdrawn, recordConsent, withdrawConsent } from './index.ts'

let t: TestApp
beforeAll(async () => {
  t = await testApp()
})
afterAll(() => t.close())

const worker = { kind: 'worker', name: '测试' } as const
const idOf = (key: string) => t.world.students[key]?.id as string
const born = (key: string, day: string) =>
  t.owner.query('update students set birth_date = $2 where id = $1', [idOf(key), day])
const version = (purpose: 'face' | 'sms' | 'data-processing') =>
  consentText(purpose, '16-17', t.platform.clock.today()).version

test('each consent is its own record with text version, time and way; refusing face is an answer like any other', async () => {
  const student = await t.asStudent('A3')
  const before = (await student.call(activation.ownConsents)).body
  expect(before.consents.map((c) => [c.purpose, c.state])).toEqual([
    ['data-processing', 'none'],
    ['department-matching', 'none'],
    ['face', 'none'],
    ['sms', 'none'],
  ])
  const face = before.consents.find((c) => c.purpose === 'face')
  expect(face?.text.no).toContain('老师当面核对')
  const refused = await student.call(activation.decideConsent, {
    body: { purpose: 'face', decision: 'refused', textVersion: version('face') },
  })
  expect([refused.status, refused.body.state]).toEqual([200, 'refused'])
  const after = (await student.call(activation.ownConsents)).body.consents
  expect(after.map((c) => c.state)).toEqual(['none', 'none', 'refused', 'none'])
  expect(after[2]?.last).toMatchObject({ act: 'refused', way: 'phone', textVersion: version('face') })
})

test('withdrawing runs the listeners in the same transaction; one that fails leaves the consent as it was', async () => {
  const seen: string[] = []
  let fail = true
  onConsentWithdrawn('sms', async (_tx, w) => {
    if (fail) throw new Error('erasing failed')
    seen.push(w.studentId)
  })
  const id = idOf('A4')
  const by = { way: 'phone' } as const
  await t.platform.transaction(worker, (tx) =>
    recordConsent(tx, { studentId: id, purpose: 'sms', decision: 'given', by }),
  )
  const withdraw = () => t.platform.transaction(worker, (tx) => withdrawConsent(tx, id, 'sms', by))
  const state = () => t.platform.transaction(worker, (tx) => consentOf(tx, id, 'sms'))
  await expect(withdraw()).rejects.toThrow('erasing failed')
  expect((await state()).given).toBe(true)
  fail = false
  await withdraw()
  expect([(await state()).state, seen]).toEqual(['withdrawn', [id]])
  // a second tap changes nothing, and answering no after yes ends it as well
  await withdraw()
  await t.platform.transaction(worker, async (tx) => {
    await recordConsent(tx, { studentId: id, purpose: 'sms', decision: 'given', by })
    await recordConsent(tx, { studentId: id, purpose: 'sms', decision: 'refused', by })
  })
  expect(seen).toEqual([id, id])
})

test('under 14 a tap of the child is refused, the guardian’s answer counts (个人信息保护法 31); the database says so too', async () => {
  await born('A5', '2013-05-01')
  const child = await t.asStudent('A5')
  const own = (await child.call(activation.ownConsents)).body
  expect([own.ageGroup, own.guardianDecides]).toEqual(['under-14', true])
  const tap = await child.call(activation.decideConsent, {
    body: { purpose: 'data-processing', decision: 'given', textVersion: version('data-processing') },
  })
  expect([tap.status, tap.body.detail]).toEqual([422, expect.stringContaining('监护人')])
  const guardian = { name: '赵建华', relation: '父亲' }
  await t.platform.transaction({ kind: 'auth' }, (tx) =>
    recordConsent(tx, {
      studentId: idOf('A5'),
      purpose: 'data-processing',
      decision: 'given',
      by: { way: 'guardian-link', guardian },
    }),
  )
  const last = (await child.call(activation.ownConsents)).body.consents[0]?.last
  expect(last).toMatchObject({ act: 'given', way: 'guardian-link', by: '赵建华（父亲）' })
  await expect(
    t.owner.query(
      `insert into consent_acts (id, student_id, scope, purpose, act, text_version, age_group, way, at)
       values (gen_random_uuid(), $1, 'x', 'face', 'given', 'v', 'under-14', 'phone', now())`,
      [idOf('A5')],
    ),
  ).rejects.toThrow('consent_acts_guardian_check')
})

test('a paper needs two members of staff', async () => {
  const one = { id: t.world.staff['class-teacherA']?.id as string, name: '甲' }
  const paper = (confirmed: { id: string; name: string }) =>
    t.platform.transaction(worker, (tx) =>
      recordConsent(tx, {
        studentId: idOf('A6'),
        purpose: 'data-processing',
        decision: 'given',
        by: { way: 'paper', guardian: null, entered: one, confirmed },
      }),
    )
  await expect(paper(one)).rejects.toThrow('consent_acts_two_persons')
  await expect(paper({ id: t.world.staff['aid-officerA']?.id as string, name: '乙' })).resolves.toBe('given')
})

test('acts cannot be changed or removed by any role of the application', async () => {
  const { rows } = await t.owner.query(
    "select grantee, privilege_type from information_schema.role_table_grants where table_name = 'consent_acts' and grantee like 'zhuxue%' and grantee <> 'zhuxue_owner' and privilege_type in ('UPDATE', 'DELETE', 'TRUNCATE')",
  )
  expect(rows).toEqual([])
})

test('without the notice nothing else is open; withdrawing it closes everything but the wizard again', async () => {
  const student = await t.asStudent('A7')
  expect((await student.call(office.messages)).status).toBe(200)
  const give = (decision: 'given' | 'withdrawn') =>
    student.call(activation.decideConsent, {
      body: { purpose: 'data-processing', decision, textVersion: version('data-processing') },
    })
  await give('given')
  expect((await give('withdrawn')).body.state).toBe('withdrawn')
  const closed = await student.call(office.messages)
  expect([closed.status, closed.body.code]).toEqual([403, 'activation-required'])
  expect((await student.call(activation.ownConsents)).status).toBe(200)
})

test('an old text must be read again before it is answered', async () => {
  const student = await t.asStudent('A8')
  const old = await student.call(activation.decideConsent, {
    body: { purpose: 'face', decision: 'given', textVersion: 'face/2020-1' },
  })
  expect([old.status, old.body.code]).toEqual([409, 'state-conflict'])
})
