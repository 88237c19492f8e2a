import { LoginForm } from '../login/login-form.tsx'
import { Dialog } from '../ui/dialog.tsx'
import { texts as t } from './texts.ts'

/** Shown over the screen when the session ended: after log-in the screen is as it was left. */
export function LoginSheet() {
  return (
    <Dialog title={t.sessionTitle}>
      <p>{t.sessionText}</p>
      <LoginForm onDone={() => window.dispatchEvent(new Event('zx-refresh'))} />
    </Dialog>
  )
}
