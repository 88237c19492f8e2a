import { session } from '@zhuxue/contracts'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { type Client, type TestApp, testApp } from '../../testing/app.ts'
import { hashPassword } from './index.ts'
import { presetForm } from './password-rules.ts'

let t: TestApp
let hash: string
const PASSWORD = 'Zx9-good-tea'
const cookieOf = (headers: Record<string, unknown>): string => String(headers['set-cookie'] ?? '').split(';')[0] ?? ''

/** The same browser after a log-in. */
async function withCookie(cookie: string, csrf: string, method: 'GET' | 'POST', url: string, body?: object) {
  const r = await t.app.inject({
    method,
    url,
    headers: { cookie, 'x-csrf': csrf, 'content-type': 'application/json' },
    ...(body ? { payload: JSON.stringify(body) } : {}),
  })
  return { status: r.statusCode, body: r.json(), headers: r.headers }
}

beforeAll(async () => {
  t = await testApp({ demo: true })
  hash = await hashPassword(PASSWORD)
})
afterAll(() => t.close())
beforeEach(async () => {
  await t.owner.query(
    'update student_accounts set password_hash = $1, must_change_password = false, failed_count = 0, locked_until = null',
    [hash],
  )
  await t.owner.query(
    'update staff_accounts set password_hash = $1, must_change_password = false, failed_count = 0, locked_until = null, disabled = false',
    [hash],
  )
})

const student = (key: string): { id: string; idNumber: string; name: string } => t.world.students[key] as never
const login = (idNumber: string, password = PASSWORD) =>
  t.anyone.call(session.studentLogin, { body: { idNumber, password } })
const audited = async (action: string): Promise<number> =>
  (await t.owner.query('select count(*)::int as n from audit_events where action = $1', [action])).rows[0].n

