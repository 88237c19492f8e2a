import { addWorkingDays, CalendarCoverageError, type LocalDate } from '@zhuxue/policy'
import { refuse } from '../../platform/index.ts'
import { regionFor } from './facts.ts'

/** Last of so many working days after a day, by the calendar of the county; a refusal when the calendar ends before. */
export function dueInWorkingDays(countyCode: string, from: LocalDate, days: number): LocalDate {
  try {
    return addWorkingDays(regionFor(countyCode).calendar, from, days).lastDay
  } catch (e) {
    if (e instanceof CalendarCoverageError) throw refuse('calendar-coverage', e.text)
    throw e
  }
}
