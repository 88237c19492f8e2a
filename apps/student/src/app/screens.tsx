import type { ComponentType } from 'preact'
import { useEffect, useState } from 'preact/hooks'
import { Home } from '../features/home/home.tsx'
import { call } from '../platform/api.ts'
import { routes } from '../platform/routes.ts'
import { Icon, Page, Waiting } from '../ui/parts.tsx'
import { useApp, useView } from './context.ts'
import { Link, usePath } from './router.tsx'
import { texts as t } from './texts.ts'

type Params = { id: string }
type Screen = ComponentType<Params>

/** Screens that are not needed at once are loaded when first opened (BARS D), and kept by the service worker. */
const lazy = {
  apply: () => import('../features/apply/apply.tsx').then((m): Screen => m.Apply),
  list: () => import('../features/track/list.tsx').then((m): Screen => m.Applications),
  track: () => import('../features/track/track.tsx').then((m): Screen => m.Track),
  campus: () => import('../features/campus/campus.tsx').then((m): Screen => m.Campus),
  payments: () => import('../features/payments/payments.tsx').then((m): Screen => m.Payments),
  messages: () => import('../features/messages/messages.tsx').then((m): Screen => m.Messages),
  myData: () => import('../features/my-data/my-data.tsx').then((m): Screen => m.MyData),
  face: () => import('../features/face/page.tsx').then((m): Screen => m.FacePage),
  activate: () => import('../features/activate/activate.tsx').then((m): Screen => m.Activate),
  phone: () => import('../features/activate/change-phone.tsx').then((m): Screen => m.ChangePhone),
  settings: () => import('../features/settings/settings.tsx').then((m): Screen => m.Settings),
}
type Name = keyof typeof lazy
const loaded: Partial<Record<Name, Screen>> = {}

const table: readonly [RegExp, Name][] = [
  [/^\/apply(?:\/(.+))?$/, 'apply'],
  [/^\/applications$/, 'list'],
  [/^\/applications\/([^/]+)$/, 'track'],
  [/^\/campus(?:\/(.+))?$/, 'campus'],
  [/^\/payments(?:\/(card))?$/, 'payments'],
  [/^\/messages$/, 'messages'],
  [/^\/me\/((?:data|devices|consents)(?:\/.+)?)$/, 'myData'],
  [/^\/face\/([^/]+)$/, 'face'],
  [/^\/activate(?:\/(.+))?$/, 'activate'],
  [/^\/me\/phone$/, 'phone'],
  [/^\/me(?:\/(.+))?$/, 'settings'],
]

function Lazy({ name, id }: { name: Name; id: string }) {
  const [Ready, setReady] = useState<Screen | null>(() => loaded[name] ?? null)
  const [failed, setFailed] = useState(false)
  useEffect(() => {
    if (loaded[name]) return
    lazy[name]().then(
      (screen) => {
        loaded[name] = screen
        setReady(() => screen)
      },
      () => setFailed(true),
    )
  }, [name])
  if (Ready) return <Ready id={id} />
  if (!failed) return <Waiting />
  return (
    <Page title={t.lazyFailed}>
      <button type="button" class="btn main" onClick={() => location.reload()}>
        {t.retry}
      </button>
    </Page>
  )
}

export function Screens() {
  const path = usePath()
  // until the notice is accepted nothing else is open, whatever address was typed
  const step = /^\/activate(?:\/(.+))?$/.exec(path)
  if (useApp().me?.step !== 'activate') return <AllScreens path={path} />
  return (
    <div class="app plain">
      <a class="skip" href="#main">
        {t.skip}
      </a>
      <Lazy key="activate" name="activate" id={step?.[1] ?? ''} />
    </div>
  )
}

function AllScreens({ path }: { path: string }) {
  const home = useView('home', () => call(routes.home, {}))
  const found = table.map(([shape, name]) => ({ name, match: shape.exec(path) })).find((r) => r.match)
  const inForm =
    found?.name === 'face' ||
    found?.name === 'apply' ||
    path.indexOf('/campus/apply/') === 0 ||
    found?.name === 'activate'
  return (
    <div class={inForm ? 'app plain' : 'app'}>
      <a class="skip" href="#main">
        {t.skip}
      </a>
      {!inForm && <Tabs path={path} unread={home.data?.unreadMessages ?? 0} />}
      {path === '/' ? (
        <Home view={home} />
      ) : found ? (
        <Lazy key={found.name} name={found.name} id={found.match?.[1] ?? ''} />
      ) : (
        <Page title={t.notFound}>
          <div class="card">
            <p>{t.notFoundHelp}</p>
            <Link to="/" class="btn main wide gap">
              {t.toHome}
            </Link>
          </div>
        </Page>
      )}
    </div>
  )
}

function Tabs({ path, unread }: { path: string; unread: number }) {
  const tabs = [
    ['/', 'home', t.home],
    ['/applications', 'track', t.track],
    ['/payments', 'money', t.payments],
    ['/messages', 'bell', t.messages],
    ['/me', 'me', t.me],
  ] as const
  return (
    <nav class="tabs" aria-label={t.tabs}>
      <p class="tabs-brand" aria-hidden="true">
        中职学生资助
      </p>
      {tabs.map(([to, icon, name]) => {
        const here = path === to || (to !== '/' && path.indexOf(`${to}/`) === 0)
        return (
          <Link
            key={to}
            to={to}
            class={here ? 'tab here' : 'tab'}
            {...(here ? { 'aria-current': 'page' as const } : {})}
          >
            <Icon name={icon} />
            {name}
            {to === '/messages' && unread > 0 && (
              <span class="badge">
                {unread > 99 ? '99+' : unread}
                <span class="hidden">{t.unread(unread)}</span>
              </span>
            )}
          </Link>
        )
      })}
    </nav>
  )
}
