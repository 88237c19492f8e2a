import { type ApplicationStatus, applicationStatusTitles, type applications, type BodyOf } from '@zhuxue/contracts'
import { refuse, type StudentActor, type Tx } from '../../platform/index.ts'
import { loadApplication } from './store.ts'
import { applyAction, expectRevision } from './transition.ts'

/** 学校审核前 (contract): waiting for the class teacher, waiting for the school's review, or returned to the student. */
const RECALLABLE: readonly ApplicationStatus[] = ['submitted', 'checked', 'returned']

export const canRecall = (status: ApplicationStatus): boolean => RECALLABLE.includes(status)

/** 撤回申请 of one programme. Within the window it may be submitted again; the same row goes on. */
export async function recall(
  tx: Tx<StudentActor>,
  id: string,
  body: BodyOf<typeof applications.recallApplication>,
): Promise<{ ok: true }> {
  const app = await loadApplication(tx, id)
  expectRevision(app, body.revision)
  if (!canRecall(app.status)) {
    throw refuse(
      'state-conflict',
      `申请现在是“${applicationStatusTitles[app.status]}”，学校审核后不能撤回。如有变化，请联系班主任或学校资助专干。`,
    )
  }
  await applyAction(tx, app, 'recall')
  return { ok: true }
}
