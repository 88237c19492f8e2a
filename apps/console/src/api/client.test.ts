import { applications, cards, disbursement, office, roll, session } from '@zhuxue/contracts'
import { describe, expect, it, vi } from 'vitest'
import { type ClientOptions, createClient, filenameOf, urlOf } from './client.ts'
import { ApiError } from './errors.ts'
import { RequestIds } from './request-id.ts'

const id = '01936f1e-2b3c-7d4e-8f90-000000000001'
const json = (status: number, body: unknown) => new Response(JSON.stringify(body), { status })
const problem = (status: number, code: string, more: object = {}) =>
  json(status, { type: '', title: '', status, code, detail: '说明', ...more })

function setup(replies: (Response | Error)[], options: Partial<ClientOptions> = {}) {
  const sent: { url: string; init: RequestInit }[] = []
  const fetch = (url: string, init: RequestInit) => {
    sent.push({ url, init })
    const next = replies.shift()
    return next instanceof Error || next === undefined
      ? Promise.reject(next ?? new Error('none'))
      : Promise.resolve(next)
  }
  const client = createClient({
    fetch,
    csrf: () => 'token',
    relogin: () => Promise.resolve(false),
    renewCsrf: () => Promise.resolve(false),
    passwordRequired: () => undefined,
    secondFactorRequired: () => undefined,
    ...options,
  })
  return { client, sent }
}

describe('urlOf', () => {
  it('fills in parameters and leaves empty query values out', () => {
    expect(urlOf(roll.getStudent, { params: { id } })).toBe(`/api/v1/students/${id}`)
    expect(urlOf(roll.listStudents, { query: { q: '王 春', classId: '', limit: undefined } })).toBe(
      '/api/v1/students?q=%E7%8E%8B+%E6%98%A5',
    )
    expect(urlOf(applications.committeeList, { params: { id: 'a/b', programme: 'national-grant' } })).toBe(
      '/api/v1/rounds/a%2Fb/committee/national-grant',
    )
  })
  it('throws for a missing parameter instead of calling a wrong address', () => {
    expect(() => urlOf(roll.getStudent, { params: {} })).toThrow('id')
  })
})

describe('call', () => {
  it('sends the csrf token on writes only, JSON bodies, same-origin cookies', async () => {
    const { client, sent } = setup([json(200, { groups: [] }), json(200, { ok: true })])
    await client.call(office.workList, {})
    await client.call(session.logout, { body: { everywhere: false } })
    expect(new Headers(sent[0]?.init.headers).has('x-csrf')).toBe(false)
    expect(new Headers(sent[1]?.init.headers).get('x-csrf')).toBe('token')
    expect(sent[1]?.init).toMatchObject({ method: 'POST', credentials: 'same-origin', body: '{"everywhere":false}' })
  })
  it('puts the file after the text fields', async () => {
    const { client, sent } = setup([json(200, {})])
    const file = new File(['x'], '卡.csv')
    await client.call(cards.importCards, { body: { requestId: id, schoolId: id, dryRun: 'yes' }, file })
    const form = sent[0]?.init.body as FormData
    expect([...form.keys()]).toEqual(['requestId', 'schoolId', 'dryRun', 'file'])
    expect(new Headers(sent[0]?.init.headers).has('content-type')).toBe(false)
  })
  it('turns problem+json into an ApiError with fields and current', async () => {
    const fields = [{ path: '/reason', text: '请填写' }]
    const { client } = setup([problem(409, 'revision-conflict', { fields, current: { revision: 4 } })])
    const error = await client.call(office.workList, {}).catch((e: unknown) => e)
    expect(error).toBeInstanceOf(ApiError)
    expect(error).toMatchObject({
      status: 409,
      code: 'revision-conflict',
      message: '说明',
      fields,
      current: { revision: 4 },
    })
  })
  it('gives a sentence for a reply that is not a problem, and for no reply', async () => {
    const { client } = setup([new Response('<html>', { status: 502 }), new TypeError('failed to fetch')])
    await expect(client.call(office.workList, {})).rejects.toMatchObject({ code: 'busy' })
    await expect(client.call(office.workList, {})).rejects.toMatchObject({ code: 'network', isNetwork: true })
  })
  it('asks to log in again and repeats the same body with the new token', async () => {
    let token = 'old'
    const relogin = vi.fn(() => {
      token = 'new'
      return Promise.resolve(true)
    })
    const { client, sent } = setup([problem(401, 'session-expired'), json(200, {})], { relogin, csrf: () => token })
    await client.call(disbursement.approveRun, { params: { id }, body: { requestId: id, revision: 1 } })
    expect(relogin).toHaveBeenCalledOnce()
    expect(sent.map((s) => s.init.body)).toEqual([sent[0]?.init.body, sent[0]?.init.body])
    expect(new Headers(sent[1]?.init.headers).get('x-csrf')).toBe('new')
  })
  it('gives the refusal back when the person does not log in, without a second try', async () => {
    const { client, sent } = setup([problem(401, 'session-expired')])
    await expect(client.call(office.workList, {})).rejects.toMatchObject({ code: 'session-expired' })
    expect(sent).toHaveLength(1)
  })
  it('renews the token once when a write is forbidden, never for reads', async () => {
    const renewCsrf = vi.fn(() => Promise.resolve(true))
    const { client, sent } = setup([problem(403, 'forbidden'), problem(403, 'forbidden'), problem(403, 'forbidden')], {
      renewCsrf,
    })
    await expect(client.call(session.logout, { body: { everywhere: true } })).rejects.toMatchObject({
      code: 'forbidden',
    })
    await expect(client.call(office.workList, {})).rejects.toMatchObject({ code: 'forbidden' })
    expect(renewCsrf).toHaveBeenCalledOnce()
    expect(sent).toHaveLength(3)
  })
  it('opens the password screen when the server asks for it', async () => {
    const passwordRequired = vi.fn()
    const { client } = setup([problem(403, 'password-change-required')], { passwordRequired })
    await expect(client.call(office.workList, {})).rejects.toBeInstanceOf(ApiError)
    expect(passwordRequired).toHaveBeenCalledOnce()
  })
})

describe('filenameOf', () => {
  it('prefers the extended form', () => {
    expect(filenameOf('attachment; filename="a.csv"; filename*=UTF-8\'\'%E6%89%B9.csv', 'x')).toBe('批.csv')
    expect(filenameOf('attachment; filename="a.csv"', 'x')).toBe('a.csv')
    expect(filenameOf("attachment; filename*=UTF-8''%E6%8", 'x')).toBe('x')
    expect(filenameOf(null, 'x')).toBe('x')
  })
})

describe('RequestIds', () => {
  it('keeps the id for the same content in any key order and changes it for other content', () => {
    const ids = new RequestIds()
    const first = ids.idFor({ a: 1, b: { c: [1, 2] } })
    expect(first).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/)
    expect(ids.idFor({ b: { c: [1, 2] }, a: 1 })).toBe(first)
    expect(ids.idFor({ a: 2, b: { c: [1, 2] } })).not.toBe(first)
  })
  it('tells files apart and starts anew when the act is over', () => {
    const ids = new RequestIds()
    const first = ids.idFor({ file: new File(['a'], 'a.csv', { lastModified: 1 }) })
    expect(ids.idFor({ file: new File(['a'], 'a.csv', { lastModified: 1 }) })).toBe(first)
    expect(ids.idFor({ file: new File(['ab'], 'a.csv', { lastModified: 1 }) })).not.toBe(first)
    ids.done()
    expect(ids.idFor({ file: new File(['a'], 'a.csv', { lastModified: 1 }) })).not.toBe(first)
  })
})