describe('student log-in', () => {
  it('tolerates spaces, full-width digits and a small x, and answers with who she is', async () => {
    const { idNumber, name } = student('A1')
    const wide = Array.from(idNumber, (c) => (/\d/.test(c) ? String.fromCharCode(c.charCodeAt(0) + 0xfee0) : 'x')).join(
      '',
    )
    const typed = `${wide.slice(0, 6)} ${wide.slice(6, 14)} ${wide.slice(14)}`
    const r = await login(typed)
    expect([r.status, r.body.name, r.body.place, r.body.kind]).toEqual([
      200,
      name,
      '官渡职业中专 园林2601班',
      'student',
    ])
    expect(String(r.headers['set-cookie'])).toMatch(/HttpOnly; SameSite=Lax/)
    const me = await withCookie(cookieOf(r.headers), '', 'GET', '/api/v1/session')
    expect([me.status, me.body.csrf]).toEqual([200, r.body.csrf])
  })

  it('a wrong check digit and 30 February are explained before any account is looked at', async () => {
    const { idNumber } = student('A1')
    const wrong = `${idNumber.slice(0, 17)}${idNumber.endsWith('1') ? '2' : '1'}`
    expect((await login(wrong)).body.detail).toContain('校验不通过')
    const feb = await login('53990220100230001X')
    expect([feb.status, feb.body.code]).toEqual([400, 'bad-request'])
  })

  it('gives an unknown person and a wrong password the same answer, also when both are locked', async () => {
    const { idNumber } = student('A2')
    const strangerId = await validStranger()
    for (let i = 0; i < 7; i += 1) {
      const known = await login(idNumber, 'wrong-pass-1')
      const unknown = await login(strangerId, 'wrong-pass-1')
      expect([i, known.status, known.body.code, known.body.detail]).toEqual([
        i,
        unknown.status,
        unknown.body.code,
        unknown.body.detail,
      ])
      expect(known.body.code).toBe(i < 4 ? 'login-failed' : 'login-locked')
    }
    expect((await login(idNumber)).body.code).toBe('login-locked')
  })

  it('locks at the fifth wrong try even when twenty arrive at the same moment, and opens 15 minutes later', async () => {
    const { id, idNumber } = student('A3')
    const many = await Promise.all(Array.from({ length: 20 }, (_, i) => login(idNumber, `guess-${i}-x`)))
    expect(many.filter((r) => r.body.code === 'login-failed').length).toBeLessThanOrEqual(4)
    const row = await t.owner.query('select failed_count, locked_until from student_accounts where student_id = $1', [
      id,
    ])
    expect(row.rows[0].failed_count).toBe(5)
    expect((await login(idNumber)).status).toBe(429)
    await t.owner.query(
      "update student_accounts set locked_until = now() - interval '1 second' where student_id = $1",
      [id],
    )
    expect((await login(idNumber)).status).toBe(200)
  })

  it('writes down log-ins, failures and locks without the ID number', async () => {
    const { idNumber } = student('A4')
    const before = [await audited('session.login'), await audited('session.login-failed')]
    await login(idNumber, 'not-the-one-1')
    await login(idNumber)
    expect([await audited('session.login'), await audited('session.login-failed')]).toEqual([
      (before[0] ?? 0) + 1,
      (before[1] ?? 0) + 1,
    ])
    const all = await t.owner.query('select data, actor_name from audit_events')
    expect(JSON.stringify(all.rows)).not.toContain(idNumber)
    expect(await audited('session.lock')).toBeGreaterThan(0)
  })

  it('of two rolls of one person the one in force is meant', async () => {
    const a = student('A5')
    const b = student('B5')
    const bidx = t.platform.crypto.blindIndex('id-number', a.idNumber)
    await t.owner.query('update student_accounts set id_number_bidx = $1 where student_id = $2', [bidx, b.id])
    await t.owner.query("update students set roll_status = 'transferred-out' where id = $1", [a.id])
    const r = await login(a.idNumber)
    expect([r.status, r.body.studentId]).toEqual([200, b.id])
  })

  it('a printed slip works however its hyphens and capitals are typed, and only until it is changed', async () => {
    const a = student('A6')
    await t.owner.query(
      'update student_accounts set password_hash = $1, must_change_password = true where student_id = $2',
      [await hashPassword(presetForm('hk7-m3x-9p')), a.id],
    )
    for (const typed of ['hk7-m3x-9p', 'HK7 M3X 9P', 'hk7m3x9p']) {
      const r = await login(a.idNumber, typed)
      expect([typed, r.status, r.body.mustChangePassword]).toEqual([typed, 200, true])
    }
  })

  it('the oldest of six sessions ends, and a log-in ends the session this browser had', async () => {
    const { idNumber } = student('A7')
    const cookies: string[] = []
    for (let i = 0; i < 6; i += 1) cookies.push(cookieOf((await login(idNumber)).headers))
    const alive = await Promise.all(cookies.map((c) => withCookie(c, '', 'GET', '/api/v1/session')))
    expect(alive.map((r) => r.status)).toEqual([401, 200, 200, 200, 200, 200])
    const again = await t.app.inject({
      method: 'POST',
      url: '/api/v1/student/login',
      headers: { cookie: cookies[5] ?? '', 'content-type': 'application/json' },
      payload: JSON.stringify({ idNumber, password: PASSWORD }),
    })
    expect(again.statusCode).toBe(200)
    expect((await withCookie(cookies[5] ?? '', '', 'GET', '/api/v1/session')).status).toBe(401)
  })

  it('moving the demo clock by months neither ends a session nor opens a lock', async () => {
    const { idNumber } = student('A8')
    const cookie = cookieOf((await login(idNumber)).headers)
    t.clock.advanceDays(100)
    expect((await withCookie(cookie, '', 'GET', '/api/v1/session')).status).toBe(200)
    t.clock.advanceDays(-100)
  })
})

