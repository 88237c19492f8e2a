import type { AppContext } from '../../app/context.ts'
import { navigate } from '../../app/router.tsx'
import type { FormAnswers } from '../../outbox/types.ts'
import { put } from '../../platform/idb.ts'
import { cleanAnswers } from './model.ts'
import type { Photos } from './photos.ts'
import type { OpenForm } from './use-form.ts'

/** Hands a complete form to the outbox, which delivers it exactly once, and shows how it fares. */
export async function sendForm(app: AppContext, open: OpenForm, answers: FormAnswers, photos: Photos): Promise<void> {
  const { db, outbox } = app
  const { form, keeper } = open
  keeper.close()
  const ids = photos.list.flatMap((x) => (x.attachment ? [x.attachment.id] : []))
  const waiting = photos.list.flatMap((x) => (x.entry && x.state === 'waiting' ? [x.entry.id] : []))
  await outbox.addSubmit(form.roundId, cleanAnswers(answers, form, ids), waiting)
  // The outbox holds the answers now; the draft must not ask about other devices any more.
  await put(db, 'drafts', { ...keeper.snapshot().record, step: 'check', dirty: false, sending: null })
  navigate('/apply/sent', true)
  void outbox.drain(true)
}
