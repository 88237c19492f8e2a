import type { activation } from '@zhuxue/contracts'
import { endpoint } from '../../platform/api.ts'

/** Routes of the wizard; apart from the rest, so that they load with it. */
export const activateRoutes = {
  wizard: endpoint<typeof activation.wizard>('GET', '/api/v1/student/activation'),
  consents: endpoint<typeof activation.ownConsents>('GET', '/api/v1/student/consents'),
  decide: endpoint<typeof activation.decideConsent>('POST', '/api/v1/student/consents'),
  confirmRoll: endpoint<typeof activation.confirmRoll>('POST', '/api/v1/student/activation/roll'),
  report: endpoint<typeof activation.reportRoll>('POST', '/api/v1/student/roll-reports'),
  sendCode: endpoint<typeof activation.sendPhoneCode>('POST', '/api/v1/student/activation/phone-code'),
  confirmPhone: endpoint<typeof activation.confirmPhone>('POST', '/api/v1/student/activation/phone'),
  chooseFace: endpoint<typeof activation.chooseFace>('POST', '/api/v1/student/activation/face'),
  putOff: endpoint<typeof activation.putOff>('POST', '/api/v1/student/activation/later'),
  finish: endpoint<typeof activation.finish>('POST', '/api/v1/student/activation/finish'),
  guardianLink: endpoint<typeof activation.sendGuardianLink>('POST', '/api/v1/student/activation/guardian-link'),
}
