import { programmes } from '@zhuxue/contracts'
import type { Platform, Router } from '../../platform/index.ts'
import { openRound } from './rounds.ts'
import { listRounds } from './views.ts'

export function bindRoutes(router: Router, platform: Platform): void {
  router.read(programmes.listRounds, (tx, { query }) => listRounds(tx, query))
  router.write(programmes.openRound, (tx, { body }) => openRound(tx, platform, body))
}
