import { applications, hardship } from '@zhuxue/contracts'
import type { Platform, Router } from '../../platform/index.ts'
import { decide, proposeFor } from './service.ts'
import { decideThresholds, proposeThresholds, viewThresholds } from './thresholds.ts'
import { listHardship } from './views.ts'

export function bindRoutes(router: Router, platform: Platform): void {
  router.write(applications.proposeHardship, (tx, { params, body }) => proposeFor(tx, platform, params.id, body))
  router.read(applications.listHardship, (tx, { query }) => listHardship(tx, query))
  router.write(applications.decideHardship, (tx, { params, body }) => decide(tx, platform, params.id, body))
  router.read(hardship.thresholds, (tx, { query }) => viewThresholds(tx, query.schoolId))
  router.write(hardship.proposeThresholds, (tx, { body }) => proposeThresholds(tx, body))
  router.write(hardship.decideThresholds, (tx, { params, body }) => decideThresholds(tx, params.id, body))
}
