import { type AttachmentKind, type applications, attachmentTitles, type BodyOf } from '@zhuxue/contracts'
import { academicYearOf } from '@zhuxue/policy'
import { sql } from 'kysely'
import type { Static } from 'typebox'
import {
  type Download,
  found,
  newId,
  once,
  type Platform,
  refuse,
  type StudentActor,
  sm3,
  type Tx,
  type Upload,
} from '../../platform/index.ts'
import { type Round, roundOf, termOn } from '../programmes/index.ts'
import { cleanPhoto } from './student-image.ts'
import { earlierSubmission, lockForm } from './student-store.ts'

type StudentTx = Tx<StudentActor>
type AttachmentView = Static<typeof applications.AttachmentView>

/** Photos of one student for one round. */
const MAX_ATTACHMENTS = 12

export interface Attachment {
  readonly id: string
  readonly kind: AttachmentKind
  readonly size: number
  readonly mime: string
  readonly uploadedAt: Date
  /** null until a form that names it was submitted */
  readonly submissionId: string | null
}

/** Photos that belong to the form of a round: those not submitted yet, and those of its submission. */
export async function attachmentsFor(tx: StudentTx, submissionId: string | null): Promise<Attachment[]> {
  const rows = await tx.db
    .selectFrom('attachments')
    .select(['id', 'kind', 'size', 'mime', 'uploaded_at', 'submission_id'])
    .where('student_id', '=', tx.actor.id)
    .where((e) =>
      e.or([e('submission_id', 'is', null), ...(submissionId ? [e('submission_id', '=', submissionId)] : [])]),
    )
    .orderBy('id')
    .execute()
  return rows.map((r) => ({
    id: r.id,
    kind: r.kind as AttachmentKind,
    size: r.size,
    mime: r.mime,
    uploadedAt: r.uploaded_at,
    submissionId: r.submission_id,
  }))
}

/** Kinds of papers that an earlier form's copy still serves for; proof of hardship only within the academic year. */
const LASTING: readonly AttachmentKind[] = ['id-copy', 'household-register']

/**
 * Photos of her newest earlier form that the form of this round may use again, so that nobody photographs the same card
 * each term. Hardship is determined by academic year (教财〔2018〕16号 认定工作每学年一次), so its proof is used within it.
 */
export async function earlierPhotos(tx: StudentTx, round: Round): Promise<Attachment[]> {
  const before = await earlierSubmission(tx, round)
  if (!before) return []
  const photos = (await attachmentsFor(tx, before.id)).filter((a) => a.submissionId === before.id)
  const sameYear = academicYearOf(before.term) === academicYearOf(round.term)
  return photos.filter((a) => LASTING.includes(a.kind) || (sameYear && a.kind === 'hardship-proof'))
}

/** Photos that the form of this round may name: its own, and before its first submission those of the form before. */
export async function formPhotos(
  tx: StudentTx,
  round: Round,
  submissionId: string | null,
): Promise<(Attachment & { earlier: boolean })[]> {
  const own = await attachmentsFor(tx, submissionId)
  const earlier = submissionId === null ? await earlierPhotos(tx, round) : []
  return [...own.map((a) => ({ ...a, earlier: false })), ...earlier.map((a) => ({ ...a, earlier: true }))]
}

export const toAttachmentView = (a: Attachment): AttachmentView => ({
  id: a.id,
  kind: a.kind,
  size: a.size,
  mime: a.mime,
  uploadedAt: a.uploadedAt.toISOString(),
})

/**
 * Stores a photo. The picture is checked and written anew before the transaction begins, so that no database
 * connection waits for it; a retry with the same requestId gets the first answer and stores nothing.
 */
export async function uploadPhoto(
  platform: Platform,
  actor: StudentActor,
  routeId: string,
  body: BodyOf<typeof applications.uploadAttachment>,
  file: Upload,
): Promise<AttachmentView> {
  const photo = await cleanPhoto(file.content)
  const content = { kind: body.kind, file: sm3(file.content) }
  let stored: string | null = null
  try {
    return await platform.transaction(actor, (tx) =>
      once(tx, platform.crypto, { requestId: body.requestId, routeId, content }, async () => {
        await lockForm(tx)
        await requireRoom(tx, platform)
        stored = await platform.files.put(photo)
        return insert(tx, body.kind, stored, photo)
      }),
    )
  } catch (e) {
    if (stored !== null) await removeUnlessKept(platform, actor, 'attachments', stored)
    throw e
  }
}

/**
 * After a failed upload: removes the file, unless the row is there after all. A connection that is lost while the
 * transaction commits tells nothing; then the file stays, for an orphan costs nothing and a lost photo is one.
 */
export async function removeUnlessKept(
  platform: Platform,
  actor: StudentActor,
  table: 'attachments' | 'campus_papers',
  key: string,
): Promise<void> {
  const free = await platform
    .transaction(actor, (tx) => tx.db.selectFrom(table).select('id').where('file_key', '=', key).executeTakeFirst())
    .then((row) => row === undefined)
    .catch(() => false)
  if (free) await platform.files.remove(key)
}

async function requireRoom(tx: StudentTx, platform: Platform): Promise<void> {
  const round = await roundOf(tx, tx.actor.schoolId, termOn(platform, tx.today))
  const { rows } = await sql<{ n: number }>`
    select count(*)::integer as n from attachments a left join submissions s on s.id = a.submission_id
    where a.student_id = ${tx.actor.id} and (a.submission_id is null or s.round_id = ${round?.id ?? null})`.execute(
    tx.db,
  )
  if ((rows[0]?.n ?? 0) >= MAX_ATTACHMENTS) {
    throw refuse('rule-refused', `最多上传${MAX_ATTACHMENTS}张照片，请先删除不需要的再上传。`)
  }
}

