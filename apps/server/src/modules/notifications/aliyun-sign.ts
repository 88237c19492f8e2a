import { createHash, createHmac } from 'node:crypto'

/** RFC 3986 encoding as the signature asks for: everything but A–Z a–z 0–9 - _ . ~ */
export const encode = (s: string): string =>
  encodeURIComponent(s).replace(/[!'()*]/g, (c) => `%${c.charCodeAt(0).toString(16).toUpperCase()}`)

const sha256Hex = (s: string): string => createHash('sha256').update(s).digest('hex')

export interface AliyunCall {
  readonly host: string
  readonly action: string
  readonly version: string
  readonly query: Readonly<Record<string, string>>
  readonly keyId: string
  readonly keySecret: string
  /** 'YYYY-MM-DDThh:mm:ssZ' */
  readonly date: string
  readonly nonce: string
}

/**
 * Alibaba Cloud request signature V3 (ACS3-HMAC-SHA256), for a POST without a body: canonical request over the sorted
 * query and the sorted host and x-acs-* headers, its SHA-256 signed with HMAC-SHA256. Source: Alibaba Cloud SDK,
 * "Request syntax and signature method V3".
 */
export function signAliyun(call: AliyunCall): { query: string; headers: Record<string, string> } {
  const query = Object.keys(call.query)
    .sort()
    .map((k) => `${encode(k)}=${encode(call.query[k] ?? '')}`)
    .join('&')
  const bodyHash = sha256Hex('')
  const signed: Record<string, string> = {
    host: call.host,
    'x-acs-action': call.action,
    'x-acs-content-sha256': bodyHash,
    'x-acs-date': call.date,
    'x-acs-signature-nonce': call.nonce,
    'x-acs-version': call.version,
  }
  const names = Object.keys(signed).sort()
  const canonicalHeaders = names.map((n) => `${n}:${signed[n]}\n`).join('')
  const canonical = ['POST', '/', query, canonicalHeaders, names.join(';'), bodyHash].join('\n')
  const signature = createHmac('sha256', call.keySecret)
    .update(`ACS3-HMAC-SHA256\n${sha256Hex(canonical)}`)
    .digest('hex')
  const authorization = `ACS3-HMAC-SHA256 Credential=${call.keyId},SignedHeaders=${names.join(';')},Signature=${signature}`
  return { query, headers: { ...signed, authorization } }
}
