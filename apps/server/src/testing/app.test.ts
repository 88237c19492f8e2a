import { session } from '@zhuxue/contracts'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type TestApp, testApp } from './app.ts'

let t: TestApp
beforeAll(async () => {
  t = await testApp()
})
afterAll(() => t.close())

test('the test world is loaded and the clock stands on its first school day', async () => {
  const { rows } = await t.owner.query('select count(*)::int as n from students')
  expect(rows[0].n).toBe(16)
  expect(t.platform.clock.today()).toBe('2026-09-01')
  const r = await t.app.inject({ url: '/healthz' })
  expect(r.statusCode).toBe(200)
  expect(session.me.path).toBe('/api/v1/session')
})
