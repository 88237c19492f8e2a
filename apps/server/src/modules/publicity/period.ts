import {
  CalendarCoverageError,
  type LocalDate,
  type NoticePeriod,
  noticePeriod,
  type WorkCalendar,
} from '@zhuxue/policy'
import { refuse } from '../../platform/index.ts'
import { workingDeadline } from '../programmes/index.ts'

/** Working days to confirm receipt of an objection; the number handed out on the spot does it (DOMAIN §3, own default). */
const ACKNOWLEDGE_DAYS = 1
/** Working days to decide an objection (own default; no document sets them). */
const DECIDE_DAYS = 5

/**
 * 公示期 of a list published today: 5 full working days, the publish day not counted at whatever hour (民法典 第201条),
 * up to 24:00 of the last one. Refuses when the calendar does not also reach the decision on an objection that comes
 * in on the last day: an objection is never turned away for want of a calendar.
 */
export function periodFrom(calendar: WorkCalendar, today: LocalDate): NoticePeriod {
  try {
    const period = noticePeriod(calendar, today)
    workingDeadline(calendar, period.lastDay, DECIDE_DAYS)
    return period
  } catch (e) {
    if (e instanceof CalendarCoverageError) throw refuse('calendar-coverage', e.text)
    throw e
  }
}

/** Days by which an objection received today is acknowledged and decided, today not counted. */
export const objectionDeadlines = (calendar: WorkCalendar, today: LocalDate) => ({
  ackDueOn: workingDeadline(calendar, today, ACKNOWLEDGE_DAYS).lastDay,
  decideDueOn: workingDeadline(calendar, today, DECIDE_DAYS).lastDay,
})
