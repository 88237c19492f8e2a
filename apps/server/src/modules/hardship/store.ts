import type { HardshipLevel } from '@zhuxue/contracts'
import type { HardshipThresholds } from '@zhuxue/policy'
import { found, newId, refuse, type StaffActor, type Tx } from '../../platform/index.ts'
import type { EvidenceLine } from './evidence.ts'

/** 困难认定 of one student and academic year: proposed by one person, decided by another. */
export interface Determination {
  readonly id: string
  readonly studentId: string
  readonly schoolId: string
  readonly scope: string
  readonly academicYear: string
  readonly model: string
  readonly thresholds: HardshipThresholds | null
  readonly modelLevel: HardshipLevel
  readonly score: number | null
  readonly evidence: readonly EvidenceLine[]
  readonly evidenceText: string
  readonly proposedLevel: HardshipLevel
  readonly proposalReason: string
  readonly proposedBy: string
  readonly proposedByName: string
  readonly status: 'proposed' | 'decided' | 'refused' | 'superseded'
  readonly level: HardshipLevel | null
  readonly decisionReason: string | null
  readonly decidedByName: string | null
}

export const determinationColumns = [
  'h.id',
  'h.student_id',
  'h.school_id',
  'h.scope',
  'h.academic_year',
  'h.model',
  'h.thresholds',
  'h.model_level',
  'h.score',
  'h.evidence',
  'h.evidence_text',
  'h.proposed_level',
  'h.proposal_reason',
  'h.proposed_by',
  'h.proposed_by_name',
  'h.status',
  'h.level',
  'h.decision_reason',
  'h.decided_by_name',
] as const

export interface DeterminationRow {
  id: string
  student_id: string
  school_id: string
  scope: string
  academic_year: string
  model: string
  thresholds: unknown
  model_level: string
  score: number | null
  evidence: unknown
  evidence_text: string
  proposed_level: string
  proposal_reason: string
  proposed_by: string
  proposed_by_name: string
  status: string
  level: string | null
  decision_reason: string | null
  decided_by_name: string | null
}

export const toDetermination = (r: DeterminationRow): Determination => ({
  id: r.id,
  studentId: r.student_id,
  schoolId: r.school_id,
  scope: r.scope,
  academicYear: r.academic_year,
  model: r.model,
  thresholds: r.thresholds as HardshipThresholds | null,
  modelLevel: r.model_level as HardshipLevel,
  score: r.score,
  evidence: r.evidence as readonly EvidenceLine[],
  evidenceText: r.evidence_text,
  proposedLevel: r.proposed_level as HardshipLevel,
  proposalReason: r.proposal_reason,
  proposedBy: r.proposed_by,
  proposedByName: r.proposed_by_name,
  status: r.status as Determination['status'],
  level: r.level as HardshipLevel | null,
  decisionReason: r.decision_reason,
  decidedByName: r.decided_by_name,
})

/** Determinations of a student in an academic year that still count: the pending one and the decided one. */
export async function currentOf(tx: Tx, studentId: string, academicYear: string) {
  const rows = await tx.db
    .selectFrom('hardship_determinations as h')
    .select(determinationColumns)
    .where('h.student_id', '=', studentId)
    .where('h.academic_year', '=', academicYear)
    .where('h.status', 'in', ['proposed', 'decided'])
    .execute()
  const all = rows.map(toDetermination)
  return { proposed: all.find((d) => d.status === 'proposed'), decided: all.find((d) => d.status === 'decided') }
}

/** The newest determination that a screen should show: pending before decided before refused; null = never proposed. */
export async function latestOf(tx: Tx, studentId: string, academicYear: string): Promise<Determination | null> {
  const rows = await tx.db
    .selectFrom('hardship_determinations as h')
    .select(determinationColumns)
    .where('h.student_id', '=', studentId)
    .where('h.academic_year', '=', academicYear)
    .where('h.status', '<>', 'superseded')
    .orderBy('h.id', 'desc')
    .execute()
  const all = rows.map(toDetermination)
  const order = ['proposed', 'decided', 'refused'] as const
  return order.map((s) => all.find((d) => d.status === s)).find((d) => d !== undefined) ?? null
}

/** Locks one determination; 404 outside the caller's scope. */
export async function lockDetermination(tx: Tx, id: string): Promise<Determination> {
  const row = await tx.db
    .selectFrom('hardship_determinations as h')
    .select(determinationColumns)
    .where('h.id', '=', id)
    .forUpdate()
    .executeTakeFirst()
  return toDetermination(found(row, '没有找到这份困难认定，或不在您的管理范围内。'))
}

/**
 * Puts an older determination out of force because a newer one takes its place. Refused when somebody dealt with it
 * since it was read: a proposal decided a moment ago is a decision by now.
 */
export async function supersede(tx: Tx, old: Pick<Determination, 'id' | 'status'>): Promise<void> {
  const done = await tx.db
    .updateTable('hardship_determinations')
    .set({ status: 'superseded' })
    .where('id', '=', old.id)
    .where('status', '=', old.status)
    .executeTakeFirst()
  if (done.numUpdatedRows !== 1n) throw refuse('state-conflict', '这份困难认定刚刚办理过，请刷新后查看结果。')
}

export async function insertProposal(
  tx: Tx<StaffActor>,
  p: Omit<
    Determination,
    'id' | 'status' | 'level' | 'decisionReason' | 'decidedByName' | 'proposedBy' | 'proposedByName'
  >,
): Promise<Determination> {
  const id = newId()
  await tx.db
    .insertInto('hardship_determinations')
    .values({
      id,
      student_id: p.studentId,
      school_id: p.schoolId,
      scope: p.scope,
      academic_year: p.academicYear,
      model: p.model,
      thresholds: JSON.stringify(p.thresholds),
      model_level: p.modelLevel,
      score: p.score,
      evidence: JSON.stringify(p.evidence),
      evidence_text: p.evidenceText,
      proposed_level: p.proposedLevel,
      proposal_reason: p.proposalReason,
      proposed_by: tx.actor.id,
      proposed_by_name: tx.actor.name,
      proposed_at: tx.now,
    })
    .execute()
  return {
    ...p,
    id,
    proposedBy: tx.actor.id,
    proposedByName: tx.actor.name,
    status: 'proposed',
    level: null,
    decisionReason: null,
    decidedByName: null,
  }
}

export async function writeDecision(
  tx: Tx<StaffActor>,
  d: Determination,
  decision: { status: 'decided' | 'refused'; level: HardshipLevel | null; reason: string },
): Promise<Determination> {
  await tx.db
    .updateTable('hardship_determinations')
    .set({
      status: decision.status,
      level: decision.level,
      decision_reason: decision.reason,
      decided_by: tx.actor.id,
      decided_by_name: tx.actor.name,
      decided_at: tx.now,
    })
    .where('id', '=', d.id)
    .execute()
  return {
    ...d,
    status: decision.status,
    level: decision.level,
    decisionReason: decision.reason,
    decidedByName: tx.actor.name,
  }
}
