import { activation, office, session } from '@zhuxue/contracts'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type TestApp, testApp } from '../../testing/app.ts'
import { type Client, client } from '../../testing/client.ts'

/** Issue B, Safety: "counsellor activating for students in bulk: detector". Five accounts of a school from one device in an hour. */
const PRESET = 'Weisser-Tee-2026'
const ADDRESS = '10.20.30.40'
const PHONE =
  'Mozilla/5.0 (Linux; Android 9; V2055A Build/PKQ1) AppleWebKit/537.36 Chrome/64.0 Mobile Safari/537.36 MicroMessenger/8.0'

let t: TestApp
beforeAll(async () => {
  t = await testApp({ at: '2026-09-21T10:00:00+08:00', password: PRESET })
})
afterAll(() => t.close())

const idOf = (key: string) => t.world.students[key]?.id as string

/** Logs in with the preset password and replaces it, as a person with this browser does; returns the browser's cookie. */
async function activate(key: string, device: string, ua = PHONE): Promise<string> {
  await t.owner.query(
    'update student_accounts set activated_at = null, wizard_done_at = null, must_change_password = true where student_id = $1',
    [idOf(key)],
  )
  const post = (url: string, payload: object, headers: Record<string, string> = {}) =>
    t.app.inject({
      method: 'POST',
      url,
      remoteAddress: ADDRESS,
      headers: { 'content-type': 'application/json', 'user-agent': ua, ...headers },
      payload: JSON.stringify(payload),
    })
  const login = await post(
    '/api/v1/student/login',
    { idNumber: t.world.students[key]?.idNumber, password: PRESET },
    device ? { cookie: `zx_device=${device}` } : {},
  )
  expect(login.statusCode).toBe(200)
  const set = ([] as string[]).concat(login.headers['set-cookie'] ?? [])
  const value = (name: string) =>
    new RegExp(`^${name}=([^;]*)`).exec(set.find((c) => c.startsWith(name)) ?? '')?.[1] ?? ''
  const after = value('zx_device') || device
  const changed = await post(
    session.changePassword.path,
    { requestId: crypto.randomUUID(), oldPassword: PRESET, newPassword: `Fluss-${key}-Ufer-2026` },
    { cookie: `zx_session=${value('zx_session')}; zx_device=${after}`, 'x-csrf': login.json().csrf },
  )
  expect([key, changed.statusCode, changed.json().detail]).toEqual([key, 200, undefined])
  return after
}
const onWorkList = async (c: Client) =>
  (await c.call(office.workList)).body.groups.find((g) => g.kind === 'activation-alert')?.items ?? []
const alerts = async (c: Client, status?: 'open' | 'closed') =>
  (await c.call(activation.listAlerts, { query: status ? { status } : {} })).body.items

let device = ''
test('four accounts from one device are a family or four friends: nobody is asked', async () => {
  for (const key of ['A1', 'A2', 'A3', 'A4']) device = await activate(key, device)
  expect(await alerts(await t.as('aid-officer'))).toEqual([])
  expect(await onWorkList(await t.as('principal'))).toEqual([])
})

test('accounts of another school on the same device are not counted together; other devices behind the same address are not either', async () => {
  device = await activate('B1', device)
  await activate('A5', '', PHONE.replace('V2055A', 'M2007J22C'))
  await activate('A6', '', PHONE.replace('V2055A', 'PCT-AL10'))
  expect(await alerts(await t.as('county-aid'))).toEqual([])
})

test('the fifth raises one alert: on the work list of aid officer, principal and county, not of the class teacher or another school', async () => {
  device = await activate('A7', device)
  for (const role of ['aid-officer', 'principal', 'county-aid'] as const) {
    const someone = await t.as(role)
    expect([role, await onWorkList(someone)]).toMatchObject([role, [{ title: '5 个账号在同一设备上激活' }]])
    const [alert, ...more] = await alerts(someone, 'open')
    expect(more).toEqual([])
    expect(alert).toMatchObject({
      schoolName: '官渡职业中专',
      signal: 'device',
      status: 'open',
      explanation: null,
      label: expect.stringContaining('微信'),
    })
    expect(alert?.students.map((s) => s.id).sort()).toEqual(['A1', 'A2', 'A3', 'A4', 'A7'].map(idOf).sort())
  }
  const teacher = await t.as('class-teacher')
  expect(await onWorkList(teacher)).toEqual([])
  expect((await teacher.call(activation.listAlerts)).status).toBe(403)
  expect(await alerts(await t.as('aid-officer', 'B'))).toEqual([])
})

test('the sixth joins the open alert; the address and the device cannot be read in the database', async () => {
  device = await activate('A8', device)
  const open = await alerts(await t.as('aid-officer'))
  expect(open.map((a) => a.students.length)).toEqual([6])
  const { rows } = await t.owner.query('select * from activation_origins')
  const { rows: raised } = await t.owner.query('select * from activation_alerts')
  const text = JSON.stringify([rows, raised])
  for (const secret of [ADDRESS, 'V2055A', ...device.split('.')]) expect(text).not.toContain(secret)
})

test('closed by a person who writes what happened; once; nothing was decided about the accounts', async () => {
  const officer = await t.as('aid-officer')
  const [alert] = await alerts(officer, 'open')
  const params = { id: alert?.id as string }
  const close = (c: Client, explanation: string) => c.call(activation.closeAlert, { params, body: { explanation } })
  expect((await close(officer, '好')).status).toBe(400)
  expect((await close(await t.as('aid-officer', 'B'), '不是我们学校的事')).status).toBe(404)
  expect((await close(officer, '机房公用电脑，已逐人当面核对')).status).toBe(200)
  const again = await close(await t.as('principal'), '再办一次看看')
  expect([again.status, again.body.code, again.body.detail]).toEqual([
    409,
    'state-conflict',
    expect.stringContaining('已经办结'),
  ])
  expect(await onWorkList(officer)).toEqual([])
  expect(await alerts(officer, 'closed')).toMatchObject([
    { explanation: '机房公用电脑，已逐人当面核对', closedBy: expect.any(String), status: 'closed' },
  ])
  const { rows } = await t.owner.query(
    "select data from audit_events where action = 'activation.alert-close' and subject_id = $1",
    [params.id],
  )
  expect(rows.map((r) => r.data)).toEqual([expect.stringContaining('机房公用电脑，已逐人当面核对')])
  expect((await (await t.asStudent('A7')).call(session.me)).status).toBe(200)
})

test('an account counts once, however often its password is replaced later', async () => {
  const { rows } = await t.owner.query('select count(*)::int as n from activation_origins')
  const before = rows[0].n
  const { csrf, cookie } = await t.asStudent('A7')
  const again = client(t.app, cookie, csrf)
  const changed = await again.call(session.changePassword, {
    body: { oldPassword: 'Fluss-A7-Ufer-2026', newPassword: 'Birke-A7-Wiese-2026' },
  })
  expect(changed.status).toBe(200)
  expect((await t.owner.query('select count(*)::int as n from activation_origins')).rows[0].n).toBe(before)
  expect(await alerts(await t.as('aid-officer'), 'open')).toEqual([])
})
