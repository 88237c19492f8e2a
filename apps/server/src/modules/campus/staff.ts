import type { BodyOf, campus, QueryOf, ReplyOf } from '@zhuxue/contracts'
import { academicYearOf, campusAsks, campusTransition, type ProgrammeVersion } from '@zhuxue/policy'
import { sql } from 'kysely'
import { fromIdCursor, type Platform, page, pageLimit, refuse, type StaffActor, type Tx } from '../../platform/index.ts'
import { hardshipView, latestOf } from '../hardship/index.ts'
import { noteCaseLook } from '../roll/index.ts'
import { campusFormLines, formOf } from './form.ts'
import { judge, judgedColumns, reasonsView, versionOf } from './judge.ts'
import { stepRolesOf, takesStep } from './offices.ts'
import { papersFor, toPaperView } from './papers.ts'
import { mayRank, ranksOf } from './ranks.ts'
import {
  applicationColumns,
  type CampusApplication,
  type CampusRound,
  campusApplication,
  campusEvents,
  campusRounds,
  expectRevision,
  roundOf,
  titleOf,
} from './store.ts'
import { documentsOf, personLines } from './student-own.ts'
import { eventTitle } from './track.ts'
import { applyCampus, whyNotCampus } from './transition.ts'

type Row = ReplyOf<typeof campus.listCampusApplications>['items'][number]

const baseRows = (tx: Tx) =>
  tx.db
    .selectFrom('campus_applications as a')
    .innerJoin('campus_rounds as r', 'r.id', 'a.round_id')
    .innerJoin('students as s', 's.id', 'a.student_id')
    .innerJoin('classes as c', 'c.id', 's.class_id')
    .select([...applicationColumns.map((c) => `a.${c}` as const), 's.name as student_name', 'c.name as class_name'])

const toRow =
  (tx: Tx<StaffActor>, rounds: ReadonlyMap<string, CampusRound>) =>
  (raw: unknown): Row => {
    const r = raw as CampusApplication & { student_name: string; class_name: string }
    const round = rounds.get(r.round_id) as CampusRound
    return {
      id: r.id,
      referenceNo: r.reference_no,
      studentId: r.student_id,
      studentName: r.student_name,
      className: r.class_name,
      title: round.title,
      term: round.term,
      roundId: r.round_id,
      status: r.status,
      statusTitle: r.held ? '公示异议核实中' : titleOf(round, r),
      outcome: r.outcome,
      amountFen: r.award_fen === null ? null : Number(r.award_fen),
      submittedAt: r.submitted_at.toISOString(),
      dueOn: r.due_on,
      held: r.held,
      mine: r.status === 'reviewing' && takesStep(tx.actor, round.steps[r.step]),
    }
  }

/** 校级资助申请, newest first, in the caller's scope; `mine` = those that wait for the caller's office. */
export async function listCampusApplications(
  tx: Tx<StaffActor>,
  query: QueryOf<typeof campus.listCampusApplications>,
): Promise<ReplyOf<typeof campus.listCampusApplications>> {
  const limit = pageLimit(query.limit)
  const after = fromIdCursor(query.cursor, 1)?.[0]
  let q = baseRows(tx)
    .orderBy('a.id', 'desc')
    .limit(limit + 1)
  if (query.roundId) q = q.where('a.round_id', '=', query.roundId)
  if (query.status) q = q.where('a.status', '=', query.status)
  if (query.mine) {
    q = q
      .where('a.status', '=', 'reviewing')
      .where(sql<boolean>`(r.steps -> a.step ->> 'role') = any(${stepRolesOf(tx.actor.role)}::text[])`)
  }
  if (after) q = q.where('a.id', '<', after)
  const rows = await q.execute()
  const rounds = await campusRounds(tx, [...new Set(rows.map((r) => r.round_id))])
  return page(rows, limit, toRow(tx, rounds), (r) => [r.id])
}

/** Reasons that a person may choose: quota and objection belong to the list and to the decision on the objection. */
const reasonsOf = (version: ProgrammeVersion) =>
  version.rejectionReasons.filter(({ code }) => code !== 'quota' && code !== 'objection-upheld')

