import { type FaceAskedPurpose, type FacePurpose, type face, facePurposeTitles, type ReplyOf } from '@zhuxue/contracts'
import { FACE_TRIES_PER_DAY } from '@zhuxue/policy'
import type { Platform, StudentActor, Tx } from '../../platform/index.ts'
import { faceConsent } from './consent.ts'
import { ownCase } from './own-cases.ts'
import { askedAt, passOf } from './passes.ts'
import { triesToday } from './record.ts'
import { providerOf } from './runtime.ts'

/** Everything the student's screen needs to know about one purpose. */
export async function faceState(
  tx: Tx<StudentActor>,
  platform: Platform,
  purpose: FacePurpose,
): Promise<ReplyOf<typeof face.state>> {
  const { actor } = tx
  const template = await tx.db
    .selectFrom('face_templates')
    .select(['enrolled_at'])
    .where('student_id', '=', actor.id)
    .executeTakeFirst()
  const photo = await tx.db
    .selectFrom('id_photos')
    .select('taken_at')
    .where('student_id', '=', actor.id)
    .executeTakeFirst()
  const provider = providerOf(platform, purpose)
  const pass = await passOf(tx, actor, purpose)
  return {
    purpose,
    purposeTitle: facePurposeTitles[purpose],
    required: purpose !== 'enrol' && (await askedAt(tx, actor.schoolId)).includes(purpose as FaceAskedPurpose),
    passedUntil: pass?.expiresAt.toISOString() ?? null,
    provider,
    consent: (await faceConsent(tx, actor.id)) !== null,
    enrolledAt: template?.enrolled_at.toISOString() ?? null,
    mustEnrol: provider === 'steps' && purpose !== 'enrol' && !template,
    triesLeft: Math.max(0, FACE_TRIES_PER_DAY - (await triesToday(tx, actor.id, purpose))),
    case: await ownCase(tx, purpose),
    idPhotoAt: photo?.taken_at.toISOString() ?? null,
  }
}
