import { useState } from 'preact/hooks'
import { useApp, useView } from '../../app/context.ts'
import { Link, navigate } from '../../app/router.tsx'
import { PasswordForm } from '../../login/password-form.tsx'
import { texts as login } from '../../login/password-texts.ts'
import { call, sayError } from '../../platform/api.ts'
import { timeText } from '../../platform/clock.ts'
import { routes } from '../../platform/routes.ts'
import { Dialog } from '../../ui/dialog.tsx'
import { Icon, Loaded, Page, Unsent } from '../../ui/parts.tsx'
import { texts as t } from './texts.ts'

export function Settings({ id }: { id: string }) {
  if (id === 'password') return <Password />
  if (id === 'access-log') return <AccessLog />
  if (id === 'about') return <About />
  return <Menu />
}

const ELDER = 'zx.elder'
const isElder = () => document.documentElement.classList.contains('elder')

function Menu() {
  const { me, entries, logOut } = useApp()
  const [elder, setElder] = useState(isElder)
  const [leaving, setLeaving] = useState<'here' | 'everywhere' | null>(null)
  const [problem, setProblem] = useState('')
  const switchElder = () => {
    const next = !elder
    document.documentElement.classList.toggle('elder', next)
    try {
      if (next) localStorage.setItem(ELDER, '1')
      else localStorage.removeItem(ELDER)
    } catch {
      // storage switched off: the size lasts until the page is closed
    }
    setElder(next)
  }
  const leave = async () => {
    try {
      await logOut(leaving === 'everywhere')
    } catch (error) {
      setProblem(sayError(error))
    }
  }
  return (
    <Page title={t.title}>
      {me && (
        <div class="card">
          <p class="card-title">{me.name}</p>
          <p class="hint">{me.place}</p>
        </div>
      )}
      <Unsent />
      <div class="card menu">
        <button type="button" role="switch" aria-checked={elder} class="row-link" onClick={switchElder}>
          <span>
            <b>{t.elder}</b>
            <span class="hint">{t.elderHint}</span>
          </span>
          <span class="switch" aria-hidden="true">
            {elder ? t.on : t.off}
          </span>
        </button>
        <Link to="/activate" class="row-link">
          <span>
            <b>{t.activation}</b>
            <span class="hint">{t.activationHint}</span>
          </span>
          <Icon name="next" />
        </Link>
        <Link to="/me/phone" class="row-link">
          <span>
            <b>{t.phone}</b>
            <span class="hint">{t.phoneHint}</span>
          </span>
          <Icon name="next" />
        </Link>
        <Link to="/me/password" class="row-link">
          <b>{login.changeTitleLater}</b>
          <Icon name="next" />
        </Link>
        <Link to="/me/devices" class="row-link">
          <span>
            <b>{t.devices}</b>
            <span class="hint">{t.devicesHint}</span>
          </span>
          <Icon name="next" />
        </Link>
        <Link to="/me/data" class="row-link">
          <span>
            <b>{t.myData}</b>
            <span class="hint">{t.myDataHint}</span>
          </span>
          <Icon name="next" />
        </Link>
        <Link to="/me/consents" class="row-link">
          <span>
            <b>{t.consents}</b>
            <span class="hint">{t.consentsHint}</span>
          </span>
          <Icon name="next" />
        </Link>
        <Link to="/face/enrol" class="row-link">
          <span>
            <b>{t.face}</b>
            <span class="hint">{t.faceHint}</span>
          </span>
          <Icon name="next" />
        </Link>
        <Link to="/me/access-log" class="row-link">
          <span>
            <b>{t.accessLog}</b>
            <span class="hint">{t.accessLogHint}</span>
          </span>
          <Icon name="next" />
        </Link>
        <Link to="/me/about" class="row-link">
          <b>{t.about}</b>
          <Icon name="next" />
        </Link>
      </div>
      <button type="button" class="btn wide gap" onClick={() => setLeaving('here')}>
        {t.logOut}
      </button>
      <button type="button" class="btn wide gap" onClick={() => setLeaving('everywhere')}>
        {t.everywhere}
      </button>
      {leaving && (
        <Dialog
          title={leaving === 'here' ? t.logOutTitle : t.everywhereTitle}
          onClose={() => {
            setLeaving(null)
            setProblem('')
          }}
        >
          <p>
            {entries.length > 0 ? t.unsent(entries.length) : leaving === 'everywhere' ? t.everywhereText : t.logOutText}
          </p>
          {problem && (
            <p class="note bad" role="alert">
              {problem}
            </p>
          )}
          <button
            type="button"
            class={entries.length > 0 ? 'btn danger wide' : 'btn main wide'}
            onClick={() => void leave()}
          >
            {entries.length > 0 ? t.logOutAnyway : t.logOut}
          </button>
        </Dialog>
      )}
    </Page>
  )
}

function Password() {
  const [done, setDone] = useState(false)
  const finished = () => {
    setDone(true)
    window.dispatchEvent(new Event('zx-refresh'))
  }
  return (
    <Page title={login.changeTitleLater} back="/me">
      {done ? (
        <div class="note good" role="status">
          <p>{t.passwordDone}</p>
          <button type="button" class="btn" onClick={() => navigate('/me')}>
            {t.ok}
          </button>
        </div>
      ) : (
        <div class="card">
          <PasswordForm first={false} onDone={finished} />
        </div>
      )}
    </Page>
  )
}

function AccessLog() {
  const view = useView('access-log', () => call(routes.accessLog, {}))
  return (
    <Page title={t.accessLog} back="/me">
      <p class="hint">{t.accessLogWhy}</p>
      <Loaded view={view}>
        {(data) =>
          data.items.length === 0 ? (
            <p class="card">{t.accessLogNone}</p>
          ) : (
            <ul class="card lines">
              {data.items.map((i) => (
                <li key={i.id}>
                  <div class="between">
                    <b>
                      {i.by}（{i.role}）
                    </b>
                    <span class="hint num">{timeText(i.at)}</span>
                  </div>
                  <p class="hint">
                    {t.saw(i.field)} · {t.reason(i.reason)}
                  </p>
                </li>
              ))}
            </ul>
          )
        }
      </Loaded>
    </Page>
  )
}

function About() {
  return (
    <Page title={t.about} back="/me">
      {t.aboutText.map(([head, text]) => (
        <section key={head} class="card">
          <h2 class="card-title">{head}</h2>
          <p>{text}</p>
        </section>
      ))}
      <a class="btn wide gap" href="/">
        {t.publicPage}
      </a>
    </Page>
  )
}
