import type { ServerModule } from '../../platform/index.ts'
import { loadCases, noteRaised, trackerOf } from './cases.ts'
import { receivedText } from './raise.ts'

/**
 * After an objection: the tracker says so and the student is told (the public may not write there itself). Skipped when
 * the objection was decided before the job came to run.
 */
const objectionReceived: NonNullable<ServerModule['jobs']>[string] = async (payload, tx) => {
  const { applicationId, decideDueOn } = payload as { applicationId: string; decideDueOn: string }
  const [listed] = await loadCases(tx, [applicationId])
  if (!listed?.app.held) return
  await noteRaised(tx, listed)
  await tx.enqueue('notify', {
    studentIds: [listed.app.student_id],
    kind: 'objection',
    title: '公示期内收到异议',
    body: receivedText(decideDueOn),
    link: trackerOf(listed),
    sms: null,
  })
}

export const jobs = { 'objection-received': objectionReceived }
