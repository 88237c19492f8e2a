import { afterAll, beforeAll, expect, test } from 'vitest'
import { type TestApp, testApp } from '../testing/app.ts'
import { taskList } from './jobs.ts'

let t: TestApp
beforeAll(async () => {
  t = await testApp({ listen: true })
})
afterAll(() => t?.close())

test('pool.query answers with and without values: graphile-worker’s schedule uses it', async () => {
  const { pool } = t.platform.database
  const { rows } = await pool.query('select $1::integer + 1 as n', [41])
  expect(rows).toEqual([{ n: 42 }])
  expect((await pool.query('select 1 as n', [])).rows).toEqual([{ n: 1 }])
})

test('the tick of every minute is scheduled once the jobs run', async () => {
  expect(Object.keys(taskList(t.platform, []))).toContain('tick')
  const known = async () =>
    (await t.owner.query<{ identifier: string }>('select identifier from graphile_worker._private_known_crontabs')).rows
  await expect.poll(known).toEqual([{ identifier: 'tick' }])
})
