import type { face, ReplyOf } from '@zhuxue/contracts'
import { useEffect, useState } from 'preact/hooks'
import { call, sayError } from '../../platform/api.ts'
import { Icon, Waiting } from '../../ui/parts.tsx'
import { CameraCheck } from './camera.tsx'
import { faceRoutes } from './routes.ts'
import { texts as t } from './texts.ts'

type State = ReplyOf<typeof face.state>

/**
 * Registering the face, or not: both end the step (`onDone`). For the activation wizard and for 我的. Without consent,
 * or where the service is switched off, it only says that staff will do it, which is just as good.
 */
export function EnrolStep({ onDone }: { onDone(): void }) {
  const [state, setState] = useState<State | null>(null)
  const [error, setError] = useState('')
  const [camera, setCamera] = useState(false)
  const load = () =>
    call(faceRoutes.state, { query: { purpose: 'enrol' } }).then(setState, (e: unknown) => setError(sayError(e)))
  useEffect(() => void load(), [])

  if (camera) {
    return (
      <CameraCheck
        purpose="enrol"
        onPassed={() => {
          setCamera(false)
          void load()
        }}
        onOther={() => setCamera(false)}
      />
    )
  }
  if (error) {
    return (
      <p class="note bad" role="alert">
        {error}
      </p>
    )
  }
  if (!state) return <Waiting />
  const open = state.consent && state.provider !== 'off'
  return (
    <section class="card">
      <h2>{state.enrolledAt ? t.enrolled : t.enrolTitle}</h2>
      {state.enrolledAt ? (
        <p role="status">
          <Icon name="check" /> {t.enrolledText}
        </p>
      ) : (
        <p>{open ? t.enrolHelp : state.consent ? t.off : t.noConsent}</p>
      )}
      {open && !state.enrolledAt && (
        <button type="button" class="btn main wide" onClick={() => setCamera(true)}>
          {t.enrolStart}
        </button>
      )}
      <button type="button" class={`btn wide${open && !state.enrolledAt ? ' gap' : ' main'}`} onClick={onDone}>
        {open && !state.enrolledAt ? t.enrolSkip : t.goOn}
      </button>
    </section>
  )
}
