import { useEffect, useState } from 'preact/hooks'
import { useAfterFace } from '../../app/after-face.ts'
import { useApp } from '../../app/context.ts'
import { useKept } from '../../app/kept.ts'
import { TextField } from '../../login/fields.tsx'
import { ApiProblem, NoAnswer, sayError } from '../../platform/api.ts'
import type { StepProps } from './activate.tsx'
import { DemoSms } from './guardian-ask.tsx'
import { act } from './pending.ts'
import { activateRoutes as routes } from './routes.ts'
import { texts as t } from './texts.ts'

const said = (error: unknown): string => {
  if (error instanceof NoAnswer) return t.kept
  return (error instanceof ApiProblem && error.problem.fields?.[0]?.text) || sayError(error)
}

/** Counts seconds down by the phone's stopwatch, never by its clock. */
function useCountdown(from: number, run: unknown): number {
  const [left, setLeft] = useState(from)
  useEffect(() => {
    setLeft(from)
    const began = performance.now()
    const timer = setInterval(() => setLeft(Math.max(0, from - Math.floor((performance.now() - began) / 1000))), 500)
    return () => clearInterval(timer)
  }, [from, run])
  return left
}

/** Phone number by one-time code. */
export function PhoneStep(props: Pick<StepProps, 'data' | 'goOn'> & { putOff?: () => void }) {
  const { db, me } = useApp()
  const { phone } = props.data
  const [number, setNumber] = useKept('phone', '')
  const [code, setCode] = useState('')
  const [sent, setSent] = useState(phone.code)
  const [turn, setTurn] = useState(0)
  const [asking, setAsking] = useState(phone.code === null)
  const [errors, setErrors] = useState<{ phone?: string; code?: string }>({})
  const [busy, setBusy] = useState(false)
  const wait = useCountdown(sent?.resendIn ?? 0, turn)

  const afterFace = useAfterFace('change-phone')
  const run = async (field: 'phone' | 'code', work: () => Promise<void>) => {
    if (busy) return
    setBusy(true)
    setErrors({})
    afterFace(null, null)
    try {
      await work()
    } catch (error) {
      setErrors({ [field]: said(error) })
      afterFace(error, () => void run(field, work))
    }
    setBusy(false)
  }
  const send = (event: Event) => {
    event.preventDefault()
    if (number.replace(/\D/g, '') === '') return setErrors({ phone: t.needPhone })
    return void run('phone', async () => {
      setSent(await act(db, routes.sendCode, { phone: number }))
      setTurn(turn + 1)
      setCode('')
      setAsking(false)
    })
  }
  const confirm = (event: Event) => {
    event.preventDefault()
    if (code.trim() === '') return setErrors({ code: t.needCode })
    return void run('code', async () => props.goOn(await act(db, routes.confirmPhone, { code })))
  }
  return (
    <>
      <p class="hint">{t.phoneHint}</p>
      {phone.masked && (
        <p class="card num">{phone.confirmedAt ? t.phoneConfirmed(phone.masked) : t.phoneNow(phone.masked)}</p>
      )}
      {asking ? (
        <form onSubmit={send} noValidate>
          <TextField
            id="phone"
            label={t.phone}
            value={number}
            onValue={setNumber}
            error={errors.phone}
            inputMode="tel"
            autoComplete="tel"
            maxLength={40}
          />
          <button type="submit" class="btn main wide gap" aria-disabled={busy}>
            {t.getCode}
          </button>
        </form>
      ) : (
        <form onSubmit={confirm} noValidate>
          {sent && (
            <p class="note good" role="status">
              {t.codeSent(sent.sentTo)}
            </p>
          )}
          <TextField
            id="code"
            label={t.code}
            value={code}
            onValue={setCode}
            error={errors.code}
            inputMode="numeric"
            autoComplete="one-time-code"
            maxLength={12}
          />
          <button type="submit" class="btn main wide gap" aria-disabled={busy}>
            {t.confirm}
          </button>
          <p class="row">
            {wait > 0 ? (
              <span class="hint num">{t.resendIn(wait)}</span>
            ) : (
              <button type="button" class="link" onClick={() => setAsking(true)}>
                {t.resend}
              </button>
            )}
          </p>
        </form>
      )}
      {me?.demo && <DemoSms />}
      {props.putOff && (
        <button type="button" class="btn wide gap" onClick={props.putOff}>
          {t.later}
        </button>
      )}
    </>
  )
}
