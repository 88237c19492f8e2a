/** 人脸核验: asks who somebody is before an act, by the face or by an equal way without one; keeps templates, never pictures. */
import type { ServerModule } from '../../platform/index.ts'
import { onConsentWithdrawn, provideActivationStep, requireBeforePhoneChange } from '../activation/index.ts'
import { provideEntryCheck } from '../identity/index.ts'
import { entryCheck } from './entry.ts'
import { storedFaces } from './filing.ts'
import { tidyFaces } from './leaving.ts'
import { expectFaceCheck, requireFaceCheck } from './passes.ts'
import { routes } from './routes.ts'
import { eraseFace } from './templates.ts'

export { storedFaces } from './filing.ts'
export { heldFace } from './held.ts'
export { requireFaceCheck } from './passes.ts'
export { faceRuntime, setFaceRuntime, startFaceService } from './runtime.ts'

provideEntryCheck(entryCheck)
// the face goes in the very transaction that ends the consent
onConsentWithdrawn('face', async (tx, { studentId, scope }) => {
  await eraseFace(tx, { id: studentId, scope }, 'consent-withdrawn')
})

// a pass that persons of the school gave is used up by the new number, not by the SMS before it
requireBeforePhoneChange((tx, moment) =>
  (moment === 'ask' ? expectFaceCheck : requireFaceCheck)(tx, tx.actor, 'change-phone'),
)

// the wizard and the class list ask whether the two camera steps are done
provideActivationStep('face', async (tx, ids) => {
  const rows = await tx.db
    .selectFrom('face_templates')
    .select('student_id')
    .where('student_id', 'in', [...ids])
    .execute()
  return new Map(rows.map((r) => [r.student_id, 'done']))
})
provideActivationStep('photo', async (tx, ids) => {
  const rows = await tx.db
    .selectFrom('id_photos')
    .select('student_id')
    .where('student_id', 'in', [...ids])
    .execute()
  return new Map(rows.map((r) => [r.student_id, 'done']))
})

export const faceModule: ServerModule = {
  name: 'face',
  routes,
  tick: tidyFaces,
  gauges: [{ name: 'zhuxue_stored_faces', help: 'face templates stored now', read: storedFaces }],
}
