import { type ApplicationStatus, applicationStatusTitles } from '@zhuxue/contracts'
import { type ApplicationAction, actionLabel, actionNeedsReason, separationConflict, transition } from '@zhuxue/policy'
import { refuse, scrub, type Tx } from '../../platform/index.ts'
import { dueDay } from './deadlines.ts'
import { tellStudents } from './messages.ts'
import {
  type ApplicationPatch,
  type ApplicationRecord,
  actsOf,
  appendEvents,
  type FieldReason,
  loadOfStudent,
  writeChanges,
} from './store.ts'

export interface ActOptions {
  /** why; needed where the policy's table says so, and then kept as closing reason of a refused application */
  readonly reason?: string
  /** field by field, when the form is returned */
  readonly fields?: readonly FieldReason[]
  /** further columns that change with this act (new determination on resubmission, …) */
  readonly patch?: ApplicationPatch
  /** day by which the next one has to act; without it the default of the new status */
  readonly dueOn?: string | null
  /** revision that the caller saw on the screen; a stale one is refused with what the server holds now */
  readonly revision?: number
}

export interface Act extends ActOptions {
  readonly app: ApplicationRecord
}

type ApprovedListener = (tx: Tx, approved: readonly ApplicationRecord[]) => Promise<void>
const approvedListeners: ApprovedListener[] = []

/** Registers what follows an approval (awards and instalments); runs in the same transaction, once for a batch. */
export const onApproved = (listener: ApprovedListener): void => void approvedListeners.push(listener)

/** Refuses with 409 and the present state when the caller looked at an older revision. */
export function expectRevision(app: ApplicationRecord, revision: number): void {
  if (app.revision === revision) return
  const current = { status: app.status, statusTitle: applicationStatusTitles[app.status], revision: app.revision }
  throw refuse('revision-conflict', `这份申请已被更新，现在是“${current.statusTitle}”。请查看最新内容后再操作。`, {
    current,
  })
}

/** One act on one application; see {@link applyToAll}. */
export async function applyAction(
  tx: Tx,
  app: ApplicationRecord,
  action: ApplicationAction,
  options: ActOptions = {},
): Promise<ApplicationRecord> {
  const [updated] = await applyToAll(tx, action, [{ app, ...options }])
  if (updated === undefined) throw new Error('applyToAll lost an application')
  return updated
}

/**
 * The only way in which an application changes its status: asks the policy's table, checks revision and separation of
 * duties, writes who and when, appends 申请经过 and audit, tells the students, and runs the approval listeners, all in
 * the caller's transaction. One refusal refuses the whole call; batches that report per item ask {@link whyNot} first.
 * A fixed number of statements, whatever the number of applications. `reopen` goes straight on to `submitted`: the
 * table of applications holds no drafts.
 */
export async function applyToAll(
  tx: Tx,
  action: ApplicationAction,
  wanted: readonly Act[],
): Promise<ApplicationRecord[]> {
  if (wanted.length === 0) return []
  const acts = wanted.map(withoutNumbers)
  const refusals = await whyNot(
    tx,
    action,
    acts.map(({ app }) => app),
  )
  const changes = acts.map((act) => {
    const { app } = act
    if (act.revision !== undefined) expectRevision(app, act.revision)
    const refusal = refusals.get(app.id)
    if (refusal !== undefined) throw refusal
    if (actionNeedsReason(action) && !act.reason?.trim()) {
      throw refuse('bad-request', `${actionLabel(action)}须写明理由。`, {
        fields: [{ path: '/reason', text: '请写明理由。' }],
      })
    }
    return { app, patch: patchOf(tx, act, action) }
  })
  const updated = await writeChanges(tx, changes)
  const told = acts.map((act, i) => ({
    app: updated[i] ?? act.app,
    action,
    reason: act.reason?.trim() || null,
    fields: act.fields ?? [],
  }))
  await appendEvents(
    tx,
    told.map((t, i) => ({ ...t, from: acts[i]?.app.status ?? null, to: t.app.status })),
  )
  for (const { app, reason } of told) {
    tx.audit({
      action: `application.${action}`,
      subjectKind: 'application',
      subjectId: app.id,
      scope: app.scope,
      data: {
        referenceNo: app.reference_no,
        programme: app.programme,
        term: app.term,
        to: app.status,
        reason,
      },
    })
  }
  await tellStudents(tx, told)
  if (action === 'approve') for (const listener of approvedListeners) await listener(tx, updated)
  return updated
}

/** Reasons are read by others than those who may see a full number, and sent on as messages. */
const withoutNumbers = (act: Act): Act => ({
  ...act,
  ...(act.reason === undefined ? {} : { reason: scrub(act.reason) }),
  ...(act.fields === undefined
    ? {}
    : { fields: act.fields.map(({ field, reason }) => ({ field, reason: scrub(reason) })) }),
})

