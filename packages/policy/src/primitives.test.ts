import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  academicYearOf,
  addDays,
  ageOn,
  checkCardNumber,
  checkIdNumber,
  checkPhone,
  compareTerms,
  DEMO_IDS_PER_DAY,
  daysBetween,
  fen,
  formatYuan,
  formatYuanPlain,
  fromEpochDay,
  grantMonths,
  idCheckCharacter,
  isDemoIdNumber,
  isDemoPhone,
  isLocalDate,
  localDate,
  localDateOf,
  makeDemoIdNumber,
  makeDemoPhone,
  maskIdNumber,
  nextTerm,
  normaliseDigits,
  parseTerm,
  parseYuan,
  shanghaiInstant,
  splitEvenly,
  termBounds,
  termOf,
  toEpochDay,
  weekday,
} from './index.ts'

const day = fc.integer({ min: -20_000, max: 60_000 }).map(fromEpochDay)
const today = localDate('2026-11-22')

describe('LocalDate', () => {
  it('refuses days that do not exist', () => {
    for (const text of [
      '2025-02-29',
      '2025-02-30',
      '2025-13-01',
      '2025-00-10',
      '2025-1-01',
      '20250101',
      '2025-04-31',
      ' 2025-01-01',
      '',
    ]) {
      expect(isLocalDate(text), text).toBe(false)
    }
    expect(isLocalDate('2024-02-29')).toBe(true)
    expect(() => localDate('2025-02-30')).toThrow(RangeError)
  })

  it('agrees with the platform calendar in UTC', () => {
    fc.assert(
      fc.property(day, (date) => {
        const platform = new Date(`${date}T00:00:00Z`)
        expect(toEpochDay(date)).toBe(platform.getTime() / 86_400_000)
        expect(weekday(date)).toBe(platform.getUTCDay() === 0 ? 7 : platform.getUTCDay())
      }),
    )
  })

  it('adds and subtracts days', () => {
    fc.assert(
      fc.property(day, fc.integer({ min: -900, max: 900 }), (date, n) => {
        expect(daysBetween(date, addDays(date, n))).toBe(n)
      }),
    )
    expect(addDays(localDate('2024-02-28'), 2)).toBe('2024-03-01')
  })

  it('knows the day in Shanghai at an instant', () => {
    expect(localDateOf(Date.UTC(2026, 8, 27, 15, 59, 59, 999))).toBe('2026-09-27')
    expect(localDateOf(Date.UTC(2026, 8, 27, 16, 0))).toBe('2026-09-28')
    expect(shanghaiInstant(localDate('2026-09-28'), '00:00')).toBe(Date.UTC(2026, 8, 27, 16))
    expect(shanghaiInstant(localDate('2026-09-28'), '24:00')).toBe(shanghaiInstant(localDate('2026-09-29'), '00:00'))
    expect(() => shanghaiInstant(today, '24:01')).toThrow(RangeError)
    expect(() => shanghaiInstant(today, '9:00')).toThrow(RangeError)
  })

  it('counts age in full years', () => {
    expect(ageOn(localDate('2010-11-23'), today)).toBe(15)
    expect(ageOn(localDate('2010-11-22'), today)).toBe(16)
  })
})

describe('Term', () => {
  it('belongs to an academic year', () => {
    expect(academicYearOf('2025-autumn')).toBe('2025-2026')
    expect(academicYearOf('2026-spring')).toBe('2025-2026')
    expect(academicYearOf('2025-spring')).toBe('2024-2025')
  })

  it('has bounds, order and ten grant months a year', () => {
    expect(termBounds('2025-autumn')).toEqual({ from: '2025-09-01', to: '2026-01-31' })
    expect(termBounds('2026-spring')).toEqual({ from: '2026-02-01', to: '2026-07-31' })
    expect(termOf(localDate('2026-01-31'))).toBe('2025-autumn')
    expect(termOf(localDate('2026-02-01'))).toBe('2026-spring')
    expect(termOf(localDate('2026-08-15'))).toBeNull()
    expect(grantMonths('2025-autumn')).toEqual(['2025-09', '2025-10', '2025-11', '2025-12', '2026-01'])
    expect(grantMonths('2026-spring')).toEqual(['2026-03', '2026-04', '2026-05', '2026-06', '2026-07'])
    expect(compareTerms('2025-spring', '2025-autumn')).toBeLessThan(0)
    expect(compareTerms(nextTerm('2025-autumn'), '2026-spring')).toBe(0)
    expect(parseTerm('2025-winter')).toBeNull()
    expect(parseTerm('25-autumn')).toBeNull()
  })
})

describe('Fen', () => {
  it('is written and read exactly', () => {
    expect(formatYuan(fen(115000))).toBe('1,150.00')
    expect(formatYuan(fen(-123456789))).toBe('-1,234,567.89')
    expect(formatYuanPlain(fen(5))).toBe('0.05')
    fc.assert(
      fc.property(fc.integer({ min: 0, max: Number.MAX_SAFE_INTEGER }), (n) => {
        expect(parseYuan(formatYuan(fen(n)))).toBe(n)
        expect(parseYuan(formatYuanPlain(fen(n)))).toBe(n)
      }),
    )
  })

  it('refuses what is not money with two decimals', () => {
    for (const text of [
      '1150',
      '1150.0',
      '1150.000',
      '1,15.00',
      '01.00',
      '1e3',
      '-1.00',
      '+1.00',
      ' 1.00',
      '',
      '.50',
      '1,1500.00',
      '99999999999999999.00',
    ]) {
      expect(parseYuan(text), text).toBeNull()
    }
    expect(() => fen(1.5)).toThrow(RangeError)
    expect(() => fen(Number.NaN)).toThrow(RangeError)
  })

  it('splits without losing a fen', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 1e12 }), fc.integer({ min: 1, max: 60 }), (total, n) => {
        const parts = splitEvenly(fen(total), n)
        expect(parts.reduce((a, b) => a + b, 0)).toBe(total)
        expect(Math.max(...parts) - Math.min(...parts)).toBeLessThanOrEqual(1)
      }),
    )
  })
})

