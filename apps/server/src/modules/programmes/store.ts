import type { ProgrammeCode } from '@zhuxue/contracts'
import type { LocalDate, Term } from '@zhuxue/policy'
import type { StaffActor, Tx } from '../../platform/index.ts'

/** 申请批次: the window of one school and term. `closesAt` is 24:00 Shanghai of `closesOn`, the first moment outside. */
export interface Round {
  readonly id: string
  readonly schoolId: string
  readonly scope: string
  readonly term: Term
  readonly registrationDate: LocalDate
  readonly opensOn: LocalDate
  readonly closesOn: LocalDate
  readonly closesAt: Date
  readonly provisional: boolean
  readonly programmes: readonly ProgrammeCode[]
}

const columns = [
  'id',
  'school_id',
  'scope',
  'term',
  'registration_date',
  'opens_on',
  'closes_on',
  'closes_at',
  'provisional',
  'programmes',
] as const

interface Row {
  id: string
  school_id: string
  scope: string
  term: string
  registration_date: string
  opens_on: string
  closes_on: string
  closes_at: Date
  provisional: boolean
  programmes: string[]
}

const toRound = (r: Row): Round => ({
  id: r.id,
  schoolId: r.school_id,
  scope: r.scope,
  term: r.term as Term,
  registrationDate: r.registration_date as LocalDate,
  opensOn: r.opens_on as LocalDate,
  closesOn: r.closes_on as LocalDate,
  closesAt: r.closes_at,
  provisional: r.provisional,
  programmes: r.programmes as ProgrammeCode[],
})

/** The round of a school and term, or undefined when the officer has not opened one. */
export async function roundOf(tx: Tx, schoolId: string, term: Term): Promise<Round | undefined> {
  const row = await tx.db
    .selectFrom('rounds')
    .select(columns)
    .where('school_id', '=', schoolId)
    .where('term', '=', term)
    .executeTakeFirst()
  return row && toRound(row)
}

/** A round by id. Rounds are readable by everybody who is logged in: the caller checks whose round it is. */
export async function roundById(tx: Tx, id: string): Promise<Round | undefined> {
  const row = await tx.db.selectFrom('rounds').select(columns).where('id', '=', id).executeTakeFirst()
  return row && toRound(row)
}

/** Stores a round; false when the school already has one for the term (two clicks at once: one wins). */
export async function insertRound(tx: Tx<StaffActor>, round: Round): Promise<boolean> {
  const done = await tx.db
    .insertInto('rounds')
    .values({
      id: round.id,
      school_id: round.schoolId,
      scope: round.scope,
      term: round.term,
      registration_date: round.registrationDate,
      opens_on: round.opensOn,
      closes_on: round.closesOn,
      closes_at: round.closesAt,
      provisional: round.provisional,
      programmes: [...round.programmes],
      opened_by: tx.actor.id,
      opened_by_name: tx.actor.name,
      opened_at: tx.now,
    })
    .onConflict((c) => c.constraint('rounds_once').doNothing())
    .returning('id')
    .executeTakeFirst()
  return done !== undefined
}

/** A number of places that the authority issued for a round, with its document; null = by the share. */
export interface RoundQuota {
  readonly programme: ProgrammeCode
  readonly authorityNumber: number | null
  readonly documentNo: string | null
}

export async function insertQuotas(tx: Tx, roundId: string, quotas: readonly RoundQuota[]): Promise<void> {
  if (quotas.length === 0) return
  await tx.db
    .insertInto('round_quotas')
    .values(
      quotas.map((q) => ({
        round_id: roundId,
        programme: q.programme,
        authority_number: q.authorityNumber,
        document_no: q.documentNo,
      })),
    )
    .execute()
}

/** Numbers issued by the authority for a round. */
export async function quotasOf(tx: Tx, roundId: string): Promise<RoundQuota[]> {
  const rows = await tx.db
    .selectFrom('round_quotas')
    .select(['programme', 'authority_number', 'document_no'])
    .where('round_id', '=', roundId)
    .orderBy('programme')
    .execute()
  return rows.map((r) => ({
    programme: r.programme as ProgrammeCode,
    authorityNumber: r.authority_number,
    documentNo: r.document_no,
  }))
}
