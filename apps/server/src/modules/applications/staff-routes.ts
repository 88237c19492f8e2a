import { applications } from '@zhuxue/contracts'
import type { Platform, Router } from '../../platform/index.ts'
import { committeeList, decideList } from './committee-decide.ts'
import { countyReview } from './county.ts'
import { countersign } from './guardian.ts'
import { checkApplication, reviewApplication } from './staff-check.ts'
import { applicationDetail, viewAttachment } from './staff-detail.ts'
import { listApplications } from './staff-list.ts'

/** Staff side of the applications: HTTP ↔ domain only. */
export function bindStaffRoutes(router: Router, platform: Platform): void {
  router.read(applications.listApplications, (tx, { query }) => listApplications(tx, query))
  router.read(applications.getApplication, (tx, { params }) => applicationDetail(tx, platform, params.id))
  router.raw(applications.getAttachment, (actor, { params }) => viewAttachment(platform, actor, params.id))
  router.write(applications.checkApplication, (tx, { params, body }) => checkApplication(tx, params.id, body))
  router.write(applications.countersign, (tx, { params, body }) => countersign(tx, platform, params.id, body))
  router.write(applications.reviewApplication, (tx, { params, body }) =>
    reviewApplication(tx, platform, params.id, body),
  )
  router.write(applications.countyReview, (tx, { body }) => countyReview(tx, body))
  router.read(applications.committeeList, (tx, { params }) => committeeList(tx, platform, params))
  router.write(applications.decideCommittee, (tx, { params, body }) => decideList(tx, platform, params, body))
}
