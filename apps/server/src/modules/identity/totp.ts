import { createHmac, timingSafeEqual } from 'node:crypto'

/** RFC 6238 with the values every authenticator app supports: SHA-1, 30 seconds, 6 digits. */
const STEP_SECONDS = 30
const DIGITS = 6
const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'

/** Number of the 30-second step an instant lies in. */
export const stepAt = (at: Date): number => Math.floor(at.getTime() / 1000 / STEP_SECONDS)

/** HOTP value (RFC 4226) of a counter. */
export function hotp(secret: Buffer, counter: number, digits: number = DIGITS, algorithm = 'sha1'): string {
  const message = Buffer.alloc(8)
  message.writeBigUInt64BE(BigInt(counter))
  const mac = createHmac(algorithm, secret).update(message).digest()
  const offset = (mac.at(-1) as number) & 0x0f
  return String((mac.readUInt32BE(offset) & 0x7fffffff) % 10 ** digits).padStart(digits, '0')
}

/** Full-width digits and the blank in the middle, as apps show it, are the same code; null when it is no code. */
export function normaliseCode(typed: string): string | null {
  const code = typed.normalize('NFKC').replace(/[\s-]/g, '')
  return /^\d{6}$/.test(code) ? code : null
}

/** Step within ±`drift` of now whose code this is, or null. */
export function matchingStep(secret: Buffer, code: string, now: Date, drift: number): number | null {
  const middle = stepAt(now)
  let found: number | null = null
  for (let step = Math.max(0, middle - drift); step <= middle + drift; step += 1) {
    if (timingSafeEqual(Buffer.from(hotp(secret, step)), Buffer.from(code))) found = step
  }
  return found
}

/** RFC 4648 base32 without padding, as authenticator apps take a key typed by hand. */
export function base32(bytes: Buffer): string {
  let bits = 0
  let value = 0
  let out = ''
  for (const b of bytes) {
    value = ((value << 8) | b) & 0xffff
    bits += 8
    while (bits >= 5) {
      bits -= 5
      out += ALPHABET[(value >> bits) & 31]
    }
  }
  return bits > 0 ? out + ALPHABET[(value << (5 - bits)) & 31] : out
}

/** otpauth:// address that the QR code carries. */
export const otpauthUri = (secret: string, username: string): string =>
  `otpauth://totp/${encodeURIComponent(`助学:${username}`)}?secret=${secret}&issuer=${encodeURIComponent('助学')}&algorithm=SHA1&digits=${DIGITS}&period=${STEP_SECONDS}`
