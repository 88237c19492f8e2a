import type { staff } from '@zhuxue/contracts'
import type { Static } from 'typebox'
import type { StaffActor, Tx } from '../../platform/index.ts'

/** Work waiting for a person by kind and number; nothing of the cases themselves. */
export type OpenWork = Static<typeof staff.OpenWork>

let provider: ((tx: Tx<StaffActor>) => Promise<OpenWork>) | null = null

/** Told by the module that knows all work lists (office); identity comes before it in the module order. */
export function provideOpenWork(fn: (tx: Tx<StaffActor>) => Promise<OpenWork>): void {
  provider = fn
}

/** What waits for the actor of the transaction in the grant that she acts in. */
export function openWork(tx: Tx<StaffActor>): Promise<OpenWork> {
  if (!provider) throw new Error('no module provides open work')
  return provider(tx)
}
