import { type LocalDate, parseLocalDate } from '@zhuxue/policy'

/** '2026-09-03', '2026/9/3', '20260903', '2026年9月3日' → day; null for anything else. */
export function parseDay(text: string): LocalDate | null {
  const m =
    /^(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?$/.exec(text.trim()) ?? /^(\d{4})(\d{2})(\d{2})$/.exec(text.trim())
  return m ? parseLocalDate(`${m[1]}-${(m[2] ?? '').padStart(2, '0')}-${(m[3] ?? '').padStart(2, '0')}`) : null
}

/** '202609', '2026-09', '2026年9月' or a whole day → first day of that month, as lists give 入学年月; null for anything else. */
export function parseMonth(text: string): LocalDate | null {
  const day = parseDay(text)
  if (day !== null) return parseLocalDate(`${day.slice(0, 7)}-01`)
  const m = /^(\d{4})[-/.年]?(\d{1,2})月?$/.exec(text.trim())
  return m ? parseLocalDate(`${m[1]}-${(m[2] ?? '').padStart(2, '0')}-01`) : null
}
