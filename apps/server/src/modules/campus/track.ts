import { type BodyOf, type campus, handoutMethodTitles, handoutStatusTitles, type ReplyOf } from '@zhuxue/contracts'
import { type CampusAction, campusActionLabels, campusTransition } from '@zhuxue/policy'
import { dayOf, found, refuse, type StudentActor, scrub, type Tx } from '../../platform/index.ts'
import {
  type CampusApplication,
  type CampusRound,
  campusApplication,
  campusEvents,
  expectRevision,
  roundOf,
  titleOf,
} from './store.ts'
import { applyCampus } from './transition.ts'

type StudentTx = Tx<StudentActor>
type Reply = ReplyOf<typeof campus.trackCampus>
type Event = Awaited<ReturnType<typeof campusEvents>>[number]

const EXTRA: Record<string, string> = {
  redetermined: '按最新信息重新核定',
  rank: '登记成绩排名',
  'objection-raised': '公示期内收到异议，正在核实',
  'objection-dismissed': '公示情况核实完毕，继续办理',
}
/** Chinese title of an event, with its step where a person decided there. */
export const eventTitle = (e: Pick<Event, 'action' | 'step_title'>): string => {
  const label = EXTRA[e.action] ?? campusActionLabels[e.action as CampusAction] ?? e.action
  return ['pass', 'return', 'reject'].includes(e.action) && e.step_title ? `${e.step_title}：${label}` : label
}

/** Her own application, or 404. */
async function own(tx: StudentTx, id: string, lock = false): Promise<CampusApplication> {
  const app = await campusApplication(tx, id, lock)
  return found(app.student_id === tx.actor.id ? app : null)
}

/** 进度: the version's own steps with who acts, what is done, and what the school handed out. */
export async function trackCampus(tx: StudentTx, id: string): Promise<Reply> {
  const app = await own(tx, id)
  const round = await roundOf(tx, app)
  const events = await campusEvents(tx, id)
  const back = events.filter((e) => e.action === 'return').at(-1)
  const handouts = await tx.db
    .selectFrom('campus_handouts')
    .select(['id', 'period', 'amount_fen', 'status', 'paid_on', 'method', 'stop_reason', 'answer', 'payee'])
    .where('application_id', '=', id)
    .orderBy('period')
    .execute()
  return {
    id: app.id,
    referenceNo: app.reference_no,
    title: round.title,
    term: round.term,
    roundId: round.id,
    status: app.status,
    statusTitle: app.held ? '公示情况核实中' : titleOf(round, app),
    amountFen: app.award_fen,
    steps: stepViews(app, round, events, handouts),
    reason: app.status === 'returned' ? (back?.reason ?? null) : app.closing_reason,
    canRecall: campusTransition(round.steps, app, 'recall').ok,
    canCorrect: app.status === 'returned' || (app.status === 'recalled' && tx.now < round.closesAt),
    revision: app.revision,
    handouts: handouts.map((h) => ({
      id: h.id,
      period: h.period,
      amountFen: Number(h.amount_fen),
      status: h.status as Reply['handouts'][number]['status'],
      statusTitle: handoutStatusTitles[h.status as keyof typeof handoutStatusTitles],
      paidOn: h.paid_on,
      methodTitle: h.method === null ? null : handoutMethodTitles[h.method as keyof typeof handoutMethodTitles],
      stopReason: h.stop_reason,
      answer: h.answer as 'received' | 'not-received' | null,
      canAnswer: h.status === 'paid' && h.answer !== 'received' && h.payee === 'student',
    })),
    history: events.map((e) => ({
      at: e.at.toISOString(),
      title: eventTitle(e),
      by: e.actor_kind === 'staff' ? e.actor_role : e.actor_name,
      role: e.actor_role,
      // reasons between officers and words of objectors are not hers to read
      reason: ['take-down', 'objection-dismissed', 'pass'].includes(e.action) ? null : e.reason,
    })),
  }
}

function stepViews(
  app: CampusApplication,
  round: CampusRound,
  events: readonly Event[],
  handouts: readonly { status: string }[],
): Reply['steps'] {
  const since = events.map((e) => e.action).lastIndexOf('return')
  const live = since < 0 ? events : events.slice(since + 1)
  const doneAt = (step: number): string | null => {
    const e = live.filter((one) => one.step === step && ['pass', 'select', 'notice-end'].includes(one.action)).at(-1)
    return e ? dayOf(e.at) : null
  }
  const over = ['not-awarded', 'withdrawn'].includes(app.status)
  const back = app.status === 'returned' || app.status === 'recalled'
  const middle = round.steps.map(({ title, owner }, i) => {
    const done = !back && (i < app.step || app.status === 'awarded')
    const state = done ? 'done' : i === app.step && !back ? (over ? 'stopped' : 'current') : 'waiting'
    return {
      title,
      owner,
      state: state as 'done' | 'current' | 'waiting' | 'stopped',
      doneOn: done ? doneAt(i) : null,
      dueOn: state === 'current' ? app.due_on : null,
      note: state === 'current' && app.held ? '公示期内有情况需要核实，核实期间暂不进入下一步。' : null,
    }
  })
  const awarded = app.status === 'awarded'
  const settled = awarded && handouts.length > 0 && handouts.every((h) => h.status !== 'due')
  return [
    {
      title: '学生申请',
      owner: '学生本人',
      state: back ? 'current' : 'done',
      doneOn: back ? null : dayOf(app.submitted_at),
      dueOn: back ? app.due_on : null,
      note: null,
    },
    ...middle,
    {
      title: app.payee === 'school' ? '学校抵扣学费' : '学校发放',
      owner: '学校财务',
      state: settled ? 'done' : awarded ? 'current' : 'waiting',
      doneOn: null,
      dueOn: null,
      note: awarded && !settled ? '由学校发放，不通过中职卡批次。' : null,
    },
  ]
}

/** 撤回 until the list was decided. */
export async function recallCampus(
  tx: StudentTx,
  id: string,
  body: BodyOf<typeof campus.recallCampus>,
): Promise<{ ok: true }> {
  const app = await own(tx, id, true)
  const round = await roundOf(tx, app)
  expectRevision(round, app, body.revision)
  await applyCampus(tx, 'recall', { app, round })
  return { ok: true }
}

/** 确认收到 / 没有收到: what the student says about a hand-out that the school recorded. */
export async function answerHandout(
  tx: StudentTx,
  id: string,
  body: BodyOf<typeof campus.answerHandout>,
): Promise<{ ok: true }> {
  const h = found(
    await tx.db
      .selectFrom('campus_handouts')
      .select(['id', 'student_id', 'scope', 'status', 'answer', 'payee'])
      .where('id', '=', id)
      .where('student_id', '=', tx.actor.id)
      .forUpdate()
      .executeTakeFirst(),
  )
  if (h.status !== 'paid' || h.payee !== 'student')
    throw refuse('state-conflict', '学校还没有登记发放这一笔，不用确认。')
  if (h.answer === 'received') throw refuse('state-conflict', '您已经确认收到这一笔。')
  await tx.db
    .updateTable('campus_handouts')
    .set({ answer: body.answer, answer_text: scrub(body.text.trim()) || null, answered_at: tx.now })
    .where('id', '=', id)
    .execute()
  tx.audit({
    action: `campus.handout-${body.answer}`,
    subjectKind: 'campus-handout',
    subjectId: id,
    scope: h.scope,
  })
  return { ok: true }
}
