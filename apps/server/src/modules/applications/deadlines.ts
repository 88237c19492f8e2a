import type { ApplicationStatus } from '@zhuxue/contracts'
import { addWorkingDays, CalendarCoverageError, type LocalDate } from '@zhuxue/policy'
import { loadRegion } from '@zhuxue/regions'

/**
 * Working days that each step may take, the day of arrival not counted. Our own default (no document sets them): a
 * round of a school is through in a month. They make work lists say "late"; nothing is refused for them.
 */
const STEP_WORKING_DAYS: Partial<Record<ApplicationStatus, number>> = {
  submitted: 3,
  checked: 5,
  reviewed: 5,
  assessed: 3,
  noticed: 10,
  returned: 3,
}

// the working calendar is the country's: the same in every region
const national = loadRegion('000000')

/**
 * Day (Asia/Shanghai) by which somebody has to act in this status; null when nobody has to, or when the working
 * calendar does not reach that far (a late mark is not worth refusing the act).
 */
export function dueDay(status: ApplicationStatus, today: LocalDate): LocalDate | null {
  const days = STEP_WORKING_DAYS[status]
  if (days === undefined || !national.ok) return null
  try {
    return addWorkingDays(national.region.calendar, today, days).lastDay
  } catch (e) {
    if (e instanceof CalendarCoverageError) return null
    throw e
  }
}
