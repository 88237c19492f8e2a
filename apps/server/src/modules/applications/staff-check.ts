import { applicationStatusTitles, type applications, type BodyOf, type ReplyOf } from '@zhuxue/contracts'
import { type Platform, refuse, type StaffActor, type Tx } from '../../platform/index.ts'
import { currentPatch, differs } from './decision.ts'
import { examine, rejectionReasons } from './staff-detail.ts'
import { isFormField } from './staff-form.ts'
import {
  type ApplicationPatch,
  type ApplicationRecord,
  type FieldReason,
  loadApplication,
  loadOfSubmission,
} from './store.ts'
import { applyAction, applyToAll, expectRevision, whyNot } from './transition.ts'

type ActReply = ReplyOf<typeof applications.checkApplication>

const replyOf = (app: ApplicationRecord): ActReply => ({
  status: app.status,
  statusTitle: applicationStatusTitles[app.status],
  revision: app.revision,
})

/** 班主任初审: pass on to the school, or return the form with a reason for each answer to correct. */
export async function checkApplication(
  tx: Tx<StaffActor>,
  id: string,
  body: BodyOf<typeof applications.checkApplication>,
): Promise<ActReply> {
  const app = await loadApplication(tx, id)
  expectRevision(app, body.revision)
  if (body.decision === 'return') return returnForm(tx, app, 'check-return', body)
  return replyOf(await applyAction(tx, app, 'check-pass', { reason: body.reason }))
}

/**
 * 学校审核. Passing is refused while an automatic check blocks or a warning was not acknowledged by its id; the
 * application then carries the outcome and amount of the facts of that day. A refusal names a reason that the
 * programme version allows.
 */
export async function reviewApplication(
  tx: Tx<StaffActor>,
  platform: Platform,
  id: string,
  body: BodyOf<typeof applications.reviewApplication>,
): Promise<ActReply> {
  const app = await loadApplication(tx, id)
  expectRevision(app, body.revision)
  if (body.decision === 'return') return returnForm(tx, app, 'review-return', body)
  if (body.decision === 'reject') {
    const reason = await allowedReason(tx, app, body.reasonCode, body.reason)
    return replyOf(await applyAction(tx, app, 'review-reject', { reason }))
  }
  const refusal = (await whyNot(tx, 'review-pass', [app])).get(app.id)
  if (refusal) throw refusal
  const patch = await passable(tx, platform, app, body.acknowledged)
  return replyOf(await applyAction(tx, app, 'review-pass', { reason: body.reason, patch }))
}

/** Runs the automatic checks; returns what the determination of today changes, or refuses with what stands in the way. */
async function passable(
  tx: Tx<StaffActor>,
  platform: Platform,
  app: ApplicationRecord,
  acknowledged: readonly string[],
): Promise<ApplicationPatch> {
  const { checks, determined, now } = await examine(tx, platform, app)
  const blocks = checks.filter((c) => c.level === 'block')
  if (blocks.length > 0) {
    throw refuse('rule-refused', `自动核查没有通过：${blocks.map((c) => c.text).join('')}`, {
      fields: blocks.map((c) => ({ path: `/checks/${c.id}`, text: c.text })),
    })
  }
  const open = checks.filter((c) => c.level === 'warn' && !acknowledged.includes(c.id))
  if (open.length > 0) {
    throw refuse('rule-refused', `还有提示没有确认：${open.map((c) => c.text).join('')}请逐项核对后勾选。`, {
      fields: open.map((c) => ({ path: `/acknowledged/${c.id}`, text: c.text })),
    })
  }
  const patch = now && currentPatch(tx, determined, now)
  if (!patch?.term_fen) throw refuse('rule-refused', '还没有确定资助金额，不能通过审核。')
  return differs(app, patch) ? patch : {}
}

/** The text of an allowed reason, followed by the reviewer's own words. */
export async function allowedReason(
  tx: Tx,
  app: ApplicationRecord,
  code: string | undefined,
  words: string,
): Promise<string> {
  const reason = (await rejectionReasons(tx, app)).find((r) => r.code === code)
  if (!reason) {
    throw refuse('rule-refused', '不予通过须选择本项目规定的理由，请从列表中选择。', {
      fields: [{ path: '/reasonCode', text: '请从列表中选择理由。' }],
    })
  }
  const detail = words.trim()
  return detail ? `${reason.text}：${detail}` : reason.text
}

/**
 * Returns the form. One form serves all programmes that the student applied for, so the other applications of the same
 * submission that no committee has seen yet (submitted, checked) go back with it and are checked again afterwards.
 */
async function returnForm(
  tx: Tx<StaffActor>,
  app: ApplicationRecord,
  action: 'check-return' | 'review-return',
  body: { readonly reason: string; readonly fields: readonly FieldReason[] },
): Promise<ActReply> {
  const bad = body.fields.filter((f) => !isFormField(f.field))
  if (body.fields.length === 0 || bad.length > 0) {
    throw refuse('bad-request', '退回补正须逐项说明：请选择要修改的内容，并写明怎样修改。', {
      fields: [{ path: '/fields', text: '请至少选择一项要修改的内容。' }],
    })
  }
  const fields = body.fields.map(({ field, reason }) => ({ field, reason: reason.trim() }))
  const reason = body.reason.trim() || '请按各项说明修改后重新提交。'
  const siblings = (await loadOfSubmission(tx, app.submission_id, ['submitted', 'checked'])).filter(
    ({ id }) => id !== app.id,
  )
  const returned = await applyAction(tx, app, action, { reason, fields })
  await applyToAll(
    tx,
    'return-with-form',
    siblings.map((sibling) => ({ app: sibling, reason, fields })),
  )
  return replyOf(returned)
}
