import { createServer, type IncomingMessage, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { FRAUD_WARNING, type SmsMessage, smsText } from '@zhuxue/policy'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { newId } from '../../platform/index.ts'
import { type TestApp, testApp } from '../../testing/app.ts'
import { signAliyun } from './aliyun-sign.ts'
import { MAX_TRIES, sendSms, smsAad } from './send.ts'
import { AliyunSms } from './sms-aliyun.ts'
import { matchTemplate, SMS_WORDINGS, type SmsTemplate } from './sms-templates.ts'

const templates: SmsTemplate[] = Object.entries(SMS_WORDINGS).map(([kind, text]) => ({ code: `SMS_${kind}`, text }))
const day = '2026-09-28' as never
const all: SmsMessage[] = [
  { kind: 'submitted', reference: 'KM2026-000123' },
  { kind: 'returned', dueDate: day },
  { kind: 'notice-started', lastDay: day },
  { kind: 'approved', programme: '国家助学金', term: '2026-autumn' },
  { kind: 'rejected' },
  { kind: 'paid', programme: '国家助学金', term: '2026-autumn', amount: 23000 as never, last4: '0127' },
  { kind: 'payment-failed', last4: '0127' },
  { kind: 'verification-open', until: day },
  { kind: 'verification-missed' },
  { kind: 'card-issued', last4: '0127' },
  { kind: 'round-opened', lastDay: day },
  { kind: 'code', code: '042917', what: '确认手机号' },
  { kind: 'activation-remind' },
  { kind: 'guardian-consent', url: 'https://zz.example.edu.cn/g/AbCdEfGhIjKlMnOpQrStUv' },
  { kind: 'guardian-sign', url: 'https://zz.example.edu.cn/g/AbCdEfGhIjKlMnOpQrStUv' },
  { kind: 'guardian-informed' },
  { kind: 'guardian-applied' },
  { kind: 'apply-reminder', lastDay: day },
]

describe('templates', () => {
  it.each(all)('$kind is found again in its final text, and in no other template', (message) => {
    const text = smsText({ signature: '昆明中职资助', name: '欧阳明轩' }, message)
    expect(text).toContain(FRAUD_WARNING)
    const fits = templates.filter((t) => matchTemplate(text, [t]))
    expect(fits.map((t) => t.code)).toEqual([`SMS_${message.kind}`])
    const call = matchTemplate(text, templates)
    expect([call?.signature, call?.params.name]).toEqual(['昆明中职资助', '欧阳同学'])
  })

  it('a text that nobody approved is never sent', () => {
    expect(matchTemplate('【昆明中职资助】李同学，请把验证码发给我。', templates)).toBeNull()
  })
})

it('signs like the worked example of the provider’s documentation (request signature V3)', () => {
  const signed = signAliyun({
    host: 'ecs.cn-shanghai.aliyuncs.com',
    action: 'RunInstances',
    version: '2014-05-26',
    query: { ImageId: 'win2019_1809_x64_dtc_zh-cn_40G_alibase_20230811.vhd', RegionId: 'cn-shanghai' },
    keyId: 'YourAccessKeyId',
    keySecret: 'YourAccessKeySecret',
    date: '2023-10-26T10:22:32Z',
    nonce: '3156853299f313e23d1673dc12e1703d',
  })
  expect(signed.headers.authorization).toMatch(
    /Signature=06563a9e1b43f5dfe96b81484da74bceab24a1d853912eee15083a6f0f3283c0$/,
  )
})

type Mode = 'ok' | 'timeout' | 'lost-answer' | 'throttle' | 'reject' | 'garbage'

/** A local stand-in for dysmsapi: checks the signature, keeps what it took, and fails on demand. */
class Simulator {
  mode: Mode = 'ok'
  readonly taken: { phone: string; outId: string; template: string; params: unknown }[] = []
  calls: string[] = []
  url = ''
  readonly #server: Server = createServer((request, reply) => {
    const answer = this.#answer(request)
    if (answer === null) return void setTimeout(() => request.socket.destroy(), 400)
    reply.writeHead(answer.status, { 'content-type': 'application/json' }).end(answer.body)
  })

  async start(): Promise<void> {
    await new Promise<void>((done) => this.#server.listen(0, '127.0.0.1', done))
    this.url = `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`
  }

  stop(): Promise<void> {
    this.#server.closeAllConnections()
    return new Promise((done) => this.#server.close(() => done()))
  }

  #answer(request: IncomingMessage): { status: number; body: string } | null {
    const url = new URL(request.url ?? '/', this.url)
    const q = Object.fromEntries(url.searchParams)
    const header = (name: string): string => String(request.headers[name] ?? '')
    const action = header('x-acs-action')
    this.calls.push(action)
    const right = signAliyun({
      host: header('host'),
      action,
      version: header('x-acs-version'),
      query: q,
      keyId: 'id',
      keySecret: 'secret:with:colons',
      date: header('x-acs-date'),
      nonce: header('x-acs-signature-nonce'),
    })
    const say = (Code: string, more = {}, status = 200) => ({ status, body: JSON.stringify({ Code, ...more }) })
    if (right.headers.authorization !== header('authorization')) return say('SignatureDoesNotMatch', {}, 403)
    if (action === 'QuerySendDetails') {
      const mine = this.taken.filter((t) => t.phone === q.PhoneNumber)
      return say('OK', { SmsSendDetailDTOs: { SmsSendDetailDTO: mine.map((t) => ({ OutId: t.outId })) } })
    }
    if (this.mode === 'timeout') return null
    if (this.mode === 'garbage') return { status: 502, body: '<html>bad gateway</html>' }
    if (this.mode === 'throttle') return say('isv.BUSINESS_LIMIT_CONTROL')
    if (this.mode === 'reject') return say('isv.MOBILE_NUMBER_ILLEGAL')
    this.taken.push({
      phone: q.PhoneNumbers ?? '',
      outId: q.OutId ?? '',
      template: q.TemplateCode ?? '',
      params: JSON.parse(q.TemplateParam ?? '{}'),
    })
    return this.mode === 'lost-answer' ? null : say('OK', { BizId: `biz-${this.taken.length}` })
  }
}

