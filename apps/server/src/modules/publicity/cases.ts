import { sql } from 'kysely'
import type { Refusal, Tx } from '../../platform/index.ts'
import {
  type ApplicationRecord,
  appendEvents,
  endNotice,
  loadApplications,
  releaseHold,
  takeDownNotice,
  upholdObjection,
  whyNot,
} from '../applications/index.ts'
import {
  type CampusApplication,
  campusCases,
  endCampusNotice,
  noteObjection,
  releaseCampus,
  takeDownCampus,
  upholdCampus,
  whyNotUphold,
} from '../campus/index.ts'

/** Whoever stands on a list: an application to a state programme, or to one of the school's own. */
export type ListedCase =
  | { readonly kind: 'state'; readonly app: ApplicationRecord }
  | { readonly kind: 'campus'; readonly app: CampusApplication }

/** Cases by id, locked; those out of the caller's sight are missing. */
export async function loadCases(tx: Tx, ids: readonly string[]): Promise<ListedCase[]> {
  const state = (await loadApplications(tx, ids)).map((app) => ({ kind: 'state' as const, app }))
  if (state.length === ids.length) return state
  return [...state, ...(await campusCases(tx, ids)).map((app) => ({ kind: 'campus' as const, app }))]
}

const stateOf = (cases: readonly ListedCase[]) => cases.flatMap((c) => (c.kind === 'state' ? [c.app] : []))
const campusOf = (cases: readonly ListedCase[]) => cases.flatMap((c) => (c.kind === 'campus' ? [c.app] : []))

/** 公示期满 for all of them; returns how many went on. */
export async function endCases(tx: Tx, cases: readonly ListedCase[]): Promise<number> {
  const state = await endNotice(tx, stateOf(cases))
  const campus = await endCampusNotice(tx, campusOf(cases))
  return state.length + campus.length
}

/** Back to 待公示; returns how many. */
export async function takeDownCases(tx: Tx, cases: readonly ListedCase[], reason: string): Promise<number> {
  const state = await takeDownNotice(tx, stateOf(cases), reason)
  const campus = await takeDownCampus(tx, campusOf(cases), reason)
  return state.length + campus.length
}

export const upholdCase = async (tx: Tx, c: ListedCase, reason: string): Promise<void> => {
  if (c.kind === 'state') await upholdObjection(tx, c.app, reason)
  else await upholdCampus(tx, c.app, reason)
}

export const whyNotUpholdCase = async (tx: Tx, c: ListedCase): Promise<Refusal | null> =>
  c.kind === 'state'
    ? ((await whyNot(tx, 'uphold-objection', [c.app])).get(c.app.id) ?? null)
    : await whyNotUphold(tx, c.app)

export const releaseCase = async (tx: Tx, c: ListedCase): Promise<ListedCase> =>
  c.kind === 'state'
    ? { kind: 'state', app: await releaseHold(tx, c.app) }
    : { kind: 'campus', app: await releaseCampus(tx, c.app) }

/** 申请经过: an objection came in. */
export async function noteRaised(tx: Tx, c: ListedCase): Promise<void> {
  if (c.kind === 'campus') return noteObjection(tx, c.app, 'objection-raised')
  const { app } = c
  await appendEvents(tx, [
    { app, action: 'objection-raised', from: app.status, to: app.status, reason: null, fields: [] },
  ])
}

/** Where the student follows it. */
export const trackerOf = ({ kind, app }: ListedCase): string =>
  kind === 'state' ? `/student/applications/${app.id}` : `/student/campus/${app.id}`

/** Status and mark of everybody who may stand on a list, as one relation (for SQL). */
export const listedCases = sql`(
  select id, student_id, status, held from applications union all select id, student_id, status, held from campus_applications)`
