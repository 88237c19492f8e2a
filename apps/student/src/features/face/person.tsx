import type { FacePurpose, face, ReplyOf } from '@zhuxue/contracts'
import { useEffect, useState } from 'preact/hooks'
import { call, sayError } from '../../platform/api.ts'
import { uuid } from '../../platform/uuid.ts'
import { faceRoutes } from './routes.ts'
import { texts as t } from './texts.ts'

type OwnCase = ReplyOf<typeof face.askPerson>

/** A way without a face: what to do, how far it is, and the field for the counsellor's code. */
export function PersonWay({
  purpose,
  open,
  onPassed,
  onBack,
}: {
  purpose: FacePurpose
  open: OwnCase
  onPassed(): void
  onBack(): void
}) {
  const [current, setCurrent] = useState(open)
  const [code, setCode] = useState('')
  const [error, setError] = useState('')
  const [busy, setBusy] = useState(false)

  const look = () =>
    call(faceRoutes.state, { query: { purpose } }).then(
      (state) => {
        if (state.passedUntil) onPassed()
        else if (state.case) setCurrent(state.case)
      },
      () => undefined,
    )
  useEffect(() => {
    const timer = setInterval(() => {
      if (document.visibilityState === 'visible') void look()
    }, 5000)
    return () => clearInterval(timer)
  }, [purpose])

  const send = async (event: Event) => {
    event.preventDefault()
    setBusy(true)
    setError('')
    try {
      await call(faceRoutes.enterCode, { params: { id: current.id }, body: { requestId: uuid(), code } })
      onPassed()
    } catch (e) {
      setError(sayError(e))
    }
    setBusy(false)
  }

  const waiting = current.status === 'waiting'
  return (
    <section class="card">
      <h2>{current.kindTitle}</h2>
      <p role="status">{current.text}</p>
      {waiting && current.kind === 'two-staff' && current.confirmations > 0 && (
        <p class="note">{t.confirmed(current.confirmations)}</p>
      )}
      {waiting && current.kind === 'code' ? (
        <form onSubmit={(e) => void send(e)}>
          <label class="label" for="face-code">
            {t.codeLabel}
          </label>
          <input
            id="face-code"
            class="input"
            inputMode="numeric"
            autocomplete="one-time-code"
            maxLength={12}
            value={code}
            aria-describedby="face-code-hint"
            aria-invalid={error ? true : undefined}
            onInput={(e) => setCode(e.currentTarget.value)}
          />
          <p class="hint" id="face-code-hint">
            {t.codeHint}
          </p>
          {error && (
            <p class="note bad" role="alert">
              {error}
            </p>
          )}
          <button type="submit" class="btn main wide" disabled={busy || code.trim() === ''}>
            {t.codeSend}
          </button>
        </form>
      ) : (
        waiting && (
          <>
            <p class="hint">{t.waiting}</p>
            <button type="button" class="btn main wide" onClick={() => void look()}>
              {t.look}
            </button>
          </>
        )
      )}
      <button type="button" class="btn wide gap" onClick={onBack}>
        {t.back}
      </button>
    </section>
  )
}
