import { activation } from '@zhuxue/contracts'
import type { Router } from '../../platform/index.ts'
import { decideConsent, ownConsents } from './consent-views.ts'

export function routes(router: Router): void {
  router.read(activation.ownConsents, (tx) => ownConsents(tx))
  router.write(activation.decideConsent, (tx, { body }) => decideConsent(tx, body))
}