describe('identity number', () => {
  const sample = makeDemoIdNumber('530102', localDate('2009-03-15'), 'female', 17)

  it('is accepted as people type it', () => {
    const wide = sample.replace(/\d/g, (d) => String.fromCharCode(d.charCodeAt(0) + 0xfee0))
    for (const typed of [
      sample,
      ` ${sample} `,
      sample.toLowerCase(),
      wide,
      `${sample.slice(0, 6)} ${sample.slice(6, 14)}-${sample.slice(14)}`,
    ]) {
      expect(checkIdNumber(typed, today)).toEqual({
        ok: true,
        value: { idNumber: sample, birthDate: '2009-03-15', gender: 'female', countyCode: '539902' },
      })
    }
  })

  it('says what is wrong', () => {
    const made = (first17: string) => first17 + idCheckCharacter(first17)
    const problemOf = (raw: string) => {
      const result = checkIdNumber(raw, today)
      return result.ok ? null : result.problem
    }
    expect(problemOf(sample.slice(1))).toBe('length')
    expect(problemOf('530102090315001')).toBe('length')
    expect(problemOf(`${sample.slice(0, 10)}A${sample.slice(11)}`)).toBe('characters')
    expect(problemOf(sample.slice(0, 17) + (sample.endsWith('1') ? '2' : '1'))).toBe('checksum')
    expect(problemOf(made('53990220090230001'))).toBe('date')
    expect(problemOf(made('53990220200315001'))).toBe('age')
    expect(problemOf(made('53990219500315001'))).toBe('age')
    expect(problemOf(made('53990220301315001'))).toBe('date')
  })

  it('finds any single wrong digit', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 16 }), fc.integer({ min: 1, max: 9 }), (place, add) => {
        const wrong = String((Number(sample.charAt(place)) + add) % 10)
        const result = checkIdNumber(sample.slice(0, place) + wrong + sample.slice(place + 1), today)
        expect(result.ok).toBe(false)
      }),
    )
  })

  it('demo numbers are valid, distinct and recognised', () => {
    const birth = localDate('2010-01-01')
    const seen = new Set<string>()
    for (let n = 0; n < DEMO_IDS_PER_DAY; n += 1) {
      for (const gender of ['male', 'female'] as const) {
        const id = makeDemoIdNumber('530129', birth, gender, n)
        const result = checkIdNumber(id, today)
        expect(result.ok && result.value.gender).toBe(gender)
        expect(isDemoIdNumber(id)).toBe(true)
        seen.add(id)
      }
    }
    expect(seen.size).toBe(2 * DEMO_IDS_PER_DAY)
    expect(isDemoIdNumber('530102200903150017')).toBe(false)
    expect(maskIdNumber(sample)).toMatch(/^539\*{11}\d{3}[\dX]$/)
    expect(() => makeDemoIdNumber('530129', birth, 'male', DEMO_IDS_PER_DAY)).toThrow(RangeError)
  })
})

describe('phone and card', () => {
  const issuers = [
    { code: 'ccb', name: '中国建设银行', bin: '621284', length: 19, hotline: '95533', activation: [], source: '' },
  ]

  it('normalises phones', () => {
    for (const typed of [
      '13812345678',
      '+86 138 1234 5678',
      '0086-13812345678',
      '１３８１２３４５６７８',
      '8613812345678',
    ]) {
      expect(checkPhone(typed), typed).toEqual({ ok: true, value: '13812345678' })
    }
    for (const typed of ['12812345678', '1381234567', '087163333333', '138123456789', '']) {
      expect(checkPhone(typed).ok, typed).toBe(false)
    }
    expect(checkPhone(makeDemoPhone(42))).toEqual({ ok: true, value: '15400000042' })
    expect(isDemoPhone('15400000042')).toBe(true)
    expect(isDemoPhone('13812345678')).toBe(false)
  })

  it('takes the worked card numbers and no others', () => {
    for (const card of [
      '6212840000000000009',
      '6212841234567890127',
      '6212845301000000014',
      '6212 8453 0100 0000 014',
    ]) {
      const result = checkCardNumber(card, issuers)
      expect(result.ok && result.value.cardNumber).toBe(normaliseDigits(card))
    }
    const problemOf = (raw: string) => {
      const result = checkCardNumber(raw, issuers)
      return result.ok ? null : result.problem
    }
    expect(problemOf('6212840000000000001')).toBe('checksum')
    expect(problemOf('621284000000000000')).toBe('length')
    expect(problemOf('6222020000000000000')).toBe('issuer')
    expect(problemOf('62128400000O0000009')).toBe('characters')
  })
})
