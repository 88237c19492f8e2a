import { type CampusStatus, type CampusStep, campusStatusTitle, type LocalDate, type Term } from '@zhuxue/policy'
import { sql } from 'kysely'
import { found, newId, refuse, type Tx } from '../../platform/index.ts'

/** 校级资助批次: one programme in one term, with the version and the way by which all its applications go. */
export interface CampusRound {
  readonly id: string
  readonly schoolId: string
  readonly scope: string
  readonly programme: string
  readonly title: string
  readonly term: Term
  readonly period: string
  readonly version: string
  readonly steps: readonly CampusStep[]
  readonly reviews: number
  readonly noticed: boolean
  readonly places: number | null
  readonly opensOn: LocalDate
  readonly closesOn: LocalDate
  readonly closesAt: Date
}

const roundColumns = [
  'id',
  'school_id',
  'scope',
  'programme',
  'title',
  'term',
  'period',
  'version',
  'steps',
  'reviews',
  'noticed',
  'places',
  'opens_on',
  'closes_on',
  'closes_at',
] as const

type RoundRow = Awaited<ReturnType<typeof roundRows>>[number]

const roundRows = (tx: Tx, ids: readonly string[]) =>
  tx.db
    .selectFrom('campus_rounds')
    .select(roundColumns)
    .where('id', '=', sql<string>`any(${[...ids]}::uuid[])`)
    .execute()

const toRound = (r: RoundRow): CampusRound => ({
  id: r.id,
  schoolId: r.school_id,
  scope: r.scope,
  programme: r.programme,
  title: r.title,
  term: r.term as Term,
  period: r.period,
  version: r.version,
  steps: r.steps as unknown as readonly CampusStep[],
  reviews: r.reviews,
  noticed: r.noticed,
  places: r.places,
  opensOn: r.opens_on as LocalDate,
  closesOn: r.closes_on as LocalDate,
  closesAt: r.closes_at,
})

/** Rounds by id. They hold no personal data and everybody logged in may read them: callers check whose they are. */
export async function campusRounds(tx: Tx, ids: readonly string[]): Promise<Map<string, CampusRound>> {
  if (ids.length === 0) return new Map()
  return new Map((await roundRows(tx, ids)).map((r) => [r.id, toRound(r)]))
}

/** Rounds of a school, newest first. */
export async function roundsOfSchool(tx: Tx, schoolId: string): Promise<CampusRound[]> {
  const rows = await tx.db
    .selectFrom('campus_rounds')
    .select(roundColumns)
    .where('school_id', '=', schoolId)
    .orderBy('id', 'desc')
    .execute()
  return rows.map(toRound)
}

/** One application as it is stored, without the student's form. */
export interface CampusApplication {
  readonly id: string
  readonly school_id: string
  readonly scope: string
  readonly student_id: string
  readonly round_id: string
  readonly programme: string
  readonly period: string
  readonly policy_version: string
  readonly reference_no: string
  readonly status: CampusStatus
  readonly step: number
  readonly revision: number
  readonly held: boolean
  readonly outcome: 'entitled' | 'competes' | 'to-verify'
  readonly award_fen: number | null
  readonly term_fen: number | null
  readonly payee: 'student' | 'school'
  readonly form_revision: number
  readonly submitted_at: Date
  readonly due_on: string | null
  readonly passed_by: readonly string[]
  readonly closing_reason: string | null
}

export const applicationColumns = [
  'id',
  'school_id',
  'scope',
  'student_id',
  'round_id',
  'programme',
  'period',
  'policy_version',
  'reference_no',
  'status',
  'step',
  'revision',
  'held',
  'outcome',
  'award_fen',
  'term_fen',
  'payee',
  'form_revision',
  'submitted_at',
  'due_on',
  'passed_by',
  'closing_reason',
] as const

const number = (v: unknown): number | null => (v === null || v === undefined ? null : Number(v))
// biome-ignore lint/suspicious/noExplicitAny: one row as kysely gives it, narrowed here and nowhere else
const toApplication = (r: any): CampusApplication => ({
  ...r,
  award_fen: number(r.award_fen),
  term_fen: number(r.term_fen),
})

