import type { ApplicationStatus, ProgrammeCode } from '@zhuxue/contracts'
import { type Selectable, sql } from 'kysely'
import type { ApplicationsTable } from '../../../db/types.ts'
import { found, newId, refuse, type Tx } from '../../platform/index.ts'

/** One row of `applications`, as every service of this module handles it (申请: one per student, programme and term). */
export interface ApplicationRecord
  extends Readonly<Omit<Selectable<ApplicationsTable>, 'status' | 'programme' | 'outcome' | 'payee'>> {
  readonly status: ApplicationStatus
  readonly programme: ProgrammeCode
  readonly outcome: 'entitled' | 'competes' | 'to-verify'
  readonly payee: 'student' | 'school'
}

export const applicationColumns = [
  'id',
  'school_id',
  'scope',
  'student_id',
  'round_id',
  'submission_id',
  'programme',
  'term',
  'reference_no',
  'status',
  'revision',
  'held',
  'outcome',
  'route',
  'route_title',
  'year_fen',
  'term_fen',
  'payee',
  'policy_version',
  'decision',
  'submitted_at',
  'due_on',
  'checked_by',
  'checked_at',
  'reviewed_by',
  'reviewed_at',
  'assessed_by',
  'assessed_at',
  'noticed_at',
  'county_by',
  'county_at',
  'closing_reason',
] as const satisfies readonly (keyof ApplicationsTable)[]

/** Columns that an act may change, with the type under which a batch hands them to PostgreSQL. */
const changeable = {
  status: 'text',
  held: 'boolean',
  outcome: 'text',
  route: 'text',
  route_title: 'text',
  year_fen: 'bigint',
  term_fen: 'bigint',
  payee: 'text',
  policy_version: 'text',
  decision: 'jsonb',
  submission_id: 'uuid',
  submitted_at: 'timestamptz',
  due_on: 'date',
  checked_by: 'uuid',
  checked_at: 'timestamptz',
  reviewed_by: 'uuid',
  reviewed_at: 'timestamptz',
  assessed_by: 'uuid',
  assessed_at: 'timestamptz',
  noticed_at: 'timestamptz',
  county_by: 'uuid',
  county_at: 'timestamptz',
  closing_reason: 'text',
} as const satisfies Partial<Record<keyof ApplicationsTable, string>>

export type ChangeableColumn = keyof typeof changeable
/** New values of some columns; `decision` as a plain object. */
export type ApplicationPatch = { readonly [K in ChangeableColumn]?: ApplicationRecord[K] }

/** Locks the applications for the rest of the transaction, always in the order of their ids (no deadlocks). */
export async function loadApplications(tx: Tx, ids: readonly string[]): Promise<ApplicationRecord[]> {
  if (ids.length === 0) return []
  const rows = await tx.db
    .selectFrom('applications')
    .select(applicationColumns)
    .where('id', '=', sql<string>`any(${ids}::uuid[])`)
    .orderBy('id')
    .forUpdate()
    .execute()
  return rows as ApplicationRecord[]
}

/** Locks one application; 404 when it is missing or outside the caller's scope. */
export async function loadApplication(tx: Tx, id: string): Promise<ApplicationRecord> {
  return found((await loadApplications(tx, [id]))[0], '没有找到这份申请，或不在您的管理范围内。')
}

/** One application without a lock, for screens. */
export async function readApplication(tx: Tx, id: string): Promise<ApplicationRecord> {
  const row = await tx.db.selectFrom('applications').select(applicationColumns).where('id', '=', id).executeTakeFirst()
  return found(row, '没有找到这份申请，或不在您的管理范围内。') as ApplicationRecord
}

/** Locks all applications of one student in the given statuses. */
export async function loadOfStudent(
  tx: Tx,
  studentId: string,
  statuses: readonly ApplicationStatus[],
): Promise<ApplicationRecord[]> {
  const rows = await tx.db
    .selectFrom('applications')
    .select(applicationColumns)
    .where('student_id', '=', studentId)
    .where('status', 'in', statuses)
    .orderBy('id')
    .forUpdate()
    .execute()
  return rows as ApplicationRecord[]
}

/** Locks the applications of a round and programme in one status, e.g. those that are to be published. */
export async function loadOfRound(
  tx: Tx,
  roundId: string,
  programme: string,
  status: ApplicationStatus,
): Promise<ApplicationRecord[]> {
  const rows = await tx.db
    .selectFrom('applications')
    .select(applicationColumns)
    .where('round_id', '=', roundId)
    .where('programme', '=', programme)
    .where('status', '=', status)
    .orderBy('id')
    .forUpdate()
    .execute()
  return rows as ApplicationRecord[]
}

export interface ApplicationChange {
  readonly app: ApplicationRecord
  readonly patch: ApplicationPatch
}

