import type { StudentActor, Tx } from '../../platform/index.ts'

/**
 * Who may refuse that a confirmed phone number is replaced. 'ask': before a code goes out, so that no SMS is wasted;
 * 'act': in the transaction that writes the new number, after the code was right.
 */
export type BeforePhoneChange = (tx: Tx<StudentActor>, moment: 'ask' | 'act') => Promise<void>

const listeners: BeforePhoneChange[] = []

/** Registers a refusal before a confirmed number is replaced: module face, which comes later in the module order. */
export function requireBeforePhoneChange(listener: BeforePhoneChange): void {
  listeners.push(listener)
}

/** Asks the listeners when the student's number was confirmed before; a first confirmation is no change. */
export async function beforePhoneChange(tx: Tx<StudentActor>, moment: 'ask' | 'act'): Promise<void> {
  const row = await tx.db
    .selectFrom('activations')
    .select('phone_confirmed_at')
    .where('student_id', '=', tx.actor.id)
    .executeTakeFirst()
  if (!row?.phone_confirmed_at) return
  for (const listener of listeners) await listener(tx, moment)
}
