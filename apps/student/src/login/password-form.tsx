import { useState } from 'preact/hooks'
import { ApiProblem, call, sayError } from '../platform/api.ts'
import { sessionRoutes } from '../platform/session-routes.ts'
import { uuid } from '../platform/uuid.ts'
import { ErrorSummary, type FieldError, PasswordField } from './fields.tsx'
import { texts as t } from './password-texts.ts'

/** Problems of a new password by the rules of the log-in (DOMAIN §9 for students): at least 8, letters and digits. */
export function newPasswordProblem(next: string, old: string): string | null {
  if (next.length < 8) return t.tooShort
  if (!/[A-Za-z]/.test(next)) return t.needLetter
  if (!/[0-9]/.test(next)) return t.needDigit
  if (/^[0-9]{17}[0-9Xx]$/.test(next)) return t.isId
  if (next === old) return t.sameAsOld
  return null
}

/** Changes the password: the preset one after the first log-in, or later from the settings. */
export function PasswordForm({ first, onDone }: { first: boolean; onDone(): void }) {
  const [old, setOld] = useState('')
  const [next, setNext] = useState('')
  const [again, setAgain] = useState('')
  const [errors, setErrors] = useState<FieldError[]>([])
  const [busy, setBusy] = useState(false)
  const errorOf = (field: string) => errors.find((e) => e.field === field)?.text

  const submit = async (event: Event) => {
    event.preventDefault()
    if (busy) return
    const found: FieldError[] = []
    if (!old) found.push({ field: 'oldPassword', text: t.needOld })
    const problem = newPasswordProblem(next, old)
    if (problem) found.push({ field: 'newPassword', text: problem })
    else if (next !== again) found.push({ field: 'again', text: t.differs })
    setErrors(found)
    if (found.length > 0) return
    setBusy(true)
    try {
      await call(sessionRoutes.changePassword, { body: { requestId: uuid(), oldPassword: old, newPassword: next } })
      onDone()
    } catch (error) {
      const fields = error instanceof ApiProblem ? (error.problem.fields ?? []) : []
      const named = fields.map((f) => ({ field: f.path.replace(/^\//, ''), text: f.text }))
      setErrors(named.length > 0 ? named : [{ field: '', text: sayError(error) }])
      setBusy(false)
    }
  }

  return (
    <form onSubmit={submit} noValidate>
      <ErrorSummary errors={errors} />
      <PasswordField
        id="oldPassword"
        label={first ? t.oldFirst : t.old}
        value={old}
        onValue={setOld}
        error={errorOf('oldPassword')}
        autoComplete="current-password"
      />
      <PasswordField
        id="newPassword"
        label={t.new}
        hint={t.newHint}
        value={next}
        onValue={setNext}
        error={errorOf('newPassword')}
        autoComplete="new-password"
      />
      <PasswordField
        id="again"
        label={t.again}
        value={again}
        onValue={setAgain}
        error={errorOf('again')}
        autoComplete="new-password"
      />
      <button class="btn main wide" type="submit" aria-disabled={busy}>
        {busy ? t.saving : t.save}
      </button>
    </form>
  )
}
