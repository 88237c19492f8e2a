import { devices, office, roll, session } from '@zhuxue/contracts'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type TestApp, testApp } from '../../testing/app.ts'
import { type Client, client } from '../../testing/client.ts'
import { attemptsOf } from './attempts.ts'
import { isKnownDevice, trustDevice } from './index.ts'
import { deviceName } from './places.ts'

/** Known devices of students: issue B "device list, log out of all devices", DOMAIN §9. */
const PASSWORD = 'Weisser-Tee-2026'
const PHONE =
  'Mozilla/5.0 (Linux; Android 9; V2055A Build/PKQ1) AppleWebKit/537.36 Chrome/64.0 Mobile Safari/537.36 MicroMessenger/8.0'
const OTHER = 'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/120.0 Safari/537.36 Edg/120.0'

let t: TestApp
beforeAll(async () => {
  t = await testApp({ password: PASSWORD, config: { secureCookies: true } })
})
afterAll(() => t.close())

interface In {
  readonly status: number
  readonly client: Client
  /** the value of the device cookie */
  readonly device: string
  readonly raw: string
}

async function logIn(key: string, ua: string, device = '', password = PASSWORD): Promise<In> {
  const { idNumber } = t.world.students[key] as { idNumber: string }
  const r = await t.app.inject({
    method: 'POST',
    url: '/api/v1/student/login',
    headers: {
      'content-type': 'application/json',
      'user-agent': ua,
      ...(device ? { cookie: `zx_device=${device}` } : {}),
    },
    payload: JSON.stringify({ idNumber, password }),
  })
  const set = ([] as string[]).concat(r.headers['set-cookie'] ?? [])
  const value = (name: string) => new RegExp(`^${name}=([^;]*)`).exec(set.find((c) => c.startsWith(name)) ?? '')?.[1]
  const cookie = `zx_session=${value('zx_session') ?? ''}`
  return {
    status: r.statusCode,
    client: client(t.app, cookie, r.json().csrf ?? ''),
    device: value('zx_device') ?? '',
    raw: set.find((c) => c.startsWith('zx_device')) ?? '',
  }
}
const list = async (c: Client) => (await c.call(devices.listDevices)).body.items
const messages = async (c: Client) => {
  await t.runJobs()
  return (await c.call(office.messages)).body.items.filter((m) => m.kind === 'new-device')
}
const sessionOf = async (c: Client): Promise<string> => {
  const { rows } = await t.owner.query('select id from sessions where token_hash = sha256($1::bytea)', [
    Buffer.from(c.cookie.slice('zx_session='.length)),
  ])
  return rows[0].id
}

describe('a browser is recognised', () => {
  it('the cookie is long-lived, HttpOnly, Secure, and only its hash is kept', async () => {
    const a = await logIn('A1', PHONE)
    expect(a.raw).toMatch(/^zx_device=[A-Za-z0-9_-]{43}; Max-Age=34560000; Path=\/; HttpOnly; Secure; SameSite=Lax$/)
    const { rows } = await t.owner.query('select * from student_devices')
    expect(JSON.stringify(rows)).not.toContain(a.device)
    expect(await list(a.client)).toMatchObject([
      { name: '安卓手机 V2055A，微信', current: true, loggedIn: true, verifiedAt: null },
    ])
  })

  it('the first device is only remembered; a second one is told to the student and written down', async () => {
    const a = await logIn('A2', PHONE)
    expect(await messages(a.client)).toEqual([])
    const again = await logIn('A2', PHONE, a.device)
    expect(again.device.split('.')[0]).toBe(a.device)
    expect(await messages(again.client)).toEqual([])
    const b = await logIn('A2', OTHER)
    expect(await list(b.client)).toHaveLength(2)
    const told = await messages(a.client)
    expect(told).toHaveLength(1)
    expect(told[0]?.body).toContain('Windows 电脑，Edge 浏览器')
    const { rows } = await t.owner.query("select data from audit_events where action = 'session.new-device'")
    expect(rows).toHaveLength(1)
  })

  it('a phone shared by two students knows both, and a token counts for its own student only', async () => {
    const a = await logIn('A3', PHONE)
    const b = await logIn('A4', PHONE, a.device)
    expect(b.device.split('.')).toHaveLength(2)
    const back = await logIn('A3', PHONE, b.device)
    expect(await list(back.client)).toHaveLength(1)
    // somebody else's token planted into a browser opens nothing: the student gets a new one
    const planted = await logIn('A5', PHONE, a.device)
    expect(planted.device.split('.')[0]).not.toBe(a.device)
    const garbage = await logIn('A5', PHONE, `..;x.${'A'.repeat(43)}.${'B'.repeat(5000)}`)
    expect(garbage.status).toBe(200)
  })
})

