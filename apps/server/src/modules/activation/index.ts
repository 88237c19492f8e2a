/** 激活: consents, the activation wizard, one-time codes, guardians, reports of wrong roll data. */
import type { ServerModule } from '../../platform/index.ts'
import { routes } from './routes.ts'

export { onConsentWithdrawn, type WithdrawnConsent } from './consent-hooks.ts'
export {
  type ConsentBy,
  type ConsentState,
  consentOf,
  consentsOf,
  recordConsent,
  withdrawConsent,
} from './consents.ts'
export { heldConsents } from './held.ts'

export const activationModule: ServerModule = { name: 'activation', routes }