async function insert(tx: StudentTx, kind: AttachmentKind, key: string, photo: Buffer): Promise<AttachmentView> {
  const attachment: Attachment = {
    id: newId(),
    kind,
    size: photo.length,
    mime: 'image/jpeg',
    uploadedAt: tx.now,
    submissionId: null,
  }
  const hash = sm3(photo)
  await tx.db
    .insertInto('attachments')
    .values({
      id: attachment.id,
      student_id: tx.actor.id,
      school_id: tx.actor.schoolId,
      scope: tx.actor.scope,
      kind,
      file_key: key,
      size: attachment.size,
      mime: attachment.mime,
      sm3: hash,
      uploaded_at: tx.now,
    })
    .execute()
  tx.audit({
    action: 'attachment.upload',
    subjectKind: 'attachment',
    subjectId: attachment.id,
    scope: tx.actor.scope,
    data: { kind, sm3: hash },
  })
  return toAttachmentView(attachment)
}

/** The student's own photo. */
export async function ownPhoto(platform: Platform, actor: StudentActor, id: string): Promise<Download> {
  const row = await platform.transaction(actor, (tx) =>
    tx.db
      .selectFrom('attachments')
      .select(['kind', 'file_key', 'mime'])
      .where('id', '=', id)
      .where('student_id', '=', actor.id)
      .executeTakeFirst(),
  )
  const { kind, file_key: key, mime } = found(row)
  const content = await platform.files.get(key)
  return { name: `${attachmentTitles[kind as AttachmentKind]}.jpg`, mime, content, inline: true }
}

/**
 * Deletes a photo that nobody is working with: not submitted, or submitted with a form all of which was returned or
 * recalled. While one application of the form goes on or was approved, its papers stay as they were judged.
 * That it existed, and its fingerprint, stay in the audit log; the file goes in a job after the commit.
 */
export async function deletePhoto(tx: StudentTx, id: string): Promise<{ ok: true }> {
  await lockForm(tx)
  const row = found(
    await tx.db
      .selectFrom('attachments')
      .select(['file_key', 'kind', 'sm3', 'submission_id'])
      .where('id', '=', id)
      .where('student_id', '=', tx.actor.id)
      .executeTakeFirst(),
  )
  if (row.submission_id !== null) {
    const applications = await tx.db
      .selectFrom('applications')
      .select('status')
      .where('submission_id', '=', row.submission_id)
      .execute()
    const statuses = applications.map((a) => a.status)
    if (!statuses.every((s) => s === 'returned' || s === 'recalled')) {
      throw refuse(
        'state-conflict',
        statuses.includes('returned')
          ? '这份材料还用于正在办理的其他项目，不能删除。请直接上传新的照片，原来的照片会保留备查。'
          : '材料已随申请提交，不能删除。如需更换，请联系班主任退回补正。',
      )
    }
  }
  await tx.db.deleteFrom('attachments').where('id', '=', id).where('student_id', '=', tx.actor.id).execute()
  tx.audit({
    action: 'attachment.delete',
    subjectKind: 'attachment',
    subjectId: id,
    scope: tx.actor.scope,
    data: { kind: row.kind, sm3: row.sm3 },
  })
  await tx.enqueue('remove-file', { key: row.file_key })
  return { ok: true }
}

/** Job: removes the file of a deleted photo, unless another form shows the same photo. Repeatable. */
export async function removeFile(payload: unknown, tx: Tx, platform: Platform): Promise<void> {
  const { key } = payload as { key: string }
  const used = await tx.db.selectFrom('attachments').select('id').where('file_key', '=', key).executeTakeFirst()
  if (!used) await platform.files.remove(key)
}

/**
 * Binds the photos that a submitted form names to its submission and returns their ids. A photo of an earlier form stays
 * with that form; a copy of its row (the same file) joins this one.
 */
export async function bindPhotos(tx: StudentTx, ids: readonly string[], submissionId: string): Promise<string[]> {
  if (ids.length === 0) return []
  const rows = await tx.db
    .selectFrom('attachments')
    .selectAll()
    .where('id', '=', sql<string>`any(${ids}::uuid[])`)
    .where('student_id', '=', tx.actor.id)
    .execute()
  const bound = new Map<string, string>()
  for (const row of rows) {
    const earlier = row.submission_id !== null && row.submission_id !== submissionId
    bound.set(row.id, earlier ? newId() : row.id)
    if (!earlier) continue
    const id = bound.get(row.id) as string
    await tx.db
      .insertInto('attachments')
      .values({ ...row, id, submission_id: submissionId })
      .execute()
    tx.audit({
      action: 'attachment.reuse',
      subjectKind: 'attachment',
      subjectId: id,
      scope: tx.actor.scope,
      data: { kind: row.kind, from: row.id, sm3: row.sm3 },
    })
  }
  await tx.db
    .updateTable('attachments')
    .set({ submission_id: submissionId })
    .where('id', '=', sql<string>`any(${[...bound.values()]}::uuid[])`)
    .where('student_id', '=', tx.actor.id)
    .where('submission_id', 'is', null)
    .execute()
  return ids.map((id) => bound.get(id) ?? id)
}
