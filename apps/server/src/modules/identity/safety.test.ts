import { factors, session } from '@zhuxue/contracts'
import { makeDemoIdNumber } from '@zhuxue/policy'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type TestApp, testApp } from '../../testing/app.ts'
import { codeNow, cookieOf, enrol, password, unlock } from './staff-test-kit.ts'

const PASSWORD = 'Weisser-Tee-2026'
let t: TestApp
beforeAll(async () => {
  t = await testApp({ password: PASSWORD, config: { secureCookies: true } })
})
afterAll(() => t.close())

const inject = (url: string, body: object, more: Record<string, string> = {}, remoteAddress = '127.0.0.1') =>
  t.app.inject({
    method: 'POST',
    url,
    remoteAddress,
    headers: { 'content-type': 'application/json', ...more },
    payload: JSON.stringify(body),
  })
const staffNames = (): string[] => Object.values(t.world.staff).map((s) => s.username)
const students = () => Object.values(t.world.students)

/** What guessers try: common ones, the year, the school, and pieces of the ID number (the old kind of preset). */
const common = [
  '123456',
  '12345678',
  'password',
  'Passw0rd1',
  'Admin@123',
  'qwer1234',
  'a123456789',
  'Zhuxue2026',
  'woaini520',
]
const guess = (n: number, idNumber?: string): string => {
  const own = idNumber ? [idNumber.slice(-6), idNumber.slice(6, 14), `Zz${idNumber.slice(-6)}`] : []
  const list = [...common, ...own]
  return n % 3 === 0 ? `${list[n % list.length]}${n}` : (list[n % list.length] as string)
}

describe('10,000 guesses over all accounts and 200 addresses', () => {
  it('none hits; no account is locked longer than a quarter of an hour; who was not attacked comes straight in', async () => {
    const spared = ['principala', 'city-aid']
    const attacked = [
      ...staffNames().filter((n) => !spared.includes(n)),
      ...Array.from({ length: 20 }, (_, i) => `nobody${i}`),
    ]
    const sparedStudent = students().at(-1) as { idNumber: string }
    const ids = [
      ...students()
        .slice(0, -1)
        .map((s) => s.idNumber),
      ...Array.from({ length: 10 }, (_, i) => makeDemoIdNumber('530102', '2008-01-02' as never, 'male', 40 + i)),
    ]
    const seen = new Map<string, number>()
    let n = 0
    const one = async () => {
      const i = n
      n += 1
      const address = `10.9.${Math.floor(i / 50) % 4}.${(i % 50) + 1}`
      const who = attacked[i % attacked.length] as string
      const idNumber = ids[i % ids.length] as string
      const r =
        i % 2 === 0
          ? await inject('/api/v1/staff/login', { username: who, password: guess(i) }, {}, address)
          : await inject('/api/v1/student/login', { idNumber, password: guess(i, idNumber) }, {}, address)
      const code = String(r.json().code ?? r.statusCode)
      seen.set(code, (seen.get(code) ?? 0) + 1)
    }
    await Promise.all(
      Array.from({ length: 8 }, async () => {
        while (n < 10_000) await one()
      }),
    )
    expect([...seen.values()].reduce((a, b) => a + b, 0)).toBe(10_000)
    expect([...seen.keys()].filter((c) => !['login-failed', 'login-locked', 'rate-limited'].includes(c))).toEqual([])
    // five tries an account, no more, were even compared with a password
    expect(seen.get('login-failed') ?? 0).toBeLessThanOrEqual((attacked.length + ids.length) * 4)
    const locks = await t.owner.query(
      'select max(extract(epoch from locked_until - now()) / 60) as minutes from (select locked_until from staff_accounts union all select locked_until from student_accounts) x',
    )
    expect(Number(locks.rows[0].minutes)).toBeLessThanOrEqual(15)
    for (const username of spared) expect((await password(t, username, PASSWORD)).answer.status).toBe(200)
    const s = await inject('/api/v1/student/login', { idNumber: sparedStudent.idNumber, password: PASSWORD })
    expect(s.statusCode).toBe(200)
    // and an attacked one as soon as the lock is over
    await t.owner.query(
      "update staff_accounts set locked_until = now() - interval '1 second' where locked_until is not null",
    )
    expect((await password(t, 'aid-officera', PASSWORD)).answer.status).toBe(200)
  }, 240_000)
})

