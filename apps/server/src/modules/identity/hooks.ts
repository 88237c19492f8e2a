import type { staff } from '@zhuxue/contracts'
import type { Static } from 'typebox'
import type { Actor, Platform, StaffActor, Tx } from '../../platform/index.ts'

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

type AuthTx = Tx<Extract<Actor, { kind: 'auth' }>>
type EntryCheck = (tx: AuthTx, session: { readonly studentId: string; readonly sessionId: string }) => Promise<boolean>

let entryCheck: EntryCheck = async () => false

/** Told by the module that verifies persons (face): must it be asked who this is before the new session may do anything? */
export function provideEntryCheck(fn: EntryCheck): void {
  entryCheck = fn
}

/** Asked once, when a student's session was opened; remembered with the session. */
export async function requireEntryCheck(
  tx: AuthTx,
  session: { readonly studentId: string; readonly sessionId: string },
): Promise<boolean> {
  const required = await entryCheck(tx, session)
  if (required) {
    await tx.db.updateTable('sessions').set({ face_required: true }).where('id', '=', session.sessionId).execute()
  }
  return required
}

/** An account at the moment its preset password was replaced for the first time, and where that was. */
export interface StudentActivated {
  readonly studentId: string
  readonly scope: string
  /** students whose device tokens the same browser holds */
  readonly sharedWith: readonly string[]
  readonly address: string
  readonly userAgent: string
  /** browser, system and network in words */
  readonly label: string
}

type ActivatedListener = (tx: AuthTx, platform: Platform, activated: StudentActivated) => Promise<void>
const activatedListeners: ActivatedListener[] = []

/** Registers who looks at first activations (module activation: the detector of bulk activation), in their transaction. */
export const onStudentActivated = (listener: ActivatedListener): void => void activatedListeners.push(listener)

export async function announceActivated(tx: AuthTx, platform: Platform, a: StudentActivated): Promise<void> {
  for (const listener of activatedListeners) await listener(tx, platform, a)
}
