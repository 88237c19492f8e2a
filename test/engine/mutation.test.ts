/** A sample of the mutation check (all of it: `node test/engine/mutation.ts`): a changed rule does not go unnoticed. */
import { expect, test } from 'vitest'
import { tryGenerator } from './mutation-generator.ts'
import { tryPacks } from './mutation-rules.ts'

test('every 9th change of a rule in a pack makes a test fail', () => {
  const { tried, survivors } = tryPacks(9)
  expect(tried).toBeGreaterThan(100)
  expect(survivors).toEqual([])
})

test('a changed operator in the generator is noticed (every 60th; without the SQL target)', {
  timeout: 300_000,
}, async () => {
  const { tried, survivors } = await tryGenerator(null, 60)
  expect(tried).toBeGreaterThan(3)
  expect(survivors.filter((what) => !what.startsWith('compile/sql'))).toEqual([])
})
