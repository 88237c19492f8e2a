/** 申请: from the student's form to the county's approval; the only place where an application changes its status. */
import type { ServerModule } from '../../platform/index.ts'
import { registerHooks } from './staff-hooks.ts'
import { bindStaffRoutes } from './staff-routes.ts'
import { removeFile } from './student-attachments.ts'
import { bindStudentRoutes } from './student-routes.ts'

export { dueDay } from './deadlines.ts'
export { type ChangedOutcome, changedOutcome, type JudgedApplication, keptFor, LIVE } from './fact-changes.ts'
export { eraseDraft, heldApplications, heldDraft } from './held.ts'
export { answersForHardship, formLines } from './staff-form.ts'
export { type ApplicationRecord, appendEvents, loadApplication, loadApplications, loadOfRound } from './store.ts'
export { removeUnlessKept } from './student-attachments.ts'
export { cleanPhoto } from './student-image.ts'
export { submissionReference } from './student-reference.ts'
export { lockForm } from './student-store.ts'
export {
  applyAction,
  applyToAll,
  endNotice,
  moveToNotice,
  onApproved,
  releaseHold,
  takeDownNotice,
  upholdObjection,
  whyNot,
  withdrawByRoll,
} from './transition.ts'

registerHooks()

export const applicationsModule: ServerModule = {
  name: 'applications',
  jobs: { 'remove-file': removeFile },
  routes: (router, platform) => {
    bindStudentRoutes(router, platform)
    bindStaffRoutes(router, platform)
  },
}
