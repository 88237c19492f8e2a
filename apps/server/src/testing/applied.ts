import { randomUUID } from 'node:crypto'
import type { ApplicationStatus, ProgrammeCode } from '@zhuxue/contracts'
import { newId } from '../platform/index.ts'
import type { TestApp } from './app.ts'

/** A round of a school, written directly: for tests of what comes after the application. */
export async function roundFor(t: TestApp, school: 'A' | 'B' = 'A', term = '2026-autumn'): Promise<string> {
  const { id: schoolId, path } = t.world.schools[school]
  const id = randomUUID()
  await t.owner.query(
    `insert into rounds (id, school_id, scope, term, registration_date, opens_on, closes_on, closes_at, provisional, programmes, opened_by, opened_by_name, opened_at)
     values ($1, $2, $3, $4, '2026-09-01', '2026-09-01', '2026-09-08', '2026-09-08T16:00:00Z', false, '{national-grant,tuition-waiver}', $5, '资助专干', $6)`,
    [id, schoolId, path, term, randomUUID(), t.platform.clock.now()],
  )
  return id
}

/** Applications of students (by key, 'A1'…) in a status, as if class teacher, officer and committee had acted on them. */
export async function applied(
  t: TestApp,
  roundId: string,
  keys: readonly string[],
  status: ApplicationStatus = 'assessed',
  programme: ProgrammeCode = 'national-grant',
): Promise<string[]> {
  const now = t.platform.clock.now()
  const ids: string[] = []
  for (const key of keys) {
    const s = t.world.students[key]
    if (!s) throw new Error(`no student ${key}`)
    const staff = (role: string) => t.world.staff[`${role}${key[0]}`]?.id ?? randomUUID()
    const ref = `T-${key}-${roundId.slice(0, 8)}`
    const { rows } = await t.owner.query<{ id: string }>(
      `insert into submissions (id, school_id, scope, student_id, round_id, reference_no, revision, submitted_at)
       values ($1, $2, $3, $4, $5, $6, 1, $7) on conflict (student_id, round_id) do update set revision = submissions.revision returning id`,
      [randomUUID(), s.schoolId, s.scope, s.id, roundId, ref, now],
    )
    const id = newId()
    const steps = status !== 'submitted'
    await t.owner.query(
      `insert into applications (id, school_id, scope, student_id, round_id, submission_id, programme, term, reference_no, status, outcome,
         year_fen, term_fen, payee, policy_version, decision, submitted_at, due_on, checked_by, checked_at, reviewed_by, reviewed_at, assessed_by, assessed_at)
       values ($1, $2, $3, $4, $5, $6, $7, '2026-autumn', $8, $9, 'entitled', 230000, 115000, $10, 'test', '{}', $11, '2026-09-10', $12, $13, $14, $13, $15, $13)`,
      [
        id,
        s.schoolId,
        s.scope,
        s.id,
        roundId,
        rows[0]?.id,
        programme,
        `${ref}-${programme.slice(0, 1)}`,
        status,
        programme === 'national-grant' ? 'student' : 'school',
        now,
        steps ? staff('class-teacher') : null,
        steps ? now : null,
        steps && status !== 'checked' ? staff('aid-officer') : null,
        steps && !['checked', 'reviewed'].includes(status) ? staff('aid-committee') : null,
      ],
    )
    ids.push(id)
  }
  return ids
}
