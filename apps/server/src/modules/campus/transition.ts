import {
  type CampusAction,
  campusActionLabels,
  campusInstalments,
  campusTransition,
  type Fen,
  type LocalDate,
} from '@zhuxue/policy'
import type { Updateable } from 'kysely'
import type { CampusApplicationsTable } from '../../../db/types.ts'
import { found, newId, type Refusal, refuse, scrub, type Tx } from '../../platform/index.ts'
import { dueDay } from '../applications/index.ts'
import { versionsById } from '../catalogue/index.ts'
import { regionFor } from '../roll/index.ts'
import { messageOf } from './messages.ts'
import { appendCampusEvents, type CampusApplication, type CampusRound, campusApplication, titleOf } from './store.ts'

export interface CampusAct {
  readonly app: CampusApplication
  readonly round: CampusRound
  readonly reason?: string
  /** further columns that change with this act */
  readonly patch?: Updateable<CampusApplicationsTable>
  readonly dueOn?: LocalDate | string | null
}

/** Acts of a person at a step; 不相容职责 is asked of these. */
const DECISIONS: readonly string[] = ['pass', 'return', 'reject', 'select', 'not-select', 'uphold-objection']

/** Why the caller may not act on an application now, or null: its state, or that she decided at another step of it. */
export async function whyNotCampus(
  tx: Tx,
  action: CampusAction,
  { app, round }: Pick<CampusAct, 'app' | 'round'>,
): Promise<Refusal | null> {
  const next = campusTransition(round.steps, app, action, app.held)
  if (!next.ok) {
    return refuse('state-conflict', next.text, {
      current: { status: app.status, statusTitle: titleOf(round, app), revision: app.revision },
    })
  }
  if (tx.actor.kind !== 'staff' || !DECISIONS.includes(action)) return null
  const before = await tx.db
    .selectFrom('campus_events')
    .select('step')
    .where('application_id', '=', app.id)
    .where('actor_kind', '=', 'staff')
    .where('actor_id', '=', tx.actor.id)
    .where('action', 'in', [...DECISIONS])
    .where('step', '<>', app.step)
    .executeTakeFirst()
  if (!before) return null
  return refuse('same-person', '您已经办理过这份申请的其他环节，按规定须由另一位工作人员办理本环节。')
}

/**
 * The only way in which an application of a school's own programme changes its status: asks the policy's table over the
 * steps of its round, checks the separation of duties, writes state, event, audit and message, and makes the plan of
 * hand-outs on an award, all in the caller's transaction. The database holds the same rules.
 */
export async function applyCampus(tx: Tx, action: CampusAction, act: CampusAct): Promise<CampusApplication> {
  const { app, round } = act
  const refusal = await whyNotCampus(tx, action, act)
  if (refusal) throw refusal
  const next = campusTransition(round.steps, app, action, app.held)
  if (!next.ok) throw refuse('state-conflict', next.text)
  const { status, step } = next.state
  const reason = act.reason === undefined ? null : scrub(act.reason.trim()) || null
  if (status === 'not-awarded' || status === 'withdrawn' || status === 'returned') {
    if (reason === null) {
      throw refuse('bad-request', `${campusActionLabels[action]}须写明理由。`, {
        fields: [{ path: '/reason', text: '请写明理由。' }],
      })
    }
  }
  const advances = action === 'pass' || action === 'select'
  const again = status === 'returned' || action === 'submit' || action === 'resubmit'
  const by = tx.actor.kind === 'staff' ? tx.actor.id : null
  await write(tx, app, {
    ...act.patch,
    status,
    step,
    revision: app.revision + 1,
    due_on: act.dueOn !== undefined ? act.dueOn : dueOn(status, tx.today),
    ...(advances && by ? { passed_by: [...app.passed_by, by] } : {}),
    ...(again ? { passed_by: [], noticed_at: null } : {}),
    ...(action === 'notice-end' ? { noticed_at: tx.now } : {}),
    ...(status === 'not-awarded' || status === 'withdrawn' ? { closing_reason: reason } : {}),
    ...(action === 'submit' || action === 'resubmit' ? { closing_reason: null } : {}),
    ...(status === 'awarded' ? { awarded_at: tx.now } : {}),
  })
  const after = await campusApplication(tx, app.id)
  await appendCampusEvents(tx, [{ app: after, round, step: app.step, action, to: status, reason }])
  tx.audit({
    action: `campus.${action}`,
    subjectKind: 'campus-application',
    subjectId: app.id,
    scope: app.scope,
    data: {
      referenceNo: app.reference_no,
      programme: app.programme,
      step: round.steps[app.step]?.title ?? null,
      to: status,
      reason,
    },
  })
  if (status === 'awarded') await planHandouts(tx, after, round)
  const message = messageOf(action, round, after, reason)
  if (message) {
    await tx.enqueue('notify', {
      studentIds: [app.student_id],
      kind: 'application',
      title: message.title,
      body: message.body,
      link: message.link ?? `/student/campus/${app.id}`,
      sms: null,
    })
  }
  return after
}

const dueOn = (status: string, today: LocalDate): LocalDate | null =>
  status === 'reviewing'
    ? dueDay('checked', today)
    : status === 'returned'
      ? dueDay('returned', today)
      : status === 'to-publish'
        ? dueDay('assessed', today)
        : null

async function write(tx: Tx, app: CampusApplication, patch: Updateable<CampusApplicationsTable>): Promise<void> {
  try {
    await tx.db.updateTable('campus_applications').set(patch).where('id', '=', app.id).execute()
  } catch (e) {
    if ((e as { constraint?: string }).constraint === 'campus_places') {
      throw refuse('rule-refused', '名额已满，不能再列入名单。请刷新名单后再办理。')
    }
    throw e
  }
}

/** 发放计划: one line a period, exact to the fen, from the version by which she was judged. */
async function planHandouts(tx: Tx, app: CampusApplication, round: CampusRound): Promise<void> {
  const version = found((await versionsById(tx, [app.policy_version])).get(app.policy_version))
  const plan = campusInstalments(
    version,
    round.term,
    { yearFen: (app.award_fen ?? 0) as Fen, termFen: app.term_fen as Fen | null },
    regionFor(version.region).terms,
  )
  await tx.db
    .insertInto('campus_handouts')
    .values(
      plan.map(({ period, amount }) => ({
        id: newId(),
        application_id: app.id,
        student_id: app.student_id,
        school_id: app.school_id,
        scope: app.scope,
        period,
        amount_fen: amount,
        payee: app.payee,
      })),
    )
    .execute()
}
