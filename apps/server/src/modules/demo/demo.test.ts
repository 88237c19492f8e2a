import { randomUUID } from 'node:crypto'
import { office, publicity } from '@zhuxue/contracts'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { storedOffset } from '../../installation.ts'
import { type TestApp, testApp } from '../../testing/app.ts'
import { applied, roundFor } from '../../testing/applied.ts'

let t: TestApp
beforeAll(async () => {
  t = await testApp({ demo: true, at: '2026-09-21T10:00:00+08:00' })
})
afterAll(() => t.close())

test('moving the clock does what falls due in between, survives a restart, and a repeated request moves nothing', async () => {
  const roundId = await roundFor(t)
  await applied(t, roundId, ['A1'])
  const { id, lastDay } = (
    await (
      await t.as('aid-officer')
    ).call(publicity.publishNotice, {
      body: { roundId, programme: 'national-grant', note: '' },
    })
  ).body
  expect(lastDay).toBe('2026-09-29')
  const requestId = randomUUID()
  const moved = await t.anyone.call(office.moveClock, { body: { requestId, days: 9 } })
  expect([moved.status, moved.body.today]).toEqual([200, '2026-09-30'])
  expect((await t.anyone.call(publicity.publicNotice, { params: { id } })).status).toBe(404)
  expect((await t.owner.query('select status from applications')).rows).toEqual([{ status: 'noticed' }])
  const again = await t.anyone.call(office.moveClock, { body: { requestId, days: 9 } })
  expect(again.body.today).toBe('2026-09-30')
  expect(Math.abs((await storedOffset(t.platform)) - t.clock.offsetMs)).toBeLessThan(1000)
  expect((await t.anyone.call(office.demoClock)).body).toMatchObject({ demo: true, today: '2026-09-30' })
})

test('two moves at once both count; never beyond the calendar', async () => {
  const before = t.platform.clock.today()
  await Promise.all([1, 1].map((days) => t.anyone.call(office.moveClock, { body: { days } })))
  expect(t.platform.clock.today()).toBe('2026-10-02')
  expect(before).toBe('2026-09-30')
  for (let i = 0; i < 2; i += 1) await t.anyone.call(office.moveClock, { body: { days: 200 } })
  const far = await t.anyone.call(office.moveClock, { body: { days: 200 } })
  expect([far.status, far.body.code]).toEqual([422, 'calendar-coverage'])
})

test('accounts come from the demo world', async () => {
  await t.owner.query(
    `insert into app_state values ('demo-accounts', '{"students":[],"staff":[{"username":"u","password":"p","name":"n","roleTitle":"r","orgName":"o"}]}')`,
  )
  expect((await t.anyone.call(office.demoAccounts)).body.staff[0]?.username).toBe('u')
})

test('in production the demo routes are not there', async () => {
  const production = await testApp()
  try {
    const tried = [
      await production.anyone.call(office.demoClock),
      await production.anyone.call(office.moveClock, { body: { days: 1 } }),
      await production.anyone.call(office.demoAccounts),
    ]
    expect(tried.map((r) => r.status)).toEqual([404, 404, 404])
    expect(production.platform.clock.today()).toBe('2026-09-01')
  } finally {
    await production.close()
  }
})