/** Applications in the caller's sight, locked for the rest of the transaction, in the order of ids (no deadlocks). */
export async function lockCampus(tx: Tx, ids: readonly string[]): Promise<CampusApplication[]> {
  if (ids.length === 0) return []
  const rows = await tx.db
    .selectFrom('campus_applications')
    .select(applicationColumns)
    .where('id', '=', sql<string>`any(${[...ids]}::uuid[])`)
    .orderBy('id')
    .forUpdate()
    .execute()
  return rows.map(toApplication)
}

export async function campusApplication(tx: Tx, id: string, lock = false): Promise<CampusApplication> {
  const row = await tx.db
    .selectFrom('campus_applications')
    .select(applicationColumns)
    .where('id', '=', id)
    .$if(lock, (q) => q.forUpdate())
    .executeTakeFirst()
  return toApplication(found(row, '没有找到这份申请，或不在您的管理范围内。'))
}

export async function campusOfStudent(
  tx: Tx,
  studentId: string,
  statuses?: readonly CampusStatus[],
): Promise<CampusApplication[]> {
  const rows = await tx.db
    .selectFrom('campus_applications')
    .select(applicationColumns)
    .where('student_id', '=', studentId)
    .$if(statuses !== undefined, (q) => q.where('status', 'in', [...(statuses ?? [])]))
    .orderBy('id')
    .execute()
  return rows.map(toApplication)
}

export const roundOf = async (tx: Tx, app: CampusApplication): Promise<CampusRound> =>
  found((await campusRounds(tx, [app.round_id])).get(app.round_id))

export const titleOf = (round: CampusRound, app: Pick<CampusApplication, 'status' | 'step'>): string =>
  campusStatusTitle(round.steps, app)

/** 409 with the present state when the caller looked at an older revision. */
export function expectRevision(round: CampusRound, app: CampusApplication, revision: number): void {
  if (app.revision === revision) return
  const statusTitle = titleOf(round, app)
  throw refuse('revision-conflict', `这份申请已被更新，现在是“${statusTitle}”。请查看最新内容后再操作。`, {
    current: { status: app.status, statusTitle, revision: app.revision },
  })
}

export interface NewCampusEvent {
  readonly app: CampusApplication
  readonly round: CampusRound
  /** the step it happened at */
  readonly step: number
  readonly action: string
  readonly to: string
  readonly reason: string | null
}

/** 申请经过, one statement whatever the number. */
export async function appendCampusEvents(tx: Tx, events: readonly NewCampusEvent[]): Promise<void> {
  if (events.length === 0) return
  const { actor } = tx
  const by =
    actor.kind === 'student'
      ? { kind: 'student', id: actor.id, name: actor.name, role: '学生本人' }
      : actor.kind === 'staff'
        ? { kind: 'staff', id: actor.id, name: actor.name, role: actor.roleTitle }
        : { kind: 'system', id: null, name: '系统', role: '系统' }
  await tx.db
    .insertInto('campus_events')
    .values(
      events.map(({ app, round, step, action, to, reason }) => ({
        id: newId(),
        application_id: app.id,
        student_id: app.student_id,
        scope: app.scope,
        at: tx.now,
        actor_kind: by.kind,
        actor_id: by.id,
        actor_name: by.name,
        actor_role: by.role,
        action,
        step,
        step_title: round.steps[step]?.title ?? '',
        to_status: to,
        reason,
      })),
    )
    .execute()
}

export async function campusEvents(tx: Tx, applicationId: string) {
  return tx.db
    .selectFrom('campus_events')
    .select([
      'at',
      'actor_kind',
      'actor_id',
      'actor_name',
      'actor_role',
      'action',
      'step',
      'step_title',
      'to_status',
      'reason',
    ])
    .where('application_id', '=', applicationId)
    .orderBy('id')
    .execute()
}
