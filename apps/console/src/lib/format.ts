import {
  fen,
  formatTermText,
  formatYuan,
  formatYuanPlain,
  isTerm,
  localDate,
  nextTerm,
  type Term,
  termOf,
} from '@zhuxue/policy'

/** Money for screens: fen in, '1,150.00' out; null is unknown and shown as such. */
export const yuan = (amount: number | null): string => (amount === null ? '—' : formatYuan(fen(amount)))

/** Money for exports: '1150.00', no grouping. */
export const yuanPlain = (amount: number | null): string => (amount === null ? '' : formatYuanPlain(fen(amount)))

/** Reads what a person types for an amount in yuan ('1150', '1,150.5', full-width digits) into fen; null when unclear. */
export function fenFromTyped(text: string): number | null {
  const plain = text.normalize('NFKC').replace(/[,\s]/g, '')
  const match = /^(\d{1,10})(?:\.(\d{1,2}))?$/.exec(plain)
  if (!match) return null
  return Number(match[1]) * 100 + Number((match[2] ?? '').padEnd(2, '0'))
}

/** '2026年秋季学期'; an unknown text is shown as it is. */
export const termTitle = (term: string): string => (isTerm(term) ? formatTermText(term) : term)

/** Terms to choose from on a day: the one before, the running or coming one, the one after. */
export function termChoices(today: string): Term[] {
  const day = localDate(today)
  const year = Number(today.slice(0, 4))
  const current = termOf(day) ?? (`${year}-autumn` as const)
  const before: Term = current.endsWith('autumn')
    ? `${Number(current.slice(0, 4))}-spring`
    : `${Number(current.slice(0, 4)) - 1}-autumn`
  return [current, before, nextTerm(current)]
}

/** '2026年9月2日' for a LocalDate; null is shown as a dash. */
export function dayText(day: string | null): string {
  const m = /^(\d{4})-(\d{2})-(\d{2})/.exec(day ?? '')
  return m ? `${m[1]}年${Number(m[2])}月${Number(m[3])}日` : '—'
}

const clock = new Intl.DateTimeFormat('zh-CN', {
  timeZone: 'Asia/Shanghai',
  year: 'numeric',
  month: '2-digit',
  day: '2-digit',
  hour: '2-digit',
  minute: '2-digit',
  hourCycle: 'h23',
})

/** '2026-09-02 14:05' in Asia/Shanghai for an instant; null is shown as a dash. */
export function timeText(instant: string | null): string {
  if (instant === null) return '—'
  const ms = Date.parse(instant)
  if (Number.isNaN(ms)) return instant
  const p = new Map(clock.formatToParts(ms).map((x) => [x.type, x.value]))
  return `${p.get('year')}-${p.get('month')}-${p.get('day')} ${p.get('hour')}:${p.get('minute')}`
}

/** '9月' for the period '2026-09', the term's title for a term. */
export function periodText(period: string): string {
  const m = /^(\d{4})-(\d{2})$/.exec(period)
  return m ? `${m[1]}年${Number(m[2])}月` : termTitle(period)
}

/** Whole days from one LocalDate to another; both are plain days, so UTC arithmetic is exact. */
export const daysBetween = (from: string, to: string): number =>
  Math.round((Date.parse(`${to}T00:00:00Z`) - Date.parse(`${from}T00:00:00Z`)) / 86_400_000)

/** '今天到期', '还有3天', '已超期2天'. */
export function dueText(dueOn: string | null, today: string): string {
  if (dueOn === null) return ''
  const days = daysBetween(today, dueOn)
  if (days === 0) return '今天到期'
  return days > 0 ? `还有${days}天` : `已超期${-days}天`
}
