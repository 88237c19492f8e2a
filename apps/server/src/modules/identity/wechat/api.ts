import type { WechatConfig } from '../../../platform/index.ts'
import type { WechatPort, WechatReminder, WechatResult } from './port.ts'

type Json = Record<string, unknown>

/** The token ran out or was replaced: fetch a new one and try once more. */
const STALE = new Set([40001, 40014, 42001])
/** Seconds after which a refusal that passes by itself is tried again: busy, daily quota, too frequent. */
const LATER: Record<number, number> = { [-1]: 60, 45009: 3600, 45011: 60, 50002: 3600 }
/** Our own set-up is wrong (app id, secret, address not allowed, no permission): keep it until somebody mended it. */
const SETUP = new Set([40013, 40125, 40164, 41002, 41004, 48001, 61024])
/** A second before WeChat says so: no request starts with a token that dies on the way. */
const MARGIN_MS = 60_000

/**
 * Official account API (api.weixin.qq.com): stable access token, template messages, customer-service text where no
 * template is configured (works within 48 hours of the person's last message).
 */
export class WechatApi implements WechatPort {
  readonly #c: WechatConfig
  #token: { readonly value: string; readonly until: number } | null = null
  #asking: Promise<string | WechatResult> | null = null

  constructor(config: WechatConfig) {
    this.#c = config
  }

  async remind(openid: string, r: WechatReminder): Promise<WechatResult> {
    const template = this.#c.templateId
    const [path, body] = template
      ? [
          '/cgi-bin/message/template/send',
          {
            touser: openid,
            template_id: template,
            ...(r.url ? { url: r.url } : {}),
            client_msg_id: r.id.slice(0, 32),
            // values of 事物 (thing) hold 20 characters
            data: { thing1: { value: r.title.slice(0, 20) }, thing2: { value: r.text.slice(0, 20) } },
          },
        ]
      : [
          '/cgi-bin/message/custom/send',
          {
            touser: openid,
            msgtype: 'text',
            text: { content: [`${r.title}：${r.text}`, r.url].filter(Boolean).join('\n') },
          },
        ]
    for (let turn = 1; ; turn += 1) {
      const token = await this.#accessToken(turn > 1)
      if (typeof token !== 'string') return token
      const answer = await this.#post(`${path}?access_token=${encodeURIComponent(token)}`, body)
      // unknown whether it arrived: with the same client_msg_id a template is not delivered twice
      if (answer === null) return { outcome: 'later', reason: 'no-answer', seconds: 60 }
      const code = Number(answer.errcode ?? 0)
      if (code === 0) return { outcome: 'sent' }
      if (STALE.has(code) && turn === 1) continue
      return verdict(code)
    }
  }

  /** One request for a token at a time; `fresh` throws away the one that was just refused. */
  #accessToken(fresh: boolean): Promise<string | WechatResult> {
    if (fresh) this.#token = null
    if (this.#token && this.#token.until > Date.now()) return Promise.resolve(this.#token.value)
    this.#asking ??= this.#fetchToken(fresh).finally(() => {
      this.#asking = null
    })
    return this.#asking
  }

  async #fetchToken(force: boolean): Promise<string | WechatResult> {
    const answer = await this.#post('/cgi-bin/stable_token', {
      grant_type: 'client_credential',
      appid: this.#c.appId,
      secret: this.#c.appSecret,
      force_refresh: force,
    })
    if (answer === null) return { outcome: 'later', reason: 'no-answer', seconds: 60 }
    if (typeof answer.access_token !== 'string') return verdict(Number(answer.errcode ?? -1))
    const seconds = Number(answer.expires_in ?? 7200)
    this.#token = { value: answer.access_token, until: Date.now() + seconds * 1000 - MARGIN_MS }
    return answer.access_token
  }

  /** The JSON answer; null when none came in time, or something that is no JSON. */
  async #post(path: string, body: object): Promise<Json | null> {
    try {
      const reply = await fetch(`${this.#c.apiUrl}${path}`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', accept: 'application/json' },
        body: JSON.stringify(body),
        signal: AbortSignal.timeout(5000),
      })
      return (await reply.json()) as Json
    } catch {
      return null
    }
  }
}

function verdict(code: number): WechatResult {
  const reason = `wechat-${code}`
  const seconds = LATER[code] ?? (STALE.has(code) ? 60 : SETUP.has(code) ? 600 : undefined)
  return seconds === undefined ? { outcome: 'refused', reason } : { outcome: 'later', reason, seconds }
}
