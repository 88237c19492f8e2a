import { type ApplicationStatus, applicationStatusTitles, type applications, type ReplyOf } from '@zhuxue/contracts'
import { type ApplicationAction, actionLabel, availableActions } from '@zhuxue/policy'
import { found, type Platform, type StudentActor, type Tx } from '../../platform/index.ts'
import type { DeterminationView } from '../programmes/index.ts'
import { guardianView } from './guardian.ts'
import { type ApplicationRecord, type FieldReason, readApplication } from './store.ts'
import { instalmentsFor, ownCard, toInstalmentView } from './student-money.ts'
import { canRecall } from './student-recall.ts'
import { trackerSteps } from './student-steps.ts'
import { toBrief } from './student-views.ts'

type Reply = ReplyOf<typeof applications.trackApplication>
type Event = Awaited<ReturnType<typeof eventsFor>>[number]

/** 异议由学校资助工作领导小组处理，不服的向上级资助管理部门反映 (DOMAIN §3). */
const APPEAL =
  '对结果有异议的，可以向学校资助工作领导小组提出申诉，说明理由并附材料；对学校答复仍有异议的，可以向县级资助管理中心反映。请不要相信“交钱代办”的人。'

/** Progress of one of the student's own applications. */
export async function track(tx: Tx<StudentActor>, platform: Platform, id: string): Promise<Reply> {
  const app = await readApplication(tx, id)
  found(app.student_id === tx.actor.id ? app : null)
  const events = await eventsFor(tx, id)
  const instalments = await instalmentsFor(tx, id)
  const last = events.filter((e) => e.to_status === app.status && e.from_status !== e.to_status).at(-1)
  const reason = reasonOf(app, last)
  const decision = app.decision as { determination: DeterminationView }
  const refused = app.status === 'rejected' || app.status === 'withdrawn'
  return {
    application: toBrief(app),
    term: app.term,
    submittedAt: app.submitted_at.toISOString(),
    steps: trackerSteps({
      app,
      stoppedFrom: (last?.from_status as ApplicationStatus | null | undefined) ?? null,
      reason,
      card: await ownCard(tx),
      instalments,
    }),
    reasons: decision.determination,
    decisionReason: refused || app.status === 'returned' ? reason : null,
    appeal: refused ? APPEAL : null,
    canRecall: canRecall(app.status),
    held: app.held,
    guardian: await guardianView(tx, platform, app),
    instalments: instalments.map(toInstalmentView),
    history: events.map(toHistory),
  }
}

async function eventsFor(tx: Tx<StudentActor>, applicationId: string) {
  const rows = await tx.db
    .selectFrom('application_events')
    .select(['at', 'actor_kind', 'actor_name', 'actor_role', 'action', 'from_status', 'to_status', 'reason', 'fields'])
    .where('application_id', '=', applicationId)
    .orderBy('id')
    .execute()
  return rows.map((r) => ({ ...r, fields: r.fields as readonly FieldReason[] }))
}

function reasonOf(app: ApplicationRecord, last: Event | undefined): string | null {
  if (app.status === 'recalled') return '已由本人撤回。申请截止前可以重新提交。'
  if (app.closing_reason !== null) return app.closing_reason
  if (app.status !== 'returned' || !last) return null
  return [last.reason, ...last.fields.map((f) => f.reason)].filter(Boolean).join('；') || null
}

const ACTIONS = new Set<string>(Object.values(availableActions).flat())
/** Acts whose written reason is a matter between officers, or speaks of an objection. */
const WITHOUT_NOTE = ['take-down', 'objection-dismissed', 'assess-send-back', 'return-to-school']

function titleOf(action: string, to: string): string {
  if (ACTIONS.has(action)) return actionLabel(action as ApplicationAction)
  if (action === 'objection-dismissed') return '公示情况核实完毕，继续办理'
  if (action === 'redetermined') return '按最新信息重新核定'
  return applicationStatusTitles[to as ApplicationStatus]
}

const toHistory = (e: Event): Reply['history'][number] => ({
  at: e.at.toISOString(),
  title: titleOf(e.action, e.to_status),
  by: e.actor_kind === 'staff' ? `${e.actor_role} ${e.actor_name}` : e.actor_kind === 'student' ? '本人' : '系统',
  note: WITHOUT_NOTE.includes(e.action)
    ? null
    : [e.reason, ...e.fields.map((f) => f.reason)].filter(Boolean).join('；') || null,
})
