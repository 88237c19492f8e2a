import { randomBytes } from 'node:crypto'
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { isSigned, type Signed, sign } from '../providers/signing.ts'

/** What the service finds about a person. */
export type Outcome = 'success' | 'mismatch' | 'not-live' | 'uncertain' | 'cancelled'

/** What can go wrong with a report: nothing comes; the mark is wrong; a field was changed; meant for another client. */
export type ReportFault = 'silent' | 'bad-signature' | 'tampered' | 'wrong-app'

interface Session {
  readonly bizNo: string
  readonly ticket: string
  readonly callbackUrl: string
  readonly returnUrl: string
  outcome: { result: Outcome; score: string } | null
}

/**
 * A certified face service as such services work, for tests and the demo: signed requests (HMAC-SM3, timestamp within
 * five minutes, each nonce once), a page the person is sent to, a signed report to the callback address that is
 * repeated until it is acknowledged, and a query. It decides by what the test or the button on its page says.
 */
export class CertifiedSimulator {
  readonly #appId: string
  readonly #key: string
  readonly #now: () => number
  readonly #sessions = new Map<string, Session>()
  readonly #nonces = new Set<string>()
  readonly #server: Server
  /** seconds a person has */
  expiresIn = 300
  /** answers nothing at all while true */
  down = false
  /** reports sent, with what came back */
  readonly reports: { message: Signed; acknowledged: boolean }[] = []

  constructor(options: { appId: string; key: string; now: () => number }) {
    this.#appId = options.appId
    this.#key = options.key
    this.#now = options.now
    this.#server = createServer((req, res) => void this.#serve(req, res))
  }

  async listen(): Promise<string> {
    await new Promise<void>((resolve) => this.#server.listen(0, '127.0.0.1', () => resolve()))
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`
  }

  async close(): Promise<void> {
    this.#server.closeAllConnections()
    await new Promise<void>((resolve) => this.#server.close(() => resolve()))
  }

  /** The person did the check on the service's page; the report goes out, up to three times. */
  async complete(bizNo: string, result: Outcome, score: string, fault?: ReportFault): Promise<void> {
    const session = this.#sessions.get(bizNo)
    if (!session) throw new Error(`no session ${bizNo}`)
    session.outcome = { result, score }
    if (fault !== 'silent') await this.report(bizNo, fault)
  }

  /** Sends the report (again). */
  async report(bizNo: string, fault?: ReportFault): Promise<void> {
    const session = this.#sessions.get(bizNo)
    if (!session?.outcome) throw new Error(`nothing to report about ${bizNo}`)
    const message = this.messageFor(bizNo, fault)
    for (let i = 0; i < 3; i += 1) {
      const reply = await fetch(session.callbackUrl, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(message),
      }).catch(() => null)
      const acknowledged = reply?.ok === true
      this.reports.push({ message, acknowledged })
      if (acknowledged) return
    }
  }

  /** The report about a session as it would be sent. */
  messageFor(bizNo: string, fault?: ReportFault): Signed {
    const session = this.#sessions.get(bizNo) as Session
    const message = sign(
      {
        ...this.#stamp(),
        ...(fault === 'wrong-app' ? { appId: 'another-app' } : {}),
        bizNo,
        ticket: session.ticket,
        status: 'done',
        result: session.outcome?.result ?? 'mismatch',
        score: session.outcome?.score ?? '0',
      },
      fault === 'bad-signature' ? `${this.#key}?` : this.#key,
    )
    return fault === 'tampered' ? { ...message, result: 'success', score: '0.99' } : message
  }

  #stamp(): Signed {
    return { appId: this.#appId, timestamp: String(this.#now()), nonce: randomBytes(12).toString('hex') }
  }

  async #serve(req: IncomingMessage, res: ServerResponse): Promise<void> {
    if (this.down) {
      req.socket.destroy()
      return
    }
    const url = new URL(req.url ?? '/', 'http://simulator')
    const page = url.pathname.match(/^\/face\/([0-9a-f]{32})$/)
    if (page) return this.#page(req, res, url, page[1] as string)
    const parts: Buffer[] = []
    for await (const chunk of req as AsyncIterable<Buffer>) parts.push(chunk)
    const reply = this.#api(url.pathname, Buffer.concat(parts).toString('utf8'))
    res.writeHead(200, { 'content-type': 'application/json' })
    res.end(JSON.stringify(sign({ ...this.#stamp(), ...reply }, this.#key)))
  }

  #api(path: string, text: string): Signed {
    let m: Signed
    try {
      m = JSON.parse(text) as Signed
    } catch {
      return { code: '1000' }
    }
    if (m.appId !== this.#appId || !isSigned(m, this.#key)) return { code: '1001' }
    if (Math.abs(this.#now() - Number(m.timestamp)) > 300_000) return { code: '1002' }
    if (this.#nonces.has(m.nonce ?? '')) return { code: '1003' }
    this.#nonces.add(m.nonce ?? '')
    if (path === '/v1/init') return this.#init(m)
    const session = this.#sessions.get(m.bizNo ?? '')
    if (path !== '/v1/query' || !session || session.ticket !== m.ticket) return { code: '1004' }
    const { bizNo, ticket, outcome } = session
    return { code: '0', bizNo, ticket, ...(outcome ? { status: 'done', ...outcome } : { status: 'pending' }) }
  }

  #init(m: Signed): Signed {
    const { bizNo, name, idNumber, callbackUrl, returnUrl } = m
    if (!bizNo || !name || !idNumber || !callbackUrl || !returnUrl) return { code: '1005' }
    if (this.#sessions.has(bizNo)) return { code: '1006' }
    const ticket = randomBytes(16).toString('hex')
    this.#sessions.set(bizNo, { bizNo, ticket, callbackUrl, returnUrl, outcome: null })
    const { port } = this.#server.address() as AddressInfo
    const url = `http://127.0.0.1:${port}/face/${ticket}`
    return { code: '0', bizNo, ticket, url, expiresIn: String(this.expiresIn) }
  }

  /** The page a person is sent to: three links instead of a camera. */
  async #page(_req: IncomingMessage, res: ServerResponse, url: URL, ticket: string): Promise<void> {
    const session = [...this.#sessions.values()].find((s) => s.ticket === ticket)
    if (!session) {
      res.writeHead(404).end()
      return
    }
    const outcome = url.searchParams.get('outcome')
    if (outcome === 'success' || outcome === 'mismatch' || outcome === 'cancelled') {
      await this.complete(session.bizNo, outcome, outcome === 'success' ? '0.93' : '0.21')
      const back = new URL(session.returnUrl)
      back.searchParams.set('bizNo', session.bizNo)
      res.writeHead(303, { location: back.href }).end()
      return
    }
    const link = (to: string, text: string) => `<p><a href="?outcome=${to}">${text}</a></p>`
    res.writeHead(200, { 'content-type': 'text/html; charset=utf-8' })
    res.end(
      `<!doctype html><html lang="zh-CN"><meta charset="utf-8"><title>身份核验（模拟）</title><h1>身份核验（模拟）</h1>${link('success', '核验通过')}${link('mismatch', '不是本人')}${link('cancelled', '取消')}</html>`,
    )
  }
}
