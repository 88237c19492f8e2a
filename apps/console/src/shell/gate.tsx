import { useQueryClient } from '@tanstack/react-query'
import { session } from '@zhuxue/contracts'
import { Button, Modal } from 'antd'
import { lazy, type ReactNode, Suspense, useEffect, useState, useSyncExternalStore } from 'react'
import { type ApiError, asApiError } from '../api/errors.ts'
import { api } from '../api/instance.ts'
import { type Me, sessionState } from '../api/session-state.ts'
import { accountTexts } from '../features/account/texts.ts'
import { LinkButton } from '../ui/link-button.tsx'
import { Page } from '../ui/page.tsx'
import { Empty, Failed, Loading } from '../ui/states.tsx'
import { LeaveButton } from './header.tsx'
import Login, { LoginForm } from './login.tsx'
import { MeContext } from './me.tsx'
import { PasswordForm } from './password.tsx'
import { SecondFactor } from './second-factor.tsx'
import { shellTexts as t } from './texts.ts'

const Enrol = lazy(() => import('../features/account/enrol.tsx'))

function Center({ title, help, children }: { title: string; help: string; children?: ReactNode }) {
  return (
    <main className="center" id="main">
      <div className="card center-card">
        <h1>{title}</h1>
        <p className="muted">{help}</p>
        {children}
      </div>
    </main>
  )
}

function ChooseGrant({ me }: { me: Me }) {
  const [error, setError] = useState<ApiError | null>(null)
  const choose = async (grantId: string) => {
    try {
      sessionState.setMe(await api.call(session.switchGrant, { body: { grantId } }))
    } catch (e) {
      setError(asApiError(e))
    }
  }
  return (
    <Center title={t.chooseGrant} help={t.chooseGrantHelp}>
      {error && <Failed error={error} />}
      <ul className="grant-list">
        {me.grants.map((g) => (
          <li key={g.id}>
            <Button block size="large" onClick={() => void choose(g.id)}>
              {g.orgName} · {g.roleTitle}
            </Button>
          </li>
        ))}
      </ul>
      <LeaveButton />
    </Center>
  )
}

/** Log-in above the open screen after the session ended; the screen below keeps what was typed. */
function Relogin({ me }: { me: Me }) {
  const client = useQueryClient()
  const [half, setHalf] = useState<Me | null>(null)
  const done = (next: Me) => {
    if (next.id !== me.id) {
      location.assign('/console/')
      return
    }
    const restore = async () => {
      const before = me.grant?.id
      const mine = before !== undefined && next.grant?.id !== before && next.grants.some((g) => g.id === before)
      sessionState.setMe(next)
      if (mine) sessionState.setMe(await api.call(session.switchGrant, { body: { grantId: before } }))
      sessionState.endRelogin(true)
      await client.invalidateQueries()
    }
    void restore().catch(() => sessionState.endRelogin(false))
  }
  // what else stands before the work (password too old, no factor yet) has its own full screen
  const loggedIn = (next: Me) => {
    if (next.step === 'none') done(next)
    else if (next.step === 'second-factor' && next.id === me.id) setHalf(next)
    else {
      sessionState.endRelogin(false)
      sessionState.setMe(next)
    }
  }
  return (
    <Modal
      open
      title={t.relogin}
      footer={null}
      mask={{ closable: false }}
      onCancel={() => sessionState.endRelogin(false)}
      zIndex={2000}
    >
      <p className="dialog-intro">{t.reloginHelp}</p>
      {half ? <SecondFactor me={half} onDone={loggedIn} /> : <LoginForm onDone={loggedIn} />}
    </Modal>
  )
}

/** Decides what stands before the work: log-in, forced password change, choice of the acting grant. */
export function Gate({ children }: { children: ReactNode }) {
  const { me, relogin } = useSyncExternalStore(sessionState.subscribe, sessionState.get)
  const [asked, setAsked] = useState(false)
  const [error, setError] = useState<ApiError | null>(null)
  const ask = () => {
    setError(null)
    api
      .call(session.me, {})
      .then(sessionState.setMe)
      .catch((e: unknown) => {
        const problem = asApiError(e)
        if (problem.status !== 401) setError(problem)
      })
      .finally(() => setAsked(true))
  }
  useEffect(ask, [])
  if (error) {
    return (
      <main className="center">
        <Failed error={error} retry={ask} />
      </main>
    )
  }
  if (!asked) return <Loading />
  if (!me) return <Login />
  if (me.kind !== 'staff') {
    return (
      <Center title={t.wrongKind} help={t.wrongKindHelp}>
        <div className="form-foot">
          <LeaveButton />
          <Button type="primary" href="/student/">
            {t.toStudent}
          </Button>
        </div>
      </Center>
    )
  }
  if (me.step === 'second-factor') {
    return (
      <Center title={accountTexts.verifyTitle} help={accountTexts.verifyHelp}>
        <SecondFactor me={me} onDone={sessionState.setMe} />
        <LeaveButton />
      </Center>
    )
  }
  if (me.mustChangePassword) {
    return (
      <Center title={t.passwordTitle} help={t.passwordFirst}>
        <PasswordForm onDone={() => undefined} />
        <LeaveButton />
      </Center>
    )
  }
  if (me.step === 'enrol') {
    return (
      <Center title={accountTexts.enrolTitle} help={accountTexts.enrolHelp}>
        <Suspense fallback={<Loading />}>
          <Enrol />
        </Suspense>
        <LeaveButton />
      </Center>
    )
  }
  if (!me.grant && me.grants.length > 0) return <ChooseGrant me={me} />
  if (!me.grant) {
    return (
      <Center title={t.noGrant} help={t.noGrantHelp}>
        <LeaveButton />
      </Center>
    )
  }
  return (
    <MeContext.Provider value={me}>
      {children}
      {relogin && <Relogin me={me} />}
    </MeContext.Provider>
  )
}

/** Page shown when the acting grant does not carry the permission of the address. */
export function NotAllowed() {
  return (
    <Page title={t.notAllowed}>
      <div className="card">
        <Empty title={t.notAllowedHelp}>
          <LinkButton to="/work">{t.backToWork}</LinkButton>
        </Empty>
      </div>
    </Page>
  )
}