describe('trust', () => {
  it('a device is known only after the person was verified there, and stops being so when told to leave', async () => {
    const a = await logIn('B1', PHONE)
    const b = await logIn('B1', OTHER)
    const [ia, ib] = [await sessionOf(a.client), await sessionOf(b.client)]
    const worker = { kind: 'worker', name: '测试' } as const
    const known = (id: string) => t.platform.transaction(worker, (tx) => isKnownDevice(tx, id))
    expect(await known(ia)).toBe(false)
    expect(await t.platform.transaction(worker, (tx) => trustDevice(tx, ia, 'face'))).toBe(true)
    expect([await known(ia), await known(ib)]).toEqual([true, false])
    // also after the next log-in on the same device
    const again = await logIn('B1', PHONE, a.device)
    expect(await known(await sessionOf(again.client))).toBe(true)
    const phone = (await list(b.client)).find((d) => d.verifiedBy === 'face') as { id: string }
    expect((await b.client.call(devices.endStudentDevice, { params: { id: phone.id } })).status).toBe(200)
    expect((await again.client.call(session.me)).status).toBe(401)
    expect(await t.platform.transaction(worker, (tx) => trustDevice(tx, ia, 'face'))).toBe(false)
    const anew = await logIn('B1', PHONE, a.device)
    expect(await known(await sessionOf(anew.client))).toBe(false)
    // it is gone: a second try says so
    expect((await b.client.call(devices.endStudentDevice, { params: { id: phone.id } })).status).toBe(404)
  })

  it('nobody ends the device of somebody else', async () => {
    const a = await logIn('B2', PHONE)
    const stranger = await t.asStudent('B3')
    const id = (await list(a.client))[0]?.id as string
    expect((await stranger.call(devices.endStudentDevice, { params: { id } })).status).toBe(404)
    expect((await a.client.call(session.me)).status).toBe(200)
  })

  it('log-out everywhere, a changed password and a new slip make strangers of the (other) devices', async () => {
    const a = await logIn('B4', PHONE)
    const b = await logIn('B4', OTHER)
    const change = { oldPassword: PASSWORD, newPassword: 'gruener8Tee' }
    const done = await a.client.call(session.changePassword, { body: change })
    expect(done.status).toBe(200)
    expect((await b.client.call(session.me)).status).toBe(401)
    const a2 = await logIn('B4', PHONE, a.device, 'gruener8Tee')
    expect((await list(a2.client)).map((d) => d.name)).toEqual(['安卓手机 V2055A，微信'])
    expect((await a2.client.call(session.logout, { body: { everywhere: true } })).status).toBe(200)
    const a3 = await logIn('B4', PHONE, a2.device, 'gruener8Tee')
    expect(await list(a3.client)).toHaveLength(1)
    const { id, classId } = t.world.students.B4 as { id: string; classId: string }
    const first = classId === t.world.schools.B.classes[0]?.id
    const teacher = await t.as(first ? 'class-teacher' : 'class-teacher2', 'B')
    const slip = await teacher.call(roll.reissueSlip, {
      params: { id },
      body: { identityChecked: true, reason: 'forgotten' },
    })
    expect(slip.status).toBe(200)
    expect((await a3.client.call(session.me)).status).toBe(401)
    const { rows } = await t.owner.query(
      'select count(*)::int as n from student_devices where student_id = $1 and revoked_at is null',
      [id],
    )
    expect(rows[0].n).toBe(0)
  })
})

describe('tries are counted by account, address and device', () => {
  it('guessers lock the account for strangers; on her own phone she comes in, five tries of her own', async () => {
    const mine = await logIn('A6', PHONE)
    for (let i = 0; i < 6; i += 1) await logIn('A6', OTHER, '', `falsch-${i}1234`)
    expect((await logIn('A6', OTHER)).status).toBe(429)
    const again = await logIn('A6', PHONE, mine.device)
    expect(again.status).toBe(200)
    // her coming in did not open the door for the guessers
    expect((await logIn('A6', OTHER)).status).toBe(429)
    // and a stolen cookie is no way round the limit
    const own: number[] = []
    for (let i = 0; i < 6; i += 1) own.push((await logIn('A6', PHONE, mine.device, `falsch-${i}1234`)).status)
    expect(own).toEqual([401, 401, 401, 401, 429, 429])
    expect((await logIn('A6', PHONE, mine.device)).status).toBe(429)
    // somebody else's device is no device of hers
    const other = await logIn('A7', PHONE)
    expect((await logIn('A6', PHONE, other.device)).status).toBe(429)
  })

  it('one address of a whole school: after hundreds of failures there a known phone comes in at once, an unknown one is slowed and not locked out', async () => {
    const mine = await logIn('A8', PHONE)
    for (let n = 0; n < 300; n += 1) attemptsOf(t.platform).addresses.failed('127.0.0.1', Date.now())
    const codes: number[] = []
    for (let i = 0; i < 4; i += 1) codes.push((await logIn('A8', PHONE, mine.device)).status)
    expect(codes).toEqual([200, 200, 200, 200])
    const strangers = [await logIn('B5', OTHER), await logIn('B6', OTHER), await logIn('B7', OTHER)]
    expect(strangers.map((s) => s.status)).toContain(429)
    await new Promise((r) => setTimeout(r, 1100))
    expect((await logIn('B8', OTHER)).status).toBe(200)
  }, 120_000)
})

it('devices are named in words that their owner recognises', () => {
  expect(deviceName('Mozilla/5.0 (iPhone; CPU iPhone OS 12_5 like Mac OS X) Version/12 Safari/604.1')).toBe(
    'iPhone，Safari 浏览器',
  )
  expect(deviceName('Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 Chrome/120.0 Mobile Safari/537.36')).toBe(
    '安卓手机，Chrome 浏览器',
  )
  expect(deviceName('')).toBe('设备，其他浏览器')
  expect(deviceName('Linux; Android 9; <script>alert(1)</script> Build/1)')).not.toContain('<')
})
