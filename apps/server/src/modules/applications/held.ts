import {
  type ApplicationStatus,
  applicationStatusTitles,
  attachmentTitles,
  type HeldItem,
  type ProgrammeCode,
  programmeTitles,
} from '@zhuxue/contracts'
import { dayOf, type Platform, type StudentActor, type Tx } from '../../platform/index.ts'
import { formLines } from './staff-form.ts'
import { type FormAnswers, formPlace } from './student-store.ts'

const OWN = '本人填报'
const kindTitle = (kind: string): string => attachmentTitles[kind as keyof typeof attachmentTitles] ?? kind

/** Applications with their state; `full` adds every answer of the forms as they were submitted last. */
export async function heldApplications(tx: Tx<StudentActor>, platform: Platform, full: boolean): Promise<HeldItem[]> {
  const apps = await tx.db
    .selectFrom('applications')
    .select(['programme', 'term', 'reference_no', 'status', 'submitted_at', 'closing_reason'])
    .where('student_id', '=', tx.actor.id)
    .orderBy('id', 'desc')
    .execute()
  const photos = await photosOf(tx, true)
  const forms = full ? await forms_(tx, platform, new Map(photos.map((p) => [p.id, kindTitle(p.kind)]))) : []
  return [
    ...apps.map((a) => ({
      label: `${programmeTitles[a.programme as ProgrammeCode]} ${a.reference_no}`,
      value: `${applicationStatusTitles[a.status as ApplicationStatus]}${a.closing_reason ? `：${a.closing_reason}` : ''}`,
      source: OWN,
      asOf: dayOf(a.submitted_at),
      verifiedBy: null,
    })),
    ...forms,
    ...photos.map((p) => photoItem(p, '已随申请提交')),
  ]
}

async function forms_(
  tx: Tx<StudentActor>,
  platform: Platform,
  kinds: ReadonlyMap<string, string>,
): Promise<HeldItem[]> {
  const rows = await tx.db
    .selectFrom('submission_revisions as r')
    .innerJoin('submissions as s', (j) =>
      j.onRef('s.id', '=', 'r.submission_id').onRef('s.revision', '=', 'r.revision'),
    )
    .select(['r.submission_id', 'r.revision', 'r.form_enc', 'r.submitted_at', 's.reference_no'])
    .where('s.student_id', '=', tx.actor.id)
    .orderBy('r.submission_id', 'desc')
    .execute()
  return rows.flatMap((r) => {
    const answers = JSON.parse(
      platform.crypto.decrypt(r.form_enc, formPlace(r.submission_id, r.revision)),
    ) as FormAnswers
    return formLines(answers, null, kinds).map((l) => ({
      label: `申请表 ${r.reference_no}：${l.label}`,
      value: l.value,
      source: OWN,
      asOf: dayOf(r.submitted_at),
      verifiedBy: null,
    }))
  })
}

interface Photo {
  readonly id: string
  readonly kind: string
  readonly size: number
  readonly uploaded_at: Date
}

const photosOf = (tx: Tx<StudentActor>, submitted: boolean): Promise<Photo[]> =>
  tx.db
    .selectFrom('attachments')
    .select(['id', 'kind', 'size', 'uploaded_at'])
    .where('student_id', '=', tx.actor.id)
    .where('submission_id', submitted ? 'is not' : 'is', null)
    .orderBy('id', 'desc')
    .execute()

const photoItem = (p: Photo, state: string): HeldItem => ({
  label: `材料照片：${kindTitle(p.kind)}`,
  value: `${state}，${Math.max(1, Math.round(p.size / 1024))} KB`,
  source: OWN,
  asOf: dayOf(p.uploaded_at),
  verifiedBy: null,
})

/** What was typed and photographed but never submitted. */
export async function heldDraft(tx: Tx<StudentActor>): Promise<HeldItem[]> {
  const drafts = await tx.db
    .selectFrom('drafts as d')
    .innerJoin('rounds as r', 'r.id', 'd.round_id')
    .select(['r.term', 'd.saved_at'])
    .where('d.student_id', '=', tx.actor.id)
    .orderBy('d.saved_at', 'desc')
    .execute()
  return [
    ...drafts.map((d) => ({
      label: '申请表草稿',
      value: '加密保存，只有您能打开',
      source: OWN,
      asOf: dayOf(d.saved_at),
      verifiedBy: null,
    })),
    ...(await photosOf(tx, false)).map((p) => photoItem(p, '还没有提交')),
  ]
}

/** Deletes drafts and photos that were never submitted; the files go in jobs after the commit. Returns how many things. */
export async function eraseDraft(tx: Tx<StudentActor>): Promise<number> {
  const drafts = await tx.db.deleteFrom('drafts').where('student_id', '=', tx.actor.id).executeTakeFirst()
  const photos = await tx.db
    .deleteFrom('attachments')
    .where('student_id', '=', tx.actor.id)
    .where('submission_id', 'is', null)
    .returning(['id', 'kind', 'file_key', 'sm3'])
    .execute()
  for (const p of photos) {
    tx.audit({
      action: 'attachment.delete',
      subjectKind: 'attachment',
      subjectId: p.id,
      scope: tx.actor.scope,
      data: { kind: p.kind, sm3: p.sm3 },
    })
    await tx.enqueue('remove-file', { key: p.file_key })
  }
  return Number(drafts.numDeletedRows) + photos.length
}
