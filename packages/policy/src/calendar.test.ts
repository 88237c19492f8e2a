import { describe, expect, it } from 'vitest'
import {
  addWorkingDays,
  CalendarCoverageError,
  createWorkCalendar,
  isWorkingDay,
  localDate,
  noticePeriod,
} from './index.ts'

const calendar = createWorkCalendar({
  from: '2026-09-01',
  to: '2027-01-31',
  provisionalFrom: '2027-01-01',
  off: ['2026-09-25', '2026-10-01', '2026-10-02', '2026-10-05', '2026-10-06', '2026-10-07', '2027-01-01'],
  work: ['2026-09-20', '2026-10-10'],
  source: 'made for this test',
})

describe('working days', () => {
  it('follow the list first, then the weekday', () => {
    expect(isWorkingDay(calendar, localDate('2026-09-20'))).toBe(true)
    expect(isWorkingDay(calendar, localDate('2026-09-25'))).toBe(false)
    expect(isWorkingDay(calendar, localDate('2026-09-26'))).toBe(false)
    expect(isWorkingDay(calendar, localDate('2026-09-28'))).toBe(true)
  })

  it('do not count the start day and take the list down at midnight after the last day', () => {
    const period = noticePeriod(calendar, localDate('2026-09-28'))
    expect(period).toEqual({
      firstDay: '2026-09-29',
      lastDay: '2026-10-10',
      retractAt: Date.UTC(2026, 9, 10, 16),
      provisional: false,
    })
    expect(() => noticePeriod(calendar, localDate('2026-09-28'), 4)).toThrow(RangeError)
  })

  it('say when the answer may still change, and refuse to guess beyond the data', () => {
    expect(addWorkingDays(calendar, localDate('2026-12-30'), 1).provisional).toBe(false)
    expect(addWorkingDays(calendar, localDate('2026-12-30'), 2)).toEqual({ lastDay: '2027-01-04', provisional: true })
    const ask = () => addWorkingDays(calendar, localDate('2027-01-28'), 5)
    expect(ask).toThrow(CalendarCoverageError)
    try {
      ask()
    } catch (error) {
      expect(error).toMatchObject({ code: 'calendar-coverage', date: '2027-02-01' })
    }
    expect(() => isWorkingDay(calendar, localDate('2026-08-31'))).toThrow(CalendarCoverageError)
  })

  it('refuse data that contradicts itself', () => {
    const data = { from: '2026-01-01', to: '2026-12-31', provisionalFrom: null, source: '' }
    expect(() => createWorkCalendar({ ...data, off: ['2026-02-30'], work: [] })).toThrow(RangeError)
    expect(() => createWorkCalendar({ ...data, off: ['2025-12-31'], work: [] })).toThrow(RangeError)
    expect(() => createWorkCalendar({ ...data, off: ['2026-05-01'], work: ['2026-05-01'] })).toThrow(RangeError)
  })
})
