import { checkIdNumber, localDate, normaliseDigits } from '@zhuxue/policy'
import { useState } from 'preact/hooks'
import { call, sayError } from '../platform/api.ts'
import { today } from '../platform/clock.ts'
import { type Me, setMe } from '../platform/session.ts'
import { sessionRoutes } from '../platform/session-routes.ts'
import { ErrorSummary, type FieldError, PasswordField, TextField } from './fields.tsx'
import { texts as t } from './texts.ts'

/** What the form was told last time it was tried with this number; the server has the last word on numbers. */
let doubted = ''

/** Identity number and password; used by the log-in page and, over a running form, when the session ended. */
export function LoginForm({
  onDone,
  start,
}: {
  onDone(me: Me): void
  start?: { idNumber: string; password: string } | null
}) {
  const [idNumber, setIdNumber] = useState(start?.idNumber ?? '')
  const [password, setPassword] = useState(start?.password ?? '')
  const [errors, setErrors] = useState<FieldError[]>([])
  const [busy, setBusy] = useState(false)
  const errorOf = (field: string) => errors.find((e) => e.field === field)?.text

  const submit = async (event: Event) => {
    event.preventDefault()
    if (busy) return
    const number = normaliseDigits(idNumber)
    const found: FieldError[] = []
    if (!number) found.push({ field: 'idNumber', text: t.needId })
    else if (number !== doubted) {
      const checked = checkIdNumber(number, localDate(today()))
      if (!checked.ok) {
        doubted = number
        found.push({ field: 'idNumber', text: number.length === 18 ? t.checkId : checked.text })
      }
    }
    if (!password) found.push({ field: 'password', text: t.needPassword })
    setErrors(found)
    if (found.length > 0) return
    setBusy(true)
    try {
      const me = await call(sessionRoutes.login, { body: { idNumber: number, password } })
      setMe(me)
      onDone(me)
    } catch (error) {
      setErrors([{ field: '', text: sayError(error) }])
      setBusy(false)
    }
  }

  return (
    <form onSubmit={submit} noValidate>
      <ErrorSummary errors={errors} />
      <TextField
        id="idNumber"
        label={t.idNumber}
        hint={t.idNumberHint}
        value={idNumber}
        onValue={setIdNumber}
        error={errorOf('idNumber')}
        autoComplete="username"
      />
      <PasswordField
        id="password"
        label={t.password}
        hint={t.passwordHint}
        value={password}
        onValue={setPassword}
        error={errorOf('password')}
        autoComplete="current-password"
      />
      <button class="btn main wide" type="submit" aria-disabled={busy}>
        {busy ? t.submitting : t.submit}
      </button>
    </form>
  )
}
