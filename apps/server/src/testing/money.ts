import { randomBytes } from 'node:crypto'
import { luhnCheckDigit } from '@zhuxue/policy'
import { sql } from 'kysely'
import { createAwards } from '../modules/disbursement/index.ts'
import { newId, type Platform } from '../platform/index.ts'

/** A card number of the issuer that regions know, valid to the last digit; `n` makes it unique. */
export function cardNumber(n: number): string {
  const first = `621284${String(n).padStart(12, '0')}`
  return `${first}${luhnCheckDigit(first)}`
}

export interface SeedStudent {
  readonly id: string
  readonly scope: string
  readonly schoolId: string
}

const WORKER = { kind: 'worker', name: '测试' } as const

/** Activated cards for students, in the given order; returns the numbers. */
export async function seedCards(platform: Platform, students: readonly SeedStudent[], from = 1): Promise<string[]> {
  const rows = students.map((s, i) => {
    const id = newId()
    const number = cardNumber(from + i)
    return {
      id,
      student_id: s.id,
      school_id: s.schoolId,
      scope: s.scope,
      number,
      enc: platform.crypto.encrypt(number, `cards.number:${id}`).toString('hex'),
      bidx: platform.crypto.blindIndex('card', number).toString('hex'),
      last4: number.slice(-4),
    }
  })
  await platform.transaction(WORKER, async (tx) => {
    await sql`
      insert into cards (id, student_id, school_id, scope, issuer, number_enc, number_bidx, last4, opened_on, preferential_until, status, activated_on)
      select r.id, r.student_id, r.school_id, r.scope, 'ccb', decode(r.enc, 'hex'), decode(r.bidx, 'hex'), r.last4, '2026-08-20', '2029-08-19', 'activated', '2026-08-25'
      from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as r(id uuid, student_id uuid, school_id uuid, scope text, enc text, bidx text, last4 text)`.execute(
      tx.db,
    )
  })
  return rows.map((r) => r.number)
}

/** Approved applications of one school, with the awards that follow; the path before approval has its own tests. */
export async function seedAwards(
  platform: Platform,
  students: readonly SeedStudent[],
  programme: 'national-grant' | 'tuition-waiver' = 'national-grant',
): Promise<void> {
  const [one] = students
  if (!one) return
  const grant = programme === 'national-grant'
  const version = grant ? 'yunnan-national-grant-2025' : 'yunnan-tuition-waiver-2023'
  const term = '2026-autumn'
  const schoolScope = `${one.scope.split('/').slice(0, 4).join('/')}/`
  await platform.transaction(WORKER, async (tx) => {
    const round = await tx.db
      .selectFrom('rounds')
      .select('id')
      .where('school_id', '=', one.schoolId)
      .where('term', '=', term)
      .executeTakeFirst()
    const roundId = round?.id ?? newId()
    if (!round) {
      await sql`
        insert into rounds (id, school_id, scope, term, registration_date, opens_on, closes_on, closes_at, provisional, programmes, opened_by, opened_by_name, opened_at)
        values (${roundId}, ${one.schoolId}, ${schoolScope}, ${term}, '2026-09-01', '2026-09-01', '2026-09-08', '2026-09-09T00:00:00+08:00', false,
          '{national-grant,tuition-waiver}', ${newId()}, '测试', ${tx.now})`.execute(tx.db)
    }
    const rows = students.map((s) => ({
      id: newId(),
      submission: newId(),
      school_id: s.schoolId,
      scope: s.scope,
      student_id: s.id,
      programme,
      term,
      payee: grant ? 'student' : 'school',
      term_fen: grant ? 115_000 : 100_000,
      policy_version: version,
      reference_no: `T${randomBytes(8).toString('hex')}`,
    }))
    const json = JSON.stringify(rows)
    const shape = sql`r(id uuid, submission uuid, school_id uuid, scope text, student_id uuid, programme text, term text, payee text,
      term_fen bigint, policy_version text, reference_no text)`
    await sql`
      insert into submissions (id, school_id, scope, student_id, round_id, reference_no, revision, submitted_at)
      select r.submission, r.school_id, r.scope, r.student_id, ${roundId}::uuid, r.reference_no, 1, ${tx.now}::timestamptz
      from jsonb_to_recordset(${json}::jsonb) as ${shape} on conflict on constraint submissions_once do nothing`.execute(
      tx.db,
    )
    const people = [newId(), newId(), newId(), newId()]
    await sql`
      insert into applications (id, school_id, scope, student_id, round_id, submission_id, programme, term, reference_no, status, outcome,
        year_fen, term_fen, payee, policy_version, decision, submitted_at, checked_by, checked_at, reviewed_by, reviewed_at,
        assessed_by, assessed_at, noticed_at, county_by, county_at)
      select r.id, r.school_id, r.scope, r.student_id, ${roundId}::uuid, s.id, r.programme, r.term, r.reference_no, 'approved', 'entitled',
        r.term_fen * 2, r.term_fen, r.payee, r.policy_version, '{}', ${tx.now}::timestamptz, ${people[0]}::uuid, ${tx.now}::timestamptz,
        ${people[1]}::uuid, ${tx.now}::timestamptz, ${people[2]}::uuid, ${tx.now}::timestamptz, ${tx.now}::timestamptz, ${people[3]}::uuid, ${tx.now}::timestamptz
      from jsonb_to_recordset(${json}::jsonb) as ${shape} join submissions s on s.student_id = r.student_id and s.round_id = ${roundId}::uuid`.execute(
      tx.db,
    )
    await createAwards(tx, rows)
  })
}
