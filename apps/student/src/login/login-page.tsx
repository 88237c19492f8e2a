import type { ComponentChildren } from 'preact'
import { useState } from 'preact/hooks'
import type { Me } from '../platform/session.ts'
import { LoginForm } from './login-form.tsx'
import { texts as t } from './texts.ts'

/** The blue head and the white panel shared by log-in and first password. */
export function LoginFrame({ children, foot }: { children: ComponentChildren; foot?: ComponentChildren }) {
  return (
    <main class="login">
      <div class="brand">
        <div>
          <img src="/student/icon.svg" alt="" width="52" height="52" />
          <section aria-label={t.system}>
            <p>{t.system}</p>
            <p>{t.place}</p>
          </section>
        </div>
      </div>
      <div class="sheet">
        <div class="panel">{children}</div>
        {foot}
      </div>
      <p class="fraud">{t.fraud}</p>
    </main>
  )
}

export function LoginPage({
  onDone,
  accounts,
}: {
  onDone(me: Me): void
  accounts?: (pick: (a: { idNumber: string; password: string }) => void) => ComponentChildren
}) {
  const [help, setHelp] = useState(false)
  const [picked, setPicked] = useState<{ idNumber: string; password: string } | null>(null)
  return (
    <LoginFrame foot={accounts?.(setPicked)}>
      <h1>{t.title}</h1>
      <LoginForm key={picked?.idNumber ?? ''} start={picked} onDone={onDone} />
      <button class="link" type="button" aria-expanded={help} onClick={() => setHelp(!help)}>
        {t.forgot}
      </button>
      {help && <p class="note">{t.forgotHelp}</p>}
      <p>
        <a class="link" href="/check">
          {t.check}
        </a>
      </p>
    </LoginFrame>
  )
}
