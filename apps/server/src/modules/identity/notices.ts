import { type Actor, found, newId, type Tx } from '../../platform/index.ts'
import { sessionNow } from './session-store.ts'

type AuthTx = Tx<Extract<Actor, { kind: 'auth' }>>

/** Leaves a message about her own account for a person, shown on the console until she has read it. */
export async function tellStaff(tx: Tx, staffId: string, text: string, link: string | null = null): Promise<void> {
  await tx.db.insertInto('staff_notices').values({ id: newId(), staff_id: staffId, at: tx.now, text, link }).execute()
}

/** The five newest unread messages of a person. */
export async function unreadNotices(
  tx: AuthTx,
  staffId: string,
): Promise<{ id: string; at: string; text: string; link: string | null }[]> {
  const rows = await tx.db
    .selectFrom('staff_notices')
    .select(['id', 'at', 'text', 'link'])
    .where('staff_id', '=', staffId)
    .where('read_at', 'is', null)
    .orderBy('id', 'desc')
    .limit(5)
    .execute()
  return rows.map((r) => ({ id: r.id, at: r.at.toISOString(), text: r.text, link: r.link }))
}

/** Marks one own message as read; reading it twice is no fault. */
export async function readNotice(tx: AuthTx, staffId: string, id: string): Promise<{ ok: true }> {
  const row = await tx.db
    .selectFrom('staff_notices')
    .select(['id', 'read_at'])
    .where('id', '=', id)
    .where('staff_id', '=', staffId)
    .executeTakeFirst()
  if (found(row, '没有找到这条提醒。').read_at === null) {
    await tx.db
      .updateTable('staff_notices')
      .set({ read_at: sessionNow() })
      .where('id', '=', id)
      .where('read_at', 'is', null)
      .execute()
  }
  return { ok: true }
}
