import { academicYearOf, aidStopsFrom, isTerm, ROLL_CHANGES, termBounds } from '@zhuxue/policy'
import { sql } from 'kysely'
import type { Platform, Tx } from '../../platform/index.ts'
import { type FormAnswers, type HardshipDecided, onHardshipDecided, provideAnswers } from '../hardship/index.ts'
import {
  type ConfirmedRollChange,
  onRollChangeConfirmed,
  onRollChangePreview,
  type RollChangeEffect,
} from '../roll/index.ts'
import { formOf } from './form.ts'
import { judge, judgedColumns } from './judge.ts'
import {
  appendCampusEvents,
  type CampusApplication,
  campusOfStudent,
  campusRounds,
  lockCampus,
  roundOf,
} from './store.ts'
import { applyCampus } from './transition.ts'

/** Plugs the school's own programmes into the modules before them; called once when the module is loaded. */
export function registerHooks(): void {
  provideAnswers(familyForHardship)
  onHardshipDecided(redetermine)
  onRollChangeConfirmed(endByRollChange)
  onRollChangePreview(previewHandouts)
}

/** The family part of her newest form of the school year, where no form of a state programme says it. */
async function familyForHardship(tx: Tx, platform: Platform, studentId: string, academicYear: string) {
  const apps = await campusOfStudent(tx, studentId)
  const rounds = await campusRounds(
    tx,
    apps.map((a) => a.round_id),
  )
  for (const app of [...apps].reverse()) {
    const round = rounds.get(app.round_id)
    if (!round || academicYearOf(round.term) !== academicYear) continue
    const { family } = await formOf(tx, platform, app.id)
    if (family === undefined) continue
    const proof = await tx.db
      .selectFrom('campus_papers')
      .select('id')
      .where('application_id', '=', app.id)
      .where('document', '=', 'hardship-evidence')
      .executeTakeFirst()
    return { answers: family as FormAnswers, hasProof: proof !== undefined }
  }
  return null
}

/** 困难认定 was decided: open applications of that school year that are before their list are judged again. */
async function redetermine(tx: Tx, platform: Platform, decided: HardshipDecided): Promise<void> {
  const open = await campusOfStudent(tx, decided.studentId, ['reviewing', 'returned'])
  for (const app of await lockCampus(
    tx,
    open.map((a) => a.id),
  )) {
    const round = await roundOf(tx, app)
    if (academicYearOf(round.term) !== decided.academicYear) continue
    if (round.steps.slice(0, app.step).some(({ kind }) => kind === 'list')) continue
    const columns = judgedColumns(tx, await judge(tx, platform, round, app.student_id))
    // who is not eligible by now is told so by a person, with a reason
    if (!columns || !differs(app, columns)) continue
    await tx.db
      .updateTable('campus_applications')
      .set({ ...columns, revision: app.revision + 1 })
      .where('id', '=', app.id)
      .execute()
    await appendCampusEvents(tx, [
      {
        app,
        round,
        step: app.step,
        action: 'redetermined',
        to: app.status,
        reason: '困难认定完成，按新的事实重新核定。',
      },
    ])
    tx.audit({
      action: 'campus.redetermined',
      subjectKind: 'campus-application',
      subjectId: app.id,
      scope: app.scope,
      data: { outcome: columns.outcome, awardFen: columns.award_fen },
    })
  }
}

const differs = (app: CampusApplication, c: NonNullable<ReturnType<typeof judgedColumns>>): boolean =>
  app.outcome !== c.outcome || app.award_fen !== c.award_fen || app.term_fen !== c.term_fen

/** 学籍异动 that stops aid: open applications end, and what is not handed out yet for later months is stopped. */
async function endByRollChange(tx: Tx, change: ConfirmedRollChange): Promise<RollChangeEffect> {
  if (!change.stopsAid) return {}
  const reason = `学籍异动：${ROLL_CHANGES[change.type].label}，${change.effectiveOn}起生效`
  const open = await campusOfStudent(tx, change.studentId, ['reviewing', 'returned', 'to-publish', 'public-notice'])
  const locked = await lockCampus(
    tx,
    open.map((a) => a.id),
  )
  for (const app of locked) {
    await applyCampus(tx, 'withdraw-by-roll', { app, round: await roundOf(tx, app), reason, patch: { held: false } })
  }
  const stopped = (await dueHandouts(tx, [change.studentId])).filter((h) => stops(h.period, change))
  for (const h of stopped) {
    await tx.db
      .updateTable('campus_handouts')
      .set({ status: 'stopped', stop_reason: reason })
      .where('id', '=', h.id)
      .execute()
    tx.audit({
      action: 'campus.handout-stop',
      subjectKind: 'campus-handout',
      subjectId: h.id,
      scope: h.scope,
      data: { reason },
    })
  }
  return { withdrawnApplications: locked.length, stoppedInstalments: stopped.length }
}

/** Whether a hand-out for a period falls away: from the month after the change on, and a term that is not over yet. */
function stops(period: string, { type, effectiveOn }: ConfirmedRollChange): boolean {
  const from = aidStopsFrom(type, effectiveOn)
  if (from === null) return false
  return isTerm(period) ? termBounds(period).to >= effectiveOn : period >= from
}

/** How many hand-outs each change would stop, for whoever reviews it. */
async function previewHandouts(
  tx: Tx,
  changes: readonly (ConfirmedRollChange & { id: string })[],
): Promise<Map<string, number>> {
  const asked = changes.filter((c) => c.stopsAid)
  if (asked.length === 0) return new Map()
  const due = await dueHandouts(
    tx,
    asked.map((c) => c.studentId),
    false,
  )
  const count = (c: ConfirmedRollChange): number =>
    due.filter((h) => h.student_id === c.studentId && stops(h.period, c)).length
  return new Map(asked.map((c) => [c.id, count(c)]))
}

const dueHandouts = (tx: Tx, studentIds: readonly string[], lock = true) =>
  tx.db
    .selectFrom('campus_handouts')
    .select(['id', 'student_id', 'period', 'scope'])
    .where('student_id', '=', sql<string>`any(${[...studentIds]}::uuid[])`)
    .where('status', '=', 'due')
    .orderBy('id')
    .$if(lock, (q) => q.forUpdate())
    .execute()
