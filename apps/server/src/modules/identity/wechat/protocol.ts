import { createCipheriv, createDecipheriv, createHash, randomBytes, timingSafeEqual } from 'node:crypto'
import { XMLParser } from 'fast-xml-parser'

/** Messages that a WeChat official account (公众号) delivers and takes back, as its documentation describes them. */

/** sha1 over the sorted parts put together: proves that the sender knows the token (and, with it, the ciphertext). */
export const signatureOf = (token: string, ...parts: readonly string[]): string =>
  createHash('sha1')
    .update([token, ...parts].sort().join(''))
    .digest('hex')

/** Compares in constant time; what is no signature is simply wrong. */
export function signatureIsRight(given: string, token: string, ...parts: readonly string[]): boolean {
  const right = Buffer.from(signatureOf(token, ...parts))
  const got = Buffer.from(given)
  return got.length === right.length && timingSafeEqual(got, right)
}

export interface WechatMessage {
  readonly to: string
  /** openid of the person, of this account only */
  readonly from: string
  readonly kind: string
  readonly event: string
  readonly text: string
  /** the same on every delivery of one message */
  readonly id: string
}

const parser = new XMLParser({ ignoreAttributes: true, parseTagValue: false, processEntities: false })

/** The fields of `<xml>…</xml>`; null for anything else. A document type is never read: no entities, no XXE. */
export function readXml(xml: string): Record<string, string> | null {
  if (/<!(?!\[CDATA\[)/.test(xml) || /<\?(?!xml\s)/.test(xml)) return null
  try {
    const root: unknown = (parser.parse(xml) as { xml?: unknown }).xml
    if (typeof root !== 'object' || root === null || Array.isArray(root)) return null
    return Object.fromEntries(Object.entries(root).filter((e): e is [string, string] => typeof e[1] === 'string'))
  } catch {
    return null
  }
}

/** A message or event; null when it is none that we understand. */
export function readMessage(xml: string): WechatMessage | null {
  const f = readXml(xml)
  if (!f?.FromUserName || !f.ToUserName || !f.MsgType || f.FromUserName.length > 64) return null
  return {
    to: f.ToUserName,
    from: f.FromUserName,
    kind: f.MsgType,
    event: f.Event ?? '',
    text: (f.Content ?? '').slice(0, 200),
    id: f.MsgId ?? `${f.FromUserName}${f.CreateTime ?? ''}`,
  }
}

const cdata = (text: string): string => `<![CDATA[${text.replaceAll(']]>', ']]]]><![CDATA[>')}]]>`

/** Answer in the same connection (被动回复). */
export const textReply = (to: string, from: string, text: string, at: Date): string =>
  `<xml><ToUserName>${cdata(to)}</ToUserName><FromUserName>${cdata(from)}</FromUserName><CreateTime>${Math.floor(at.getTime() / 1000)}</CreateTime><MsgType>${cdata('text')}</MsgType><Content>${cdata(text)}</Content></xml>`

// ---- safe mode (安全模式): AES-256-CBC, padded to 32 bytes, bound to the app id ----

const keyOf = (aesKey: string): Buffer => Buffer.from(`${aesKey}=`, 'base64')

/** Opens an encrypted message; null when it was changed, or is for another account. */
export function openBox(box: string, aesKey: string, appId: string): string | null {
  try {
    const key = keyOf(aesKey)
    const d = createDecipheriv('aes-256-cbc', key, key.subarray(0, 16)).setAutoPadding(false)
    const padded = Buffer.concat([d.update(Buffer.from(box, 'base64')), d.final()])
    const pad = padded.at(-1) ?? 0
    if (pad < 1 || pad > 32) return null
    const plain = padded.subarray(16, padded.length - pad)
    const length = plain.readUInt32BE(0)
    const text = plain.subarray(4, 4 + length).toString('utf8')
    return plain.subarray(4 + length).toString('utf8') === appId ? text : null
  } catch {
    return null
  }
}

/** Encrypts a message as the account's server, or we, would. */
export function sealBox(text: string, aesKey: string, appId: string): string {
  const key = keyOf(aesKey)
  const body = Buffer.from(text)
  const length = Buffer.alloc(4)
  length.writeUInt32BE(body.length)
  const plain = Buffer.concat([randomBytes(16), length, body, Buffer.from(appId)])
  const pad = 32 - (plain.length % 32)
  const c = createCipheriv('aes-256-cbc', key, key.subarray(0, 16)).setAutoPadding(false)
  return Buffer.concat([c.update(Buffer.concat([plain, Buffer.alloc(pad, pad)])), c.final()]).toString('base64')
}

/** The encrypted answer with its own signature. */
export function sealedReply(text: string, token: string, aesKey: string, appId: string, at: Date): string {
  const box = sealBox(text, aesKey, appId)
  const time = String(Math.floor(at.getTime() / 1000))
  const nonce = randomBytes(8).toString('hex')
  return `<xml><Encrypt>${cdata(box)}</Encrypt><MsgSignature>${cdata(signatureOf(token, time, nonce, box))}</MsgSignature><TimeStamp>${time}</TimeStamp><Nonce>${cdata(nonce)}</Nonce></xml>`
}
