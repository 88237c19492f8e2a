import { type HardshipLevel, type HeldItem, hardshipTitles } from '@zhuxue/contracts'
import { dayOf, type StudentActor, type Tx } from '../../platform/index.ts'
import type { EvidenceLine } from './evidence.ts'

const title = (level: string | null): string => (level === null ? '' : hardshipTitles[level as HardshipLevel])

/** Determinations of the student's hardship, with the evidence they rest on, newest year first. */
export async function heldHardship(tx: Tx<StudentActor>): Promise<HeldItem[]> {
  const rows = await tx.db
    .selectFrom('hardship_determinations')
    .selectAll()
    .where('student_id', '=', tx.actor.id)
    .orderBy('academic_year', 'desc')
    .orderBy('id', 'desc')
    .execute()
  return rows.flatMap((r) => {
    const year = `${r.academic_year}学年`
    const decided: HeldItem =
      r.status === 'proposed'
        ? {
            label: `${year}困难认定`,
            value: `班主任建议：${title(r.proposed_level)}，待审定`,
            source: '人工核实',
            asOf: dayOf(r.proposed_at),
            verifiedBy: r.proposed_by_name,
          }
        : {
            label: `${year}困难认定`,
            value:
              r.status === 'refused'
                ? `未通过：${r.decision_reason ?? ''}`
                : `${title(r.level)}${r.status === 'superseded' ? '（已被新的认定取代）' : ''}`,
            source: '人工核实',
            asOf: r.decided_at === null ? null : dayOf(r.decided_at),
            verifiedBy: r.decided_by_name,
          }
    const evidence = (r.evidence as readonly EvidenceLine[]).map((e) => ({
      label: `依据：${e.item}`,
      value: e.text,
      source: '申请表和部门比对',
      asOf: dayOf(r.proposed_at),
      verifiedBy: r.proposed_by_name,
    }))
    const told = r.evidence_text
      ? [
          {
            label: '依据：班主任了解的情况',
            value: r.evidence_text,
            source: '人工核实',
            asOf: dayOf(r.proposed_at),
            verifiedBy: r.proposed_by_name,
          },
        ]
      : []
    return [decided, ...evidence, ...told]
  })
}
