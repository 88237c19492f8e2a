import type { office, ReplyOf } from '@zhuxue/contracts'
import { sql } from 'kysely'
import { found, fromCursor, page, pageLimit, type StudentActor, type Tx } from '../../platform/index.ts'

type Messages = ReplyOf<typeof office.messages>

/** The student's own messages, newest first. */
export async function messages(
  tx: Tx<StudentActor>,
  query: { cursor?: string | undefined; limit?: string | undefined },
): Promise<Messages> {
  const limit = pageLimit(query.limit)
  const key = fromCursor(query.cursor, 1)
  const rows = await tx.db
    .selectFrom('notifications')
    .select(['id', 'kind', 'title', 'body', 'link', 'created_at', 'read_at'])
    .where('student_id', '=', tx.actor.id)
    .$if(key !== null, (q) => q.where(sql<boolean>`id < ${key?.[0] ?? ''}::uuid`))
    .orderBy('id', 'desc')
    .limit(limit + 1)
    .execute()
  return page(
    rows,
    limit,
    (r) => ({
      id: r.id,
      kind: r.kind,
      title: r.title,
      body: r.body,
      link: r.link,
      at: r.created_at.toISOString(),
      read: r.read_at !== null,
    }),
    (r) => [r.id],
  )
}

/** Marks an own message as read; the first reading counts. */
export async function readMessage(tx: Tx<StudentActor>, id: string): Promise<{ ok: true }> {
  const row = await tx.db
    .selectFrom('notifications')
    .select(['id', 'read_at'])
    .where('id', '=', id)
    .where('student_id', '=', tx.actor.id)
    .executeTakeFirst()
  if (found(row, '没有找到这条消息。').read_at === null) {
    await tx.db
      .updateTable('notifications')
      .set({ read_at: tx.now })
      .where('id', '=', id)
      .where('read_at', 'is', null)
      .execute()
  }
  return { ok: true }
}
