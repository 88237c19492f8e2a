/**
 * Every rule of every pack as a person approved it, in Chinese: packages/regions/approved/*.txt. A changed threshold, list,
 * operator, amount, share or period changes the text, so nobody changes a rule in passing. After reading the difference:
 * `npx vitest run test/engine/rules-as-approved.test.ts -u`.
 */
import { join } from 'node:path'
import { PACKS } from '@zhuxue/regions'
import { expect, test } from 'vitest'
import { approvedText } from './approved.ts'

const folder = join(import.meta.dirname, '../../packages/regions/approved')

for (const pack of PACKS) {
  test(`${pack.name}（${pack.code}）: the rules are the approved ones`, async () => {
    await expect(approvedText(pack)).toMatchFileSnapshot(join(folder, `${pack.code}.txt`))
  })
}
