import type { FaceAskedPurpose, FacePurpose } from '@zhuxue/contracts'
import { FACE_PASS_MINUTES, FACE_PERSON_PASS_HOURS } from '@zhuxue/policy'
import { newId, refuse, type StudentActor, type Tx } from '../../platform/index.ts'

export type PassWay = 'face' | 'review' | 'two-staff' | 'code'

/** Where the school asks for a check; empty where nothing was decided. */
export async function askedAt(tx: Tx, schoolId: string): Promise<readonly FaceAskedPurpose[]> {
  const row = await tx.db
    .selectFrom('face_settings')
    .select('purposes')
    .where('school_id', '=', schoolId)
    .executeTakeFirst()
  return (row?.purposes ?? []) as FaceAskedPurpose[]
}

/** A pass: of one session for a short time, or (seen by persons of the school) for one act within a day. */
export async function addPass(
  tx: Tx,
  of: {
    readonly studentId: string
    readonly scope: string
    readonly purpose: FacePurpose
    readonly way: PassWay
    readonly sessionId: string | null
    readonly checkId?: string
    readonly caseId?: string
  },
): Promise<Date> {
  const minutes = of.sessionId === null ? FACE_PERSON_PASS_HOURS * 60 : FACE_PASS_MINUTES
  const expiresAt = new Date(tx.now.getTime() + minutes * 60_000)
  await tx.db
    .insertInto('face_passes')
    .values({
      id: newId(),
      student_id: of.studentId,
      scope: of.scope,
      session_id: of.sessionId,
      purpose: of.purpose,
      way: of.way,
      check_id: of.checkId ?? null,
      case_id: of.caseId ?? null,
      passed_at: tx.now,
      expires_at: expiresAt,
    })
    .execute()
  return expiresAt
}

export interface Pass {
  readonly id: string
  readonly expiresAt: Date
  readonly way: PassWay
  /** given by persons of the school: good for one act */
  readonly once: boolean
}

/** The pass that covers this session and purpose now; one of the session itself before one that is used up. */
export async function passOf(
  tx: Tx,
  student: { readonly id: string; readonly sessionId: string },
  purpose: FacePurpose,
): Promise<Pass | null> {
  const row = await tx.db
    .selectFrom('face_passes')
    .select(['id', 'expires_at', 'way', 'session_id'])
    .where('student_id', '=', student.id)
    .where('purpose', '=', purpose)
    .where('expires_at', '>', tx.now)
    .where('used_at', 'is', null)
    .where((e) => e.or([e('session_id', 'is', null), e('session_id', '=', student.sessionId)]))
    .orderBy('session_id')
    .orderBy('expires_at', 'desc')
    .executeTakeFirst()
  if (!row) return null
  return { id: row.id, expiresAt: row.expires_at, way: row.way as PassWay, once: row.session_id === null }
}

/** Uses up a pass that is good for one act; two acts at once cannot share it. False: somebody was faster. */
export async function usePass(tx: Tx, pass: Pass): Promise<boolean> {
  if (!pass.once) return true
  const done = await tx.db
    .updateTable('face_passes')
    .set({ used_at: tx.now })
    .where('id', '=', pass.id)
    .where('used_at', 'is', null)
    .executeTakeFirst()
  return done.numUpdatedRows === 1n
}

type Asked = Pick<StudentActor, 'id' | 'schoolId' | 'sessionId'>
const required = (purpose: FaceAskedPurpose) => refuse('face-check-required', undefined, { current: { purpose } })

/** Refuses like {@link requireFaceCheck} but uses nothing up: for what leads to the act, such as sending a code. */
export async function expectFaceCheck(tx: Tx, student: Asked, purpose: FaceAskedPurpose): Promise<void> {
  if (!(await askedAt(tx, student.schoolId)).includes(purpose)) return
  if (!(await passOf(tx, student, purpose))) throw required(purpose)
}

/**
 * Refuses (428 `face-check-required`, `current.purpose`) when the student's school asks for a check before this act
 * and neither the face nor persons of the school have confirmed who it is. Call it inside the act's transaction, after
 * everything else that could refuse: a pass given by persons is used up by the act and comes back if the act fails.
 */
export async function requireFaceCheck(tx: Tx, student: Asked, purpose: FaceAskedPurpose): Promise<void> {
  if (!(await askedAt(tx, student.schoolId)).includes(purpose)) return
  const pass = await passOf(tx, student, purpose)
  if (pass && (await usePass(tx, pass))) return
  throw required(purpose)
}
