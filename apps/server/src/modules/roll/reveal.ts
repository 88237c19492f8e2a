import { type BodyOf, roll as contracts, type office, type ReplyOf } from '@zhuxue/contracts'
import { sql } from 'kysely'
import {
  fromCursor,
  newId,
  type Platform,
  page,
  pageLimit,
  type StaffActor,
  type StudentActor,
  type Tx,
} from '../../platform/index.ts'
import { lookTitles, open, type ProtectedField, protectedRow } from './protected.ts'

/**
 * Shows one protected field in full and writes down who looked and why (未成年人网络保护条例 36: 最小授权、留痕);
 * the student sees it in the access log. The audit event holds the field and the reason, never the value.
 */
export async function reveal(
  tx: Tx<StaffActor>,
  platform: Platform,
  id: string,
  body: BodyOf<typeof contracts.revealField>,
): Promise<ReplyOf<typeof contracts.revealField>> {
  const row = await protectedRow(tx, id)
  const box = {
    idNumber: row.id_number_enc,
    phone: row.phone_enc,
    address: row.address_enc,
    guardianPhone: row.guardian_phone_enc,
  }[body.field]
  await tx.db
    .insertInto('reveal_log')
    .values({
      id: newId(),
      student_id: id,
      scope: row.scope,
      at: tx.now,
      staff_id: tx.actor.id,
      staff_name: tx.actor.name,
      role: tx.actor.roleTitle,
      field: body.field,
      reason: body.reason,
    })
    .execute()
  tx.audit({
    action: 'roll.reveal',
    subjectKind: 'student',
    subjectId: id,
    scope: row.scope,
    data: { field: body.field, reason: contracts.revealReasonTitles[body.reason] },
  })
  return { value: open(platform.crypto, id, body.field, box) }
}

type Log = ReplyOf<typeof office.accessLog>

/** Who looked at the student's own full data, newest first. */
export async function ownAccessLog(
  tx: Tx<StudentActor>,
  query: { cursor?: string | undefined; limit?: string | undefined },
): Promise<Log> {
  const limit = pageLimit(query.limit)
  const key = fromCursor(query.cursor, 1)
  const rows = await tx.db
    .selectFrom('reveal_log')
    .select(['id', 'at', 'staff_name', 'role', 'field', 'reason'])
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
      at: r.at.toISOString(),
      by: r.staff_name,
      role: r.role,
      field: lookTitles[r.field as ProtectedField | 'file'] ?? r.field,
      reason: contracts.lookReasonTitle(r.reason),
    }),
    (r) => [r.id],
  )
}