describe('nothing tells whether an account exists', () => {
  it('same status, same words, same fields, no cookie', async () => {
    await unlock(t)
    const known = await inject('/api/v1/staff/login', { username: 'financeb', password: 'Falsch-12345' })
    const unknown = await inject('/api/v1/staff/login', { username: 'nobody-at-all', password: 'Falsch-12345' })
    const strip = (r: typeof known) => {
      const { requestId: _, ...rest } = r.json()
      return [r.statusCode, rest, r.headers['set-cookie'], r.headers['retry-after']]
    }
    expect(strip(known)).toEqual(strip(unknown))
  })

  it('similar time: one hash is computed either way', async () => {
    const time = async (username: string): Promise<number> => {
      const began = process.hrtime.bigint()
      await inject('/api/v1/staff/login', { username, password: 'Falsch-12345' })
      return Number(process.hrtime.bigint() - began) / 1e6
    }
    const known: number[] = []
    const unknown: number[] = []
    for (let i = 0; i < 15; i += 1) {
      await unlock(t)
      known.push(await time('reviewerb'))
      unknown.push(await time(`nobody-here-${i}`))
    }
    const median = (x: number[]) => x.sort((a, b) => a - b)[7] as number
    const ratio = median(known) / median(unknown)
    expect(ratio).toBeGreaterThan(0.5)
    expect(ratio).toBeLessThan(2)
  })
})

describe('cookies and csrf', () => {
  it('the session cookie is HttpOnly, Secure, SameSite, of the whole site, and ends', async () => {
    await unlock(t)
    const r = await inject('/api/v1/staff/login', { username: 'financeb', password: PASSWORD })
    const set = String(r.headers['set-cookie'])
    expect(set).toMatch(/^zx_session=[A-Za-z0-9_-]{43}; Max-Age=28800; Path=\/; HttpOnly; Secure; SameSite=Lax$/)
    expect(r.headers['strict-transport-security']).toMatch(/max-age=31536000/)
    expect(r.headers['cache-control']).toBe('no-store')
  })

  it('a planted session id is never taken over (fixation), and each step has a new one', async () => {
    await unlock(t)
    const planted = `zx_session=${'A'.repeat(43)}`
    const first = await inject(
      '/api/v1/staff/login',
      { username: 'reviewerb', password: PASSWORD },
      { cookie: planted },
    )
    const half = cookieOf(first.headers)
    expect(half).not.toBe(planted)
    expect((await t.app.inject({ url: '/api/v1/session', headers: { cookie: planted } })).statusCode).toBe(401)
    await unlock(t)
    const e = await enrol(t, 'aid-committeeb', PASSWORD)
    const again = await password(t, 'aid-committeeb', PASSWORD)
    const whole = await again.client.call(factors.secondFactor, { body: { kind: 'totp', code: codeNow(e.key) } })
    const after = cookieOf(whole.headers)
    expect(new Set([again.client.cookie, after, e.client.cookie]).size).toBe(3)
    expect((await t.app.inject({ url: '/api/v1/session', headers: { cookie: again.client.cookie } })).statusCode).toBe(
      401,
    )
  })

  it('a write needs the token of this very session; another session’s, none, and a simple form are refused', async () => {
    const a = await t.as('finance', 'B')
    const b = await t.as('principal', 'B')
    const write = (headers: Record<string, string>) =>
      t.app.inject({
        method: 'POST',
        url: '/api/v1/session/logout',
        headers: { cookie: a.cookie, 'content-type': 'application/json', ...headers },
        payload: '{"everywhere":false}',
      })
    expect((await write({})).statusCode).toBe(403)
    expect((await write({ 'x-csrf': b.csrf })).statusCode).toBe(403)
    const form = await t.app.inject({
      method: 'POST',
      url: '/api/v1/session/logout',
      headers: { cookie: a.cookie, 'x-csrf': a.csrf, 'content-type': 'application/x-www-form-urlencoded' },
      payload: 'everywhere=false',
    })
    expect(form.statusCode).toBe(400)
    expect((await a.call(session.me)).status).toBe(200)
    expect((await write({ 'x-csrf': a.csrf })).statusCode).toBe(200)
    expect((await a.call(session.me)).status).toBe(401)
  })

  it('no answer tells another site anything: no CORS headers, whatever the origin', async () => {
    const r = await t.app.inject({
      method: 'OPTIONS',
      url: '/api/v1/staff/login',
      headers: { origin: 'https://evil.example', 'access-control-request-method': 'POST' },
    })
    expect(Object.keys(r.headers).filter((h) => h.startsWith('access-control'))).toEqual([])
    expect(r.statusCode).toBeGreaterThanOrEqual(400)
  })
})
