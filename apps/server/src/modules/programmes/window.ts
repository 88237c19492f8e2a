import {
  addDays,
  addWorkingDays,
  CalendarCoverageError,
  formatDateText,
  type LocalDate,
  shanghaiInstant,
  type WorkCalendar,
} from '@zhuxue/policy'
import { refuse } from '../../platform/index.ts'
import type { Round } from './store.ts'

/** The window of a round: from the registration date to 24:00 Shanghai of its last day. */
export interface RoundWindow {
  readonly opensOn: LocalDate
  readonly closesOn: LocalDate
  readonly closesAt: Date
  /** crosses days whose official notice is not out yet */
  readonly provisional: boolean
}

/** Working days after `from` (not counted); beyond the loaded calendar it refuses instead of guessing. */
export function workingDeadline(calendar: WorkCalendar, from: LocalDate, days: number) {
  try {
    return addWorkingDays(calendar, from, days)
  } catch (e) {
    if (e instanceof CalendarCoverageError) throw refuse('calendar-coverage', e.text)
    throw e
  }
}

/** 开学后5个工作日内申请 (学校学生资助工作指南 四(一)): the registration day itself is not counted. */
export function windowOf(calendar: WorkCalendar, registrationDate: LocalDate, workingDays: number): RoundWindow {
  const end = workingDeadline(calendar, registrationDate, workingDays)
  return {
    opensOn: registrationDate,
    closesOn: end.lastDay,
    closesAt: new Date(shanghaiInstant(addDays(end.lastDay, 1), '00:00')),
    provisional: end.provisional,
  }
}

/** Is the window open at this instant? By the server's clock only; 24:00 of the last day is already outside. */
export const isOpen = (round: Pick<RoundWindow, 'opensOn' | 'closesAt'>, now: Date): boolean =>
  now.getTime() >= shanghaiInstant(round.opensOn, '00:00') && now.getTime() < round.closesAt.getTime()

/** Refuses outside the window with the dates, so that nobody has to guess. Late filing is not accepted (DOMAIN §11). */
export function requireOpen(round: Round, now: Date): void {
  if (isOpen(round, now)) return
  if (now.getTime() < shanghaiInstant(round.opensOn, '00:00')) {
    throw refuse('rule-refused', `申请将于${formatDateText(round.opensOn)}开始，请到时再提交。已填写的内容会保留。`)
  }
  throw refuse(
    'rule-refused',
    `本学期申请已于${formatDateText(round.closesOn)}24:00截止，不能再提交。如有特殊情况，请联系班主任或学校资助专干。`,
  )
}
