import { isId, type JobInfo, type Platform, sm3, type WorkerTx } from '../../platform/index.ts'
import { smsAad, smsTextAad } from './send.ts'

/** Payload of the job `notify`: final Chinese texts, made by whoever enqueues it. */
export interface NotifyPayload {
  readonly studentIds: readonly string[]
  readonly kind: string
  readonly title: string
  readonly body: string
  readonly link: string | null
  readonly sms: string | null
}

/** Reads the payload of a job; a malformed one is a fault of ours and stops the job with a clear message. */
export function readPayload(x: unknown): NotifyPayload {
  const p = x as Partial<NotifyPayload> | null
  const text = (v: unknown): v is string => typeof v === 'string' && v.length > 0
  if (!p || !Array.isArray(p.studentIds) || !text(p.kind) || !text(p.title) || !text(p.body)) {
    throw new Error('notify: payload needs studentIds, kind, title, body')
  }
  return {
    studentIds: p.studentIds,
    kind: p.kind,
    title: p.title,
    body: p.body,
    link: p.link ?? null,
    sms: p.sms ?? null,
  }
}

/**
 * Id of the message that job `job` writes for a student: the same on every retry, so that a job that runs twice
 * writes once. Shaped as UUIDv7 of the job's time of creation, so that messages sort by time.
 */
export function messageId(job: JobInfo, studentId: string): string {
  const time = job.createdAt.getTime().toString(16).padStart(12, '0')
  const hash = sm3(`notify:${job.id}:${job.createdAt.toISOString()}:${studentId}`)
  const variant = ((Number.parseInt(hash.slice(3, 4), 16) & 3) | 8).toString(16)
  return `${time.slice(0, 8)}-${time.slice(8)}-7${hash.slice(0, 3)}-${variant}${hash.slice(4, 7)}-${hash.slice(7, 19)}`
}

/** Job `notify`: one message per student, and an SMS in the outbox where a text is given and a phone is known. */
export async function notify(payload: NotifyPayload, tx: WorkerTx, job: JobInfo, openPhone: OpenPhone): Promise<void> {
  for (const studentId of new Set(payload.studentIds)) {
    const student = await tx.db.selectFrom('students').select(['scope']).where('id', '=', studentId).executeTakeFirst()
    if (!student) continue
    const id = messageId(job, studentId)
    const done = await tx.db
      .insertInto('notifications')
      .values({
        id,
        student_id: studentId,
        scope: student.scope,
        kind: payload.kind,
        title: payload.title,
        body: payload.body,
        link: payload.link,
        created_at: tx.now,
      })
      .onConflict((c) => c.column('id').doNothing())
      .executeTakeFirst()
    if (done.numInsertedOrUpdatedRows !== 1n || payload.sms === null) continue
    const phone_enc = await openPhone(studentId, id)
    if (!phone_enc) continue
    await tx.db
      .insertInto('sms_outbox')
      .values({ id, student_id: studentId, phone_enc, text: payload.sms, created_at: tx.now })
      .execute()
    await tx.enqueue('send-sms', { id }, { key: `send-sms:${id}` })
  }
}

/** The student's phone, encrypted anew for the outbox row `smsId`; null when the roll has none. */
export type OpenPhone = (studentId: string, smsId: string) => Promise<Buffer | null>

/** What a sealed request for one SMS holds: `shown` is the text without its code or link, kept after it has left. */
interface SealedText {
  readonly phone: string
  readonly text: string
  readonly shown: string
}

/**
 * Job `send-text`: an SMS to a number that is not (yet) on the roll, or not the student's own: a one-time code, a
 * guardian's link. Payload { id, studentId, box }, box = base64 of the sealed request (AAD `text:<id>`), so that no
 * number, code or token stands in the queue. Running it twice writes once.
 */
export async function sendText(payload: unknown, tx: WorkerTx, platform: Platform): Promise<void> {
  const p = payload as { id: string; studentId: string; box: string } | null
  if (!p || !isId(String(p.id)) || !isId(String(p.studentId)) || typeof p.box !== 'string') {
    throw new Error('send-text: payload needs id, studentId, box')
  }
  const sealed = JSON.parse(platform.crypto.decrypt(Buffer.from(p.box, 'base64'), `text:${p.id}`)) as SealedText
  const done = await tx.db
    .insertInto('sms_outbox')
    .values({
      id: p.id,
      student_id: p.studentId,
      phone_enc: platform.crypto.encrypt(sealed.phone, smsAad(p.id)),
      text: sealed.shown,
      text_enc: sealed.text === sealed.shown ? null : platform.crypto.encrypt(sealed.text, smsTextAad(p.id)),
      created_at: tx.now,
    })
    .onConflict((c) => c.column('id').doNothing())
    .executeTakeFirst()
  if (done.numInsertedOrUpdatedRows === 1n) await tx.enqueue('send-sms', { id: p.id }, { key: `send-sms:${p.id}` })
}
