import { randomUUID } from 'node:crypto'
import { dayOf, systemClock } from '../../platform/index.ts'
import { signAliyun } from './aliyun-sign.ts'
import type { Sms, SmsPort, SmsResult } from './sms-port.ts'
import { matchTemplate, type SmsTemplate } from './sms-templates.ts'

const VERSION = '2017-05-25'

/** Refusals that pass by themselves: flow control, balance, the provider's own trouble; with seconds to wait. */
const LATER: Record<string, number> = {
  'isv.BUSINESS_LIMIT_CONTROL': 3600,
  'isv.AMOUNT_NOT_ENOUGH': 3600,
  'isv.OUT_OF_SERVICE': 3600,
  'isp.SYSTEM_ERROR': 60,
  'isp.GATEWAY_ERROR': 60,
  'isp.UNKNOWN': 60,
  'Throttling.User': 30,
  Throttling: 30,
  ServiceUnavailable: 60,
  InternalError: 60,
}
/** Our own set-up is wrong (key, clock, signature): keep the SMS and try again when somebody has mended it. */
const SETUP = /^(Signature|InvalidAccessKey|InvalidTimeStamp|Forbidden|isp\.RAM_PERMISSION_DENY|NoPermission)/

export interface AliyunOptions {
  /** https://dysmsapi.aliyuncs.com */
  readonly url: string
  readonly keyId: string
  readonly keySecret: string
  readonly templates: readonly SmsTemplate[]
  readonly timeoutMs?: number
}

type Json = Record<string, unknown>

/** Alibaba Cloud SMS (dysmsapi 2017-05-25): SendSms, and QuerySendDetails after a lost answer. */
export class AliyunSms implements SmsPort {
  readonly name = 'aliyun'
  readonly #o: AliyunOptions

  constructor(options: AliyunOptions) {
    this.#o = options
  }

  async send(sms: Sms): Promise<SmsResult> {
    const call = matchTemplate(sms.text, this.#o.templates)
    if (!call) return { outcome: 'refused', reason: 'no-template' }
    const answer = await this.#call('SendSms', {
      PhoneNumbers: sms.phone,
      SignName: call.signature,
      TemplateCode: call.code,
      TemplateParam: JSON.stringify(call.params),
      OutId: sms.id,
    })
    if (answer === null) return { outcome: 'unknown', reason: 'no-answer' }
    const code = String(answer.Code ?? 'unreadable')
    if (code === 'OK') return { outcome: 'accepted', providerId: String(answer.BizId ?? '') }
    const seconds = LATER[code]
    if (seconds !== undefined) return { outcome: 'later', reason: code, seconds }
    if (SETUP.test(code)) return { outcome: 'later', reason: code, seconds: 600 }
    return { outcome: 'refused', reason: code }
  }

  async ask(sms: Sms, sentOn: Date): Promise<SmsResult | null> {
    const answer = await this.#call('QuerySendDetails', {
      PhoneNumber: sms.phone,
      SendDate: dayOf(sentOn).replaceAll('-', ''),
      PageSize: '50',
      CurrentPage: '1',
    })
    if (answer === null || answer.Code !== 'OK') return { outcome: 'unknown', reason: 'no-answer-to-query' }
    const list = (answer.SmsSendDetailDTOs as { SmsSendDetailDTO?: Json[] } | undefined)?.SmsSendDetailDTO ?? []
    return list.some((d) => d.OutId === sms.id) ? { outcome: 'accepted', providerId: `out-id:${sms.id}` } : null
  }

  /** The provider's JSON answer, also of an error; null when none came in time. */
  async #call(action: string, query: Record<string, string>): Promise<Json | null> {
    const url = new URL(this.#o.url)
    const signed = signAliyun({
      host: url.host,
      action,
      version: VERSION,
      query,
      keyId: this.#o.keyId,
      keySecret: this.#o.keySecret,
      // the provider compares with its own clock, so this is the real time whatever the demo clock says
      date: systemClock
        .now()
        .toISOString()
        .replace(/\.\d{3}Z$/, 'Z'),
      nonce: randomUUID(),
    })
    const { host: _, ...headers } = signed.headers
    try {
      const reply = await fetch(`${url.origin}/?${signed.query}`, {
        method: 'POST',
        headers: { ...headers, accept: 'application/json' },
        signal: AbortSignal.timeout(this.#o.timeoutMs ?? 5000),
      })
      return (await reply.json()) as Json
    } catch {
      return null
    }
  }
}
