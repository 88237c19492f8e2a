import type { face } from '@zhuxue/contracts'
import { endpoint } from '../../platform/api.ts'

/** Routes of the check who somebody is. */
export const faceRoutes = {
  state: endpoint<typeof face.state>('GET', '/api/v1/student/face'),
  start: endpoint<typeof face.start>('POST', '/api/v1/student/face-checks'),
  submit: endpoint<typeof face.submit>('POST', '/api/v1/student/face-checks/:id/frames'),
  result: endpoint<typeof face.result>('GET', '/api/v1/student/face-checks/:id'),
  askPerson: endpoint<typeof face.askPerson>('POST', '/api/v1/student/face-cases'),
  enterCode: endpoint<typeof face.enterCode>('POST', '/api/v1/student/face-cases/:id/code'),
  idPhoto: endpoint<typeof face.uploadIdPhoto>('POST', '/api/v1/student/id-photo'),
}

/** The own photo for the roll; a plain GET with the cookie. */
export const idPhotoUrl = (at: string): string => `/api/v1/student/id-photo?at=${encodeURIComponent(at)}`
