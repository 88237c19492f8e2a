import type { FastifyInstance } from 'fastify'
import type { Platform } from '../../../platform/index.ts'
import { sessionNow } from '../session-store.ts'
import { bindByCode, unbindByMessage } from './bind.ts'
import { wechatAccount } from './port.ts'
import {
  openBox,
  readMessage,
  readXml,
  sealedReply,
  signatureIsRight,
  textReply,
  type WechatMessage,
} from './protocol.ts'

/** Where the official account delivers messages; entered in its settings as 服务器地址(URL). */
export const WECHAT_CALLBACK = '/wechat/callback'
/** Seconds that the account's clock may be off; an older delivery is a replay. */
const SKEW = 600

export interface WechatQuery {
  readonly signature?: string
  readonly timestamp?: string
  readonly nonce?: string
  readonly echostr?: string
  readonly encrypt_type?: string
  readonly msg_signature?: string
}

const HELP = '请发送管理端“账号安全”里生成的绑定码，绑定后在这里收到待办提醒。发送“解绑”可解除。'

/** Is this from our account, and of now? Query values are strings or nothing. */
export function isGenuine(platform: Platform, query: WechatQuery): boolean {
  const account = wechatAccount(platform)
  const { signature, timestamp, nonce } = query
  if (!account || typeof signature !== 'string' || typeof timestamp !== 'string' || typeof nonce !== 'string')
    return false
  if (!/^\d{1,12}$/.test(timestamp)) return false
  if (Math.abs(Number(timestamp) - sessionNow().getTime() / 1000) > SKEW) return false
  return signatureIsRight(signature, account.token, timestamp, nonce)
}

/**
 * One delivery: the answer's XML, 'success' where nothing is to be said, or null when it is not genuine. In safe mode
 * the ciphertext is signed too and an unencrypted delivery is not taken.
 */
export async function receiveWechat(platform: Platform, query: WechatQuery, xml: string): Promise<string | null> {
  const account = wechatAccount(platform)
  if (!account || !isGenuine(platform, query)) return null
  const { aesKey, token, appId } = account
  if (aesKey === undefined) {
    const message = readMessage(xml)
    const text = message && (await answer(platform, message))
    return message && text ? textReply(message.from, message.to, text, sessionNow()) : 'success'
  }
  const box = readXml(xml)?.Encrypt
  const { msg_signature: seal, timestamp, nonce } = query
  if (!box || typeof seal !== 'string' || !signatureIsRight(seal, token, timestamp ?? '', nonce ?? '', box)) return null
  const plain = openBox(box, aesKey, appId)
  if (plain === null) return null
  const message = readMessage(plain)
  const text = message && (await answer(platform, message))
  if (!message || !text) return 'success'
  return sealedReply(textReply(message.from, message.to, text, sessionNow()), token, aesKey, appId, sessionNow())
}

async function answer(platform: Platform, m: WechatMessage): Promise<string | null> {
  if (m.kind === 'event') {
    if (m.event === 'unsubscribe') await unbindByMessage(platform, m.from)
    return m.event === 'subscribe' ? HELP : null
  }
  if (m.kind !== 'text') return HELP
  const text = m.text.trim()
  if (/^解除?绑定?$/.test(text)) return unbindByMessage(platform, m.from)
  // a code, with or without the word in front; anything else is no guess
  const code = /^(?:绑定)?[\s:：]*([0-9A-Za-z０-９Ａ-Ｚａ-ｚ][0-9A-Za-z０-９Ａ-Ｚａ-ｚ\s-－]{5,20})$/.exec(text)
  return code ? bindByCode(platform, m, code[1] ?? '') : HELP
}

/** The address that the account calls: GET proves that it is ours, POST delivers. */
export async function wechatPages(app: FastifyInstance, platform: Platform): Promise<void> {
  await app.register(async (scope) => {
    scope.addContentTypeParser(
      ['text/xml', 'application/xml', 'text/plain'],
      { parseAs: 'string', bodyLimit: 64 * 1024 },
      (_request, body, done) => done(null, body),
    )
    scope.get(WECHAT_CALLBACK, async (request, reply) => {
      const query = request.query as WechatQuery
      if (!isGenuine(platform, query)) return reply.code(403).type('text/plain').send('forbidden')
      return reply.type('text/plain').send(String(query.echostr ?? '').slice(0, 200))
    })
    scope.post(WECHAT_CALLBACK, async (request, reply) => {
      const body = typeof request.body === 'string' ? request.body : ''
      const answered = await receiveWechat(platform, request.query as WechatQuery, body)
      if (answered === null) return reply.code(403).type('text/plain').send('forbidden')
      return reply.type(answered === 'success' ? 'text/plain' : 'text/xml; charset=utf-8').send(answered)
    })
  })
}