/**
 * Writes new values of many applications in one statement and raises each revision by one. Only columns that some
 * change names are written, because a role may not touch the others. Refuses all when one was changed by somebody else
 * since it was read.
 */
export async function writeChanges(tx: Tx, changes: readonly ApplicationChange[]): Promise<ApplicationRecord[]> {
  if (changes.length === 0) return []
  const named = new Set(changes.flatMap(({ patch }) => Object.keys(patch)))
  const columns = (Object.keys(changeable) as ChangeableColumn[]).filter((column) => named.has(column))
  const rows = changes.map(({ app, patch }) => ({
    id: app.id,
    revision: app.revision,
    ...Object.fromEntries(columns.map((c) => [c, c in patch ? (patch[c] ?? null) : app[c]])),
  }))
  const set = sql.join(columns.map((c) => sql`${sql.ref(c)} = r.${sql.ref(c)}`))
  const shape = sql.raw(columns.map((c) => `, ${c} ${changeable[c]}`).join(''))
  const returning = sql.join(applicationColumns.map((c) => sql.ref(`a.${c}`)))
  const { rows: written } = await sql<ApplicationRecord>`
    update applications a set revision = a.revision + 1, ${set}
    from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as r(id uuid, revision integer${shape})
    where a.id = r.id and a.revision = r.revision
    returning ${returning}`.execute(tx.db)
  if (written.length !== changes.length) throw refuse('revision-conflict')
  const byId = new Map(written.map((row) => [row.id, row]))
  return changes.map(({ app }) => found(byId.get(app.id)))
}

export interface FieldReason {
  readonly field: string
  readonly reason: string
}

export interface NewEvent {
  readonly app: ApplicationRecord
  readonly action: string
  readonly from: ApplicationStatus | null
  readonly to: ApplicationStatus
  readonly reason: string | null
  readonly fields: readonly FieldReason[]
}

const eventActor = (tx: Tx): { kind: string; id: string | null; name: string; role: string } => {
  const a = tx.actor
  if (a.kind === 'student') return { kind: 'student', id: a.id, name: a.name, role: '学生本人' }
  if (a.kind === 'staff') return { kind: 'staff', id: a.id, name: a.name, role: a.roleTitle }
  return { kind: 'system', id: null, name: '系统', role: '系统自动办理' }
}

/** Appends to 申请经过, one statement for many. */
export async function appendEvents(tx: Tx, events: readonly NewEvent[]): Promise<void> {
  if (events.length === 0) return
  const by = eventActor(tx)
  const rows = events.map((e) => ({
    id: newId(),
    application_id: e.app.id,
    student_id: e.app.student_id,
    scope: e.app.scope,
    action: e.action,
    from_status: e.from,
    to_status: e.to,
    reason: e.reason,
    fields: e.fields,
  }))
  await sql`
    insert into application_events (id, application_id, student_id, scope, at, actor_kind, actor_id, actor_name, actor_role,
      action, from_status, to_status, reason, fields)
    select r.id, r.application_id, r.student_id, r.scope, ${tx.now}::timestamptz, ${by.kind}, ${by.id}::uuid, ${by.name}, ${by.role},
      r.action, r.from_status, r.to_status, r.reason, r.fields
    from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as r(id uuid, application_id uuid, student_id uuid, scope text,
      action text, from_status text, to_status text, reason text, fields jsonb)`.execute(tx.db)
}

/** What one person did on these applications so far (for the separation of duties). */
export async function actsOf(tx: Tx, ids: readonly string[], staffId: string) {
  return tx.db
    .selectFrom('application_events')
    .select(['application_id', 'action'])
    .where('application_id', '=', sql<string>`any(${ids}::uuid[])`)
    .where('actor_kind', '=', 'staff')
    .where('actor_id', '=', staffId)
    .execute()
}

/** 申请经过 of one application, oldest first. */
export async function eventsOf(tx: Tx, applicationId: string) {
  const rows = await tx.db
    .selectFrom('application_events')
    .select([
      'id',
      'at',
      'actor_kind',
      'actor_id',
      'actor_name',
      'actor_role',
      'action',
      'to_status',
      'reason',
      'fields',
    ])
    .where('application_id', '=', applicationId)
    .orderBy('id')
    .execute()
  return rows.map((r) => ({ ...r, fields: r.fields as readonly FieldReason[] }))
}

/** Locks the applications made with one form, in the given statuses. */
export async function loadOfSubmission(
  tx: Tx,
  submissionId: string,
  statuses: readonly ApplicationStatus[],
): Promise<ApplicationRecord[]> {
  const rows = await tx.db
    .selectFrom('applications')
    .select(applicationColumns)
    .where('submission_id', '=', submissionId)
    .where('status', 'in', statuses)
    .orderBy('id')
    .forUpdate()
    .execute()
  return rows as ApplicationRecord[]
}
