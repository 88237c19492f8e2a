import { randomBytes } from 'node:crypto'
import { verdictOf } from '../domain/judge.ts'
import { type ReasonCode, reason } from '../domain/reasons.ts'
import type { Purpose, Verdict, VerdictResult } from '../domain/types.ts'
import { FaceUnavailable } from '../service/client.ts'
import { isSigned, type Signed, sign } from './signing.ts'
import type { CallbackMessage, RedirectProvider } from './types.ts'

/** A started session as the application keeps it; `verdict` once settled, never changed afterwards. */
export interface RedirectSession {
  readonly id: string
  readonly subject: string
  readonly purpose: Purpose
  readonly ticket: string
  readonly expiresAt: number
  readonly verdict: Verdict | null
}

/** What the provider needs from the application and from its contract with the certified service. */
export interface CertifiedPorts {
  readonly baseUrl: string
  readonly appId: string
  readonly key: string
  /** where the service reports to, and where it sends the person back to */
  readonly callbackUrl: string
  readonly returnUrl: string
  /** epoch milliseconds of the application's clock */
  readonly now: () => number
  /** least score, 0…1, agreed with the service */
  readonly threshold: number
  readonly timeoutMs?: number
  readonly identityOf: (subject: string) => Promise<{ name: string; idNumber: string }>
  readonly sessions: {
    put(session: RedirectSession): Promise<void>
    find(id: string): Promise<RedirectSession | null>
    /** stores the verdict if there is none yet; answers with the one that stands */
    settle(id: string, verdict: Verdict): Promise<Verdict>
  }
}

const SKEW_MS = 5 * 60_000
/** A result may come this long after the person's time is up; later ones are not taken. */
const GRACE_MS = 60_000
const UNREACHABLE = '统一身份核验服务暂时连不上，请稍后再试，或选择不用人脸的方式。'

/** Face check by a certified service (redirect, signed callback, query), for purposes that need more than 'basic'. */
export function certifiedProvider(ports: CertifiedPorts): RedirectProvider {
  const verdict = (result: VerdictResult, codes: readonly ReasonCode[], score: number | null = null): Verdict => ({
    ...verdictOf(
      result,
      codes.map((c) => reason(c)),
      { threshold: ports.threshold, modelId: '', provider: 'certified' },
    ),
    score,
    liveness: { passed: result === 'pass', steps: [], hint: null },
  })

  const post = async (path: string, fields: Signed): Promise<Signed> => {
    const message = sign(
      { ...fields, appId: ports.appId, timestamp: String(ports.now()), nonce: randomBytes(12).toString('hex') },
      ports.key,
    )
    let reply: Response
    try {
      reply = await fetch(new URL(path, ports.baseUrl), {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(message),
        redirect: 'error',
        signal: AbortSignal.timeout(ports.timeoutMs ?? 5000),
      })
    } catch {
      throw new FaceUnavailable(UNREACHABLE, 30, false)
    }
    const body = (await reply.json().catch(() => null)) as Signed | null
    if (!reply.ok || body?.code !== '0') throw new FaceUnavailable(UNREACHABLE, 60, false)
    if (!isSigned(body, ports.key)) throw new FaceUnavailable(UNREACHABLE, 60, false)
    return body
  }

  /** The verdict in a signed result. */
  const read = (m: Signed): Verdict => {
    const score = m.score !== undefined && /^(0(\.\d{1,6})?|1(\.0{1,6})?)$/.test(m.score) ? Number(m.score) : null
    if (m.result === 'cancelled') return verdict('error', ['provider-cancelled'], score)
    if (m.result === 'uncertain') return verdict('review', ['needs-a-person'], score)
    if (m.result === 'not-live') return verdict('fail', ['not-live'], score)
    if (m.result !== 'success' || score === null) return verdict('fail', ['not-matching'], score)
    return score >= ports.threshold ? verdict('pass', [], score) : verdict('fail', ['not-matching'], score)
  }

  const settleCallback = async (session: RedirectSession, m: CallbackMessage): Promise<Verdict> => {
    const genuine =
      isSigned(m, ports.key) && m.appId === ports.appId && m.bizNo === session.id && m.ticket === session.ticket
    // Not settled: a forged message must not end somebody's session.
    if (!genuine) return verdict('error', ['provider-signature'])
    if (session.verdict) return session.verdict
    const age = Math.abs(ports.now() - Number(m.timestamp))
    const late = !(age <= SKEW_MS) || ports.now() > session.expiresAt + GRACE_MS
    return ports.sessions.settle(session.id, late ? verdict('error', ['provider-late']) : read(m))
  }

  const ask = async (session: RedirectSession): Promise<Verdict> => {
    if (session.verdict) return session.verdict
    const over = ports.now() > session.expiresAt + GRACE_MS
    const timeout = () => ports.sessions.settle(session.id, verdict('error', ['provider-timeout']))
    let m: Signed
    try {
      m = await post('/v1/query', { bizNo: session.id, ticket: session.ticket })
    } catch (e) {
      if (over) return timeout()
      throw e
    }
    if (m.bizNo !== session.id || m.ticket !== session.ticket) return verdict('error', ['provider-signature'])
    if (over) return timeout()
    return m.status === 'done' ? ports.sessions.settle(session.id, read(m)) : verdict('error', ['provider-pending'])
  }

  return {
    kind: 'redirect',
    name: 'certified',
    assurance: 'certified',
    async start(request) {
      if (!request.consent) return { kind: 'refused', reason: reason('consent-missing') }
      const id = randomBytes(16).toString('hex')
      const identity = await ports.identityOf(request.subject)
      const reply = await post('/v1/init', {
        bizNo: id,
        name: identity.name,
        idNumber: identity.idNumber,
        purpose: request.purpose,
        consent: request.consent.textVersion,
        callbackUrl: ports.callbackUrl,
        returnUrl: ports.returnUrl,
      })
      const url = reply.url ?? ''
      const seconds = Number(reply.expiresIn)
      const home = new URL(ports.baseUrl).origin
      const fits =
        reply.bizNo === id && reply.ticket && URL.canParse(url) && new URL(url).origin === home && seconds > 0
      if (!fits || !reply.ticket) throw new FaceUnavailable(UNREACHABLE, 60, false)
      const expiresAt = ports.now() + Math.min(seconds, 1800) * 1000
      const { subject, purpose } = request
      await ports.sessions.put({ id, subject, purpose, ticket: reply.ticket, expiresAt, verdict: null })
      return { kind: 'redirect', session: id, url, expiresAt }
    },
    async result(id, by) {
      const session = await ports.sessions.find(id)
      if (!session) return verdict('error', ['challenge-invalid'])
      if ('callback' in by) return settleCallback(session, by.callback)
      return session.subject === by.subject ? ask(session) : verdict('error', ['challenge-other-person'])
    },
    // The service holds nothing of ours after a check; sessions end by themselves.
    async erase() {},
  }
}
