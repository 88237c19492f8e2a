import {
  determine,
  type Plan,
  type ProgrammeVersion,
  planOf,
  readAnswer,
  sqlAnswers,
  type Term,
  type Verdict,
} from '@zhuxue/policy'
import { sql } from 'kysely'
import type { Platform, Tx, WorkerTx } from '../../platform/index.ts'
import { rulesOf } from '../catalogue/index.ts'
import { schoolOf } from '../organisations/index.ts'
import { factRelation, factsOfMany } from '../roll/index.ts'
import { areasOn } from './region.ts'

/** Students in one run of the job: about half a second; the rest follows with the next tick. */
const AT_ONCE = 5000
/** Plans kept: one a term and set of versions, so a few for each kind of school. */
const KEPT_PLANS = 32

type KeptPlan = { readonly term: Term; readonly versions: readonly ProgrammeVersion[]; readonly plan: Plan }
const plans = new WeakMap<Platform, KeptPlan[]>()

/** The rules in force at a place in a term, compiled together; compiled again when a version was published. */
export async function planAt(tx: Tx, platform: Platform, term: Term, scope: string): Promise<Plan> {
  const versions = (await rulesOf(tx, platform)).inForce(term, scope)
  const kept = plans.get(platform) ?? []
  const same = (one: KeptPlan) =>
    one.term === term && one.versions.length === versions.length && one.versions.every((v, n) => v === versions[n])
  const found = kept.find(same)
  if (found !== undefined) return found.plan
  const plan = planOf(versions, areasOn(platform, term))
  plans.set(platform, [{ term, versions, plan }, ...kept].slice(0, KEPT_PLANS))
  return plan
}

/** What the rules say of one student today, by programme; a programme that is missing is a plain no. */
export type Answers = ReadonlyMap<string, Verdict>

/**
 * Today's answers of every student of a school that the caller sees. Read from `determinations` where they stand for
 * these rules, this day and the facts of now (a changed fact removes the row in its own transaction); whoever has no such
 * row is decided here, so that the reply never depends on whether the job has run.
 */
export async function answersOfSchool(
  tx: Tx,
  platform: Platform,
  schoolId: string,
  term: Term,
): Promise<Map<string, Answers>> {
  const { path } = await schoolOf(tx, schoolId)
  const plan = await planAt(tx, platform, term, path)
  const { rows } = await sql<{ id: string; answers: number[] | null }>`
    select t.id, d.answers from students t left join determinations d
      on d.student_id = t.id and d.term = ${term} and d.plan_id = ${plan.id} and d.as_of = ${tx.today}::date
    where t.school_id = ${schoolId}`.execute(tx.db)
  const found = new Map<string, Answers>()
  const shared = new Map<string, Answers>()
  for (const { id, answers } of rows) {
    if (answers === null) continue
    const key = answers.join()
    const known = shared.get(key) ?? new Map(answers.map((code) => named(plan, code)))
    shared.set(key, known)
    found.set(id, known)
  }
  const missing = rows.flatMap(({ id, answers }) => (answers === null ? [id] : []))
  for (const [id, facts] of await factsOfMany(tx, missing, term)) found.set(id, decide(plan, facts))
  return found
}

function named(plan: Plan, code: number): [string, Verdict] {
  const { version, verdict } = readAnswer(plan, code)
  return [version.programme, verdict]
}

function decide(plan: Plan, facts: Parameters<typeof determine>[1]): Answers {
  const results = plan.programmes.map(({ version }) => determine(version, facts, plan.areas))
  return new Map(results.flatMap((r) => (r.outcome === 'not-eligible' ? [] : [[r.programme, r]])))
}

/**
 * Decides the students of a school who have no answer for today's rules and day, inside the database, and stores mask and
 * answers. Students whose facts are being changed at this moment are left to the next run. Returns how many were decided.
 */
export async function determineStale(tx: WorkerTx, platform: Platform, schoolId: string, term: Term): Promise<number> {
  const { path } = await schoolOf(tx, schoolId)
  const plan = await planAt(tx, platform, term, path)
  // locked against changes of their facts (see the triggers of migration 0021), then read by a later statement
  const { rows } = await sql<{ id: string }>`
    select t.id from students t where t.school_id = ${schoolId} and not exists (
      select from determinations d where d.student_id = t.id and d.term = ${term} and d.plan_id = ${plan.id}
        and d.as_of = ${tx.today}::date)
    order by t.id limit ${AT_ONCE} for share skip locked`.execute(tx.db)
  if (rows.length === 0) return 0
  const ids = rows.map(({ id }) => id)
  await sql`
    with facts as (${factRelation(tx, term, sql`t.id = any(${ids}::uuid[])`)}),
    decided as (${sql.raw(sqlAnswers(plan, 'facts'))})
    insert into determinations (student_id, term, school_id, scope, plan_id, as_of, mask, answers, determined_at)
    select t.id, ${term}, t.school_id, t.scope, ${plan.id}, ${tx.today}::date, d.mask, d.answers, ${tx.now}
    from decided d join students t on t.id = d.student_id
    on conflict on constraint determinations_pkey do update set school_id = excluded.school_id, scope = excluded.scope,
      plan_id = excluded.plan_id, as_of = excluded.as_of, mask = excluded.mask, answers = excluded.answers,
      determined_at = excluded.determined_at`.execute(tx.db)
  return ids.length
}

const WORKER = { kind: 'worker', name: '系统' } as const

/** Every minute: one job for each school with an open round where somebody has no answer of today. */
export async function enqueueStale(platform: Platform): Promise<void> {
  await platform.transaction(WORKER, async (tx) => {
    const { rows: rounds } = await sql<{ school_id: string; scope: string; term: Term }>`
      select school_id, scope, term from rounds where opens_on <= ${tx.today}::date and closes_at > ${tx.now}`.execute(
      tx.db,
    )
    const ids = await Promise.all(rounds.map(async (r) => (await planAt(tx, platform, r.term, r.scope)).id))
    const { rows: stale } = await sql<{ school_id: string; term: Term }>`
      select r.school_id, r.term
      from unnest(${rounds.map((r) => r.school_id)}::uuid[], ${rounds.map((r) => r.term)}::text[], ${ids}::text[])
        as r(school_id, term, plan_id)
      where exists (select from students t where t.school_id = r.school_id and not exists (
        select from determinations d where d.student_id = t.id and d.term = r.term and d.plan_id = r.plan_id
          and d.as_of = ${tx.today}::date))`.execute(tx.db)
    for (const { school_id: schoolId, term } of stale) {
      await tx.enqueue('determine', { schoolId, term }, { key: `determine ${schoolId} ${term}` })
    }
  })
}
