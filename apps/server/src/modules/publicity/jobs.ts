import type { ServerModule } from '../../platform/index.ts'
import { appendEvents, loadApplications } from '../applications/index.ts'
import { receivedText } from './raise.ts'

/**
 * After an objection: the tracker says so and the student is told (the public may not write there itself). Skipped when
 * the objection was decided before the job came to run.
 */
const objectionReceived: NonNullable<ServerModule['jobs']>[string] = async (payload, tx) => {
  const { applicationId, decideDueOn } = payload as { applicationId: string; decideDueOn: string }
  const [app] = await loadApplications(tx, [applicationId])
  if (!app?.held) return
  await appendEvents(tx, [
    { app, action: 'objection-raised', from: app.status, to: app.status, reason: null, fields: [] },
  ])
  await tx.enqueue('notify', {
    studentIds: [app.student_id],
    kind: 'objection',
    title: '公示期内收到异议',
    body: receivedText(decideDueOn),
    link: `/student/applications/${app.id}`,
    sms: null,
  })
}

export const jobs = { 'objection-received': objectionReceived }
