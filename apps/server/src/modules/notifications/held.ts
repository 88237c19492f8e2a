import type { HeldItem } from '@zhuxue/contracts'
import { dayOf, type StudentActor, type Tx } from '../../platform/index.ts'

/** The last 200 messages to the student; older ones stand on the page of messages. */
export async function heldMessages(tx: Tx<StudentActor>): Promise<HeldItem[]> {
  const rows = await tx.db
    .selectFrom('notifications')
    .select(['title', 'body', 'created_at', 'read_at'])
    .where('student_id', '=', tx.actor.id)
    .orderBy('id', 'desc')
    .limit(200)
    .execute()
  return rows.map((r) => ({
    label: r.title,
    value: r.body,
    source: r.read_at === null ? '系统，未读' : '系统，已读',
    asOf: dayOf(r.created_at),
    verifiedBy: null,
  }))
}
