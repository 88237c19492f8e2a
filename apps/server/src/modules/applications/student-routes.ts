import { applications } from '@zhuxue/contracts'
import type { Platform, Router } from '../../platform/index.ts'
import { resendLink } from './guardian.ts'
import { deletePhoto, ownPhoto, uploadPhoto } from './student-attachments.ts'
import { saveDraft } from './student-draft.ts'
import { getForm } from './student-form.ts'
import { home } from './student-home.ts'
import { recall } from './student-recall.ts'
import { submitForm } from './student-submit.ts'
import { track } from './student-track.ts'

/** Routes of the student's own phone; the staff's are in staff-routes.ts. */
export function bindStudentRoutes(router: Router, platform: Platform): void {
  router.read(applications.studentHome, (tx) => home(tx, platform))
  router.read(applications.getForm, (tx, { query }) => getForm(tx, platform, query))
  router.write(applications.saveDraft, (tx, { body }) => saveDraft(tx, platform, body))
  router.raw(applications.uploadAttachment, (actor, { body, file }) =>
    uploadPhoto(platform, actor, applications.uploadAttachment.id, body, file),
  )
  router.raw(applications.getOwnAttachment, (actor, { params }) => ownPhoto(platform, actor, params.id))
  router.read(applications.deleteAttachment, (tx, { params }) => deletePhoto(tx, params.id))
  router.write(applications.submitApplication, (tx, { body }) => submitForm(tx, platform, body))
  router.read(applications.trackApplication, (tx, { params }) => track(tx, platform, params.id))
  router.write(applications.resendGuardianLink, (tx, { params }) => resendLink(tx, platform, params.id))
  router.write(applications.recallApplication, (tx, { params, body }) => recall(tx, params.id, body))
}
