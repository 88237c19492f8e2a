import { type FacePurpose, type FaceResult, type face, facePurposeTitles, type ReplyOf } from '@zhuxue/contracts'
import type { Reason, Verdict } from '@zhuxue/face'
import { addWorkingDays, afterFaceVerdict, CalendarCoverageError, type LocalDate } from '@zhuxue/policy'
import { loadRegion } from '@zhuxue/regions'
import { sql } from 'kysely'
import { dayOf, newId, type Tx } from '../../platform/index.ts'
import { addPass } from './passes.ts'

export type Outcome = ReplyOf<typeof face.submit>

/** A try as it stands in the database. */
export interface CheckRow {
  readonly id: string
  readonly student_id: string
  readonly school_id: string
  readonly scope: string
  readonly session_id: string
  readonly purpose: string
  readonly provider: string
  readonly token: string
  readonly ticket: string | null
  readonly steps: string[]
  readonly consent_id: string
  readonly started_at: Date
  readonly expires_at: Date
  readonly used_at: Date | null
  readonly request_id: string | null
  readonly result: string | null
  readonly counts: boolean
  readonly score: number | null
  readonly threshold: number | null
  readonly reasons: unknown
}

export const CHECK_COLUMNS = [
  'id',
  'student_id',
  'school_id',
  'scope',
  'session_id',
  'purpose',
  'provider',
  'token',
  'ticket',
  'steps',
  'consent_id',
  'started_at',
  'expires_at',
  'used_at',
  'request_id',
  'result',
  'counts',
  'score',
  'threshold',
  'reasons',
] as const

/** Start of the day in Asia/Shanghai, as an instant. */
export const dayStart = (now: Date): Date => new Date(`${dayOf(now)}T00:00:00+08:00`)

/** Tries of a purpose that counted on the day of `now`. */
export async function triesToday(tx: Tx, studentId: string, purpose: string): Promise<number> {
  const row = await tx.db
    .selectFrom('face_checks')
    .select((e) => e.fn.countAll<number>().as('n'))
    .where('student_id', '=', studentId)
    .where('purpose', '=', purpose)
    .where('started_at', '>=', dayStart(tx.now))
    .where('counts', '=', true)
    .executeTakeFirstOrThrow()
  return Number(row.n)
}

// the working calendar is the country's
const national = loadRegion('000000')

/** Day by which the school should have looked: the next working day; null where the calendar does not reach. */
export function dueOn(today: LocalDate): LocalDate | null {
  if (!national.ok) return null
  try {
    return addWorkingDays(national.region.calendar, today, 1).lastDay
  } catch (e) {
    if (e instanceof CalendarCoverageError) return null
    throw e
  }
}

/** Reasons as the person may read them: the advisory hint is for the reviewer only. */
export const shownReasons = (reasons: readonly Reason[]): Outcome['reasons'] =>
  reasons.filter((r) => r.kind !== 'hint').map((r) => ({ ...r, step: r.step ?? null }))

/**
 * Writes a verdict down in the caller's transaction: the try is used up, a pass opens the way for the session, and
 * what a person must see becomes a case. Returns what the phone is told.
 */
export async function recordVerdict(
  tx: Tx,
  check: CheckRow,
  verdict: Verdict,
  requestId: string | null,
): Promise<Outcome> {
  const purpose = check.purpose as FacePurpose
  const before = await triesToday(tx, check.student_id, purpose)
  const after = afterFaceVerdict(purpose, verdict.result, before)
  await tx.db
    .updateTable('face_checks')
    .set({
      used_at: tx.now,
      request_id: requestId,
      result: verdict.result,
      counts: after.counts,
      score: verdict.score,
      threshold: verdict.threshold,
      hint: verdict.liveness.hint,
      reasons: JSON.stringify(verdict.reasons),
      model_id: verdict.modelId || null,
    })
    .where('id', '=', check.id)
    .execute()
  const student = { studentId: check.student_id, scope: check.scope }
  let passedUntil: Date | null = null
  if (verdict.result === 'pass') await endOpenCases(tx, check.student_id, purpose)
  if (verdict.result === 'pass' && purpose !== 'enrol') {
    passedUntil = await addPass(tx, {
      ...student,
      purpose,
      way: 'face',
      sessionId: check.session_id,
      checkId: check.id,
    })
  }
  if (after.opensCase) await openCase(tx, check, 'review', check.id)
  if (verdict.result !== 'error') {
    tx.audit({
      action: purpose === 'enrol' && verdict.result === 'pass' ? 'face.enrol' : `face.${verdict.result}`,
      subjectKind: 'student',
      subjectId: check.student_id,
      scope: check.scope,
      data: {
        purpose: facePurposeTitles[purpose],
        provider: verdict.provider,
        codes: verdict.reasons.map((r) => r.code),
        checkId: check.id,
      },
    })
  }
  return {
    result: verdict.result,
    reasons: shownReasons(verdict.reasons),
    next: after.next,
    triesLeft: after.triesLeft,
    passedUntil: passedUntil?.toISOString() ?? null,
  }
}

/** The outcome of a try that was recorded before, for a repeated request and for polling. */
export async function recordedOutcome(tx: Tx, check: CheckRow): Promise<Outcome> {
  const result = check.result as FaceResult
  const tries = await triesToday(tx, check.student_id, check.purpose)
  const after = afterFaceVerdict(check.purpose, result, tries - (check.counts ? 1 : 0))
  const pass = await tx.db
    .selectFrom('face_passes')
    .select('expires_at')
    .where('check_id', '=', check.id)
    .where('student_id', '=', check.student_id)
    .executeTakeFirst()
  return {
    result,
    reasons: shownReasons((check.reasons ?? []) as Reason[]),
    next: after.next,
    triesLeft: after.triesLeft,
    passedUntil: pass?.expires_at.toISOString() ?? null,
  }
}

/** Who was recognised needs no person any more. */
async function endOpenCases(tx: Tx, studentId: string, purpose: FacePurpose): Promise<void> {
  await tx.db
    .updateTable('face_cases')
    .set({ status: 'ended', decided_at: tx.now })
    .where('student_id', '=', studentId)
    .where('purpose', '=', purpose)
    .where('status', '=', 'waiting')
    .execute()
}

/** A case for a person of the school; an open one of the same purpose is closed and its try carried over. */
export async function openCase(
  tx: Tx,
  of: Pick<CheckRow, 'student_id' | 'school_id' | 'scope' | 'session_id' | 'purpose'>,
  kind: 'review' | 'two-staff' | 'code',
  checkId: string | null,
): Promise<string> {
  await sql`select pg_advisory_xact_lock(hashtextextended(${`face-case:${of.student_id}`}, 0))`.execute(tx.db)
  const open = await tx.db
    .updateTable('face_cases')
    .set({ status: 'ended', decided_at: tx.now })
    .where('student_id', '=', of.student_id)
    .where('purpose', '=', of.purpose)
    .where('status', '=', 'waiting')
    .returning('check_id')
    .executeTakeFirst()
  const id = newId()
  await tx.db
    .insertInto('face_cases')
    .values({
      id,
      student_id: of.student_id,
      school_id: of.school_id,
      scope: of.scope,
      session_id: of.session_id,
      purpose: of.purpose,
      kind,
      check_id: checkId ?? open?.check_id ?? null,
      opened_at: tx.now,
      due_on: dueOn(tx.today),
    })
    .execute()
  return id
}
