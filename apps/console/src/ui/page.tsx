import { type ReactNode, useEffect, useRef } from 'react'
import { Link, useLocation } from 'react-router'
import { common } from '../texts.ts'
import { Icon } from './icons.tsx'

/** A page: document title, heading that takes the focus after navigation (so a screen reader hears where it is), actions. */
export function Page({
  title,
  printTitle,
  intro,
  back,
  actions,
  children,
}: {
  title: string
  /** on paper, where nothing else tells the school and the term */
  printTitle?: string
  intro?: ReactNode
  back?: { to: string; text: string }
  actions?: ReactNode
  children: ReactNode
}) {
  const heading = useRef<HTMLHeadingElement>(null)
  const { pathname } = useLocation()
  useEffect(() => {
    document.title = `${title} · ${common.product}${common.console}`
  }, [title])
  // The path is the trigger on purpose: a changed filter (query string) must not move the focus.
  useEffect(() => {
    if (pathname !== '') heading.current?.focus({ preventScroll: true })
    window.scrollTo(0, 0)
  }, [pathname])
  return (
    <div className="page">
      {back && (
        <Link className="back no-print" to={back.to}>
          <Icon name="left" size={16} />
          {back.text}
        </Link>
      )}
      <div className="page-head">
        <div>
          <h1 ref={heading} tabIndex={-1} className={printTitle === undefined ? undefined : 'no-print'}>
            {title}
          </h1>
          {printTitle !== undefined && <p className="print-only print-title">{printTitle}</p>}
          {intro !== undefined && <div className="page-intro">{intro}</div>}
        </div>
        {actions !== undefined && <div className="page-actions no-print">{actions}</div>}
      </div>
      {children}
    </div>
  )
}