describe('session', () => {
  const open = async (key: string): Promise<{ cookie: string; csrf: string; idNumber: string }> => {
    const { idNumber } = student(key)
    const r = await login(idNumber)
    return { cookie: cookieOf(r.headers), csrf: r.body.csrf, idNumber }
  }

  it('ends after 30 idle minutes for students and after 8 hours for all', async () => {
    const a = await open('B1')
    await t.owner.query("update sessions set last_seen_at = now() - interval '31 minutes'")
    expect((await withCookie(a.cookie, '', 'GET', '/api/v1/session')).status).toBe(401)
    const b = await open('B1')
    await t.owner.query("update sessions set expires_at = now() - interval '1 second'")
    expect((await withCookie(b.cookie, '', 'GET', '/api/v1/session')).body.code).toBe('session-expired')
  })

  it('a write without the csrf token is refused', async () => {
    const a = await open('B1')
    const r = await withCookie(a.cookie, 'forged', 'POST', '/api/v1/session/logout', { everywhere: false })
    expect([r.status, r.body.code]).toEqual([403, 'forbidden'])
  })

  it('logging out everywhere ends the other phone too', async () => {
    const a = await open('B2')
    const b = await open('B2')
    expect((await withCookie(a.cookie, a.csrf, 'POST', '/api/v1/session/logout', { everywhere: true })).status).toBe(
      200,
    )
    expect((await withCookie(b.cookie, '', 'GET', '/api/v1/session')).status).toBe(401)
  })

  it('a changed password ends every other session, rotates this one, and a double click is answered twice', async () => {
    const other = await open('B3')
    const a = await open('B3')
    const body = {
      requestId: '0190b3c4-0000-7000-8000-00000000a001',
      oldPassword: PASSWORD,
      newPassword: 'green2tea4me',
    }
    const both = await Promise.all([
      withCookie(a.cookie, a.csrf, 'POST', '/api/v1/session/password', body),
      withCookie(a.cookie, a.csrf, 'POST', '/api/v1/session/password', body),
    ])
    expect(both.map((r) => r.status)).toEqual([200, 200])
    const fresh = both.map((r) => cookieOf(r.headers as never)).filter(Boolean)
    expect(fresh).toHaveLength(1)
    const alive = await Promise.all(
      [fresh[0] ?? '', a.cookie, other.cookie].map((c) => withCookie(c, '', 'GET', '/api/v1/session')),
    )
    expect(alive.map((r) => r.status)).toEqual([200, 401, 401])
    expect(alive[0]?.body.csrf).toBe(a.csrf)
    expect((await login(a.idNumber)).body.code).toBe('login-failed')
    expect((await login(a.idNumber, 'green2tea4me')).status).toBe(200)
    const stored = await t.owner.query('select body_sm3 from request_log where route_id = $1', [
      'session.change-password',
    ])
    expect(stored.rows).toHaveLength(1)
  })

  it('refuses weak passwords and the old one, and says why', async () => {
    const a = await open('B4')
    const birthday = a.idNumber.slice(6, 14)
    const cases: [string, string][] = [
      ['short1', '至少 8 位'],
      ['onlyletters', '字母和数字'],
      ['qwer1234', '太常见'],
      [`ab${birthday}`, '生日'],
      [PASSWORD, '不能与原密码相同'],
    ]
    for (const [newPassword, text] of cases) {
      const r = await withCookie(a.cookie, a.csrf, 'POST', '/api/v1/session/password', {
        requestId: crypto.randomUUID(),
        oldPassword: PASSWORD,
        newPassword,
      })
      expect([newPassword, r.status]).toEqual([newPassword, 400])
      expect(r.body.detail).toContain(text)
    }
    const wrong = await withCookie(a.cookie, a.csrf, 'POST', '/api/v1/session/password', {
      requestId: crypto.randomUUID(),
      oldPassword: 'something-else-1',
      newPassword: 'green2tea4me',
    })
    expect(wrong.body.fields[0].path).toBe('/oldPassword')
  })
})

describe('staff log-in', () => {
  const staff = (username: string, password = PASSWORD) =>
    t.anyone.call(session.staffLogin, { body: { username, password } })

  it('knows the role, its permissions and the place; a disabled account and one without roles are told so', async () => {
    const { username, id } = t.world.staff['aid-officerA'] as { username: string; id: string }
    const r = await staff(username.toUpperCase())
    expect([r.status, r.body.grant?.roleTitle, r.body.place]).toEqual([200, '资助专干', '官渡职业中专'])
    expect(r.body.permissions).toContain('rounds.open')
    await t.owner.query('update staff_accounts set disabled = true where id = $1', [id])
    expect((await staff(username)).body.detail).toContain('停用')
    expect((await staff(username, 'wrong')).body.code).toBe('login-failed')
  })

  it('switches between grants of the same person only', async () => {
    const officer: Client = await t.as('finance')
    const r = await officer.call(session.switchGrant, {
      body: { grantId: (t.world.staff.principalA as { grantId: string }).grantId },
    })
    expect(r.status).toBe(404)
  })
})

/** A valid number that nobody in the world has. */
async function validStranger(): Promise<string> {
  const { makeDemoIdNumber } = await import('@zhuxue/policy')
  return makeDemoIdNumber('530102', '2008-01-02' as never, 'female', 77)
}
