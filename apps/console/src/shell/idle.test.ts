import { expect, test } from 'vitest'
import { idleStep } from './idle.ts'

const minutes = (n: number) => n * 60_000

test('nothing happens while requests are made', () => {
  expect(idleStep(15, minutes(1), minutes(1))).toBe('none')
})

test('somebody who types for long without a request is kept logged in', () => {
  expect(idleStep(15, minutes(6), 2000)).toBe('renew')
  expect(idleStep(15, minutes(14), 2000)).toBe('renew')
})

test('somebody who does nothing is warned two minutes before the end', () => {
  expect(idleStep(15, minutes(12), minutes(12))).toBe('none')
  expect(idleStep(15, minutes(13), minutes(13))).toBe('warn')
  expect(idleStep(15, minutes(15), minutes(15))).toBe('over')
})
