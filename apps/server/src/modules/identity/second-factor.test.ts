import { staff as contracts, factors, office, session } from '@zhuxue/contracts'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { type Client, type TestApp, testApp } from '../../testing/app.ts'
import { client } from '../../testing/client.ts'
import { codeNow, cookieOf, enrol, keyOf, password, unlock } from './staff-test-kit.ts'

const PASSWORD = 'Grün-Tee-2026'
let t: TestApp
beforeAll(async () => {
  t = await testApp({ password: PASSWORD })
})
afterAll(() => t.close())
beforeEach(() => unlock(t))

const username = (key: string): string => (t.world.staff[key] as { username: string }).username
const idOf = (key: string): string => (t.world.staff[key] as { id: string }).id
const prove = (c: Client, code: string, kind: 'totp' | 'recovery' = 'totp') =>
  c.call(factors.secondFactor, { body: { kind, code } })

describe('first log-in', () => {
  it('the password alone opens nothing; after binding the app it opens everything, under a new session token', async () => {
    const { answer, client: half } = await password(t, username('aid-officerA'), PASSWORD)
    expect([answer.status, answer.body.step, answer.body.secondFactors]).toEqual([200, 'enrol', []])
    expect((await half.call(office.workList)).body.code).toBe('second-factor-required')
    const started = await half.call(factors.startTotp, { body: {} })
    expect(started.body.secret).toMatch(/^([A-Z2-7]{4} ){7}[A-Z2-7]{4}$/)
    const wrong = await half.call(factors.confirmTotp, { body: { code: '000000' } })
    expect([wrong.status, wrong.body.fields?.[0]?.path]).toEqual([400, '/code'])
    const requestId = '0190b3c4-0000-7000-8000-00000000e001'
    const body = { requestId, code: codeNow(keyOf(started.body.secret)) }
    const both = await Promise.all([1, 2].map(() => half.call(factors.confirmTotp, { body })))
    expect(both.map((r) => r.status)).toEqual([200, 200])
    expect(both[0]?.body.recoveryCodes).toEqual(both[1]?.body.recoveryCodes)
    expect(new Set(both[0]?.body.recoveryCodes).size).toBe(10)
    const fresh = both.map((r) => cookieOf(r.headers)).filter(Boolean)
    expect(fresh).toHaveLength(1)
    expect((await half.call(session.me)).status).toBe(401)
    const whole = client(t.app, fresh[0] ?? '', '')
    expect((await whole.call(session.me)).body.step).toBe('none')
    expect((await whole.call(office.workList)).status).toBe(200)
    const stored = await t.owner.query('select secret_enc from staff_totp where staff_id = $1', [idOf('aid-officerA')])
    expect(stored.rows[0].secret_enc.includes(keyOf(started.body.secret))).toBe(false)
    const all = await t.owner.query(
      "select data from audit_events where action in ('session.login', 'session.factor-add') order by seq",
    )
    expect(all.rows.map((r) => JSON.parse(r.data).factor)).toEqual(['totp', 'totp'])
  })

  it('a demo account does not exist outside demo mode, not even with a session', async () => {
    await t.owner.query('update staff_accounts set demo_account = true where username = $1', [username('principalA')])
    const open = await t.as('principal')
    expect((await password(t, username('principalA'), PASSWORD)).answer.body.code).toBe('login-failed')
    expect((await open.call(session.me)).status).toBe(401)
  })
})

