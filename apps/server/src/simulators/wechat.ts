import { randomBytes } from 'node:crypto'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { sealBox, signatureOf } from '../modules/identity/index.ts'

/** Settings that an official account shares with the system it calls. */
export interface SimulatedAccount {
  readonly token: string
  readonly appId: string
  readonly aesKey?: string | undefined
}

const box = (s: string): string => `<![CDATA[${s}]]>`

/** A delivery as the platform makes it: the XML and the signed query; in safe mode encrypted with its own signature. */
export function delivery(
  account: SimulatedAccount,
  m: { readonly openid: string; readonly text?: string; readonly event?: string; readonly id?: string },
  at = new Date(),
): { query: Record<string, string>; xml: string } {
  const timestamp = String(Math.floor(at.getTime() / 1000))
  const nonce = randomBytes(5).toString('hex')
  const inner = m.event
    ? `<MsgType>${box('event')}</MsgType><Event>${box(m.event)}</Event>`
    : `<MsgType>${box('text')}</MsgType><Content>${box(m.text ?? '')}</Content><MsgId>${m.id ?? randomBytes(6).readUIntBE(0, 6)}</MsgId>`
  const xml = `<xml><ToUserName>${box('gh_zhuxue')}</ToUserName><FromUserName>${box(m.openid)}</FromUserName><CreateTime>${timestamp}</CreateTime>${inner}</xml>`
  const query = { signature: signatureOf(account.token, timestamp, nonce), timestamp, nonce, openid: m.openid }
  if (!account.aesKey) return { query, xml }
  const encrypted = sealBox(xml, account.aesKey, account.appId)
  return {
    query: {
      ...query,
      encrypt_type: 'aes',
      msg_signature: signatureOf(account.token, timestamp, nonce, encrypted),
    },
    xml: `<xml><ToUserName>${box('gh_zhuxue')}</ToUserName><Encrypt>${box(encrypted)}</Encrypt></xml>`,
  }
}

/**
 * The sending side of api.weixin.qq.com with its failure modes: tokens that end, quota, people who left, silence.
 * `fail` answers the next sends with these errcodes, first one first; 0 hangs up without an answer.
 */
export class WechatSimulator {
  readonly sent: { path: string; body: Record<string, unknown> }[] = []
  readonly followers = new Set<string>()
  fail: number[] = []
  tokens = 0
  url = ''
  readonly #appId: string
  readonly #secret: string
  readonly #server: Server
  #token = ''

  constructor(appId: string, secret: string) {
    this.#appId = appId
    this.#secret = secret
    this.#server = createServer((request, reply) => {
      const parts: Buffer[] = []
      request.on('data', (d: Buffer) => parts.push(d))
      request.on('end', () => {
        const address = new URL(request.url ?? '/', 'http://localhost')
        const body = JSON.parse(Buffer.concat(parts).toString() || '{}') as Record<string, unknown>
        const answer = this.#answer(address, body)
        if (answer === null) request.socket.destroy()
        else reply.setHeader('content-type', 'application/json').end(JSON.stringify(answer))
      })
    })
  }

  async start(): Promise<string> {
    await new Promise<void>((done) => this.#server.listen(0, '127.0.0.1', done))
    this.url = `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`
    return this.url
  }

  stop(): Promise<void> {
    return new Promise((done) => this.#server.close(() => done()))
  }

  /** The token that was given out is worth nothing any more, as after a change of the secret elsewhere. */
  expireToken(): void {
    this.#token = ''
  }

  #answer(address: URL, body: Record<string, unknown>): object | null {
    if (address.pathname === '/cgi-bin/stable_token') {
      if (body.appid !== this.#appId) return { errcode: 40013, errmsg: 'invalid appid' }
      if (body.secret !== this.#secret) return { errcode: 40125, errmsg: 'invalid appsecret' }
      this.tokens += 1
      if (this.#token === '' || body.force_refresh === true) this.#token = randomBytes(16).toString('hex')
      return { access_token: this.#token, expires_in: 7200 }
    }
    if (address.searchParams.get('access_token') !== this.#token)
      return { errcode: 40001, errmsg: 'invalid credential' }
    const code = this.fail.shift()
    if (code === 0) return null
    if (code !== undefined) return { errcode: code, errmsg: 'simulated' }
    if (!this.followers.has(String(body.touser))) return { errcode: 43004, errmsg: 'require subscribe' }
    const again = this.sent.some(
      (s) => s.body.client_msg_id !== undefined && s.body.client_msg_id === body.client_msg_id,
    )
    if (!again) this.sent.push({ path: address.pathname, body })
    return { errcode: 0, errmsg: 'ok', msgid: this.sent.length }
  }
}
