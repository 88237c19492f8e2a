import type { activation, applications, cards, devices, disbursement, office, privacy } from '@zhuxue/contracts'
import { endpoint } from './api.ts'

/** Routes that the app uses after log-in. */
export const routes = {
  home: endpoint<typeof applications.studentHome>('GET', '/api/v1/student/home'),
  form: endpoint<typeof applications.getForm>('GET', '/api/v1/student/form'),
  saveDraft: endpoint<typeof applications.saveDraft>('PUT', '/api/v1/student/draft'),
  upload: endpoint<typeof applications.uploadAttachment>('POST', '/api/v1/student/attachments'),
  deleteAttachment: endpoint<typeof applications.deleteAttachment>('DELETE', '/api/v1/student/attachments/:id'),
  submit: endpoint<typeof applications.submitApplication>('POST', '/api/v1/student/submissions'),
  track: endpoint<typeof applications.trackApplication>('GET', '/api/v1/student/applications/:id'),
  guardianLink: endpoint<typeof applications.resendGuardianLink>(
    'POST',
    '/api/v1/student/applications/:id/guardian-link',
  ),
  recall: endpoint<typeof applications.recallApplication>('POST', '/api/v1/student/applications/:id/recall'),
  payments: endpoint<typeof disbursement.ownPayments>('GET', '/api/v1/student/payments'),
  card: endpoint<typeof cards.ownCard>('GET', '/api/v1/student/card'),
  reportCard: endpoint<typeof cards.reportCard>('POST', '/api/v1/student/card-reports'),
  withdrawCardReport: endpoint<typeof cards.withdrawCardReport>('POST', '/api/v1/student/card-reports/:id/withdrawal'),
  messages: endpoint<typeof office.messages>('GET', '/api/v1/student/messages'),
  readMessage: endpoint<typeof office.readMessage>('POST', '/api/v1/student/messages/:id/read'),
  devices: endpoint<typeof devices.listDevices>('GET', '/api/v1/student/devices'),
  endDevice: endpoint<typeof devices.endStudentDevice>('POST', '/api/v1/student/devices/:id/end'),
  myData: endpoint<typeof privacy.myData>('GET', '/api/v1/student/my-data'),
  requestExport: endpoint<typeof privacy.requestExport>('POST', '/api/v1/student/my-data/exports'),
  requestErasure: endpoint<typeof privacy.requestErasure>('POST', '/api/v1/student/my-data/erasures'),
  ownConsents: endpoint<typeof activation.ownConsents>('GET', '/api/v1/student/consents'),
  decideConsent: endpoint<typeof activation.decideConsent>('POST', '/api/v1/student/consents'),
  accessLog: endpoint<typeof office.accessLog>('GET', '/api/v1/student/access-log'),
} as const

/** A copy of everything, for ten minutes after it was asked for. */
export const exportUrl = (id: string, format: 'page' | 'data'): string =>
  `/api/v1/student/my-data/exports/${encodeURIComponent(id)}/${format}`

/** Where the own photo can be seen; a plain GET with the cookie. */
export const attachmentUrl = (id: string): string => `/api/v1/student/attachments/${encodeURIComponent(id)}`
