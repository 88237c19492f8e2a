import { randomUUID } from 'node:crypto'
import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { publicity } from '@zhuxue/contracts'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { html } from '../../platform/index.ts'
import { type TestApp, testApp } from '../../testing/app.ts'
import { applied, roundFor } from '../../testing/applied.ts'

let t: TestApp
let id: string
beforeAll(async () => {
  t = await testApp({ at: '2026-09-28T10:00:00+08:00', demo: true })
  const roundId = await roundFor(t)
  await applied(t, roundId, ['A1', 'A2', 'A3'])
  const officer = await t.as('aid-officer')
  const note = '名单有 <b>疑问</b> 请到资助办公室。'
  id = (await officer.call(publicity.publishNotice, { body: { roundId, programme: 'national-grant', note } })).body.id
})
afterAll(() => t.close())

const get = (url: string, headers: Record<string, string> = {}) => t.app.inject({ url, headers })
const post = (url: string, fields: Record<string, string>, headers: Record<string, string> = {}) =>
  t.app.inject({
    method: 'POST',
    url,
    headers: { 'content-type': 'application/x-www-form-urlencoded', ...headers },
    payload: new URLSearchParams(fields).toString(),
  })
const open = async () =>
  (await t.owner.query<{ n: number }>('select count(*)::int as n from objections')).rows[0]?.n ?? -1
const form = { requestId: '', entryNo: '２', text: '该生与公示的班级不符', name: '', contact: '' }

test('whatever is put into a page is text, never markup', () => {
  expect(html`<p title="${'"><script>'}">${'<i>'}${[html`<b>1</b>`, null, false]}</p>`.text).toBe(
    '<p title="&quot;&gt;&lt;script&gt;">&lt;i&gt;<b>1</b></p>',
  )
})

test('home: small, no scripts, shows what is being noticed and where to log in', async () => {
  const r = await get('/')
  expect(r.statusCode).toBe(200)
  expect(Buffer.byteLength(r.body)).toBeLessThan(15 * 1024)
  expect(r.body).not.toMatch(/<script|onclick=|https?:\/\/(?!www\.w3\.org)/)
  expect(r.body).toContain('href="/student/"')
  expect(r.body).toContain('href="/console/"')
  expect(r.body).toContain('官渡职业中专2026年秋季学期国家助学金拟资助学生名单公示')
})

test('a notice: masked names, noindex, never cached, strict content security policy, its note as text', async () => {
  const r = await get(`/notices/${id}`)
  expect(r.statusCode).toBe(200)
  expect(r.body).toContain('李*燕')
  expect(r.body).not.toContain('李晓燕')
  expect(r.body).toContain('&lt;b&gt;疑问')
  expect(r.body).toContain('<meta name="robots" content="noindex,nofollow,noarchive">')
  expect(r.headers['cache-control']).toBe('no-store')
  expect(r.headers['x-robots-tag']).toContain('noindex')
  expect(r.headers['content-security-policy']).toContain("default-src 'none'")
  expect((await get('/robots.txt')).body).toContain('Disallow: /')
})

test('the list can be narrowed to a school; a school without notices is told so', async () => {
  const all = await get('/notices')
  expect(all.body).toContain(`href="/notices/${id}"`)
  const other = await get(`/notices?school=${t.world.schools.B.id}`)
  expect(other.body).not.toContain(`href="/notices/${id}"`)
  expect(other.body).toContain('这所学校现在没有公示中的名单')
  expect((await get(`/notices?cursor=forged`)).statusCode).toBe(400)
})

test('objection form: mistakes are named at the field and nothing typed is lost', async () => {
  const r = await post(`/notices/${id}/objection`, { ...form, entryNo: 'abc', text: '短', contact: '电话<1>' })
  expect(r.statusCode).toBe(422)
  expect(r.body).toContain('role="alert"')
  expect(r.body).toContain('href="#entryNo"')
  expect(r.body).toContain('value="电话&lt;1&gt;"')
  const none = await post(`/notices/${id}/objection`, { ...form, entryNo: '99' })
  expect([none.statusCode, none.body.includes('名单中没有这个序号')]).toEqual([400, true])
  expect(await open()).toBe(0)
})

