import { sql } from 'kysely'
import type { Refusal, Tx } from '../../platform/index.ts'
import { appendCampusEvents, type CampusApplication, lockCampus, roundOf } from './store.ts'
import { applyCampus, whyNotCampus } from './transition.ts'

/** What the publicity module asks of an application of a school's own programme; statuses are spelt as there. */
export const campusCases = (tx: Tx, ids: readonly string[]): Promise<CampusApplication[]> => lockCampus(tx, ids)

/** Applications of a round that wait for their notice, locked. */
export async function campusToPublish(tx: Tx, roundId: string): Promise<CampusApplication[]> {
  const { rows } = await sql<{ id: string }>`
    select id from campus_applications where round_id = ${roundId} and status = 'to-publish'`.execute(tx.db)
  return (
    await lockCampus(
      tx,
      rows.map((r) => r.id),
    )
  ).filter((a) => a.status === 'to-publish')
}

const each = async (
  apps: readonly CampusApplication[],
  act: (app: CampusApplication) => Promise<CampusApplication>,
) => {
  const done: CampusApplication[] = []
  for (const app of apps) done.push(await act(app))
  return done
}

export const campusToNotice = (tx: Tx, apps: readonly CampusApplication[], lastDay: string) =>
  each(apps, async (app) => applyCampus(tx, 'publish', { app, round: await roundOf(tx, app), dueOn: lastDay }))

export const endCampusNotice = (tx: Tx, apps: readonly CampusApplication[]) =>
  each(apps, async (app) => applyCampus(tx, 'notice-end', { app, round: await roundOf(tx, app) }))

export const takeDownCampus = (tx: Tx, apps: readonly CampusApplication[], reason: string) =>
  each(apps, async (app) =>
    applyCampus(tx, 'take-down', { app, round: await roundOf(tx, app), reason, patch: { held: false } }),
  )

export const upholdCampus = async (tx: Tx, app: CampusApplication, reason: string) =>
  applyCampus(tx, 'uphold-objection', { app, round: await roundOf(tx, app), reason, patch: { held: false } })

/** Who decided on the application decides no objection to it. */
export const whyNotUphold = async (tx: Tx, app: CampusApplication): Promise<Refusal | null> =>
  whyNotCampus(tx, 'uphold-objection', { app, round: await roundOf(tx, app) })

/** 异议不成立: only the mark falls. */
export async function releaseCampus(tx: Tx, app: CampusApplication): Promise<CampusApplication> {
  await tx.db
    .updateTable('campus_applications')
    .set({ held: false, revision: app.revision + 1 })
    .where('id', '=', app.id)
    .execute()
  await noteObjection(tx, app, 'objection-dismissed')
  tx.audit({ action: 'campus.release-hold', subjectKind: 'campus-application', subjectId: app.id, scope: app.scope })
  return { ...app, held: false, revision: app.revision + 1 }
}

export async function noteObjection(
  tx: Tx,
  app: CampusApplication,
  action: 'objection-raised' | 'objection-dismissed',
): Promise<void> {
  const round = await roundOf(tx, app)
  await appendCampusEvents(tx, [{ app, round, step: app.step, action, to: app.status, reason: null }])
}
