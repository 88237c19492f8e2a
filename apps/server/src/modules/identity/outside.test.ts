import { once } from 'node:events'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { factors, session } from '@zhuxue/contracts'
import { Provider } from 'oidc-provider'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { type Client, type TestApp, testApp } from '../../testing/app.ts'
import { client } from '../../testing/client.ts'
import { codeNow, cookieOf, enrol, unlock } from './staff-test-kit.ts'

/** A real OpenID provider (oidc-provider, certified) on loopback; its own test pages log anybody in by name. */
const PASSWORD = 'Roter-Tee-2026'
const KEYS_ARE_FOR_TESTS = 'outside-test-secret-0123456789abcdef'
let t: TestApp
let server: Server
let issuer: string

beforeAll(async () => {
  server = createServer()
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  const provider = new Provider(issuer, {
    clients: [
      {
        client_id: 'zhuxue',
        client_secret: KEYS_ARE_FOR_TESTS,
        redirect_uris: ['http://zx.test/api/v1/staff/outside/callback'],
        response_types: ['code'],
        grant_types: ['authorization_code'],
      },
    ],
    cookies: { keys: [KEYS_ARE_FOR_TESTS] },
    pkce: { required: () => true },
  })
  server.on('request', provider.callback())
  t = await testApp({
    password: PASSWORD,
    config: {
      publicUrl: 'http://zx.test',
      oidc: { issuer, clientId: 'zhuxue', clientSecret: KEYS_ARE_FOR_TESTS, name: '教育统一身份' },
    },
  })
})
afterAll(async () => {
  await t.close()
  server.closeAllConnections()
  server.close()
})

/** A browser at the provider: keeps its cookies, follows redirects until one leads back to us. */
async function atProvider(url: string, subject: string | null): Promise<string> {
  const jar = new Map<string, string>()
  let next: { url: string; body?: URLSearchParams } = { url }
  for (let i = 0; i < 20; i += 1) {
    if (next.url.startsWith('http://zx.test')) return next.url
    const r = await fetch(next.url, {
      redirect: 'manual',
      method: next.body ? 'POST' : 'GET',
      headers: { cookie: [...jar].map(([k, v]) => `${k}=${v}`).join('; ') },
      ...(next.body ? { body: next.body } : {}),
    })
    for (const c of r.headers.getSetCookie()) {
      const [pair] = c.split(';')
      const at = (pair ?? '').indexOf('=')
      jar.set((pair ?? '').slice(0, at), (pair ?? '').slice(at + 1))
    }
    const to = r.headers.get('location')
    if (to) {
      next = { url: new URL(to, next.url).href }
      continue
    }
    const page = await r.text()
    if (subject === null) {
      const abort = /href="([^"]*\/abort)"/.exec(page)?.[1] ?? ''
      next = { url: new URL(abort, next.url).href }
      continue
    }
    const action = /action="([^"]+)"/.exec(page)?.[1] ?? ''
    const prompt = /name="prompt" value="(\w+)"/.exec(page)?.[1] ?? ''
    next = {
      url: new URL(action, next.url).href,
      body: new URLSearchParams({ prompt, ...(prompt === 'login' ? { login: subject, password: 'x' } : {}) }),
    }
  }
  throw new Error(`lost at the provider: ${next.url}`)
}

const flowCookie = (headers: Record<string, unknown>): string =>
  [headers['set-cookie']]
    .flat()
    .map(String)
    .find((c) => c.startsWith('zx_outside='))
    ?.split(';')[0] ?? ''

const comeBack = (url: string, cookies: string) =>
  t.app.inject({ method: 'GET', url: url.replace('http://zx.test', ''), headers: { cookie: cookies } })

async function link(c: Client, subject: string): Promise<string> {
  const r = await c.call(factors.linkOutside, { body: { password: PASSWORD } })
  expect(r.status).toBe(200)
  const back = await comeBack(await atProvider(r.body.url, subject), `${flowCookie(r.headers)}; ${c.cookie}`)
  return String(back.headers.location)
}

async function signIn(subject: string | null): Promise<{ location: string; cookie: string }> {
  const r = await t.anyone.call(factors.startOutside, { body: {} })
  const back = await comeBack(await atProvider(r.body.url, subject), flowCookie(r.headers))
  return { location: String(back.headers.location), cookie: cookieOf(back.headers) }
}
const name = (key: string): string => (t.world.staff[key] as { username: string }).username

