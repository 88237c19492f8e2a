import { type Actor, type FieldCrypto, systemClock, type Tx } from '../../platform/index.ts'
import { revokeDevice } from './devices.ts'
import { hashPassword } from './password-hash.ts'
import { presetForm, presetPassword } from './password-rules.ts'

/** Account of a new roll, without a password: nobody can log in until a slip was printed. */
export async function createStudentAccount(
  tx: Tx<Extract<Actor, { kind: 'worker' }>>,
  crypto: FieldCrypto,
  student: { readonly id: string; readonly scope: string; readonly idNumber: string },
): Promise<void> {
  await tx.db
    .insertInto('student_accounts')
    .values({
      student_id: student.id,
      scope: student.scope,
      id_number_bidx: crypto.blindIndex('id-number', student.idNumber),
      password_hash: null,
    })
    .execute()
}

/**
 * New random preset password for one account; the slip or password before it no longer works and open sessions end. An
 * account in use already is left alone (null) unless the student forgot the password and was identified in person.
 * Returns the password as printed ('hk7-m3x-9p').
 */
export async function issuePreset(
  tx: Tx,
  studentId: string,
  which: 'never-used' | 'forgotten' = 'never-used',
): Promise<string | null> {
  const password = presetPassword()
  const hash = await hashPassword(presetForm(password))
  const done = await tx.db
    .updateTable('student_accounts')
    .set({
      password_hash: hash,
      must_change_password: true,
      slip_issued_at: tx.now,
      failed_count: 0,
      locked_until: null,
    })
    .where('student_id', '=', studentId)
    .$if(which === 'never-used', (q) => q.where('activated_at', 'is', null))
    .executeTakeFirst()
  if (done.numUpdatedRows !== 1n) return null
  await revokeDevice(tx, { studentId })
  await tx.db
    .updateTable('sessions')
    .set({ revoked_at: systemClock.now() })
    .where('student_id', '=', studentId)
    .where('revoked_at', 'is', null)
    .execute()
  return password
}
