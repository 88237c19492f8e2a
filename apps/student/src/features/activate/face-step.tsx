import { useState } from 'preact/hooks'
import { useApp } from '../../app/context.ts'
import { NoAnswer, sayError } from '../../platform/api.ts'
import type { StepProps } from './activate.tsx'
import { act } from './pending.ts'
import { activateRoutes as routes } from './routes.ts'
import { Slot } from './slot.tsx'
import { slots } from './slots.ts'
import { texts as t } from './texts.ts'

/** How it is made sure that it is she: by face or in person, two ways of equal standing side by side. */
export function FaceStep(props: StepProps) {
  const { db } = useApp()
  const { data } = props
  const [busy, setBusy] = useState(false)
  const done = data.steps.find((s) => s.id === 'face')?.state === 'done'
  const choose = async (choice: 'face' | 'no-face') => {
    if (busy) return
    setBusy(true)
    props.say('')
    try {
      const after = await act(db, routes.chooseFace, { choice })
      if (choice === 'no-face') props.goOn(after)
      else props.reload()
    } catch (error) {
      props.say(error instanceof NoAnswer ? t.kept : sayError(error))
    }
    setBusy(false)
  }
  const enrolling = data.faceChoice === 'face' && data.faceConsent === 'given' && !done
  return (
    <>
      <p class="hint">{t.faceHint}</p>
      {data.faceChoice && (
        <p class={done ? 'note good' : 'note'} role="status">
          {t.faceChosen[data.faceChoice]}
        </p>
      )}
      {enrolling && slots.face && <Slot load={slots.face} onDone={props.reload} />}
      {enrolling && !slots.face && <p class="note warn">{t.faceAtSchool}</p>}
      {data.faceChoice !== 'face' && (
        <section class="card">
          <h2 class="card-title">{t.face}</h2>
          <p>{t.faceAbout}</p>
          <button type="button" class="btn wide gap" aria-disabled={busy} onClick={() => void choose('face')}>
            {t.face}
          </button>
        </section>
      )}
      {data.faceChoice !== 'no-face' && (
        <section class="card">
          <h2 class="card-title">{t.inPerson}</h2>
          <p>{t.inPersonAbout}</p>
          <button type="button" class="btn wide gap" aria-disabled={busy} onClick={() => void choose('no-face')}>
            {t.inPerson}
          </button>
        </section>
      )}
      {done ? (
        <button type="button" class="btn main wide gap" onClick={() => props.goOn(data)}>
          {t.next}
        </button>
      ) : (
        <button type="button" class="btn wide gap" onClick={props.putOff}>
          {t.later}
        </button>
      )}
    </>
  )
}