it('a person links the identity, comes in with it, and is still asked for the second factor', async () => {
  expect((await t.anyone.call(factors.outsideIdentity)).body).toEqual({ enabled: true, name: '教育统一身份' })
  expect((await signIn('alice')).location).toBe('/console/?outside=not-linked')
  const e = await enrol(t, name('aid-officerA'), PASSWORD)
  expect((await e.client.call(factors.linkOutside, { body: { password: 'Falsch-1234' } })).status).toBe(400)
  await unlock(t)
  expect(await link(e.client, 'alice')).toBe('/console/account?outside=linked')
  const come = await signIn('alice')
  expect(come.location).toBe('/console/')
  const half = client(t.app, come.cookie, '')
  const me = await half.call(session.me)
  expect([me.body.step, me.body.name, me.body.permissions]).toEqual(['second-factor', 'A资助专干', []])
  const proving = client(t.app, come.cookie, me.body.csrf)
  const done = await proving.call(factors.secondFactor, { body: { kind: 'totp', code: codeNow(e.key) } })
  expect([done.status, done.body.step]).toEqual([200, 'none'])
  const acts = await t.owner.query(
    "select data from audit_events where action = 'session.login' order by seq desc limit 1",
  )
  expect(JSON.parse(acts.rows[0].data)).toEqual({ factor: 'totp', via: 'oidc' })
  // a password that is due does not stand in the way of somebody who does not use it
  await t.owner.query('update staff_accounts set must_change_password = true where username = $1', [
    name('aid-officerA'),
  ])
  await t.owner.query('update staff_totp set last_step = 0')
  const again = await signIn('alice')
  expect((await client(t.app, again.cookie, '').call(session.me)).body.step).toBe('second-factor')
  await t.owner.query('update staff_accounts set must_change_password = false')
})

it('one identity belongs to one account, and can be unlinked', async () => {
  const e = await enrol(t, name('reviewerA'), PASSWORD)
  expect(await link(e.client, 'alice')).toBe('/console/account?outside=taken')
  expect(await link(e.client, 'bob')).toBe('/console/account?outside=linked')
  expect((await e.client.call(factors.unlinkOutside, { body: { password: PASSWORD } })).status).toBe(200)
  expect((await signIn('bob')).location).toBe('/console/?outside=not-linked')
})

it('says what went wrong: refused at the provider, another browser, tampered, used twice, disabled account', async () => {
  expect((await signIn(null)).location).toBe('/console/?outside=denied')
  const a = await t.anyone.call(factors.startOutside, { body: {} })
  const url = await atProvider(a.body.url, 'alice')
  expect((await comeBack(url, '')).headers.location).toBe('/console/?outside=expired')
  const b = await t.anyone.call(factors.startOutside, { body: {} })
  expect((await comeBack(url, flowCookie(b.headers))).headers.location).toBe('/console/?outside=expired')
  const tampered = flowCookie(a.headers).replace(/.$/, (c) => (c === 'A' ? 'B' : 'A'))
  expect((await comeBack(url, `${tampered}x`)).headers.location).toBe('/console/?outside=expired')
  expect((await comeBack(url, flowCookie(a.headers))).headers.location).toBe('/console/')
  const twice = await comeBack(url, flowCookie(a.headers))
  expect([twice.headers.location, cookieOf(twice.headers)]).toEqual(['/console/?outside=expired', ''])
  await t.owner.query('update staff_accounts set disabled = true where username = $1', [name('aid-officerA')])
  expect((await signIn('alice')).location).toBe('/console/?outside=refused')
  await t.owner.query('update staff_accounts set disabled = false')
})

it('a link begun in one session cannot be finished in another person’s', async () => {
  const e = await enrol(t, name('financeA'), PASSWORD)
  const other = await t.as('principal')
  const r = await e.client.call(factors.linkOutside, { body: { password: PASSWORD } })
  const url = await atProvider(r.body.url, 'carol')
  const back = await comeBack(url, `${flowCookie(r.headers)}; ${other.cookie}`)
  expect(back.headers.location).toBe('/console/?outside=expired')
  expect((await signIn('carol')).location).toBe('/console/?outside=not-linked')
})

it('a provider that cannot be reached is a clear answer; without settings the way does not exist', async () => {
  const lost = await testApp({
    config: { oidc: { issuer: 'http://127.0.0.1:9', clientId: 'x', clientSecret: 'y', name: '统一身份' } },
  })
  const none = await testApp()
  try {
    const r = await lost.anyone.call(factors.startOutside, { body: {} })
    expect([r.status, r.body.detail]).toEqual([503, expect.stringContaining('用户名和密码')])
    expect((await none.anyone.call(factors.outsideIdentity)).body.enabled).toBe(false)
    expect((await none.anyone.call(factors.startOutside, { body: {} })).status).toBe(404)
  } finally {
    await lost.close()
    await none.close()
  }
})
