import { type Fen, formatYuan } from '@zhuxue/policy'
import type { ComponentChildren } from 'preact'
import { useEffect, useRef } from 'preact/hooks'
import { useApp, type View } from '../app/context.ts'
import { Link } from '../app/router.tsx'
import { texts as t } from '../app/texts.ts'
import { timeText } from '../platform/clock.ts'
import { askFaceNow } from '../platform/face-asked.ts'

const PATHS = {
  home: 'M4 11l8-7 8 7v8a1 1 0 0 1-1 1h-4v-6H9v6H5a1 1 0 0 1-1-1z',
  track: 'M5 5h.01M5 12h.01M5 19h.01M10 5h9M10 12h9M10 19h9',
  money: 'M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18zM8.5 8l3.5 4.5L15.5 8M8.5 12.5h7M8.5 15.5h7M12 12.5V18',
  bell: 'M6 16v-5a6 6 0 0 1 12 0v5l1.5 2h-15zM10 21h4',
  me: 'M12 4a4 4 0 1 0 0 8 4 4 0 0 0 0-8zM4.5 20.5c1-4 4-5.5 7.5-5.5s6.5 1.5 7.5 5.5',
  back: 'M15 5l-7 7 7 7',
  next: 'M9 5l7 7-7 7',
  check: 'M5 12.5l4.5 4.5L19 7.5',
  cross: 'M7 7l10 10M17 7L7 17',
  ask: 'M9 9a3 3 0 1 1 4.2 2.8c-.8.4-1.2 1-1.2 1.9v.5M12 17.5v.01',
  camera: 'M4 8h3.5L9 5.5h6L16.5 8H20v11H4zM12 10a3.2 3.2 0 1 0 0 6.4A3.2 3.2 0 0 0 12 10z',
} as const

/** A line icon; decoration only, the words beside it carry the meaning. */
export function Icon({ name }: { name: keyof typeof PATHS }) {
  return (
    <svg class="icon" viewBox="0 0 24 24" aria-hidden="true">
      <path d={PATHS[name]} />
    </svg>
  )
}

/** An amount in yuan with tabular figures; fen. */
export function Money({ fen, plain }: { fen: number; plain?: boolean }) {
  return (
    <span class={plain ? 'num' : 'num money'}>
      {formatYuan(fen as Fen)}
      <small>元</small>
    </span>
  )
}

/** The title of a screen: takes the focus when the screen opens, so that a screen reader says where she is. */
export function Page({
  title,
  back,
  children,
  wide,
}: {
  title: string
  back?: string
  children: ComponentChildren
  wide?: boolean
}) {
  const heading = useRef<HTMLHeadingElement>(null)
  useEffect(() => {
    document.title = `${title} · 中职学生资助`
    window.scrollTo(0, 0)
    heading.current?.focus({ preventScroll: true })
  }, [title])
  return (
    <main id="main" class={wide ? 'page wide' : 'page'}>
      {back && (
        <Link to={back} class="back">
          <Icon name="back" />
          {t.back}
        </Link>
      )}
      <h1 tabIndex={-1} ref={heading}>
        {title}
      </h1>
      {children}
    </main>
  )
}

/** Loading, error and 离线 lines of a screen's data, then the data. */
export function Loaded<T extends object>({
  view,
  children,
}: {
  view: View<T>
  children: (data: T) => ComponentChildren
}) {
  return (
    <>
      {view.asOf !== null && !view.loading && (
        <p class="note warn" role="status">
          {t.offlineAsOf(timeText(view.asOf))}{' '}
          <button type="button" class="link" onClick={view.reload}>
            {t.reload}
          </button>
        </p>
      )}
      {/* offline with what was kept: the line above says so already */}
      {view.error && !(view.data && view.asOf !== null) && (
        <div class="note bad" role="alert">
          <p>{view.error}</p>
          <button type="button" class="btn" onClick={view.reload}>
            {t.retry}
          </button>
        </div>
      )}
      {view.data ? children(view.data) : view.loading && <Waiting />}
    </>
  )
}

export function Waiting() {
  return (
    <p class="loading" role="status">
      {t.loading}
    </p>
  )
}

/** Acts that did not reach the server yet: always visible, with the last error and a way to act. */
export function Unsent() {
  const { entries, outbox } = useApp()
  if (entries.length === 0) return null
  const submit = entries.find((e) => e.kind === 'submit')
  const refused = entries.find((e) => e.state === 'refused')
  const error = entries.map((e) => e.error).find(Boolean)
  const who = entries.find((e) => e.state === 'waiting' && e.problem?.code === 'face-check-required')
  return (
    <section class="note warn" role="status" aria-label={t.unsentTitle(entries.length)}>
      <h2>{t.unsentTitle(entries.length)}</h2>
      <p>{refused?.kind === 'submit' ? t.unsentRefused : submit ? t.unsentSubmit : t.unsentUpload}</p>
      {error && <p>{t.unsentError(error)}</p>}
      <div class="row">
        {refused ? (
          <Link to="/apply" class="btn">
            {t.fix}
          </Link>
        ) : who ? (
          <button type="button" class="btn main" onClick={() => askFaceNow('application')}>
            {t.whoNow}
          </button>
        ) : (
          <button type="button" class="btn" onClick={() => void outbox.drain(true)}>
            {t.sendNow}
          </button>
        )}
      </div>
    </section>
  )
}
