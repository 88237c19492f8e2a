import type { ApplicationAction } from './application-workflow.ts'
import { type Refusal, refuse } from './refusal.ts'

/** Acts of the money path after approval, for the same rule. */
export type MoneyAction = 'run-build' | 'run-approve'
export type SeparatedAction = ApplicationAction | MoneyAction

/**
 * 不相容职责: within a group, the acts of one record must be done by different people (录入≠审核≠审批; 操作员≠审核人,
 * 学校学生资助工作指南 七). Acts in the same inner list are one duty.
 */
export const actorsMustDiffer: ReadonlyArray<ReadonlyArray<readonly SeparatedAction[]>> = [
  [
    ['submit', 'resubmit'],
    ['check-pass', 'check-return'],
    ['review-pass', 'review-return', 'review-reject'],
    ['assess-select', 'assess-not-select', 'assess-send-back', 'uphold-objection'],
    ['approve', 'return-to-school', 'county-reject'],
  ],
  [['run-build'], ['run-approve']],
]

export type PastAct = { readonly action: SeparatedAction; readonly actorId: string }

/** Refuses when the actor did an incompatible duty on this record before; null = may go on. */
export function separationConflict(history: readonly PastAct[], next: PastAct): Refusal<'separation-of-duties'> | null {
  for (const group of actorsMustDiffer) {
    const duty = group.findIndex((actions) => actions.indexOf(next.action) >= 0)
    if (duty < 0) continue
    const conflict = history.some(({ action, actorId }) => {
      const other = group.findIndex((actions) => actions.indexOf(action) >= 0)
      return actorId === next.actorId && other >= 0 && other !== duty
    })
    if (conflict) {
      return refuse('separation-of-duties', '您已经办理过这份材料的其他环节，按规定须由另一位工作人员办理本环节。')
    }
  }
  return null
}
