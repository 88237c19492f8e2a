import type { HeldItem } from '@zhuxue/contracts'
import { dayOf, type StudentActor, type Tx } from '../../platform/index.ts'

/** Whether a face template of the student is stored, since when and of which model; the numbers themselves stay closed. */
export async function heldFace(tx: Tx<StudentActor>): Promise<HeldItem[]> {
  const row = await tx.db
    .selectFrom('face_templates')
    .select(['model_id', 'enrolled_at'])
    .where('student_id', '=', tx.actor.id)
    .executeTakeFirst()
  if (!row) return []
  return [
    {
      label: '人脸特征',
      value: `已加密保存一组特征数字（模型 ${row.model_id}），没有照片`,
      source: '本人在手机上采集',
      asOf: dayOf(row.enrolled_at),
      verifiedBy: null,
    },
  ]
}
