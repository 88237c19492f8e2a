import type { Role } from '@zhuxue/contracts'
import type { CampusRole, CampusStep } from '@zhuxue/policy'
import type { StaffActor } from '../../platform/index.ts'

/** Which offices take a step: 审核 of the aid office is the officer's or the reviewer's, two people at two steps. */
const OFFICES: Readonly<Record<CampusRole, readonly Role[]>> = {
  'class-teacher': ['class-teacher'],
  'aid-officer': ['aid-officer', 'reviewer'],
  'aid-committee': ['aid-committee'],
}

/** The kinds of step that a role takes. */
export const stepRolesOf = (role: Role): CampusRole[] =>
  (Object.keys(OFFICES) as CampusRole[]).filter((step) => OFFICES[step].includes(role))

/** Whether a step is the caller's to take. */
export const takesStep = (actor: StaffActor, step: CampusStep | undefined): boolean =>
  step !== undefined && step.kind !== 'notice' && OFFICES[step.role].includes(actor.role)
