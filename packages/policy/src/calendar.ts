import {
  addDays,
  formatDateText,
  isLocalDate,
  type LocalDate,
  localDate,
  shanghaiInstant,
  weekday,
} from './local-date.ts'

/**
 * Working-day data as it stands in a region pack. Days that are not listed follow the weekday. The State Council
 * publishes each year's days off and make-up working days the autumn before; from `provisionalFrom` on only the
 * statutory holidays are known, so results there may still change.
 */
export type WorkCalendarData = {
  readonly from: string
  readonly to: string
  readonly provisionalFrom: string | null
  readonly off: readonly string[]
  readonly work: readonly string[]
  readonly source: string
}

/** 工作日历 */
export type WorkCalendar = {
  readonly from: LocalDate
  readonly to: LocalDate
  readonly provisionalFrom: LocalDate | null
  readonly off: ReadonlySet<string>
  readonly work: ReadonlySet<string>
}

/** A counted deadline; `provisional` = it crosses days whose official notice is not out yet ("可能变动"). */
export type WorkingDeadline = { readonly lastDay: LocalDate; readonly provisional: boolean }

/** 公示期: live from the publish day to the end of `lastDay`, taken down at `retractAt` (epoch ms, 00:00 next day). */
export type NoticePeriod = {
  readonly firstDay: LocalDate
  readonly lastDay: LocalDate
  readonly retractAt: number
  readonly provisional: boolean
}

/** Asked about a day that the calendar does not cover. A fault, never a guess: load the next year's notice. */
export class CalendarCoverageError extends Error {
  readonly code = 'calendar-coverage'
  readonly date: LocalDate
  readonly text: string

  constructor(date: LocalDate, from: LocalDate, to: LocalDate) {
    super(`working-day calendar covers ${from}..${to}, asked for ${date}`)
    this.name = 'CalendarCoverageError'
    this.date = date
    this.text = `工作日历只到${formatDateText(to)}，无法计算${formatDateText(date)}。请管理员先导入当年的放假通知。`
  }
}

/** Checks the data (real days, inside the coverage, no day both off and working) and indexes it. */
export function createWorkCalendar(data: WorkCalendarData): WorkCalendar {
  const off = new Set(data.off)
  const work = new Set(data.work)
  for (const day of [...data.off, ...data.work]) {
    if (!isLocalDate(day) || day < data.from || day > data.to) {
      throw new RangeError(`calendar day outside ${data.from}..${data.to}: ${day}`)
    }
    if (off.has(day) && work.has(day)) throw new RangeError(`day both off and working: ${day}`)
  }
  return {
    from: localDate(data.from),
    to: localDate(data.to),
    provisionalFrom: data.provisionalFrom === null ? null : localDate(data.provisionalFrom),
    off,
    work,
  }
}

/** Whether the day is a working day. Throws {@link CalendarCoverageError} outside the coverage. */
export function isWorkingDay(calendar: WorkCalendar, date: LocalDate): boolean {
  if (date < calendar.from || date > calendar.to) {
    throw new CalendarCoverageError(date, calendar.from, calendar.to)
  }
  if (calendar.work.has(date)) return true
  if (calendar.off.has(date)) return false
  return weekday(date) <= 5
}

/**
 * The n-th working day after `start`; the start day is not counted (民法典 第201条), n ≥ 1.
 * Throws {@link CalendarCoverageError} when the count leaves the coverage.
 */
export function addWorkingDays(calendar: WorkCalendar, start: LocalDate, workingDays: number): WorkingDeadline {
  if (!Number.isInteger(workingDays) || workingDays < 1) {
    throw new RangeError(`working days must be a positive integer: ${workingDays}`)
  }
  let day = start
  let left = workingDays
  while (left > 0) {
    day = addDays(day, 1)
    if (isWorkingDay(calendar, day)) left -= 1
  }
  return {
    lastDay: day,
    provisional: calendar.provisionalFrom !== null && day >= calendar.provisionalFrom,
  }
}

/** The shortest lawful public notice, in working days (学校学生资助工作指南: 公示不少于5个工作日). */
export const MINIMUM_NOTICE_WORKING_DAYS = 5

/**
 * Public notice published on `publishDay` (not counted, at whatever hour): the list stays up through the last day,
 * 24:00 Asia/Shanghai.
 */
export function noticePeriod(
  calendar: WorkCalendar,
  publishDay: LocalDate,
  workingDays: number = MINIMUM_NOTICE_WORKING_DAYS,
): NoticePeriod {
  if (workingDays < MINIMUM_NOTICE_WORKING_DAYS) {
    throw new RangeError(`a public notice runs at least ${MINIMUM_NOTICE_WORKING_DAYS} working days`)
  }
  const first = addWorkingDays(calendar, publishDay, 1)
  const end = addWorkingDays(calendar, publishDay, workingDays)
  return {
    firstDay: first.lastDay,
    lastDay: end.lastDay,
    retractAt: shanghaiInstant(addDays(end.lastDay, 1), '00:00'),
    provisional: end.provisional,
  }
}
