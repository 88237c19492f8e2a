import fc from 'fast-check'
import { expect, test } from 'vitest'
import { fen } from '../money.ts'
import { type Term, termBounds } from '../term.ts'
import { instalmentDueOn } from './due-on.ts'
import { instalmentsOf } from './instalments.ts'

const terms = fc
  .tuple(fc.integer({ min: 2015, max: 2060 }), fc.constantFrom('autumn', 'spring'))
  .map(([year, season]) => `${year}-${season}` as Term)

test('a month is due on its 15th, a whole term in its first grant month', () => {
  expect(instalmentDueOn('2027-01', '2026-autumn')).toBe('2027-01-15')
  expect(instalmentDueOn('2026-autumn', '2026-autumn')).toBe('2026-09-15')
  expect(instalmentDueOn('2027-spring', '2027-spring')).toBe('2027-03-15')
})

test('every instalment is due inside its term, and the parts make up the whole to the fen (S1 四(六))', () => {
  fc.assert(
    fc.property(
      terms,
      fc.integer({ min: 100, max: 10_000_000 }),
      fc.constantFrom('month', 'term'),
      (term, total, plan) => {
        const parts = instalmentsOf(plan as 'month' | 'term', term, fen(total))
        expect(parts.reduce((sum, p) => sum + p.amount, 0)).toBe(total)
        const { from, to } = termBounds(term)
        for (const part of parts) {
          const due = instalmentDueOn(part.period, term)
          expect(due >= from && due <= to).toBe(true)
          expect(part.amount).toBeGreaterThan(0)
        }
      },
    ),
  )
})
