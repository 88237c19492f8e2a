import type { ReactNode } from 'react'
import { dayText, dueText, yuan } from '../lib/format.ts'
import { useMe } from '../shell/me.tsx'
import { common } from '../texts.ts'
import { Icon } from './icons.tsx'

export type Tone = 'info' | 'good' | 'warn' | 'bad' | 'mute'

/** A small state label: colour only repeats what the words say. */
export function Tag({ tone = 'mute', children }: { tone?: Tone; children: ReactNode }) {
  return <span className={`tag tag-${tone}`}>{children}</span>
}

/** An amount in yuan from fen, tabular figures. */
export function Money({ fen, strong = false }: { fen: number | null; strong?: boolean }) {
  return (
    <span className={strong ? 'money money-strong' : 'money'}>
      {yuan(fen)}
      {fen === null ? '' : ' 元'}
    </span>
  )
}

/** A due day with how far it is; late ones carry an icon and the word. */
export function Due({ on, late }: { on: string | null; late?: boolean }) {
  const { today } = useMe()
  if (on === null) return <span className="muted">—</span>
  const isLate = late ?? on < today
  return (
    <span className={isLate ? 'due due-late' : 'due'}>
      <span className="nowrap">
        {isLate && <Icon name="alert" size={16} />} {dayText(on)}
      </span>
      <span className="due-rest">{dueText(on, today)}</span>
    </span>
  )
}

/** A titled block of a page. */
export function Card({
  title,
  extra,
  children,
  id,
  className = '',
}: {
  title?: ReactNode
  extra?: ReactNode
  children: ReactNode
  id?: string
  className?: string
}) {
  return (
    <section className={`card ${className}`} id={id}>
      {title !== undefined && (
        <div className="card-head">
          <h2>{title}</h2>
          {extra !== undefined && <div className="card-extra">{extra}</div>}
        </div>
      )}
      {children}
    </section>
  )
}

/** Label–value pairs. */
export function Facts({
  items,
  columns = 2,
}: {
  items: readonly (readonly [string, ReactNode])[]
  columns?: 1 | 2 | 3 | 4
}) {
  return (
    <dl className={`facts facts-${columns}`}>
      {items.map(([label, value]) => (
        <div key={label}>
          <dt>{label}</dt>
          <dd>{value === null || value === '' ? <span className="muted">{common.unknown}</span> : value}</dd>
        </div>
      ))}
    </dl>
  )
}

/** A big number with its name. */
export function Stat({ label, value, tone, note }: { label: string; value: ReactNode; tone?: Tone; note?: ReactNode }) {
  return (
    <div className={`stat ${tone ? `stat-${tone}` : ''}`}>
      <div className="stat-label">{label}</div>
      <div className="stat-value">{value}</div>
      {note !== undefined && <div className="stat-note">{note}</div>}
    </div>
  )
}

/** A notice inside a page. `alert` announces itself. */
export function Notice({
  tone,
  title,
  children,
  announce = false,
}: {
  tone: Tone
  title?: ReactNode
  children?: ReactNode
  announce?: boolean
}) {
  const icon = tone === 'bad' || tone === 'warn' ? 'alert' : tone === 'good' ? 'check' : 'info'
  return (
    <div className={`notice notice-${tone}`} role={announce ? (tone === 'bad' ? 'alert' : 'status') : undefined}>
      <Icon name={icon} size={20} />
      <div>
        {title !== undefined && <div className="notice-title">{title}</div>}
        {children}
      </div>
    </div>
  )
}
