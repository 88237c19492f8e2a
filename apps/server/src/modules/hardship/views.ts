import type { applications, HardshipLevel, QueryOf, ReplyOf } from '@zhuxue/contracts'
import type { HouseholdRegister } from '@zhuxue/policy'
import { sql } from 'kysely'
import type { Static } from 'typebox'
import { fromCursor, page, pageLimit, type Tx } from '../../platform/index.ts'
import type { RegisterFact } from './evidence.ts'
import { type Determination, determinationColumns, toDetermination } from './store.ts'

export type HardshipView = Static<typeof applications.HardshipView>

/** What staff see of a determination. */
export const hardshipView = (d: Determination): HardshipView => ({
  id: d.id,
  academicYear: d.academicYear,
  proposedLevel: d.proposedLevel,
  modelLevel: d.modelLevel,
  score: d.score,
  model: d.model,
  thresholds: d.thresholds,
  evidence: [
    ...d.evidence.map(({ item, text, points }) => ({ item, text, points })),
    ...(d.evidenceText ? [{ item: '班主任了解的情况', text: d.evidenceText, points: null }] : []),
  ],
  proposalReason: d.proposalReason,
  proposedById: d.proposedBy,
  proposedBy: d.proposedByName,
  status: d.status === 'superseded' ? 'decided' : d.status,
  level: d.level,
  decisionReason: d.decisionReason,
  decidedBy: d.decidedByName,
})

/** 困难认定 list by key (scope, id), newest state; superseded ones are history and not shown. */
export async function listHardship(
  tx: Tx,
  query: QueryOf<typeof applications.listHardship>,
): Promise<ReplyOf<typeof applications.listHardship>> {
  const limit = pageLimit(query.limit)
  const after = fromCursor(query.cursor, 2)
  let q = tx.db
    .selectFrom('hardship_determinations as h')
    .innerJoin('students as s', 's.id', 'h.student_id')
    .innerJoin('classes as c', 'c.id', 's.class_id')
    .select([...determinationColumns, 's.name as student_name', 'c.name as class_name'])
    .where('h.status', 'in', query.status ? [query.status] : ['proposed', 'decided', 'refused'])
    .orderBy('h.scope')
    .orderBy('h.id')
    .limit(limit + 1)
  if (after) q = q.where(sql<boolean>`(h.scope, h.id) > (${after[0]}, ${after[1]}::uuid)`)
  return page(
    await q.execute(),
    limit,
    (r) => ({
      studentId: r.student_id,
      studentName: r.student_name,
      className: r.class_name,
      determination: hardshipView(toDetermination(r)),
    }),
    (r) => [r.scope, r.id],
  )
}

/** Household registers of a student in force today, with source. */
export async function registersOf(tx: Tx, studentId: string): Promise<RegisterFact[]> {
  const rows = await tx.db
    .selectFrom('household_registers')
    .select(['register', 'source', 'source_document'])
    .where('student_id', '=', studentId)
    .where('valid_from', '<=', tx.today)
    .where((e) => e.or([e('valid_to', 'is', null), e('valid_to', '>=', tx.today)]))
    .orderBy('id')
    .execute()
  return rows.map((r) => ({
    register: r.register as HouseholdRegister,
    source: r.source as RegisterFact['source'],
    document: r.source_document,
  }))
}

/** Level decided for a student in an academic year ('2026-2027'); null = not determined yet. */
export async function levelOf(tx: Tx, studentId: string, academicYear: string): Promise<HardshipLevel | null> {
  const row = await tx.db
    .selectFrom('hardship_determinations')
    .select('level')
    .where('student_id', '=', studentId)
    .where('academic_year', '=', academicYear)
    .where('status', '=', 'decided')
    .executeTakeFirst()
  return (row?.level ?? null) as HardshipLevel | null
}

/** Decided levels and scores of a whole school, by student, in one query. */
export async function levelsOfSchool(
  tx: Tx,
  schoolId: string,
  academicYear: string,
): Promise<Map<string, { readonly level: HardshipLevel; readonly score: number | null }>> {
  const rows = await tx.db
    .selectFrom('hardship_determinations')
    .select(['student_id', 'level', 'score'])
    .where('school_id', '=', schoolId)
    .where('academic_year', '=', academicYear)
    .where('status', '=', 'decided')
    .execute()
  return new Map(rows.map((r) => [r.student_id, { level: r.level as HardshipLevel, score: r.score }]))
}
