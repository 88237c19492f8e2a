/**
 * Calendar days without time or zone, as 'YYYY-MM-DD'. Pure integer arithmetic on the proleptic Gregorian calendar:
 * the answer does not depend on the zone of the process or the phone. Asia/Shanghai is UTC+8 all year since 1992;
 * its summer time of 1986–1991 lies before every instant this system handles.
 */
declare const localDateBrand: unique symbol

/** 日期 'YYYY-MM-DD', a real day of the calendar. String comparison is date order. */
export type LocalDate = string & { readonly [localDateBrand]: true }

const SHAPE = /^(\d{4})-(\d{2})-(\d{2})$/
const MONTH_DAYS = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31] as const
const DAY_MS = 86_400_000
const SHANGHAI_OFFSET_MS = 8 * 3_600_000

function isLeapYear(year: number): boolean {
  return (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0
}

function daysInMonth(year: number, month: number): number {
  if (month === 2 && isLeapYear(year)) return 29
  return MONTH_DAYS[month - 1] ?? 0
}

/** True for a string of the form 'YYYY-MM-DD' that names a real day (2025-02-30 is refused). */
export function isLocalDate(value: unknown): value is LocalDate {
  if (typeof value !== 'string') return false
  const match = SHAPE.exec(value)
  if (match === null) return false
  const year = Number(match[1])
  const day = Number(match[3])
  return year >= 1 && day >= 1 && day <= daysInMonth(year, Number(match[2]))
}

/** The day, or null when the text is not a real day in the form 'YYYY-MM-DD'. */
export function parseLocalDate(text: string): LocalDate | null {
  return isLocalDate(text) ? text : null
}

/** For data and code that must be right: the day, or a RangeError. */
export function localDate(text: string): LocalDate {
  if (!isLocalDate(text)) throw new RangeError(`not a calendar day: ${text}`)
  return text
}

/** Days since 1970-01-01, negative before (civil-from-days arithmetic on eras of 400 years). */
export function toEpochDay(date: LocalDate): number {
  const year = Number(date.slice(0, 4))
  const month = Number(date.slice(5, 7))
  const day = Number(date.slice(8, 10))
  const y = month <= 2 ? year - 1 : year
  const era = Math.floor(y / 400)
  const yearOfEra = y - era * 400
  const dayOfYear = Math.floor((153 * (month + (month > 2 ? -3 : 9)) + 2) / 5) + day - 1
  const dayOfEra = yearOfEra * 365 + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100) + dayOfYear
  return era * 146_097 + dayOfEra - 719_468
}

/** Inverse of {@link toEpochDay}; RangeError outside the years 0001–9999. */
export function fromEpochDay(epochDay: number): LocalDate {
  const z = epochDay + 719_468
  const era = Math.floor(z / 146_097)
  const dayOfEra = z - era * 146_097
  const yearOfEra = Math.floor(
    (dayOfEra - Math.floor(dayOfEra / 1460) + Math.floor(dayOfEra / 36_524) - Math.floor(dayOfEra / 146_096)) / 365,
  )
  const dayOfYear = dayOfEra - (365 * yearOfEra + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100))
  const shifted = Math.floor((5 * dayOfYear + 2) / 153)
  const day = dayOfYear - Math.floor((153 * shifted + 2) / 5) + 1
  const month = shifted < 10 ? shifted + 3 : shifted - 9
  const year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0)
  return localDate(`${pad(year, 4)}-${pad(month, 2)}-${pad(day, 2)}`)
}

function pad(value: number, width: number): string {
  return String(value).padStart(width, '0')
}

/** The day `days` later (earlier when negative). */
export function addDays(date: LocalDate, days: number): LocalDate {
  return fromEpochDay(toEpochDay(date) + days)
}

/** Negative, zero or positive as a is before, equal to or after b. */
export function compareDates(a: LocalDate, b: LocalDate): number {
  return a < b ? -1 : a > b ? 1 : 0
}

/** 1 = Monday … 7 = Sunday. */
export function weekday(date: LocalDate): number {
  const day = (((toEpochDay(date) + 3) % 7) + 7) % 7
  return day + 1
}

/** Days from `from` to `to`: 0 for the same day, negative when `to` is earlier. */
export function daysBetween(from: LocalDate, to: LocalDate): number {
  return toEpochDay(to) - toEpochDay(from)
}

/** Full years of age on `today`; someone born on 29 February grows older on 1 March of common years. */
export function ageOn(birthDate: LocalDate, today: LocalDate): number {
  const years = Number(today.slice(0, 4)) - Number(birthDate.slice(0, 4))
  return today.slice(5) < birthDate.slice(5) ? years - 1 : years
}

/** The day in Asia/Shanghai at an instant (epoch milliseconds). */
export function localDateOf(instantMs: number): LocalDate {
  return fromEpochDay(Math.floor((instantMs + SHANGHAI_OFFSET_MS) / DAY_MS))
}

/** Epoch milliseconds of a wall-clock time 'HH:MM' ('24:00' allowed) on a day in Asia/Shanghai. */
export function shanghaiInstant(date: LocalDate, time: string): number {
  const match = /^(\d{2}):(\d{2})$/.exec(time)
  const hours = Number(match?.[1] ?? 'NaN')
  const minutes = Number(match?.[2] ?? 'NaN')
  const valid = hours < 24 ? minutes < 60 : hours === 24 && minutes === 0
  if (!valid) throw new RangeError(`not a time of day: ${time}`)
  return toEpochDay(date) * DAY_MS + (hours * 60 + minutes) * 60_000 - SHANGHAI_OFFSET_MS
}

/** '2026年9月28日', for sentences. */
export function formatDateText(date: LocalDate): string {
  return `${Number(date.slice(0, 4))}年${Number(date.slice(5, 7))}月${Number(date.slice(8, 10))}日`
}
