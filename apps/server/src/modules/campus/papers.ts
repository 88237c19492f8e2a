import type { BodyOf, campus, ReplyOf } from '@zhuxue/contracts'
import { sql } from 'kysely'
import {
  type Download,
  found,
  newId,
  once,
  type Platform,
  refuse,
  type StaffActor,
  type StudentActor,
  sm3,
  type Tx,
  type Upload,
} from '../../platform/index.ts'
import { cleanPhoto, lockForm, removeUnlessKept } from '../applications/index.ts'
import { versionOf } from './judge.ts'
import { campusOfStudent } from './store.ts'
import { documentsOf, ownCampusRound } from './student-own.ts'

type StudentTx = Tx<StudentActor>
type PaperView = ReplyOf<typeof campus.uploadCampusPaper>

/** Photos of one student for one programme. */
const MOST = 12

export interface Paper {
  readonly id: string
  readonly document: string
  readonly size: number
  readonly uploaded_at: Date
  readonly application_id: string | null
}

/** Her papers for a round, oldest first. */
export async function papersFor(tx: Tx, roundId: string, studentId: string): Promise<Paper[]> {
  return tx.db
    .selectFrom('campus_papers')
    .select(['id', 'document', 'size', 'uploaded_at', 'application_id'])
    .where('round_id', '=', roundId)
    .where('student_id', '=', studentId)
    .orderBy('id')
    .execute()
}

export const toPaperView = (p: Paper, documents: readonly { id: string; title: string }[]): PaperView => ({
  id: p.id,
  document: p.document,
  title: documents.find(({ id }) => id === p.document)?.title ?? '其他材料',
  size: p.size,
  uploadedAt: p.uploaded_at.toISOString(),
})

/** Stores a photo: recognised by content and written anew before the transaction begins. A retry stores nothing. */
export async function uploadCampusPaper(
  platform: Platform,
  actor: StudentActor,
  roundId: string,
  routeId: string,
  body: BodyOf<typeof campus.uploadCampusPaper>,
  file: Upload,
): Promise<PaperView> {
  const photo = await cleanPhoto(file.content)
  const content = { roundId, document: body.document, file: sm3(file.content) }
  let stored: string | null = null
  try {
    return await platform.transaction(actor, (tx) =>
      once(tx, platform.crypto, { requestId: body.requestId, routeId, content }, async () => {
        const round = await ownCampusRound(tx, roundId)
        await lockForm(tx)
        const documents = documentsOf(await versionOf(tx, round))
        if (!documents.some(({ id }) => id === body.document)) {
          throw refuse('bad-request', undefined, { fields: [{ path: '/document', text: '这个项目不要求这种材料。' }] })
        }
        if ((await papersFor(tx, round.id, actor.id)).length >= MOST) {
          throw refuse('rule-refused', `最多上传${MOST}张照片，请先删除不需要的再上传。`)
        }
        stored = await platform.files.put(photo)
        const paper: Paper = {
          id: newId(),
          document: body.document,
          size: photo.length,
          uploaded_at: tx.now,
          application_id: null,
        }
        await tx.db
          .insertInto('campus_papers')
          .values({
            ...paper,
            student_id: actor.id,
            school_id: actor.schoolId,
            scope: actor.scope,
            round_id: round.id,
            file_key: stored,
            sm3: sm3(photo),
          })
          .execute()
        tx.audit({
          action: 'campus.paper-upload',
          subjectKind: 'campus-paper',
          subjectId: paper.id,
          scope: actor.scope,
          data: { document: paper.document, sm3: sm3(photo) },
        })
        return toPaperView(paper, documents)
      }),
    )
  } catch (e) {
    if (stored !== null) await removeUnlessKept(platform, actor, 'campus_papers', stored)
    throw e
  }
}

/** The student's own photo. */
export async function ownCampusPaper(platform: Platform, actor: StudentActor, id: string): Promise<Download> {
  const row = await platform.transaction(actor, (tx) =>
    tx.db
      .selectFrom('campus_papers')
      .select('file_key')
      .where('id', '=', id)
      .where('student_id', '=', actor.id)
      .executeTakeFirst(),
  )
  return { name: '材料.jpg', mime: 'image/jpeg', content: await platform.files.get(found(row).file_key), inline: true }
}

/** Deletes a photo that was not submitted yet, or belongs to a form that came back; what is being judged stays. */
export async function deleteCampusPaper(tx: StudentTx, id: string): Promise<{ ok: true }> {
  await lockForm(tx)
  const row = found(
    await tx.db
      .selectFrom('campus_papers')
      .select(['file_key', 'document', 'sm3', 'application_id'])
      .where('id', '=', id)
      .where('student_id', '=', tx.actor.id)
      .executeTakeFirst(),
  )
  if (row.application_id !== null) {
    const app = (await campusOfStudent(tx, tx.actor.id)).find((a) => a.id === row.application_id)
    if (app?.status !== 'returned' && app?.status !== 'recalled') {
      throw refuse('state-conflict', '材料已随申请提交，不能删除。如需更换，请联系班主任退回补正。')
    }
  }
  await tx.db.deleteFrom('campus_papers').where('id', '=', id).execute()
  tx.audit({
    action: 'campus.paper-delete',
    subjectKind: 'campus-paper',
    subjectId: id,
    scope: tx.actor.scope,
    data: { document: row.document, sm3: row.sm3 },
  })
  await tx.enqueue('remove-file', { key: row.file_key })
  return { ok: true }
}

/** Binds the photos that the form names to its application. */
export const bindPapers = (tx: StudentTx, ids: readonly string[], applicationId: string) =>
  tx.db
    .updateTable('campus_papers')
    .set({ application_id: applicationId })
    .where('id', '=', sql<string>`any(${[...ids]}::uuid[])`)
    .where('student_id', '=', tx.actor.id)
    .execute()

/** One paper in clear; the look is evidence: who looked at which paper of whom. */
export async function viewCampusPaper(platform: Platform, actor: StaffActor, id: string): Promise<Download> {
  const key = await platform.transaction(actor, async (tx) => {
    const row = found(
      await tx.db
        .selectFrom('campus_papers')
        .select(['id', 'student_id', 'scope', 'document', 'file_key'])
        .where('id', '=', id)
        .where('application_id', 'is not', null)
        .executeTakeFirst(),
      '没有找到这份材料，或不在您的管理范围内。',
    )
    tx.audit({
      action: 'attachment.view',
      subjectKind: 'student',
      subjectId: row.student_id,
      scope: row.scope,
      data: { attachmentId: row.id, kind: row.document },
    })
    return row.file_key
  })
  return { name: '材料.jpg', mime: 'image/jpeg', content: await platform.files.get(key), inline: true }
}
