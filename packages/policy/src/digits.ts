/**
 * What people type, made comparable: compatibility forms folded (full-width digits and letters become plain),
 * spaces, hyphens and invisible characters removed, upper case. For numbers only, never for names.
 */
export function normaliseDigits(raw: string): string {
  return raw
    .normalize('NFKC')
    .replace(/[\s\u200b-\u200f\u2060\ufeff\-\u2010-\u2015\u2212]/g, '')
    .toUpperCase()
}