describe('every later log-in', () => {
  let key: Buffer
  let codes: string[]
  beforeAll(async () => {
    await unlock(t)
    const e = await enrol(t, username('financeA'), PASSWORD)
    key = e.key
    codes = e.codes
  })

  it('asks for the code, tells nothing before it, and a code counts once (RFC 6238 §5.2)', async () => {
    const first = await password(t, username('financeA'), PASSWORD)
    expect(first.answer.body).toMatchObject({ step: 'second-factor', grants: [], permissions: [], place: '' })
    expect(first.answer.body.secondFactors).toEqual(['totp', 'recovery'])
    for (const route of [office.workList, factors.account] as const) {
      expect((await first.client.call(route)).body.code).toBe('second-factor-required')
    }
    const change = await first.client.call(session.changePassword, {
      body: { oldPassword: PASSWORD, newPassword: 'Andere-Tee-2026' },
    })
    expect(change.body.code).toBe('second-factor-required')
    const code = codeNow(key)
    const ok = await prove(first.client, ` ${code.slice(0, 3)} ${code.slice(3)}`)
    expect([ok.status, ok.body.step, ok.body.grant?.role]).toEqual([200, 'none', 'finance'])
    expect(cookieOf(ok.headers)).not.toBe(first.client.cookie)
    expect((await first.client.call(session.me)).status).toBe(401)
    const second = await password(t, username('financeA'), PASSWORD)
    const again = await prove(second.client, code)
    expect([again.status, again.body.detail]).toEqual([400, expect.stringContaining('已经用过')])
  })

  it('two browsers with the same code at the same moment: one of them comes in', async () => {
    await t.owner.query('update staff_totp set last_step = 0')
    const two = [await password(t, username('financeA'), PASSWORD), await password(t, username('financeA'), PASSWORD)]
    const code = codeNow(key)
    const r = await Promise.all(two.map((x) => prove(x.client, code)))
    expect(r.map((x) => x.status).sort()).toEqual([200, 400])
  })

  it('a phone whose clock is off is told so; one step is tolerated', async () => {
    await t.owner.query('update staff_totp set last_step = 0')
    const a = await password(t, username('financeA'), PASSWORD)
    expect((await prove(a.client, codeNow(key, -6))).body.detail).toContain('自动设置时间')
    expect((await prove(a.client, codeNow(key, -1))).status).toBe(200)
  })

  it('a recovery code stands in once, however it is typed, and the person is told', async () => {
    const a = await password(t, username('financeA'), PASSWORD)
    const code = (codes[3] ?? '').toUpperCase().replaceAll('-', ' ')
    const ok = await prove(a.client, code, 'recovery')
    expect([ok.status, ok.body.notices[0]?.text]).toEqual([200, expect.stringContaining('还剩 9 个')])
    const b = await password(t, username('financeA'), PASSWORD)
    expect((await prove(b.client, code, 'recovery')).body.detail).toContain('已经用过')
    const kept = await t.owner.query('select code_hash from staff_recovery_codes')
    expect(kept.rows.every((r) => r.code_hash.startsWith('$argon2id$'))).toBe(true)
  })

  it('wrong codes and wrong passwords are counted together: the right password in between forgets nothing', async () => {
    const wrongPassword = () => password(t, username('financeA'), 'Falsch-1234').then((r) => r.answer.body.code)
    expect([await wrongPassword(), await wrongPassword(), await wrongPassword()]).toEqual(Array(3).fill('login-failed'))
    const a = await password(t, username('financeA'), PASSWORD)
    expect((await prove(a.client, '000000')).status).toBe(400)
    expect((await prove(a.client, '000001')).body.code).toBe('login-locked')
    expect((await prove(a.client, codeNow(key))).body.code).toBe('login-locked')
    expect((await password(t, username('financeA'), PASSWORD)).answer.body.code).toBe('login-locked')
    await unlock(t)
    await t.owner.query('update staff_totp set last_step = 0')
    const b = await password(t, username('financeA'), PASSWORD)
    const ok = await prove(b.client, codeNow(key))
    expect(ok.body.notices.some((n) => n.text.includes('第二重验证连续失败'))).toBe(true)
  })

  it('thirty codes at the same moment are five tries', async () => {
    const a = await password(t, username('financeA'), PASSWORD)
    const r = await Promise.all(Array.from({ length: 30 }, (_, i) => prove(a.client, String(100000 + i))))
    expect(r.filter((x) => x.status === 400).length).toBeLessThanOrEqual(4)
    expect(r.every((x) => x.status === 400 || x.body.code === 'login-locked')).toBe(true)
  })

  it('half a session ends after ten minutes', async () => {
    const a = await password(t, username('financeA'), PASSWORD)
    const left = await t.owner.query(
      'select extract(epoch from expires_at - now()) / 60 as m from sessions where factor is null and revoked_at is null order by created_at desc limit 1',
    )
    expect(Number(left.rows[0].m)).toBeLessThan(10.1)
    await t.owner.query("update sessions set expires_at = now() - interval '1 second' where factor is null")
    expect((await prove(a.client, codeNow(key))).body.code).toBe('session-expired')
  })
})

