import type { StepProps } from './activate.tsx'
import { Slot } from './slot.tsx'
import { slots } from './slots.ts'
import { texts as t } from './texts.ts'

/** Photo for the roll: the camera and the checks belong to the face feature. */
export function PhotoStep(props: StepProps) {
  const done = props.data.steps.find((s) => s.id === 'photo')?.state === 'done'
  return (
    <>
      <p class="hint">{t.photoHint}</p>
      {slots.photo ? <Slot load={slots.photo} onDone={props.reload} /> : <p class="note">{t.photoAtSchool}</p>}
      {done ? (
        <button type="button" class="btn main wide gap" onClick={() => props.goOn(props.data)}>
          {t.next}
        </button>
      ) : (
        <button type="button" class={slots.photo ? 'btn wide gap' : 'btn main wide gap'} onClick={props.putOff}>
          {t.later}
        </button>
      )}
    </>
  )
}
