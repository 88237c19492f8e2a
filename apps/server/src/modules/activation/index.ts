/** 激活: consents, the activation wizard, one-time codes, guardians, reports of wrong roll data. */
import type { ServerModule } from '../../platform/index.ts'
import { onStudentActivated } from '../identity/index.ts'
import { forgetOrigins, rememberOrigin } from './detector.ts'
import { routes } from './routes.ts'

export { type CodePurpose, type CodeResult, openCode, sendCode, tryCode } from './codes.ts'
export { onConsentWithdrawn, type WithdrawnConsent } from './consent-hooks.ts'
export {
  type ConsentBy,
  type ConsentState,
  consentOf,
  consentsOf,
  recordConsent,
  withdrawConsent,
} from './consents.ts'
export { openActivationSteps } from './facts.ts'
export { createGuardianLink, type LinkLine } from './guardian-links.ts'
export { openLink, showLink, signLink } from './guardian-sign.ts'
export { heldConsents } from './held.ts'
export { type BeforePhoneChange, requireBeforePhoneChange } from './phone-hooks.ts'
export { guardianSignature, type SignatureState, signOnPaper } from './signatures.ts'
export { sendText } from './sms.ts'
export { provideActivationStep, type StepProvider } from './step-hooks.ts'

onStudentActivated(rememberOrigin)

export const activationModule: ServerModule = { name: 'activation', routes, tick: forgetOrigins }