/** Which of these applications the caller may not act on, and why (state, open objection, same person). */
export async function whyNot(
  tx: Tx,
  action: ApplicationAction,
  apps: readonly ApplicationRecord[],
): Promise<Map<string, ReturnType<typeof refuse>>> {
  const refusals = new Map<string, ReturnType<typeof refuse>>()
  for (const app of apps) {
    const next = transition(app.status, action, app.held)
    if (!next.ok) refusals.set(app.id, refuse('state-conflict', next.text, { current: current(app) }))
  }
  if (tx.actor.kind !== 'staff') return refusals
  const actorId = tx.actor.id
  const mine = await actsOf(
    tx,
    apps.map(({ id }) => id),
    actorId,
  )
  const past = new Map<string, { action: ApplicationAction; actorId: string }[]>()
  for (const { application_id, action: done } of mine) {
    past.set(application_id, [...(past.get(application_id) ?? []), { action: done as ApplicationAction, actorId }])
  }
  for (const app of apps) {
    const conflict = separationConflict(past.get(app.id) ?? [], { action, actorId })
    if (conflict !== null && !refusals.has(app.id)) refusals.set(app.id, refuse('same-person', conflict.text))
  }
  return refusals
}

const current = (app: ApplicationRecord) => ({
  status: app.status,
  statusTitle: applicationStatusTitles[app.status],
  revision: app.revision,
})

/** New column values of one act. The steps after the point of return are emptied, so that each must be done again. */
function patchOf(tx: Tx, act: Act, action: ApplicationAction): ApplicationPatch {
  const step = transition(act.app.status, action, act.app.held)
  if (!step.ok) throw refuse('state-conflict', step.text, { current: current(act.app) })
  const status: ApplicationStatus = step.status === 'draft' ? 'submitted' : step.status
  const by = tx.actor.kind === 'staff' ? tx.actor.id : null
  const closed = status === 'rejected' || status === 'withdrawn'
  return {
    ...act.patch,
    status,
    due_on: act.dueOn !== undefined ? act.dueOn : dueDay(status, tx.today),
    ...(closed ? { closing_reason: act.reason?.trim() ?? null } : {}),
    ...stepColumns(action, by, tx.now),
  }
}

const NOT_CHECKED = { checked_by: null, checked_at: null }
const NOT_REVIEWED = { reviewed_by: null, reviewed_at: null }
const NOT_ASSESSED = { assessed_by: null, assessed_at: null }

function stepColumns(action: ApplicationAction, by: string | null, at: Date): ApplicationPatch {
  switch (action) {
    case 'resubmit':
    case 'reopen':
      return { ...NOT_CHECKED, ...NOT_REVIEWED, closing_reason: null }
    case 'check-pass':
      return { checked_by: by, checked_at: at }
    case 'review-pass':
    case 'review-reject':
      return { reviewed_by: by, reviewed_at: at }
    case 'assess-select':
    case 'assess-not-select':
      return { assessed_by: by, assessed_at: at }
    case 'assess-send-back':
      return NOT_REVIEWED
    case 'take-down':
      return { noticed_at: null }
    case 'notice-end':
      return { noticed_at: at }
    case 'approve':
    case 'county-reject':
      return { county_by: by, county_at: at }
    case 'return-to-school':
      return { ...NOT_REVIEWED, ...NOT_ASSESSED, noticed_at: null }
    default:
      return {}
  }
}

/** 开始公示: all of them, in the transaction that writes the notice. */
export const moveToNotice = (tx: Tx, apps: readonly ApplicationRecord[], lastDay: string) =>
  applyToAll(
    tx,
    'publish',
    apps.map((app) => ({ app, dueOn: lastDay })),
  )

/** 公示期满. Held ones are refused; leave them out and call again when their objection is decided. */
export const endNotice = (tx: Tx, apps: readonly ApplicationRecord[]) =>
  applyToAll(
    tx,
    'notice-end',
    apps.map((app) => ({ app })),
  )

/** 撤下公示: back to 待公示, for a new full period. */
export const takeDownNotice = (tx: Tx, apps: readonly ApplicationRecord[], reason: string) =>
  applyToAll(
    tx,
    'take-down',
    apps.map((app) => ({ app, reason, patch: { held: false } })),
  )

/** 异议成立: the application ends with this reason. */
export const upholdObjection = (tx: Tx, app: ApplicationRecord, reason: string) =>
  applyAction(tx, app, 'uphold-objection', { reason, patch: { held: false } })

/** 异议不成立: the application goes on (it is only the mark that falls; the status stays). */
export async function releaseHold(tx: Tx, app: ApplicationRecord): Promise<ApplicationRecord> {
  const [updated] = await writeChanges(tx, [{ app, patch: { held: false } }])
  const after = updated ?? app
  await appendEvents(tx, [
    { app: after, action: 'objection-dismissed', from: app.status, to: app.status, reason: null, fields: [] },
  ])
  tx.audit({ action: 'application.release-hold', subjectKind: 'application', subjectId: app.id, scope: app.scope })
  return after
}

const OPEN: readonly ApplicationStatus[] = [
  'submitted',
  'checked',
  'reviewed',
  'assessed',
  'public-notice',
  'noticed',
  'returned',
]

/** Ends all open applications of a student whose roll changed (学籍异动); approved ones stop with their instalments. */
export async function withdrawByRoll(tx: Tx, studentId: string, reason: string): Promise<number> {
  const open = await loadOfStudent(tx, studentId, OPEN)
  await applyToAll(
    tx,
    'withdraw-by-roll',
    open.map((app) => ({ app, reason, patch: { held: false } })),
  )
  return open.length
}
