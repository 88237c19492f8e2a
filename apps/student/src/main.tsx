import './platform/old-browsers.ts'
import { type ComponentType, render } from 'preact'
import { useEffect, useState } from 'preact/hooks'
import { LoginPage } from './login/login-page.tsx'
import { texts as t } from './login/texts.ts'
import { call } from './platform/api.ts'
import { clearSession, type Me, rememberedOwner, setMe } from './platform/session.ts'
import { sessionRoutes } from './platform/session-routes.ts'
import './styles/base.css'
import './styles/login.css'

type App = ComponentType<{ owner: string; onEntered(me: Me): void; onLoggedOut(): void }>
type FirstPassword = ComponentType<{ onDone(): void }>
type Demo = typeof import('./login/demo.tsx')

const loadApp = () => import('./app/app.tsx')
try {
  if (localStorage.getItem('zx.elder')) document.documentElement.classList.add('elder')
} catch {
  // storage switched off: the normal size
}

/** Log-in first and small; everything else arrives while the student types (BARS D). */
function Root() {
  const [owner, setOwner] = useState<string | null>(rememberedOwner)
  const [presetPassword, setPreset] = useState(false)
  const [App, setApp] = useState<App | null>(null)
  const [First, setFirst] = useState<FirstPassword | null>(null)
  const [failed, setFailed] = useState(false)
  const [demo, setDemo] = useState<{ parts: Demo; day: string } | null>(null)

  const needApp = owner !== null && !presetPassword
  useEffect(() => {
    if (!needApp || App) return
    loadApp().then(
      (m) => setApp(() => m.App),
      () => setFailed(true),
    )
  }, [needApp, App])

  useEffect(() => {
    if (!presetPassword) return
    import('./login/first-password.tsx').then(
      (m) => setFirst(() => m.FirstPassword),
      () => setFailed(true),
    )
  }, [presetPassword])

  useEffect(() => {
    // After the first paint, so that neither delays the log-in.
    const timer = setTimeout(() => {
      loadApp().catch(() => undefined)
      call(sessionRoutes.demoClock, {}).then(
        async (r) => {
          if (r.demo) setDemo({ parts: await import('./login/demo.tsx'), day: r.today })
        },
        () => undefined,
      )
    }, 300)
    return () => clearTimeout(timer)
  }, [])

  const enter = (me: Me) => {
    setPreset(me.mustChangePassword)
    setOwner(me.studentId ?? me.id)
  }
  const changed = async () => {
    try {
      setMe(await call(sessionRoutes.me, {}))
      setPreset(false)
    } catch {
      leave()
    }
  }
  const leave = () => {
    clearSession()
    setOwner(null)
    setPreset(false)
  }

  const screen = () => {
    if (owner === null) {
      return (
        <LoginPage
          onDone={enter}
          {...(demo ? { accounts: (pick) => <demo.parts.DemoAccounts onPick={pick} /> } : {})}
        />
      )
    }
    if (presetPassword && First) return <First onDone={() => void changed()} />
    if (App && !presetPassword) return <App key={owner} owner={owner} onEntered={enter} onLoggedOut={leave} />
    return (
      <p class="boot" role="status">
        {failed ? t.loadFailed : t.loading}{' '}
        {failed && (
          <button type="button" class="link" onClick={() => location.reload()}>
            {t.reload}
          </button>
        )}
      </p>
    )
  }
  return (
    <>
      {demo && <demo.parts.DemoBar day={demo.day} onMoved={() => window.dispatchEvent(new Event('zx-refresh'))} />}
      {screen()}
    </>
  )
}

const root = document.getElementById('root')
if (root) {
  root.textContent = ''
  render(<Root />, root)
}
