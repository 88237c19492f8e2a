import { face } from '@zhuxue/contracts'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Client, type TestApp, testApp } from '../../testing/app.ts'

let t: TestApp
beforeAll(async () => {
  t = await testApp()
})
afterAll(() => t.close())

const schoolId = () => t.world.schools.A.id
const read = async (who: Client) => (await who.call(face.settings, { query: { schoolId: schoolId() } })).body
const propose = (who: Client, purposes: ('application' | 'new-device')[]) =>
  who.call(face.proposeSettings, { body: { schoolId: schoolId(), purposes, reason: '防止他人冒用' } })
const decide = (who: Client, id: string, decision: 'confirm' | 'refuse' | 'withdraw', reason?: string) =>
  who.call(face.decideSettings, { params: { id }, body: { decision, ...(reason ? { reason } : {}) } })

test('where a school asks is decided by two persons, and every step is on record', async () => {
  const officer = await t.as('aid-officer')
  const principal = await t.as('principal')
  expect((await read(officer)).purposes).toEqual([])
  const { id } = (await propose(officer, ['application', 'new-device'])).body
  expect((await read(officer)).purposes).toEqual([])
  const own = await decide(officer, id, 'confirm')
  expect([own.status, own.body.code]).toEqual([422, 'same-person'])
  expect((await propose(principal, [])).body.code).toBe('rule-refused')
  expect((await propose(principal, ['application'])).body.code).toBe('duplicate')
  expect((await decide(principal, id, 'confirm')).body.status).toBe('confirmed')
  expect((await read(officer)).purposes).toEqual(['new-device', 'application'])
  // off again is a change like any other
  const off = (await propose(principal, [])).body.id
  expect((await decide(officer, off, 'refuse')).status).toBe(400)
  expect((await decide(officer, off, 'refuse', '试点还没有结束')).body.status).toBe('refused')
  const again = (await propose(principal, [])).body.id
  expect((await decide(principal, again, 'withdraw')).body.status).toBe('withdrawn')
  expect((await read(principal)).purposes).toEqual(['new-device', 'application'])
  const { rows } = await t.owner.query(
    "select action from audit_events where action like 'face.settings%' order by seq",
  )
  expect(rows.map((r) => r.action.slice('face.settings-'.length))).toEqual([
    'propose',
    'confirm',
    'propose',
    'refuse',
    'propose',
    'withdraw',
  ])
})

test('another school and other roles cannot touch them', async () => {
  const elsewhere = await t.as('aid-officer', 'B')
  expect((await elsewhere.call(face.settings, { query: { schoolId: schoolId() } })).status).toBe(404)
  expect((await propose(elsewhere, [])).status).toBe(404)
  expect((await (await t.as('class-teacher')).call(face.settings, { query: { schoolId: schoolId() } })).status).toBe(
    403,
  )
})
