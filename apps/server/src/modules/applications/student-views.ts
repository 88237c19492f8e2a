import { applicationStatusTitles, type applications, programmeTitles, type ReplyOf } from '@zhuxue/contracts'
import type { StudentActor, Tx } from '../../platform/index.ts'
import { type ApplicationRecord, applicationColumns, type FieldReason } from './store.ts'
import type { Submission } from './student-store.ts'

type StudentTx = Tx<StudentActor>
type Brief = ReplyOf<typeof applications.studentHome>['applications'][number]

/** An application as the home screen and the receipts show it. */
export const toBrief = (a: ApplicationRecord): Brief => ({
  id: a.id,
  programme: a.programme,
  title: programmeTitles[a.programme],
  status: a.status,
  statusTitle: applicationStatusTitles[a.status],
  referenceNo: a.reference_no,
  revision: a.revision,
})

/** The student's own applications for a term, without a lock. */
export async function applicationsOf(tx: StudentTx, term: string): Promise<ApplicationRecord[]> {
  const rows = await tx.db
    .selectFrom('applications')
    .select(applicationColumns)
    .where('student_id', '=', tx.actor.id)
    .where('term', '=', term)
    .orderBy('reference_no')
    .execute()
  return rows as ApplicationRecord[]
}

/** What she may apply for and has not, or has recalled. */
export const notAppliedFor = <T extends { readonly programme: ApplicationRecord['programme'] }>(
  selectable: readonly T[],
  apps: readonly ApplicationRecord[],
): T[] => selectable.filter((i) => !apps.some((a) => a.programme === i.programme && a.status !== 'recalled'))

/** What has to be corrected: the latest return of each application that waits for the student, put together. */
export async function returnedForm(
  tx: StudentTx,
  submission: Submission,
): Promise<ReplyOf<typeof applications.getForm>['returned']> {
  const events = await tx.db
    .selectFrom('application_events as e')
    .innerJoin('applications as a', 'a.id', 'e.application_id')
    .select(['e.application_id', 'e.at', 'e.actor_name', 'e.actor_role', 'e.reason', 'e.fields'])
    .where('a.submission_id', '=', submission.id)
    .where('a.student_id', '=', tx.actor.id)
    .where('a.status', '=', 'returned')
    .where('e.to_status', '=', 'returned')
    .orderBy('e.id', 'desc')
    .execute()
  const latest = events.filter((e, i) => events.findIndex((o) => o.application_id === e.application_id) === i)
  const last = latest[0]
  if (!last) return null
  const fields = new Map<string, { field: string; reason: string }>()
  for (const { field, reason } of latest.flatMap((e) => e.fields as FieldReason[])) {
    fields.set(`${field}\n${reason}`, { field, reason })
  }
  const reasons = new Set(latest.map((e) => e.reason).filter((r): r is string => Boolean(r)))
  return {
    submissionRevision: submission.revision,
    by: `${last.actor_role} ${last.actor_name}`,
    at: last.at.toISOString(),
    reason: [...reasons].join('；'),
    fields: [...fields.values()],
  }
}
