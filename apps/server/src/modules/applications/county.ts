import type { applications, BodyOf, ReplyOf } from '@zhuxue/contracts'
import { type ApplicationAction, ROLL_STATUS_LABELS, type RollStatus } from '@zhuxue/policy'
import { sql } from 'kysely'
import { Refusal, refuse, type StaffActor, type Tx } from '../../platform/index.ts'
import { allowedReason } from './staff-check.ts'
import { type ApplicationRecord, loadApplications } from './store.ts'
import { applyToAll, expectRevision, whyNot } from './transition.ts'

type Body = BodyOf<typeof applications.countyReview>

const ACTIONS: Record<Body['decision'], ApplicationAction> = {
  approve: 'approve',
  return: 'return-to-school',
  reject: 'county-reject',
}

/**
 * 县级审核, one or up to 500 at once: every item is judged by itself, those that cannot be done are reported with the
 * reason and the others go through, in a fixed number of statements. Approval needs a finished public notice, no open
 * objection, an amount, and an active full-time roll today. A return to school starts again at the school's review:
 * the list is assessed and noticed anew.
 */
export async function countyReview(tx: Tx<StaffActor>, body: Body): Promise<ReplyOf<typeof applications.countyReview>> {
  const action = ACTIONS[body.decision]
  if (body.decision === 'return' && !body.reason.trim()) {
    throw refuse('bad-request', '退回学校须写明理由。', { fields: [{ path: '/reason', text: '请写明理由。' }] })
  }
  const wanted = new Map(body.items.map(({ id, revision }) => [id, revision]))
  const apps = await loadApplications(tx, [...wanted.keys()])
  const byId = new Map(apps.map((app) => [app.id, app]))
  const stopped = await whyNot(tx, action, apps)
  const rolls = action === 'approve' ? await rollsOf(tx, apps) : null
  const refused: { id: string; text: string }[] = []
  const acts: { app: ApplicationRecord; reason: string }[] = []
  for (const [id, revision] of wanted) {
    const app = byId.get(id)
    try {
      if (!app) throw refuse('not-found', '没有找到这份申请，或不在您的管理范围内。')
      expectRevision(app, revision)
      const refusal = stopped.get(id)
      if (refusal) throw refusal
      if (rolls) requireApprovable(app, rolls.get(app.student_id))
      const reason =
        action === 'county-reject' ? await allowedReason(tx, app, body.reasonCode, body.reason) : body.reason.trim()
      acts.push({ app, reason })
    } catch (e) {
      if (!(e instanceof Refusal)) throw e
      refused.push({ id, text: e.message })
    }
  }
  await applyToAll(tx, action, acts)
  return { done: acts.length, refused }
}

interface Roll {
  readonly roll_status: string
  readonly study_mode: string
}

async function rollsOf(tx: Tx, apps: readonly ApplicationRecord[]): Promise<Map<string, Roll>> {
  const rows = await tx.db
    .selectFrom('students')
    .select(['id', 'roll_status', 'study_mode'])
    .where('id', '=', sql<string>`any(${apps.map((a) => a.student_id)}::uuid[])`)
    .execute()
  return new Map(rows.map((r) => [r.id, r]))
}

function requireApprovable(app: ApplicationRecord, roll: Roll | undefined): void {
  if (app.term_fen === null) throw refuse('rule-refused', '还没有确定资助金额，请退回学校审核。')
  if (roll?.roll_status !== 'on-roll') {
    const status = roll ? ROLL_STATUS_LABELS[roll.roll_status as RollStatus] : '未知'
    throw refuse('rule-refused', `学生的学籍状态为“${status}”，不能批准，请退回学校核实。`)
  }
  if (roll.study_mode !== 'full-time') throw refuse('rule-refused', '学生的学习形式已不是全日制，不能批准。')
}
