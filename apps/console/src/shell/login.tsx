import { factors, office, session } from '@zhuxue/contracts'
import { Button } from 'antd'
import { useState } from 'react'
import { asApiError } from '../api/errors.ts'
import { useRead } from '../api/hooks.ts'
import { api } from '../api/instance.ts'
import { type Me, sessionState } from '../api/session-state.ts'
import { accountTexts, outsideOutcome } from '../features/account/texts.ts'
import { common } from '../texts.ts'
import { Notice } from '../ui/bits.tsx'
import { textOf, type Values } from '../ui/form.ts'
import { FormPanel } from '../ui/form-panel.tsx'
import { shellTexts as t } from './texts.ts'

/** User name and password; used on the log-in page and in the dialog above an open screen. */
export function LoginForm({ onDone, username }: { onDone: (me: Me) => void; username?: string }) {
  const submit = async (v: Values) => {
    onDone(
      await api.call(session.staffLogin, {
        body: { username: textOf(v, 'username'), password: String(v.password ?? '') },
      }),
    )
  }
  return (
    <FormPanel
      fields={[
        { kind: 'text', name: 'username', label: t.username, required: true, max: 60 },
        {
          kind: 'password',
          name: 'password',
          label: t.password,
          required: true,
          max: 128,
          autoComplete: 'current-password',
        },
      ]}
      initial={{ username: username ?? '' }}
      submitText={t.login}
      onSubmit={submit}
    />
  )
}

/** Demo accounts by organisation; the list is only there in demo mode. */
function DemoAccounts({ onDone }: { onDone: (me: Me) => void }) {
  const clock = useRead(office.demoClock, {})
  const accounts = useRead(office.demoAccounts, {}, { enabled: clock.data?.demo === true })
  const [error, setError] = useState('')
  const staff = accounts.data?.staff ?? []
  if (staff.length === 0) return null
  const orgs = [...new Set(staff.map((s) => s.orgName))]
  const enter = async (username: string, password: string) => {
    try {
      onDone(await api.call(session.staffLogin, { body: { username, password } }))
    } catch (e) {
      setError(asApiError(e).message)
    }
  }
  return (
    <section className="login-demo" aria-label={t.demoAccounts}>
      <h2>{t.demoAccounts}</h2>
      {error && <Notice tone="bad" title={error} announce />}
      {orgs.map((org) => (
        <div key={org} className="login-org">
          <h3>{org}</h3>
          <ul>
            {staff
              .filter((s) => s.orgName === org)
              .map((s) => (
                <li key={s.username}>
                  <button type="button" className="demo-account" onClick={() => void enter(s.username, s.password)}>
                    <strong>{s.roleTitle}</strong>
                    <span>{s.name}</span>
                    <code>{s.username}</code>
                  </button>
                </li>
              ))}
          </ul>
        </div>
      ))}
    </section>
  )
}

/** Sign-in with an outside identity, where the installation has one; what came of it stands in the address. */
function OutsideLogin() {
  const outside = useRead(factors.outsideIdentity, {})
  const [error, setError] = useState('')
  const came = outsideOutcome[new URLSearchParams(location.search).get('outside') ?? '']
  const go = async () => {
    try {
      location.assign((await api.call(factors.startOutside, { body: {} })).url)
    } catch (e) {
      setError(asApiError(e).message)
    }
  }
  return (
    <>
      {came && <Notice tone={came.tone} title={came.text} announce />}
      {error && <Notice tone="bad" title={error} announce />}
      {outside.data?.enabled && (
        <Button block size="large" onClick={() => void go()}>
          {accountTexts.outsideLogin(outside.data.name)}
        </Button>
      )}
    </>
  )
}

/** Log-in page. */
export default function Login() {
  const done = (me: Me) => sessionState.setMe(me)
  return (
    <main className="login" id="main">
      <div className="login-brand">
        <img src="/console/icon.svg" alt="" width="56" height="56" />
        <p className="login-product">
          {common.product} · {common.productLong}
        </p>
        <p className="login-slogan">{t.loginSlogan}</p>
      </div>
      <div className="login-side">
        <section className="card login-card">
          <h1>{t.loginTitle}</h1>
          <LoginForm onDone={done} />
          <OutsideLogin />
          <p className="muted">{t.loginHelp}</p>
          <p>
            <a href="/student/">{t.student}</a>
          </p>
        </section>
        <DemoAccounts onDone={done} />
      </div>
    </main>
  )
}
