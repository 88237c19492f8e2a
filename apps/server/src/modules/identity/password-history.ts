import { type Actor, newId, refuse, type Tx } from '../../platform/index.ts'
import { verifyPassword } from './password-hash.ts'
import { PASSWORD_HISTORY } from './steps.ts'

type AuthTx = Tx<Extract<Actor, { kind: 'auth' }>>

const former = (tx: AuthTx, staffId: string) =>
  tx.db
    .selectFrom('staff_password_history')
    .select(['id', 'password_hash'])
    .where('staff_id', '=', staffId)
    .orderBy('id', 'desc')
    .execute()

/** Refuses a password that was one of the last five (DOMAIN §9: history 5). */
export async function refuseFormer(tx: AuthTx, staffId: string, password: string): Promise<void> {
  for (const f of (await former(tx, staffId)).slice(0, PASSWORD_HISTORY)) {
    if (!(await verifyPassword(password, f.password_hash))) continue
    const text = `新密码不能是最近 ${PASSWORD_HISTORY} 次用过的密码，请换一个。`
    throw refuse('bad-request', text, { fields: [{ path: '/newPassword', text }] })
  }
}

/** Keeps the hashes of the last five passwords, the current one among them. */
export async function rememberPassword(tx: AuthTx, staffId: string, hash: string): Promise<void> {
  await tx.db
    .insertInto('staff_password_history')
    .values({ id: newId(), staff_id: staffId, password_hash: hash, at: tx.now })
    .execute()
  const old = (await former(tx, staffId)).slice(PASSWORD_HISTORY).map((f) => f.id)
  if (old.length > 0) await tx.db.deleteFrom('staff_password_history').where('id', 'in', old).execute()
}
