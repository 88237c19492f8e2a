import type { FacePurpose, face, ReplyOf } from '@zhuxue/contracts'
import { useEffect, useState } from 'preact/hooks'
import { LEAVING } from '../../app/kept.ts'
import { call, sayError } from '../../platform/api.ts'
import { uuid } from '../../platform/uuid.ts'
import { Icon, Waiting } from '../../ui/parts.tsx'
import { CameraCheck } from './camera.tsx'
import { PersonWay } from './person.tsx'
import { rememberRedirect } from './redirect.ts'
import { faceRoutes } from './routes.ts'
import { texts as t } from './texts.ts'

type State = ReplyOf<typeof face.state>
type Case = NonNullable<State['case']>
type View = { at: 'choose' } | { at: 'camera' } | { at: 'person'; case: Case } | { at: 'passed' }

/**
 * Who is this? The ways side by side, of equal standing: pictures (or the certified service's page), two members of
 * staff, the counsellor's code. Used above a screen when the server asks, and as a page of its own.
 */
export function FaceCheck({ purpose, onPassed }: { purpose: FacePurpose; onPassed(): void }) {
  const [state, setState] = useState<State | null>(null)
  const [error, setError] = useState('')
  const [view, setView] = useState<View>({ at: 'choose' })
  const [busy, setBusy] = useState(false)

  const load = () =>
    call(faceRoutes.state, { query: { purpose } }).then(
      (s) => {
        setError('')
        setState(s)
        if (s.passedUntil) setView({ at: 'passed' })
        else if (s.case?.status === 'waiting') setView({ at: 'person', case: s.case })
      },
      (e: unknown) => setError(sayError(e)),
    )
  useEffect(() => void load(), [purpose])

  const person = async (way: 'two-staff' | 'code') => {
    setBusy(true)
    try {
      setView({ at: 'person', case: await call(faceRoutes.askPerson, { body: { requestId: uuid(), purpose, way } }) })
      setError('')
    } catch (e) {
      setError(sayError(e))
    }
    setBusy(false)
  }
  const redirect = async () => {
    setBusy(true)
    try {
      const started = await call(faceRoutes.start, { body: { requestId: uuid(), purpose } })
      rememberRedirect({ id: started.id, back: location.pathname })
      // forms below keep what is typed: the page is left for the certified service
      window.dispatchEvent(new Event(LEAVING))
      if (started.url) location.assign(started.url)
    } catch (e) {
      setError(sayError(e))
      setBusy(false)
    }
  }
  const choose = () => {
    setView({ at: 'choose' })
    void load()
  }

  if (view.at === 'passed') {
    return (
      <section class="card" role="status">
        <h2>
          <Icon name="check" /> {t.passed}
        </h2>
        <p>{t.passedText}</p>
        <button type="button" class="btn main wide gap" onClick={onPassed}>
          {t.goOn}
        </button>
      </section>
    )
  }
  if (view.at === 'camera') {
    return <CameraCheck purpose={purpose} onPassed={() => setView({ at: 'passed' })} onOther={choose} />
  }
  if (view.at === 'person') {
    return (
      <PersonWay
        purpose={purpose}
        open={view.case}
        onPassed={() => setView({ at: 'passed' })}
        onBack={() => setView({ at: 'choose' })}
      />
    )
  }
  return (
    <>
      <p>{t.intro}</p>
      {error && (
        <p class="note bad" role="alert">
          {error}
        </p>
      )}
      {!state && !error && <Waiting />}
      {state?.case?.status === 'refused' && (
        <p class="note warn" role="status">
          {state.case.text}
        </p>
      )}
      {state && (
        <div class="ways">
          <FaceWay
            state={state}
            busy={busy}
            onCamera={() => setView({ at: 'camera' })}
            onRedirect={() => void redirect()}
          />
          <Way title={t.byCode} help={t.byCodeHelp} disabled={busy} onPick={() => void person('code')} />
          <Way title={t.byStaff} help={t.byStaffHelp} disabled={busy} onPick={() => void person('two-staff')} />
        </div>
      )}
    </>
  )
}

/** Why the face cannot be used now, or null. */
function whyNot(state: State): string | null {
  if (!state.consent) return t.noConsent
  if (state.provider === 'off') return t.off
  if (state.mustEnrol) return t.mustEnrol
  return state.triesLeft === 0 ? t.noTries : null
}

function FaceWay({
  state,
  busy,
  onCamera,
  onRedirect,
}: {
  state: State
  busy: boolean
  onCamera(): void
  onRedirect(): void
}) {
  const why = whyNot(state)
  if (why) return <p class="note">{why}</p>
  return state.provider === 'redirect' ? (
    <Way title={t.byCertified} help={t.byCertifiedHelp} disabled={busy} onPick={onRedirect} />
  ) : (
    <Way title={t.byFace} help={t.byFaceHelp} disabled={busy} onPick={onCamera} />
  )
}

function Way({ title, help, disabled, onPick }: { title: string; help: string; disabled: boolean; onPick(): void }) {
  return (
    <button type="button" class="way" disabled={disabled} onClick={onPick}>
      <span>
        <strong>{title}</strong>
        <small>{help}</small>
      </span>
      <Icon name="next" />
    </button>
  )
}
