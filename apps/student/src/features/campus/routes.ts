import type { campus } from '@zhuxue/contracts'
import { endpoint } from '../../platform/api.ts'

/** Routes of the school's own programmes; loaded with their screens, not with the log-in. */
export const campusRoutes = {
  mine: endpoint<typeof campus.myCampus>('GET', '/api/v1/student/campus'),
  form: endpoint<typeof campus.campusForm>('GET', '/api/v1/student/campus-rounds/:id/form'),
  apply: endpoint<typeof campus.applyCampus>('POST', '/api/v1/student/campus-rounds/:id/apply'),
  upload: endpoint<typeof campus.uploadCampusPaper>('POST', '/api/v1/student/campus-rounds/:id/papers'),
  deletePaper: endpoint<typeof campus.deleteCampusPaper>('DELETE', '/api/v1/student/campus-papers/:id'),
  track: endpoint<typeof campus.trackCampus>('GET', '/api/v1/student/campus-applications/:id'),
  recall: endpoint<typeof campus.recallCampus>('POST', '/api/v1/student/campus-applications/:id/recall'),
  answer: endpoint<typeof campus.answerHandout>('POST', '/api/v1/student/campus-handouts/:id/answer'),
} as const

export const paperUrl = (id: string): string => `/api/v1/student/campus-papers/${encodeURIComponent(id)}`
