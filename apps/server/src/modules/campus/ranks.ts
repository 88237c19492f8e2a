import type { BodyOf, campus } from '@zhuxue/contracts'
import { academicYearOf, campusAsks, type StudentFacts, type Term } from '@zhuxue/policy'
import { sql } from 'kysely'
import { type Platform, refuse, type StaffActor, scrub, type Tx } from '../../platform/index.ts'
import { judge, judgedColumns, versionOf } from './judge.ts'
import { takesStep } from './offices.ts'
import {
  appendCampusEvents,
  type CampusApplication,
  type CampusRound,
  campusApplication,
  expectRevision,
  roundOf,
} from './store.ts'

/** Ranks entered for students in the school year of a term: percent, and who says so by which paper. */
export async function ranksOf(tx: Tx, studentIds: readonly string[], term: Term) {
  const rows = await tx.db
    .selectFrom('campus_ranks')
    .select(['student_id', 'hundredths', 'document', 'recorded_by_name', 'recorded_at'])
    .where('student_id', '=', sql<string>`any(${[...studentIds]}::uuid[])`)
    .where('academic_year', '=', academicYearOf(term))
    .execute()
  return new Map(rows.map((r) => [r.student_id, { ...r, percent: r.hundredths / 100 }]))
}

/** The facts of the roll with the rank that the school entered. */
export const withRank = (facts: StudentFacts, percent: number | undefined): StudentFacts =>
  percent === undefined ? facts : { ...facts, ranking: { ...facts.ranking, percent } }

/** Whether the caller may enter the rank: it is her step, and the list is not decided yet. */
export const mayRank = (actor: StaffActor, app: CampusApplication, round: CampusRound): boolean =>
  app.status === 'reviewing' &&
  takesStep(actor, round.steps[app.step]) &&
  !round.steps.slice(0, app.step).some(({ kind }) => kind === 'list')

/** 登记成绩排名: with the paper it comes from; the application is judged again on it at once. */
export async function rankApplicant(
  tx: Tx<StaffActor>,
  platform: Platform,
  id: string,
  body: BodyOf<typeof campus.rankCampusApplicant>,
): Promise<{ ok: true }> {
  const app = await campusApplication(tx, id, true)
  const round = await roundOf(tx, app)
  expectRevision(round, app, body.revision)
  if (!campusAsks(await versionOf(tx, round), 'ranking.percent')) {
    throw refuse('rule-refused', '这个项目不看成绩排名，不用登记。')
  }
  if (!mayRank(tx.actor, app, round)) throw refuse('forbidden', '目前不由您办理，不能登记成绩排名。')
  const hundredths = Math.round(body.percent * 100)
  const percent = hundredths / 100
  const document = scrub(body.document.trim())
  if (document === '')
    throw refuse('bad-request', undefined, {
      fields: [{ path: '/document', text: '请写明依据，例如教务处成绩名次表。' }],
    })
  const entered = {
    hundredths,
    document,
    recorded_by: tx.actor.id,
    recorded_by_name: tx.actor.name,
    recorded_at: tx.now,
  }
  await tx.db
    .insertInto('campus_ranks')
    .values({ student_id: app.student_id, academic_year: academicYearOf(round.term), scope: app.scope, ...entered })
    .onConflict((c) => c.constraint('campus_ranks_pkey').doUpdateSet(entered))
    .execute()
  const columns = judgedColumns(tx, await judge(tx, platform, round, app.student_id))
  await tx.db
    .updateTable('campus_applications')
    .set({ ...columns, revision: app.revision + 1 })
    .where('id', '=', app.id)
    .execute()
  const reason = `成绩排名前${percent}%，依据：${document}`
  await appendCampusEvents(tx, [{ app, round, step: app.step, action: 'rank', to: app.status, reason }])
  tx.audit({
    action: 'campus.rank',
    subjectKind: 'campus-application',
    subjectId: app.id,
    scope: app.scope,
    data: { percent, document },
  })
  return { ok: true }
}