describe('delivery through the provider', () => {
  let t: TestApp
  let port: AliyunSms
  const sim = new Simulator()
  beforeAll(async () => {
    t = await testApp()
    await sim.start()
    port = new AliyunSms({ url: sim.url, keyId: 'id', keySecret: 'secret:with:colons', templates, timeoutMs: 200 })
  })
  afterAll(async () => {
    await sim.stop()
    await t.close()
  })
  beforeEach(() => {
    sim.mode = 'ok'
    sim.taken.length = 0
    sim.calls = []
  })

  const text = smsText({ signature: '昆明中职资助', name: '李晓燕' }, { kind: 'submitted', reference: 'KM2026-000123' })
  const put = async (phone = '13800001234', words = text): Promise<string> => {
    const id = newId()
    await t.owner.query(
      'insert into sms_outbox (id, student_id, phone_enc, text, created_at) values ($1, $2, $3, $4, now())',
      [id, t.world.students.A1?.id, t.platform.crypto.encrypt(phone, smsAad(id)), words],
    )
    return id
  }
  const run = (id: string) =>
    t.platform.transaction({ kind: 'worker', name: '系统' }, (tx) => sendSms(id, tx, t.platform, port))
  const row = async (id: string) =>
    (await t.owner.query('select status, attempts, provider_id, last_error from sms_outbox where id = $1', [id]))
      .rows[0]

  it('sends once, with the outbox id as out id, also when the job runs five times at once', async () => {
    const id = await put()
    await Promise.all(Array.from({ length: 5 }, () => run(id)))
    expect(sim.taken).toEqual([
      {
        phone: '13800001234',
        outId: id,
        template: 'SMS_submitted',
        params: { name: '李同学', reference: 'KM2026-000123' },
      },
    ])
    expect(await row(id)).toMatchObject({ status: 'sent', attempts: 1, provider_id: 'biz-1' })
  })

  it('after a lost answer asks first, and does not send again what the provider has taken', async () => {
    const id = await put()
    sim.mode = 'lost-answer'
    await run(id)
    expect(await row(id)).toMatchObject({ status: 'queued', attempts: 1, last_error: 'unanswered' })
    sim.mode = 'ok'
    await run(id)
    expect(sim.calls).toEqual(['SendSms', 'QuerySendDetails'])
    expect(sim.taken).toHaveLength(1)
    expect((await row(id)).status).toBe('sent')
  })

  it('after a time-out in which nothing arrived it sends again', async () => {
    const id = await put()
    sim.mode = 'timeout'
    await run(id)
    sim.mode = 'ok'
    await run(id)
    expect(sim.calls).toEqual(['SendSms', 'QuerySendDetails', 'SendSms'])
    expect(sim.taken).toHaveLength(1)
  })

  it('waits when throttled and keeps the reason; an answer that is no JSON counts as none', async () => {
    const id = await put()
    sim.mode = 'throttle'
    await run(id)
    expect(await row(id)).toMatchObject({ status: 'queued', last_error: 'isv.BUSINESS_LIMIT_CONTROL' })
    const job = await t.owner.query(
      "select extract(epoch from run_at - now()) as s from graphile_worker.jobs where task_identifier = 'send-sms' order by id desc limit 1",
    )
    expect(Number(job.rows[0].s)).toBeGreaterThan(3000)
    sim.mode = 'garbage'
    await run(id)
    expect((await row(id)).last_error).toBe('unanswered')
  })

  it('gives up on a refused number, on an unapproved text, on a demo number, and after eight tries', async () => {
    sim.mode = 'reject'
    const refused = await put()
    await run(refused)
    expect(await row(refused)).toMatchObject({ status: 'failed', last_error: 'isv.MOBILE_NUMBER_ILLEGAL' })
    sim.mode = 'ok'
    const odd = await put('13800001234', '【昆明中职资助】请点链接')
    await run(odd)
    expect((await row(odd)).last_error).toBe('no-template')
    const demo = await put('15400000001')
    await run(demo)
    expect((await row(demo)).last_error).toBe('demo-number')
    const tired = await put()
    await t.owner.query('update sms_outbox set attempts = $1 where id = $2', [MAX_TRIES - 1, tired])
    sim.mode = 'throttle'
    await run(tired)
    expect((await row(tired)).status).toBe('failed')
    expect(sim.taken).toHaveLength(0)
  })
})
