import type { ConsentPurpose } from '@zhuxue/contracts'
import type { Tx } from '../../platform/index.ts'

/** A consent that no longer holds, in the transaction that ended it. */
export interface WithdrawnConsent {
  readonly studentId: string
  readonly scope: string
  readonly purpose: ConsentPurpose
}

type Listener = (tx: Tx, withdrawn: WithdrawnConsent) => Promise<void>

const listeners = new Map<ConsentPurpose, Listener[]>()

/**
 * Registers what must happen in the same transaction when a consent that was given ends (withdrawn, or answered with no
 * later): erase templates, stop sending. The transaction may be a student's, a guardian's (auth) or a member of staff's.
 */
export function onConsentWithdrawn(purpose: ConsentPurpose, listener: Listener): void {
  listeners.set(purpose, [...(listeners.get(purpose) ?? []), listener])
}

/** Calls the listeners of the purpose in order, in the caller's transaction; one that throws takes everything back. */
export async function announceWithdrawal(tx: Tx, withdrawn: WithdrawnConsent): Promise<void> {
  for (const listener of listeners.get(withdrawn.purpose) ?? []) await listener(tx, withdrawn)
}
