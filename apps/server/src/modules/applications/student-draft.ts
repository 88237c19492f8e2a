import type { applications, BodyOf, ReplyOf } from '@zhuxue/contracts'
import { type Platform, refuse, type StudentActor, type Tx } from '../../platform/index.ts'
import { draftOf, lockForm, ownRound, putDraft } from './student-store.ts'

/**
 * Saves the draft on top of the revision that the phone saw. Another device was faster → 409 with the draft that the
 * server holds, so that the student chooses and nothing is lost. Also after the window closed: typed text is kept.
 */
export async function saveDraft(
  tx: Tx<StudentActor>,
  platform: Platform,
  body: BodyOf<typeof applications.saveDraft>,
): Promise<ReplyOf<typeof applications.saveDraft>> {
  const round = await ownRound(tx, body.roundId)
  await lockForm(tx)
  const held = await draftOf(tx, platform, round.id)
  if ((held?.revision ?? 0) !== body.revision) {
    throw refuse('revision-conflict', '这份申请已在另一台设备上修改过，请选择保留哪一份。', {
      current: {
        revision: held?.revision ?? 0,
        answers: held?.answers ?? {},
        savedAt: held?.savedAt.toISOString() ?? null,
      },
    })
  }
  const revision = body.revision + 1
  await putDraft(tx, platform, round.id, revision, body.answers)
  return { revision, savedAt: tx.now.toISOString() }
}
