import { applications } from '@zhuxue/contracts'
import type { Platform, Router } from '../../platform/index.ts'
import { decide, proposeFor } from './service.ts'
import { listHardship } from './views.ts'

export function bindRoutes(router: Router, platform: Platform): void {
  router.write(applications.proposeHardship, (tx, { params, body }) => proposeFor(tx, platform, params.id, body))
  router.read(applications.listHardship, (tx, { query }) => listHardship(tx, query))
  router.write(applications.decideHardship, (tx, { params, body }) => decide(tx, platform, params.id, body))
}
