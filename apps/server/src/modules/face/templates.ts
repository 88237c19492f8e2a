import { packTemplate, type Template, unpackTemplate } from '@zhuxue/face'
import { sql } from 'kysely'
import type { Platform, Tx } from '../../platform/index.ts'

/** Binds a ciphertext to its row and to the model that made it. */
const aad = (studentId: string, modelId: string): string => `face_templates.template:${studentId}:${modelId}`

/** Serialises what touches a student's registered face: an enrolment must not slip past a withdrawal of consent. */
export const lockFace = (tx: Tx, studentId: string) =>
  sql`select pg_advisory_xact_lock(hashtextextended(${`face:${studentId}`}, 0))`.execute(tx.db)

/** The registered face of the acting student, or null. */
export async function templateOf(tx: Tx, platform: Platform, studentId: string): Promise<Template | null> {
  const row = await tx.db
    .selectFrom('face_templates')
    .select(['template_enc', 'model_id'])
    .where('student_id', '=', studentId)
    .executeTakeFirst()
  if (!row) return null
  const vector = platform.crypto.decryptBytes(row.template_enc, aad(studentId, row.model_id)).toString('base64')
  return unpackTemplate({ vector, modelId: row.model_id })
}

/** Stores or replaces the face of a student. */
export async function storeTemplate(
  tx: Tx,
  platform: Platform,
  of: { readonly studentId: string; readonly scope: string; readonly consentId: string; readonly checkId: string },
  template: Template,
): Promise<void> {
  const { vector, modelId } = packTemplate(template)
  const values = {
    template_enc: platform.crypto.encrypt(Buffer.from(vector, 'base64'), aad(of.studentId, modelId)),
    model_id: modelId,
    consent_id: of.consentId,
    check_id: of.checkId,
    enrolled_at: tx.now,
  }
  await tx.db
    .insertInto('face_templates')
    .values({ student_id: of.studentId, scope: of.scope, ...values })
    .onConflict((c) => c.column('student_id').doUpdateSet(values))
    .execute()
}

/**
 * Erases the registered face, in the caller's transaction: with the withdrawal of consent itself, or after leaving.
 * Works for the student, staff, a guardian's link (auth) and jobs. Says whether there was one.
 */
export async function eraseFace(
  tx: Tx,
  student: { readonly id: string; readonly scope: string },
  why: 'consent-withdrawn' | 'left',
): Promise<boolean> {
  await lockFace(tx, student.id)
  const gone = await tx.db.deleteFrom('face_templates').where('student_id', '=', student.id).executeTakeFirst()
  if (gone.numDeletedRows === 0n) return false
  tx.audit({
    action: 'face.erase',
    subjectKind: 'student',
    subjectId: student.id,
    scope: student.scope,
    data: { reason: why === 'left' ? '离校满30天' : '撤回同意' },
  })
  return true
}