test('objection form: full-width digits are read, the page shows the number; reloading it makes no second one', async () => {
  const sent = { ...form, requestId: randomUUID() }
  const first = await post(`/notices/${id}/objection`, sent)
  const number = first.body.match(/YY20260928-[2-9A-Z]{6}/)?.[0]
  expect([first.statusCode, number !== undefined]).toEqual([200, true])
  expect((await post(`/notices/${id}/objection`, sent)).body).toContain(number)
  expect(await open()).toBe(1)
  const changed = await post(`/notices/${id}/objection`, { ...sent, text: '改成别的内容再提交' })
  expect(changed.statusCode).toBe(422)
  expect(changed.body).toContain('请核对后再点一次')
  expect(changed.body).not.toContain(`value="${sent.requestId}"`)
})

test('a form of another site is refused', async () => {
  const r = await post(`/notices/${id}/objection`, form, { 'sec-fetch-site': 'cross-site' })
  expect(r.statusCode).toBe(403)
})

test('unknown addresses: a page for people, problem+json for the API', async () => {
  const page = await get('/nirgendwo')
  expect([page.statusCode, page.headers['content-type']]).toEqual([404, 'text/html; charset=utf-8'])
  expect(page.body).toContain('没有找到这个页面')
  expect((await get('/notices/123')).statusCode).toBe(404)
  const api = await get('/api/v1/nirgendwo')
  expect([api.statusCode, api.headers['content-type']]).toEqual([404, 'application/problem+json; charset=utf-8'])
  expect((await get('/api/openapi.json')).json().openapi).toBe('3.1.0')
})

test('a fault is a page with a number to report, without a word about the inside', async () => {
  await t.owner.query('alter table notice_entries rename column major_name to x')
  const r = await get(`/notices/${id}`)
  await t.owner.query('alter table notice_entries rename column x to major_name')
  expect(r.statusCode).toBe(500)
  expect(r.body).toContain('系统出现故障')
  expect(r.body).toContain(String(r.headers['x-request-id']))
  expect(r.body).not.toMatch(/major_name|does not exist/)
})

test('the demo bar moves the clock by days and returns to where it was; elsewhere it does not exist', async () => {
  const requestId = randomUUID()
  const moved = await post('/demo/clock', { requestId, days: '1', back: '/notices' })
  expect([moved.statusCode, moved.headers.location]).toEqual([303, '/notices'])
  expect(t.platform.clock.today()).toBe('2026-09-29')
  const away = await post('/demo/clock', { requestId, days: '1', back: '//evil.example' })
  expect(away.headers.location).toBe('/')
  expect(t.platform.clock.today()).toBe('2026-09-29')
  const production = await testApp()
  try {
    expect((await production.app.inject('/')).body).not.toContain('演示环境')
    const r = await production.app.inject({
      method: 'POST',
      url: '/demo/clock',
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
      payload: `requestId=${randomUUID()}&days=1`,
    })
    expect(r.statusCode).toBe(404)
  } finally {
    await production.close()
  }
})

test('after the period the page, its form and the list are gone', async () => {
  t.clock.set('2026-10-11T00:00:01+08:00')
  for (const url of [`/notices/${id}`, `/notices/${id}/objection`]) {
    const r = await get(url)
    expect([r.statusCode, r.headers['cache-control'], r.body.includes('李*燕')]).toEqual([404, 'no-store', false])
  }
  expect((await post(`/notices/${id}/objection`, form)).statusCode).toBe(404)
  expect((await get('/')).body).toContain('现在没有公示中的名单')
})

const dist = join(import.meta.dirname, '../../../../student/dist')
test.skipIf(!existsSync(join(dist, 'index.html')))(
  'the student app: every address its page, hashed files for a year, missing ones an error, no way out of the folder',
  async () => {
    const page = await get('/student/applications/123')
    expect([page.statusCode, page.headers['cache-control']]).toEqual([200, 'no-cache'])
    expect(page.body).toContain('<div id="root">')
    expect(page.headers['content-security-policy']).toContain("default-src 'self'")
    expect((await get('/student')).headers.location).toBe('/student/')
    expect((await get('/student/sw.js')).headers['cache-control']).toBe('no-cache')
    const asset = readdirSync(join(dist, 'assets')).find((f) => f.endsWith('.js'))
    const js = await get(`/student/assets/${asset}`, { 'accept-encoding': 'br, gzip' })
    expect(js.headers).toMatchObject({
      'cache-control': 'public, max-age=31536000, immutable',
      'content-encoding': 'br',
      'content-type': expect.stringContaining('javascript'),
    })
    for (const path of [
      'assets/none.js',
      '../package.json',
      '..%2fpackage.json',
      '.zhuxue-build',
      '.vite/manifest.json',
    ])
      expect((await get(`/student/${path}`)).statusCode, path).toBe(404)
  },
)
