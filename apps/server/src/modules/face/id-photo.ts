import { type face, type ReplyOf, roll } from '@zhuxue/contracts'
import { type Crop, FaceUnavailable } from '@zhuxue/face'
import sharp from 'sharp'
import {
  type Download,
  found,
  newId,
  type Platform,
  refuse,
  type StaffActor,
  type StudentActor,
  sm3,
  type Upload,
} from '../../platform/index.ts'
import { shownReasons } from './record.ts'
import { faceRuntime } from './runtime.ts'

/** 26 × 32 mm at 350 dpi, as on an ID card; the roll wants no more. */
const WIDTH = 358
const HEIGHT = 441
const MAX_PIXELS = 40_000_000

/**
 * The portrait for the roll: checked by the face service (one face, level, plain background, size), cut out, written
 * anew without what came along in the file, and kept encrypted. No template is made of it and it is never compared.
 */
export async function uploadIdPhoto(
  platform: Platform,
  actor: StudentActor,
  file: Upload,
): Promise<ReplyOf<typeof face.uploadIdPhoto>> {
  const { client } = faceRuntime(platform)
  if (!client) throw refuse('face-unavailable', '学籍照片现在不能自动检查，请稍后再试，或把纸质照片交给班主任。')
  const finding = await client.idPhoto(file.content).catch((e) => {
    throw e instanceof FaceUnavailable
      ? refuse('face-unavailable', e.message, { retryAfterSeconds: e.retryAfterSeconds })
      : e
  })
  const reasons = shownReasons(finding.reasons)
  if (!finding.ok || !finding.crop) return { ok: false, reasons, takenAt: null }
  const photo = await cutOut(file.content, finding.crop)
  const key = await platform.files.put(photo)
  return platform.transaction(actor, async (tx) => {
    const former = await tx.db
      .selectFrom('id_photos')
      .select('storage_key')
      .where('student_id', '=', actor.id)
      .executeTakeFirst()
    const values = { storage_key: key, width: WIDTH, height: HEIGHT, sm3: sm3(photo), taken_at: tx.now }
    await tx.db
      .insertInto('id_photos')
      .values({ student_id: actor.id, scope: actor.scope, ...values })
      .onConflict((c) => c.column('student_id').doUpdateSet(values))
      .execute()
    if (former) tx.afterCommit(() => void platform.files.remove(former.storage_key))
    tx.audit({ action: 'face.id-photo', subjectKind: 'student', subjectId: actor.id, scope: actor.scope })
    return { ok: true, reasons: [], takenAt: tx.now.toISOString() }
  })
}

const cutOut = (content: Buffer, crop: Crop): Promise<Buffer> =>
  sharp(content, { limitInputPixels: MAX_PIXELS, failOn: 'error' })
    .autoOrient()
    .extract({ left: crop.x, top: crop.y, width: crop.width, height: crop.height })
    .resize(WIDTH, HEIGHT, { fit: 'fill' })
    .flatten({ background: '#ffffff' })
    .jpeg({ quality: 92 })
    .toBuffer()
    .catch(() => {
      throw refuse('file-refused', '照片不完整或已损坏，请重新拍照后再上传。')
    })

const download = (content: Buffer): Download => ({ name: '学籍照片.jpg', mime: 'image/jpeg', content, inline: true })

/** The student's own photo. */
export async function ownIdPhoto(platform: Platform, actor: StudentActor): Promise<Download> {
  const row = await platform.transaction(actor, (tx) =>
    tx.db.selectFrom('id_photos').select('storage_key').where('student_id', '=', actor.id).executeTakeFirst(),
  )
  return download(await platform.files.get(found(row, '还没有学籍照片。').storage_key))
}

/** A member of staff looks at a photo: on record with a reason, and told to the student like every look. */
export async function studentIdPhoto(
  platform: Platform,
  actor: StaffActor,
  studentId: string,
  reason: (typeof roll.revealReasons)[number],
): Promise<Download> {
  const key = await platform.transaction(actor, async (tx) => {
    const row = found(
      await tx.db
        .selectFrom('id_photos')
        .select(['storage_key', 'scope'])
        .where('student_id', '=', studentId)
        .executeTakeFirst(),
      '没有找到学籍照片，可能不在您的管理范围内。',
    )
    await tx.db
      .insertInto('reveal_log')
      .values({
        id: newId(),
        student_id: studentId,
        scope: row.scope,
        at: tx.now,
        staff_id: actor.id,
        staff_name: actor.name,
        role: actor.roleTitle,
        field: 'idPhoto',
        reason,
      })
      .execute()
    tx.audit({
      action: 'roll.reveal',
      subjectKind: 'student',
      subjectId: studentId,
      scope: row.scope,
      data: { field: '学籍照片', reason: roll.revealReasonTitles[reason] },
    })
    return row.storage_key
  })
  return download(await platform.files.get(key))
}
