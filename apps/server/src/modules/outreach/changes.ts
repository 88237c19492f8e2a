import type { BodyOf, outreach, ReplyOf } from '@zhuxue/contracts'
import { FACT_LABELS, type FactPath, type FactValue, factValueText, type Term } from '@zhuxue/policy'
import { sql } from 'kysely'
import { found, newId, type Platform, refuse, type StaffActor, type Tx } from '../../platform/index.ts'
import { type ChangedOutcome, changedOutcome, type JudgedApplication, keptFor, LIVE } from '../applications/index.ts'
import { currentTerm, determineSchool, type OfferedVersion, offeredVersions } from '../programmes/index.ts'
import { placeName, regionFor } from '../roll/index.ts'

type Reply = ReplyOf<typeof outreach.factChanges>

/** More than a person works through at once; the rest follows when these are done. */
const SHOWN = 300

interface Row extends JudgedApplication {
  readonly reference_no: string
  readonly student_id: string
  readonly school_id: string
  readonly scope: string
  readonly term: Term
  readonly name: string
  readonly class_name: string
  readonly school_name: string
}

interface Changed {
  readonly row: Row
  readonly change: ChangedOutcome
  readonly version: OfferedVersion
}

/** Live applications of the term whose result would be another one today; one pass of the rules for each school. */
async function changed(tx: Tx<StaffActor>, platform: Platform, applicationId?: string): Promise<Changed[]> {
  const term = currentTerm(platform)
  const { rows } = await sql<Row>`
    select a.id, a.reference_no, a.student_id, a.school_id, a.scope, a.term, a.programme, a.status, a.outcome, a.route,
      a.route_title, a.term_fen, a.decision, t.name, c.name as class_name, o.name as school_name
    from applications a join students t on t.id = a.student_id join classes c on c.id = t.class_id
      join orgs o on o.id = a.school_id
    where a.term = ${term} and a.status = any(${[...LIVE]}::text[])
      ${applicationId === undefined ? sql`` : sql`and a.id = ${applicationId}`}
    order by a.scope, a.id`.execute(tx.db)
  const list: Changed[] = []
  for (const schoolId of new Set(rows.map((r) => r.school_id))) {
    const own = rows.filter((r) => r.school_id === schoolId)
    const versions = await offeredVersions(tx, platform, term, own[0]?.scope ?? tx.actor.scope)
    const roster = await determineSchool(tx, platform, schoolId, term)
    for (const row of own) {
      const student = roster.get(row.student_id)
      const version = versions.find((v) => v.programme === row.programme)
      const change = student && changedOutcome(row, student.facts, student.results.get(row.programme))
      if (change && version) list.push({ row, change, version })
    }
  }
  const kept = await keptFor(
    tx,
    list.map(({ row }) => row.id),
  )
  return list.filter(({ row, change }) => !kept.has(`${row.id} ${change.factsSm3}`))
}

/** A county by its name, everything else as the rules say it. */
function inWords(fact: FactPath, value: FactValue | null): string {
  const county = (fact === 'hukou.county' || fact === 'school.county') && typeof value === 'string'
  return (county ? placeName(regionFor(null), value) : null) ?? factValueText(fact, value)
}

/** 情况变化: before and after of each, with the facts that changed and the reasons of today. Nothing is changed here. */
export async function listFactChanges(tx: Tx<StaffActor>, platform: Platform): Promise<Reply> {
  const list = await changed(tx, platform)
  return {
    items: list.slice(0, SHOWN).map(({ row, change: { facts, result }, version }) => ({
      applicationId: row.id,
      referenceNo: row.reference_no,
      studentId: row.student_id,
      studentName: row.name,
      className: row.class_name,
      schoolName: row.school_name,
      programme: row.programme,
      programmeTitle: version.title,
      term: row.term,
      status: row.status,
      before: { outcome: row.outcome, routeTitle: row.route_title, termFen: row.term_fen },
      after: {
        outcome: result.outcome,
        routeTitle: version.routes.find((r) => r.id === result.route)?.title ?? null,
        termFen: result.termFen ?? null,
      },
      facts: facts.map(({ fact, before, after }) => ({
        label: FACT_LABELS[fact],
        before: inWords(fact, before),
        after: inWords(fact, after),
      })),
      reasons: result.reasons.map(({ rule, text, source, met }) => ({ rule, text, source, met })),
    })),
  }
}

/** A person has looked and keeps the result, for exactly the facts of now; the list shows it again when they change again. */
export async function keepDecision(
  tx: Tx<StaffActor>,
  platform: Platform,
  applicationId: string,
  body: BodyOf<typeof outreach.keepDecision>,
): Promise<ReplyOf<typeof outreach.keepDecision>> {
  const app = await tx.db.selectFrom('applications').select('id').where('id', '=', applicationId).executeTakeFirst()
  found(app, '没有找到这份申请，可能不在您的管理范围内。')
  const [change] = await changed(tx, platform, applicationId)
  if (!change) throw refuse('rule-refused', '这份申请的结果没有变化，或已有人处理，不用再办理。请刷新列表。')
  const id = newId()
  const done = await tx.db
    .insertInto('fact_change_decisions')
    .values({
      id,
      application_id: applicationId,
      student_id: change.row.student_id,
      scope: change.row.scope,
      facts_sm3: change.change.factsSm3,
      reason: body.reason.trim(),
      decided_by: tx.actor.id,
      decided_by_name: tx.actor.name,
      decided_at: tx.now,
    })
    .onConflict((c) => c.constraint('fact_change_decisions_once').doNothing())
    .executeTakeFirst()
  if (done.numInsertedOrUpdatedRows !== 1n) throw refuse('duplicate', '刚刚已有人维持了这份申请，请刷新列表。')
  tx.audit({
    action: 'application.keep',
    subjectKind: 'application',
    subjectId: applicationId,
    scope: change.row.scope,
    data: {
      reason: body.reason.trim(),
      facts: change.change.facts.map(({ fact, before, after }) => ({ fact, before, after })),
      wouldBe: change.change.result.outcome,
    },
  })
  return { id }
}
