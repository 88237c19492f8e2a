import { Drawer } from 'antd'
import { Suspense, useState } from 'react'
import { Link, Outlet, useLocation } from 'react-router'
import { Loading } from '../ui/states.tsx'
import { ErrorBoundary } from './error-boundary.tsx'
import { Header } from './header.tsx'
import { IdleWarning } from './idle-warning.tsx'
import { useMe } from './me.tsx'
import { isCurrent, visibleMenu } from './menu.ts'
import { AccountNotices } from './notices.tsx'
import { Shortcuts } from './shortcuts.tsx'
import { shellTexts as t } from './texts.ts'

function Nav({ onGo }: { onGo?: () => void }) {
  const me = useMe()
  const { pathname } = useLocation()
  return (
    <nav aria-label={t.nav} className="nav">
      {visibleMenu(me.permissions).map((group) => (
        <div key={group.title} className="nav-group">
          {group.title !== '' && <p className="nav-title">{group.title}</p>}
          <ul>
            {group.items.map((item) => (
              <li key={item.path}>
                <Link
                  to={item.path}
                  className={isCurrent(item.path, pathname) ? 'nav-link active' : 'nav-link'}
                  aria-current={isCurrent(item.path, pathname) ? 'page' : undefined}
                  {...(onGo && { onClick: onGo })}
                >
                  {item.title}
                </Link>
              </li>
            ))}
          </ul>
        </div>
      ))}
    </nav>
  )
}

/** Frame of every page after log-in. */
export function Layout() {
  const [drawer, setDrawer] = useState(false)
  const [help, setHelp] = useState(false)
  const { pathname } = useLocation()
  return (
    <div className="shell">
      <a className="skip" href="#main">
        {t.skip}
      </a>
      <Header onMenu={() => setDrawer(true)} onHelp={() => setHelp(true)} />
      <div className="shell-body">
        <div className="side no-print">
          <Nav />
        </div>
        <main id="main" tabIndex={-1}>
          <AccountNotices />
          <ErrorBoundary key={pathname}>
            <Suspense fallback={<Loading />}>
              <Outlet />
            </Suspense>
          </ErrorBoundary>
        </main>
      </div>
      <Drawer open={drawer} onClose={() => setDrawer(false)} placement="left" size={264} title={t.nav} destroyOnHidden>
        <Nav onGo={() => setDrawer(false)} />
      </Drawer>
      <Shortcuts open={help} setOpen={setHelp} />
      <IdleWarning />
    </div>
  )
}