describe('own account', () => {
  it('changing factors asks for the password again; new recovery codes void the old ones', async () => {
    const e = await enrol(t, username('reviewerA'), PASSWORD)
    expect((await e.client.call(factors.startTotp, { body: {} })).body.fields?.[0]?.path).toBe('/password')
    const wrong = await e.client.call(factors.newRecoveryCodes, { body: { password: 'Falsch-1234' } })
    expect([wrong.status, wrong.body.fields?.[0]?.path]).toEqual([400, '/password'])
    const fresh = await e.client.call(factors.newRecoveryCodes, { body: { password: PASSWORD } })
    expect(fresh.body.recoveryCodes).toHaveLength(10)
    const a = await password(t, username('reviewerA'), PASSWORD)
    expect((await prove(a.client, e.codes[0] ?? '', 'recovery')).status).toBe(400)
    expect((await prove(a.client, fresh.body.recoveryCodes[0] ?? '', 'recovery')).status).toBe(200)
    const view = await e.client.call(factors.account)
    expect([view.body.recoveryCodesLeft, view.body.sessions.length]).toEqual([9, 2])
    const other = view.body.sessions.find((s) => !s.current)?.id ?? ''
    expect((await e.client.call(factors.endDevice, { params: { id: other }, body: {} })).status).toBe(200)
    const stranger = await t.as('principal', 'B')
    expect((await stranger.call(factors.endDevice, { params: { id: other }, body: {} })).status).toBe(404)
  })

  it('a new place is told on the console and written down; the same place is not', async () => {
    const e = await enrol(t, username('roll-officerA'), PASSWORD)
    const from = async (agent: string, ip: string) => {
      await t.owner.query('update staff_totp set last_step = 0')
      const headers = { 'content-type': 'application/json', 'user-agent': agent, 'x-forwarded-for': ip }
      const login = await t.app.inject({
        method: 'POST',
        url: '/api/v1/staff/login',
        headers,
        payload: JSON.stringify({ username: username('roll-officerA'), password: PASSWORD }),
      })
      const cookie = cookieOf(login.headers)
      const done = await t.app.inject({
        method: 'POST',
        url: '/api/v1/session/second-factor',
        headers: { ...headers, cookie, 'x-csrf': login.json().csrf },
        payload: JSON.stringify({ kind: 'totp', code: codeNow(e.key) }),
      })
      return done.json().notices.map((n: { text: string }) => n.text) as string[]
    }
    const edge = 'Mozilla/5.0 (Windows NT 10.0) Chrome/140 Safari/537 Edg/140'
    const told = await from(edge, '10.20.30.40')
    expect(told).toEqual([expect.stringContaining('Edge · Windows，网络 10.20.30.*')])
    expect(await from(edge.replaceAll('140', '141'), '10.20.30.99')).toHaveLength(1)
    const places = await t.owner.query("select data from audit_events where action = 'session.new-place'")
    expect(places.rows).toHaveLength(1)
    const mine = client(t.app, e.client.cookie, e.client.csrf)
    const notice = (await mine.call(session.me)).body.notices[0]?.id ?? ''
    expect((await mine.call(factors.readNotice, { params: { id: notice }, body: {} })).status).toBe(200)
    expect((await mine.call(session.me)).body.notices).toEqual([])
    const others = await t.as('principal', 'B')
    expect((await others.call(factors.readNotice, { params: { id: notice }, body: {} })).status).toBe(404)
  })

  it('after ninety days the next log-in asks for a new password, after the second factor (DOMAIN §9)', async () => {
    const e = await enrol(t, username('roll-reviewerA'), PASSWORD)
    const set = (days: number) =>
      t.owner.query(
        'update staff_accounts set password_changed_at = $1::timestamptz - make_interval(days => $2) where username = $3',
        [t.clock.now(), days, username('roll-reviewerA')],
      )
    const step = async () => {
      await t.owner.query('update staff_totp set last_step = 0')
      const a = await password(t, username('roll-reviewerA'), PASSWORD)
      return (await prove(a.client, codeNow(e.key))).body.step
    }
    await set(89)
    expect(await step()).toBe('none')
    await set(90)
    expect(await step()).toBe('change-password')
  })

  it('none of the last five passwords comes back (DOMAIN §9)', async () => {
    const e = await enrol(t, username('principalB'), PASSWORD)
    let c = e.client
    let current = PASSWORD
    const change = async (next: string) => {
      const r = await c.call(session.changePassword, { body: { oldPassword: current, newPassword: next } })
      if (r.status === 200) {
        current = next
        c = client(t.app, cookieOf(r.headers), c.csrf)
      }
      return r
    }
    const names = ['Erste', 'Zweite', 'Dritte', 'Vierte', 'Fuenfte'].map((n) => `${n}-Tee-2026`)
    for (const n of names) expect((await change(n)).status).toBe(200)
    const back = await change(names[0] as string)
    expect([back.status, back.body.detail]).toEqual([400, expect.stringContaining('最近 5 次')])
    expect((await change('Sechste-Tee-2026')).status).toBe(200)
    expect((await change(names[0] as string)).status).toBe(200)
    const kept = await t.owner.query('select count(*)::int as n from staff_password_history where staff_id = $1', [
      idOf('principalB'),
    ])
    expect(kept.rows[0].n).toBe(5)
    // the session of the change is a whole one: the factor proved before still counts
    expect((await c.call(office.workList)).status).toBe(200)
  })

  it('a reset password leaves the second factor in place (ASVS 6.4.3)', async () => {
    await enrol(t, username('class-teacherA'), PASSWORD)
    const admin = await t.as('security-admin')
    const params = { id: idOf('class-teacherA') }
    const reset = await admin.call(office.resetStaffPassword, { params, body: {} })
    const again = await password(t, username('class-teacherA'), reset.body.password)
    expect(again.answer.body).toMatchObject({ step: 'second-factor', mustChangePassword: false })
  })

  it('lost phone: the administrator removes the factor and the password together, and the other administrators hear of it', async () => {
    const e = await enrol(t, username('aid-committeeA'), PASSWORD)
    const admin = await t.as('security-admin')
    const r = await admin.call(contracts.resetSecondFactor, {
      params: { id: idOf('aid-committeeA') },
      body: { reason: '手机丢失' },
    })
    expect([r.status, r.body.password]).toEqual([200, expect.stringMatching(/^\S{16}$/)])
    expect((await e.client.call(session.me)).status).toBe(401)
    expect((await password(t, username('aid-committeeA'), PASSWORD)).answer.body.code).toBe('login-failed')
    const again = await password(t, username('aid-committeeA'), r.body.password)
    expect(again.answer.body.step).toBe('change-password')
    const second = await t.as('security-admin2')
    expect((await second.call(session.me)).body.notices[0]?.text).toContain('手机丢失')
    const foreign = await t.as('security-admin', 'B')
    const no = await foreign.call(contracts.resetSecondFactor, {
      params: { id: idOf('aid-committeeA') },
      body: { reason: '越权' },
    })
    expect(no.status).toBe(404)
  })
})

it('no role but the log-in service reads a secret of a factor', async () => {
  for (const [table, column] of [
    ['staff_totp', 'secret_enc'],
    ['staff_totp', 'pending_enc'],
    ['staff_recovery_codes', 'code_hash'],
    ['staff_passkeys', 'public_key'],
    ['staff_password_history', 'password_hash'],
  ] as const) {
    for (const role of ['zhuxue_staff', 'zhuxue_student', 'zhuxue_public']) {
      const r = await t.owner.query('select has_column_privilege($1, $2, $3, $4) as may', [
        role,
        table,
        column,
        'select',
      ])
      expect([role, table, column, r.rows[0].may]).toEqual([role, table, column, false])
    }
  }
})
