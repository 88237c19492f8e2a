import { beforeEach, expect, test } from 'vitest'
import { forgetKept, keep, takeKept } from './kept.ts'

// Leaving for the certified face service and coming back must lose nothing typed, and leave nothing to the next person.
const stored = new Map<string, string>()
beforeEach(() => {
  stored.clear()
  const storage = new Proxy(
    {
      getItem: (k: string) => stored.get(k) ?? null,
      setItem: (k: string, v: string) => void stored.set(k, v),
      removeItem: (k: string) => void stored.delete(k),
    },
    { ownKeys: () => [...stored.keys()], getOwnPropertyDescriptor: () => ({ enumerable: true, configurable: true }) },
  )
  Object.assign(globalThis, { sessionStorage: storage })
})
const MINUTE = 60_000

test('what was typed comes back once, as it was left', () => {
  keep('phone', '154 0002 2222', 0)
  expect(takeKept('phone', MINUTE)).toBe('154 0002 2222')
  expect(takeKept('phone', MINUTE)).toBeNull()
})

test('after a quarter of an hour, or after log-out, it is gone', () => {
  keep('phone', '154 0002 2222', 0)
  expect(takeKept('phone', 15 * MINUTE)).toBeNull()
  keep('card-note', '卡号不对', 0)
  stored.set('zx.face', 'stays')
  forgetKept()
  expect([...stored.keys()]).toEqual(['zx.face'])
})

test('broken or forbidden storage is no fault', () => {
  stored.set('zx.kept.phone', '{')
  expect(takeKept('phone', 0)).toBeNull()
  Object.assign(globalThis, { sessionStorage: undefined })
  keep('phone', 'x', 0)
  forgetKept()
  expect(takeKept('phone', 0)).toBeNull()
})
