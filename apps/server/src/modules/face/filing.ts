import { faceCountText } from '@zhuxue/policy'
import type { Platform, Tx } from '../../platform/index.ts'
import { tellStaff } from '../identity/index.ts'

/** An administrator who has read it is told again after so many days, as long as the number stands. */
const AGAIN_AFTER_DAYS = 30
/** Where the number stands; no other message leads there. */
const PAGE = '/system'

/** How many faces are stored now: for /metrics, the system console and the duty to file. */
export const storedFaces = (platform: Platform): Promise<number> =>
  platform.transaction({ kind: 'worker', name: '人脸计数' }, countFaces)

async function countFaces(tx: Tx): Promise<number> {
  const row = await tx.db
    .selectFrom('face_templates')
    .select((e) => e.fn.countAll<number>().as('n'))
    .executeTakeFirstOrThrow()
  return Number(row.n)
}

/**
 * Tells every system administrator from 90,000 stored faces on (filing is due at 100,000, 人脸识别技术应用安全管理办法 15).
 * Repeatable: nobody is told twice within 30 days.
 * @param count stored faces; those of the database unless given
 */
export async function warnOfFiling(tx: Tx, count?: number): Promise<void> {
  const { ok, text } = faceCountText(count ?? (await countFaces(tx)))
  if (ok) return
  const since = new Date(tx.now.getTime() - AGAIN_AFTER_DAYS * 86_400_000)
  const told = tx.db.selectFrom('staff_notices').select('staff_id').where('link', '=', PAGE).where('at', '>', since)
  const administrators = await tx.db
    .selectFrom('staff_grants')
    .select('staff_id')
    .distinct()
    .where('role', '=', 'system-admin')
    .where('revoked_at', 'is', null)
    .where('staff_id', 'not in', told)
    .execute()
  for (const { staff_id } of administrators) await tellStaff(tx, staff_id, `${text}。`, PAGE)
}
