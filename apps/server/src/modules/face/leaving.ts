import { FACE_DAYS_AFTER_LEAVING } from '@zhuxue/policy'
import { sql } from 'kysely'
import type { Platform } from '../../platform/index.ts'
import { warnOfFiling } from './filing.ts'
import { eraseFace } from './templates.ts'

/** Digests of pictures are worth nothing after the models and people have moved on. */
const DIGEST_DAYS = 180
/** Tries that no case rests on. */
const CHECK_DAYS = 180
/** A case nobody took up ends; the student can ask again. */
const CASE_DAYS = 7
const ON_ROLL = ['on-roll', 'pre-registered', 'suspended']

/**
 * What is due: faces of students whose roll ended 30 days ago are erased, with the photo for the roll kept by the
 * roll; old digests and tries go; cases that nobody took up end. Repeatable.
 */
export async function tidyFaces(platform: Platform): Promise<void> {
  await platform.transaction({ kind: 'worker', name: '人脸数据清理' }, async (tx) => {
    const left = await sql<{ id: string; scope: string }>`
      select t.id, t.scope from face_templates f join students t on t.id = f.student_id
      where t.roll_status <> all(${ON_ROLL}::text[])
        and coalesce((select max(k.effective_on) from roll_changes k where k.student_id = t.id and k.status = 'confirmed'), t.roll_as_of)
          <= ${tx.today}::date - ${FACE_DAYS_AFTER_LEAVING}::integer
      limit 500`.execute(tx.db)
    for (const student of left.rows) await eraseFace(tx, student, 'left')
    const ago = (days: number) => new Date(tx.now.getTime() - days * 86_400_000)
    await tx.db.deleteFrom('face_digests').where('seen_at', '<', ago(DIGEST_DAYS)).execute()
    await tx.db
      .updateTable('face_cases')
      .set({ status: 'ended', decided_at: tx.now })
      .where('status', '=', 'waiting')
      .where('opened_at', '<', ago(CASE_DAYS))
      .execute()
    await sql`delete from face_passes where expires_at < ${ago(CHECK_DAYS)}`.execute(tx.db)
    await sql`delete from face_checks h where h.started_at < ${ago(CHECK_DAYS)}
      and not exists (select 1 from face_cases k where k.check_id = h.id)
      and not exists (select 1 from face_templates f where f.check_id = h.id)
      and not exists (select 1 from face_passes p where p.check_id = h.id)
      and not (h.purpose = 'enrol' and h.result = 'pass')`.execute(tx.db)
    await warnOfFiling(tx)
  })
}
