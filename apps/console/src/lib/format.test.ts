import { describe, expect, it } from 'vitest'
import { dayText, dueText, fenFromTyped, periodText, termChoices, timeText, yuan } from './format.ts'

describe('fenFromTyped', () => {
  it.each([
    ['1150', 115000],
    ['1,150.5', 115050],
    ['１１５０．００', 115000],
    ['0.01', 1],
  ])('%s', (text, fen) => expect(fenFromTyped(text)).toBe(fen))
  it.each(['', '1e3', '-5', '1.005', '一千', '99999999999'])('refuses %j', (text) =>
    expect(fenFromTyped(text)).toBeNull(),
  )
})

describe('days and terms', () => {
  it('reads plain days without a time zone', () => {
    expect(dayText('2026-09-02')).toBe('2026年9月2日')
    expect(dayText(null)).toBe('—')
    expect(dueText('2026-08-31', '2026-09-02')).toBe('已超期2天')
    expect(dueText('2026-09-02', '2026-09-02')).toBe('今天到期')
    expect(dueText('2026-09-05', '2026-09-02')).toBe('还有3天')
  })
  it('shows instants in Asia/Shanghai', () => expect(timeText('2026-09-02T16:30:00Z')).toBe('2026-09-03 00:30'))
  it('offers the running term first, in August the coming one', () => {
    expect(termChoices('2026-09-02')).toEqual(['2026-autumn', '2026-spring', '2027-spring'])
    expect(termChoices('2027-01-10')).toEqual(['2026-autumn', '2026-spring', '2027-spring'])
    expect(termChoices('2026-08-10')[0]).toBe('2026-autumn')
    expect(termChoices('2027-03-01')).toEqual(['2027-spring', '2026-autumn', '2027-autumn'])
  })
  it('names periods and money', () => {
    expect(periodText('2026-09')).toBe('2026年9月')
    expect(periodText('2026-autumn')).toBe('2026年秋季学期')
    expect(yuan(115000)).toBe('1,150.00')
    expect(yuan(null)).toBe('—')
  })
})