/** 申请详情: the form, papers, what the rules say today, the way so far, and what the caller may do. */
export async function campusDetail(
  tx: Tx<StaffActor>,
  platform: Platform,
  id: string,
): Promise<ReplyOf<typeof campus.getCampusApplication>> {
  const app = await campusApplication(tx, id)
  const round = await roundOf(tx, app)
  const [raw] = await baseRows(tx).where('a.id', '=', id).execute()
  // opening the case is a look at the file of whoever it is about
  await noteCaseLook(tx, app.student_id)
  const judged = await judge(tx, platform, round, app.student_id)
  const documents = documentsOf(judged.version)
  const hardship = await latestOf(tx, app.student_id, academicYearOf(round.term))
  const papers = await papersFor(tx, round.id, app.student_id)
  const rank = (await ranksOf(tx, [app.student_id], round.term)).get(app.student_id)
  const open = await actionsOf(tx, app, round)
  return {
    application: toRow(tx, new Map([[round.id, round]]))(raw),
    revision: app.revision,
    person: await personLines(tx, platform, app.student_id),
    form: campusFormLines(await formOf(tx, platform, id)),
    papers: papers.filter((p) => p.application_id === id).map((p) => toPaperView(p, documents)),
    outcomeNow: judged.result.outcome,
    reasons: reasonsView(judged.result),
    hardship: hardship && hardshipView(hardship),
    rank: rank
      ? {
          percent: rank.percent,
          document: rank.document,
          by: rank.recorded_by_name,
          at: rank.recorded_at.toISOString(),
        }
      : null,
    asksRank: campusAsks(judged.version, 'ranking.percent'),
    mayRank: mayRank(tx.actor, app, round),
    steps: round.steps.map(({ id: step, title, owner, kind }) => ({ id: step, title, owner, kind })),
    step: app.step,
    history: (await campusEvents(tx, id)).map((e) => ({
      at: e.at.toISOString(),
      title: eventTitle(e),
      by: e.actor_name,
      role: e.actor_role,
      reason: e.reason,
    })),
    ...open,
    rejectionReasons: reasonsOf(judged.version).map(({ code, text }) => ({ code, text })),
    reason: app.closing_reason,
  }
}

async function actionsOf(tx: Tx<StaffActor>, app: CampusApplication, round: CampusRound) {
  const none = (whyNot: string | null) => ({ actions: [] as ('pass' | 'return' | 'reject')[], whyNot })
  if (app.status !== 'reviewing') return none(null)
  const step = round.steps[app.step]
  if (!takesStep(tx.actor, step)) return none(`目前由${step?.owner ?? '其他人员'}办理。`)
  const refusal = await whyNotCampus(tx, 'reject', { app, round })
  if (refusal) return none(refusal.message)
  if (step?.kind === 'list') {
    return {
      actions: ['return', 'reject'] as ('pass' | 'return' | 'reject')[],
      whyNot: '通过与否在“评审名单”中按名额统一决定。',
    }
  }
  const open = (['pass', 'return', 'reject'] as const).filter((a) => campusTransition(round.steps, app, a).ok)
  return { actions: [...open], whyNot: null }
}

/**
 * One step on one application. Passing takes over what the rules say on the facts of that day, and is refused while
 * something that decides is unknown at the last review before the list, or the student is not eligible any more.
 */
export async function actOnCampus(
  tx: Tx<StaffActor>,
  platform: Platform,
  id: string,
  body: BodyOf<typeof campus.actOnCampus>,
): Promise<ReplyOf<typeof campus.actOnCampus>> {
  const app = await campusApplication(tx, id, true)
  const round = await roundOf(tx, app)
  expectRevision(round, app, body.revision)
  const step = round.steps[app.step]
  if (app.status === 'reviewing' && !takesStep(tx.actor, step)) {
    throw refuse('forbidden', `这份申请目前由${step?.owner ?? '其他人员'}办理。`)
  }
  const after =
    body.action === 'pass'
      ? await pass(tx, platform, app, round, body.reason)
      : await applyCampus(tx, body.action, { app, round, reason: await reasonFor(tx, round, body) })
  return { status: after.status, statusTitle: titleOf(round, after), revision: after.revision }
}

async function pass(
  tx: Tx<StaffActor>,
  platform: Platform,
  app: CampusApplication,
  round: CampusRound,
  reason: string,
) {
  const refusal = await whyNotCampus(tx, 'pass', { app, round })
  if (refusal) throw refusal
  // behind the list her place is decided: the facts of that day stand
  if (round.steps.slice(0, app.step).some(({ kind }) => kind === 'list'))
    return applyCampus(tx, 'pass', { app, round, reason })
  const judged = await judge(tx, platform, round, app.student_id)
  const columns = judgedColumns(tx, judged)
  if (!columns) throw refuse('rule-refused', '按现有信息已不符合资助条件，不能通过。请退回补正或选择不予资助。')
  const last = !round.steps.slice(app.step + 1).some(({ kind }) => kind === 'review' || kind === 'list')
  if (last && columns.outcome === 'to-verify') throw refuse('rule-refused', unknownText(judged.result.reasons))
  return applyCampus(tx, 'pass', { app, round, reason, patch: columns })
}

export const unknownText = (reasons: readonly { readonly text: string; readonly met: boolean | null }[]): string =>
  `还有没有核实的条件：${reasons
    .filter((r) => r.met === null)
    .map((r) => r.text)
    .join('；')}。请先核实。`

async function reasonFor(tx: Tx, round: CampusRound, body: BodyOf<typeof campus.actOnCampus>): Promise<string> {
  const words = body.reason.trim()
  if (body.action !== 'reject') {
    if (words.length >= 4) return words
    throw refuse('bad-request', '退回补正请写明要改什么、怎样改。', {
      fields: [{ path: '/reason', text: '请写明要改什么、怎样改。' }],
    })
  }
  const chosen = reasonsOf(await versionOf(tx, round)).find(({ code }) => code === body.reasonCode)
  if (!chosen) {
    throw refuse('rule-refused', '不予资助须选择本项目规定的理由，请从列表中选择。', {
      fields: [{ path: '/reasonCode', text: '请从列表中选择理由。' }],
    })
  }
  return words ? `${chosen.text}：${words}` : chosen.text
}
