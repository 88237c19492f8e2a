import { factors, session } from '@zhuxue/contracts'
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest'
import { type TestApp, testApp } from '../../testing/app.ts'
import { client } from '../../testing/client.ts'
import { attemptsOf } from './attempts.ts'
import { codeNow, cookieOf, enrol } from './staff-test-kit.ts'

// Rate limits by account, address and device without locking a whole school behind one NAT (issue B, safety): members
// of staff, as students, have tries of their own on a browser where they proved both factors before.
const PASSWORD = 'Zhuxue-2026-ok'
let t: TestApp
let device = ''
let key: Buffer
const name = (role: string) => t.world.staff[role]?.username as string

beforeAll(async () => {
  t = await testApp({ password: PASSWORD })
  await t.owner.query('update staff_accounts set demo_account = false')
  key = (await enrol(t, name('financeA'), PASSWORD)).key
})
afterAll(() => t?.close())
beforeEach(async () => {
  await t.owner.query('update staff_accounts set failed_count = 0, locked_until = null')
  await t.owner.query('update staff_devices set failed_count = 0, locked_until = null')
  await t.owner.query('update staff_totp set last_step = 0')
})

const deviceOf = (headers: Record<string, unknown>): string =>
  (
    [headers['set-cookie']]
      .flat()
      .map(String)
      .find((l) => l.startsWith('zx_device=')) ?? ''
  ).split(';')[0] ?? ''
const typed = (role: string, password: string, cookie = '') =>
  client(t.app, cookie, '').call(session.staffLogin, { body: { username: name(role), password } })
/** The code for a half session that stands in `first`, sent by the browser of that log-in. */
const code = (first: Awaited<ReturnType<typeof typed>>, digits: string) =>
  client(t.app, cookieOf(first.headers), first.body.csrf).call(factors.secondFactor, {
    body: { kind: 'totp', code: digits },
  })
const wrong = (): string => (codeNow(key) === '000000' ? '111111' : '000000')

it('the browser is known once both factors were proved there, not by the password alone', async () => {
  const first = await typed('financeA', PASSWORD)
  expect([first.status, deviceOf(first.headers)]).toEqual([200, ''])
  const second = await code(first, codeNow(key))
  expect(second.status).toBe(200)
  device = deviceOf(second.headers)
  expect(device).toMatch(/^zx_device=[\w-]{43}/)
  const line = [second.headers['set-cookie']]
    .flat()
    .map(String)
    .find((l) => l.startsWith('zx_device='))
  expect(line).toMatch(/HttpOnly/)
  expect(line).toMatch(/SameSite=Lax/)
})

it('guessers lock the account for strangers; on her own browser she comes in, password and code', async () => {
  for (let i = 0; i < 5; i += 1) await typed('financeA', `Falsch-${i}-12345`)
  expect((await typed('financeA', PASSWORD)).status).toBe(429)
  const mine = await typed('financeA', PASSWORD, device)
  expect([mine.status, mine.body.step]).toEqual([200, 'second-factor'])
  expect((await code(mine, codeNow(key))).status).toBe(200)
  // her coming in did not open the door for the guessers
  expect((await typed('financeA', PASSWORD)).status).toBe(429)
})

it('a stolen cookie gives five tries, of passwords and codes together, and opens no other account', async () => {
  const statuses: number[] = []
  for (let i = 0; i < 3; i += 1) statuses.push((await typed('financeA', `Falsch-${i}-12345`, device)).status)
  const half = await typed('financeA', PASSWORD, device)
  statuses.push(half.status, (await code(half, wrong())).status, (await code(half, wrong())).status)
  expect(statuses).toEqual([401, 401, 401, 200, 400, 429])
  expect((await typed('financeA', PASSWORD, device)).status).toBe(429)
  // the account itself stays open for her on another browser
  expect((await typed('financeA', PASSWORD)).status).toBe(200)
  for (let i = 0; i < 5; i += 1) await typed('reviewerA', `Falsch-${i}-12345`, device)
  const locked = await t.owner.query('select locked_until from staff_accounts where username = $1', [name('reviewerA')])
  expect(locked.rows[0].locked_until).not.toBeNull()
})

it('behind an address with hundreds of failures she is not slowed on her own browser, others are', async () => {
  for (let n = 0; n < 300; n += 1) attemptsOf(t.platform).addresses.failed('127.0.0.1', Date.now())
  const own: number[] = []
  for (let i = 0; i < 3; i += 1) own.push((await typed('financeA', PASSWORD, device)).status)
  expect(own).toEqual([200, 200, 200])
  const others = await Promise.all([1, 2, 3].map((i) => typed('aid-officerA', `Falsch-${i}-12345`)))
  expect(others.map((o) => o.status)).toContain(429)
})

it('a reset password and log-out everywhere make strangers of all browsers, a changed password of the others', async () => {
  const count = async () =>
    (
      await t.owner.query(
        'select count(*)::int as n from staff_devices d join staff_accounts a on a.id = d.staff_id where a.username = $1',
        [name('financeA')],
      )
    ).rows[0].n
  expect(await count()).toBeGreaterThan(0)
  const first = await typed('financeA', PASSWORD, device)
  const whole = await code(first, codeNow(key))
  const her = client(t.app, cookieOf(whole.headers), whole.body.csrf)
  const changed = await her.call(session.changePassword, {
    body: { oldPassword: PASSWORD, newPassword: 'Ganz-anders-2026' },
  })
  expect([changed.status, await count()]).toEqual([200, 1])
  const after = client(t.app, cookieOf(changed.headers), whole.body.csrf)
  expect((await after.call(session.logout, { body: { everywhere: true } })).status).toBe(200)
  expect(await count()).toBe(0)
})
