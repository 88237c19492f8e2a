import { LoginFrame } from './login-page.tsx'
import { PasswordForm } from './password-form.tsx'
import { texts as t } from './password-texts.ts'

/** After the first log-in: the preset password is exchanged for her own. */
export function FirstPassword({ onDone }: { onDone(): void }) {
  return (
    <LoginFrame>
      <h1>{t.changeTitle}</h1>
      <p class="hint">{t.changeWhy}</p>
      <PasswordForm first onDone={onDone} />
    </LoginFrame>
  )
}
