/** The server's clock as the phone knows it: deadlines never trust the phone's own clock (DESIGN §7). */
const KEPT = 'zx.clock'
let offsetMs = kept()

/** The difference learned last time: an app opened without a network still counts by the server's clock. */
function kept(): number {
  try {
    return Number(localStorage.getItem(KEPT)) || 0
  } catch {
    return 0
  }
}

/** Called with `now` of every session reply; keeps the difference to the phone's clock. */
export function setServerNow(iso: string): void {
  const server = Date.parse(iso)
  if (Number.isNaN(server)) return
  offsetMs = server - Date.now()
  try {
    localStorage.setItem(KEPT, String(offsetMs))
  } catch {
    // storage switched off: learned again next time
  }
}

/** Epoch milliseconds by the server's clock. */
export const serverNow = (): number => Date.now() + offsetMs

const pad = (n: number): string => (n < 10 ? `0${n}` : String(n))
/** Asia/Shanghai is UTC+8 all year; reading the UTC parts of the shifted instant needs no time-zone data. */
const shanghai = (ms: number): Date => new Date(ms + 8 * 3_600_000)

/** '2026年9月2日' of a day 'YYYY-MM-DD'. */
export function dayText(day: string): string {
  const [y, m, d] = day.split('-').map(Number)
  return `${y}年${m}月${d}日`
}

/** '9月2日 15:04' in Asia/Shanghai; with the year when it is not this year. */
export function timeText(instant: string | number): string {
  const d = shanghai(typeof instant === 'number' ? instant : Date.parse(instant))
  const year = d.getUTCFullYear() === shanghai(serverNow()).getUTCFullYear() ? '' : `${d.getUTCFullYear()}年`
  return `${year}${d.getUTCMonth() + 1}月${d.getUTCDate()}日 ${pad(d.getUTCHours())}:${pad(d.getUTCMinutes())}`
}

/** Today in Asia/Shanghai by the server's clock, 'YYYY-MM-DD'. */
export function today(): string {
  const d = shanghai(serverNow())
  return `${d.getUTCFullYear()}-${pad(d.getUTCMonth() + 1)}-${pad(d.getUTCDate())}`
}

/** How long until an instant, in words that a student plans by: '还有3天', '今天 24:00 截止', '已截止'. */
export function untilText(instant: string): string {
  const end = Date.parse(instant)
  const left = end - serverNow()
  if (left <= 0) return '已截止'
  // A deadline of 24:00 is 00:00 of the next day: count the days to the last moment before it.
  const days =
    Math.floor((end - 1 + 8 * 3_600_000) / 86_400_000) - Math.floor((serverNow() + 8 * 3_600_000) / 86_400_000)
  return days === 0 ? '今天截止' : `还有${days}天`
}

/** The last day of a deadline instant in words; midnight belongs to the day before ('9月7日 24:00'). */
export function deadlineText(instant: string): string {
  const ms = Date.parse(instant)
  const d = shanghai(ms)
  if (d.getUTCHours() !== 0 || d.getUTCMinutes() !== 0) return timeText(ms)
  const before = shanghai(ms - 60_000)
  return `${before.getUTCMonth() + 1}月${before.getUTCDate()}日 24:00`
}
