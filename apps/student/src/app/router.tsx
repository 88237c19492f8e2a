import type { ComponentChildren, JSX } from 'preact'
import { useEffect, useState } from 'preact/hooks'

const BASE = '/student'
const CHANGED = 'zx-navigate'

/** The path inside the app: '/' for /student/. */
export function currentPath(): string {
  const path = location.pathname.indexOf(BASE) === 0 ? location.pathname.slice(BASE.length) : location.pathname
  return path.replace(/\/+$/, '') || '/'
}

/** Goes to a path of the app; `replace` leaves no step back. */
export function navigate(to: string, replace = false): void {
  const url = BASE + to
  if (replace) history.replaceState(null, '', url)
  else history.pushState(null, '', url)
  window.dispatchEvent(new Event(CHANGED))
}

export function usePath(): string {
  const [path, setPath] = useState(currentPath)
  useEffect(() => {
    const update = () => setPath(currentPath())
    window.addEventListener('popstate', update)
    window.addEventListener(CHANGED, update)
    return () => {
      window.removeEventListener('popstate', update)
      window.removeEventListener(CHANGED, update)
    }
  }, [])
  return path
}

/** A link that the server sends ('/student/apply', '/form?roundId=…') as a path of this app. */
export function appPath(link: string): string {
  const path = link.replace(/^https?:\/\/[^/]+/, '').replace(/^\/student(?=\/|$)/, '')
  const clean = `/${path.split(/[?#]/)[0] ?? ''}`.replace(/\/+/g, '/').replace(/\/$/, '')
  if (/^\/(form|apply|draft)(\/|$)/.test(clean)) return clean.replace(/^\/(form|draft)/, '/apply')
  if (clean === '/card') return '/payments'
  return clean || '/'
}

type LinkProps = { to: string; class?: string; children: ComponentChildren } & Pick<
  JSX.AnchorHTMLAttributes,
  'aria-current' | 'aria-label'
>

/** An ordinary link that changes the screen without loading the page again. */
export function Link({ to, children, ...rest }: LinkProps) {
  return (
    <a
      {...rest}
      href={BASE + to}
      onClick={(event) => {
        if (event.metaKey || event.ctrlKey || event.shiftKey) return
        event.preventDefault()
        navigate(to)
      }}
    >
      {children}
    </a>
  )
}
