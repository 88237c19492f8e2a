import { createHmac, timingSafeEqual } from 'node:crypto'

export type Signed = Readonly<Record<string, string>>

/** What is signed: all fields but `sign`, sorted by name, `name=value` joined by '&', values percent-encoded. */
const canonical = (message: Signed): string =>
  Object.keys(message)
    .filter((k) => k !== 'sign')
    .sort()
    .map((k) => `${k}=${encodeURIComponent(message[k] ?? '')}`)
    .join('&')

const mac = (message: Signed, key: string): Buffer => createHmac('sm3', key).update(canonical(message)).digest()

/** The message with its signature (HMAC-SM3, hex). */
export const sign = (message: Signed, key: string): Signed => ({ ...message, sign: mac(message, key).toString('hex') })

/** Was this message signed with this key and not changed since? */
export function isSigned(message: Signed, key: string): boolean {
  const given = Buffer.from(message.sign ?? '', 'hex')
  const right = mac(message, key)
  return given.length === right.length && timingSafeEqual(given, right)
}
