import type { StudentFacts } from '@zhuxue/policy'
import { newId, type StudentActor, type Tx } from '../../platform/index.ts'
import type { DeterminedProgramme, DeterminedStudent, Round } from '../programmes/index.ts'
import type { StudentCore } from '../roll/index.ts'
import { dueDay } from './deadlines.ts'
import { type ApplicationPatch, type ApplicationRecord, appendEvents, applicationColumns } from './store.ts'
import { applicationReference } from './student-reference.ts'
import type { Submission } from './student-store.ts'

/**
 * What the rules say now, as an application keeps it: outcome, route, amounts in fen, and the decision with the facts it
 * was judged by, every reason with its clause, and the version (DESIGN §3). Not for a programme she is not eligible for.
 */
export function decisionPatch(tx: Tx, facts: StudentFacts, item: DeterminedProgramme) {
  const { result, view, version } = item
  return {
    outcome: result.outcome as ApplicationRecord['outcome'],
    route: view.route,
    route_title: view.routeTitle,
    year_fen: view.yearFen,
    term_fen: view.termFen,
    payee: view.payee,
    policy_version: version.version,
    decision: {
      facts,
      determination: view,
      versions: { policy: version.version, source: version.sourceDocument, decidedAt: tx.now.toISOString() },
    },
  } satisfies ApplicationPatch
}

/** New applications of one submission, with their first event; status `submitted`, waiting for the class teacher. */
export async function createApplications(
  tx: Tx<StudentActor>,
  round: Round,
  student: StudentCore,
  submission: Submission,
  determined: DeterminedStudent,
  items: readonly DeterminedProgramme[],
): Promise<void> {
  if (items.length === 0) return
  const patches = items.map((item) => ({ item, patch: decisionPatch(tx, determined.facts, item) }))
  const rows = await tx.db
    .insertInto('applications')
    .values(
      patches.map(({ item, patch }) => ({
        ...patch,
        decision: JSON.stringify(patch.decision),
        id: newId(),
        school_id: student.schoolId,
        scope: student.scope,
        student_id: student.id,
        round_id: round.id,
        submission_id: submission.id,
        programme: item.programme,
        term: round.term,
        reference_no: applicationReference(submission.referenceNo, item.programme),
        status: 'submitted',
        submitted_at: tx.now,
        due_on: dueDay('submitted', tx.today),
      })),
    )
    .returning(applicationColumns)
    .execute()
  const apps = rows as ApplicationRecord[]
  await appendEvents(
    tx,
    apps.map((app) => ({ app, action: 'submit', from: null, to: 'submitted' as const, reason: null, fields: [] })),
  )
  for (const app of apps) {
    tx.audit({
      action: 'application.submit',
      subjectKind: 'application',
      subjectId: app.id,
      scope: app.scope,
      data: { referenceNo: app.reference_no, programme: app.programme, term: app.term, outcome: app.outcome },
    })
  }
}
