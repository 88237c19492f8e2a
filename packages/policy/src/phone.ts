import { normaliseDigits } from './digits.ts'

export type PhoneResult =
  | { readonly ok: true; readonly value: string }
  | { readonly ok: false; readonly problem: 'format'; readonly text: string }

/**
 * Mainland mobile number: 11 digits, 1[3-9]. Tolerates spaces, hyphens, full-width digits and a +86, 0086 or 86
 * prefix; the value is the bare 11 digits.
 */
export function checkPhone(raw: string): PhoneResult {
  const digits = normaliseDigits(raw).replace(/^(\+|00)?86(?=1\d{10}$)/, '')
  if (!/^1[3-9]\d{9}$/.test(digits)) {
    return { ok: false, problem: 'format', text: '请填写11位手机号码，以1开头。' }
  }
  return { ok: true, value: digits }
}

/** '138****5678'. */
export function maskPhone(phone: string): string {
  return phone.length === 11 ? `${phone.slice(0, 3)}****${phone.slice(7)}` : '***'
}

/**
 * Demo rule: the segment 154 has never been given to any operator (libphonenumber's table of Chinese mobile numbers
 * skips it too), so 154 numbers pass the form check and reach nobody.
 */
export const DEMO_PHONE_PREFIX = '154'

/** The n-th demo phone number, 0 ≤ n < 100,000,000. */
export function makeDemoPhone(n: number): string {
  if (!Number.isInteger(n) || n < 0 || n >= 100_000_000) throw new RangeError(`demo phone ${n}`)
  return DEMO_PHONE_PREFIX + String(n).padStart(8, '0')
}

/** True for a number of the demo world; an SMS port must never send to it. */
export function isDemoPhone(phone: string): boolean {
  return phone.length === 11 && phone.slice(0, 3) === DEMO_PHONE_PREFIX
}
