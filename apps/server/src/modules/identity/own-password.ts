import { type Platform, refuse, type StudentActor } from '../../platform/index.ts'
import { locked } from './accounts.ts'
import { clearTriesOn, deviceOfSession, reserveTryOn } from './device-tries.ts'
import { verifyPassword } from './password-hash.ts'

/**
 * Asks a student for the password again before something that takes much away from the account (a copy of everything).
 * A wrong one counts as a try at the log-in. Throws 400 with the field, 429 when the account is locked.
 */
export async function studentMustKnowPassword(
  platform: Platform,
  actor: StudentActor,
  password: string,
): Promise<void> {
  const { device, turn } = await platform.transaction({ kind: 'auth' }, async (tx) => {
    const known = await deviceOfSession(tx, actor)
    return { device: known, turn: await reserveTryOn(tx, actor, known) }
  })
  if (turn.lockedUntil) throw locked(turn.lockedUntil)
  await platform.transaction({ kind: 'auth' }, async (tx) => {
    const row = await tx.db
      .selectFrom('student_accounts')
      .select('password_hash')
      .where('student_id', '=', actor.id)
      .executeTakeFirst()
    if (!(await verifyPassword(password, row?.password_hash ?? null))) {
      const text = '密码不正确，请重新输入。'
      throw refuse('bad-request', text, { fields: [{ path: '/password', text }] })
    }
    await clearTriesOn(tx, actor, device)
  })
}
