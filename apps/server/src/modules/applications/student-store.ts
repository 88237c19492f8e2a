import type { applications, BodyOf } from '@zhuxue/contracts'
import { compareTerms, type Term } from '@zhuxue/policy'
import { sql } from 'kysely'
import { canonical, found, newId, type Platform, type StudentActor, sm3, type Tx } from '../../platform/index.ts'
import { type Round, roundById } from '../programmes/index.ts'

/** The form as the student filled it in; in a draft any answer may be missing. */
export type FormAnswers = BodyOf<typeof applications.submitApplication>['answers']
type StudentTx = Tx<StudentActor>

/** Rounds are readable by everybody; a student's own is the one of her school. */
export async function ownRound(tx: StudentTx, roundId: string): Promise<Round> {
  const round = await roundById(tx, roundId)
  return found(round?.schoolId === tx.actor.schoolId ? round : null, '没有找到这次申请，请从首页进入。')
}

/** One writer at a time for one student's form: two phones queue here instead of both believing to be the first. */
export async function lockForm(tx: StudentTx): Promise<void> {
  await sql`select pg_advisory_xact_lock(hashtextextended(${`form:${tx.actor.id}`}, 0))`.execute(tx.db)
}

// ---- drafts ----

export interface Draft {
  readonly revision: number
  readonly answers: FormAnswers
  readonly savedAt: Date
}

const draftPlace = (studentId: string, roundId: string) => `drafts.answers:${studentId}:${roundId}`

/** The student's draft in a round, decrypted; undefined when nothing was saved yet. */
export async function draftOf(tx: StudentTx, platform: Platform, roundId: string): Promise<Draft | undefined> {
  const row = await tx.db
    .selectFrom('drafts')
    .select(['revision', 'answers_enc', 'saved_at'])
    .where('student_id', '=', tx.actor.id)
    .where('round_id', '=', roundId)
    .executeTakeFirst()
  if (!row) return undefined
  const answers = platform.crypto.decrypt(row.answers_enc, draftPlace(tx.actor.id, roundId))
  return { revision: row.revision, answers: JSON.parse(answers) as FormAnswers, savedAt: row.saved_at }
}

/** Writes the draft with this revision; the caller holds the form lock and has compared revisions. */
export async function putDraft(
  tx: StudentTx,
  platform: Platform,
  roundId: string,
  revision: number,
  answers: FormAnswers,
): Promise<void> {
  const values = {
    revision,
    answers_enc: platform.crypto.encrypt(JSON.stringify(answers), draftPlace(tx.actor.id, roundId)),
    saved_at: tx.now,
  }
  await tx.db
    .insertInto('drafts')
    .values({ student_id: tx.actor.id, round_id: roundId, ...values })
    .onConflict((c) => c.columns(['student_id', 'round_id']).doUpdateSet(values))
    .execute()
}

// ---- submissions ----

export interface Submission {
  readonly id: string
  readonly referenceNo: string
  readonly revision: number
  readonly submittedAt: Date
}

/** What the student submitted in a round, if anything. */
export async function submissionOf(tx: StudentTx, roundId: string): Promise<Submission | undefined> {
  const row = await tx.db
    .selectFrom('submissions')
    .select(['id', 'reference_no', 'revision', 'submitted_at'])
    .where('student_id', '=', tx.actor.id)
    .where('round_id', '=', roundId)
    .executeTakeFirst()
  return row && { id: row.id, referenceNo: row.reference_no, revision: row.revision, submittedAt: row.submitted_at }
}

/** Her newest submission of an earlier term, if any. */
export async function earlierSubmission(
  tx: StudentTx,
  round: Round,
): Promise<{ readonly id: string; readonly term: Term } | undefined> {
  const rows = await tx.db
    .selectFrom('submissions as s')
    .innerJoin('rounds as r', 'r.id', 's.round_id')
    .select(['s.id', 'r.term'])
    .where('s.student_id', '=', tx.actor.id)
    .where('s.round_id', '<>', round.id)
    .orderBy('s.submitted_at', 'desc')
    .execute()
  const earlier = rows.map((r) => ({ id: r.id, term: r.term as Term }))
  return earlier.find((r) => compareTerms(r.term, round.term) < 0)
}

/** Next number of the installation; gaps are harmless, repeats impossible. */
export async function nextSerial(tx: StudentTx): Promise<number> {
  const { rows } = await sql<{ n: number }>`select nextval('submission_serial') as n`.execute(tx.db)
  return Number(rows[0]?.n)
}

/** First submission of a student in a round (revision 0 until its form is stored). */
export async function insertSubmission(tx: StudentTx, roundId: string, referenceNo: string): Promise<Submission> {
  const submission = { id: newId(), referenceNo, revision: 0, submittedAt: tx.now }
  await tx.db
    .insertInto('submissions')
    .values({
      id: submission.id,
      school_id: tx.actor.schoolId,
      scope: tx.actor.scope,
      student_id: tx.actor.id,
      round_id: roundId,
      reference_no: referenceNo,
      revision: 0,
      submitted_at: tx.now,
    })
    .execute()
  return submission
}

/** Where the encrypted form of a submission's revision is bound to. */
export const formPlace = (submissionId: string, revision: number) =>
  `submission_revisions.form:${submissionId}:${revision}`

/** Keeps one more version of the form; earlier ones stay as they were. */
export async function addRevision(
  tx: StudentTx,
  platform: Platform,
  submission: Submission,
  answers: FormAnswers,
): Promise<Submission> {
  const revision = submission.revision + 1
  const form = JSON.stringify(answers)
  await tx.db
    .insertInto('submission_revisions')
    .values({
      submission_id: submission.id,
      student_id: tx.actor.id,
      scope: tx.actor.scope,
      revision,
      form_enc: platform.crypto.encrypt(form, formPlace(submission.id, revision)),
      form_sm3: sm3(canonical(answers)),
      submitted_at: tx.now,
    })
    .execute()
  await tx.db
    .updateTable('submissions')
    .set({ revision, submitted_at: tx.now })
    .where('id', '=', submission.id)
    .execute()
  return { ...submission, revision, submittedAt: tx.now }
}
