import { sql } from 'kysely'
import { actorId } from './actor.ts'
import { canonical } from './audit.ts'
import { type FieldCrypto, sm3 } from './crypto.ts'
import { refuse } from './refusal.ts'
import type { Tx } from './transaction.ts'

/**
 * Makes a write repeatable (DESIGN §7): the same request id with the same body returns the first answer, with another
 * body it is refused (422). Two tries at the same moment queue on an advisory lock. The answer is stored in the
 * transaction of the act itself: either both exist or neither.
 */
export async function once<T>(
  tx: Tx,
  crypto: FieldCrypto,
  request: { requestId: string; routeId: string; content: unknown },
  work: () => Promise<T>,
): Promise<T> {
  const kind = tx.actor.kind
  const id = actorId(tx.actor)
  // one person may act in several roles: what was answered to one of them is not repeated to another
  const role = tx.actor.kind === 'staff' ? tx.actor.grantId : ''
  const body = sm3(`${request.routeId}\n${role}\n${canonical(request.content)}`)
  await sql`select pg_advisory_xact_lock(hashtextextended(${`${kind}:${id}:${request.requestId}`}, 0))`.execute(tx.db)
  const first = await tx.db
    .selectFrom('request_log')
    .select(['body_sm3', 'reply_enc'])
    .where('actor_kind', '=', kind)
    .where('actor_id', '=', id)
    .where('request_id', '=', request.requestId)
    .executeTakeFirst()
  const aad = `request_log.reply:${kind}:${id}:${request.requestId}`
  if (first) {
    if (first.body_sm3 !== body) throw refuse('request-id-reused')
    return JSON.parse(crypto.decrypt(first.reply_enc, aad)) as T
  }
  const reply = await work()
  await tx.db
    .insertInto('request_log')
    .values({
      actor_kind: kind,
      actor_id: id,
      request_id: request.requestId,
      route_id: request.routeId,
      body_sm3: body,
      reply_enc: crypto.encrypt(JSON.stringify(reply), aad),
      at: tx.now,
    })
    .execute()
  return reply
}
