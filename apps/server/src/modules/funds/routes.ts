import { disbursement } from '@zhuxue/contracts'
import type { Router } from '../../platform/index.ts'
import { allocateFunds } from './service.ts'
import { fundSummary, ledgerEntries } from './views.ts'

export function routes(router: Router): void {
  router.write(disbursement.allocateFunds, (tx, { body }) => allocateFunds(tx, body))
  router.read(disbursement.fundSummary, (tx, { query }) => fundSummary(tx, query))
  router.read(disbursement.ledgerEntries, (tx, { query }) => ledgerEntries(tx, query))
}
