import { createContext } from 'preact'
import { useCallback, useContext, useEffect, useRef, useState } from 'preact/hooks'
import type { Outbox } from '../outbox/outbox.ts'
import type { Entry } from '../outbox/types.ts'
import { ApiProblem, NoAnswer, sayError } from '../platform/api.ts'
import { serverNow } from '../platform/clock.ts'
import { type Db, get, put } from '../platform/idb.ts'
import type { Me } from '../platform/session.ts'

export interface AppContext {
  readonly owner: string
  readonly db: Db
  readonly outbox: Outbox
  /** null while offline since the app was opened */
  readonly me: Me | null
  readonly entries: readonly Entry[]
  logOut(everywhere: boolean): Promise<void>
}

export const Context = createContext<AppContext | null>(null)

export function useApp(): AppContext {
  const app = useContext(Context)
  if (!app) throw new Error('useApp outside of App')
  return app
}

interface Kept<T> {
  readonly key: string
  readonly value: T
  readonly at: number
}

export interface View<T> {
  readonly data: T | null
  /** When `data` came from the server, if it is not fresh: shown as 数据截至 */
  readonly asOf: number | null
  readonly error: string | null
  readonly loading: boolean
  reload(): void
}

/**
 * A screen's data: what this student saw last at once, then the server's answer. Without a network the last seen
 * stays readable with its time. Kept in the student's own store, never in a cache shared by users of the phone.
 */
export function useView<T extends object>(key: string, load: () => Promise<T>): View<T> {
  const { db } = useApp()
  const [state, setState] = useState<Omit<View<T>, 'reload'>>({ data: null, asOf: null, error: null, loading: true })
  const loader = useRef(load)
  loader.current = load
  const reload = useCallback(() => {
    let live = true
    let fresh = false
    setState((s) => ({ ...s, loading: true, error: null }))
    get<Kept<T>>(db, 'views', key).then(
      (kept) => {
        if (live && kept && !fresh) setState((s) => ({ ...s, data: kept.value, asOf: kept.at }))
      },
      () => undefined,
    )
    loader.current().then(
      (value) => {
        fresh = true
        if (live) setState({ data: value, asOf: null, error: null, loading: false })
        put(db, 'views', { key, value, at: serverNow() }).catch(() => undefined)
      },
      (error: unknown) => {
        const quiet =
          error instanceof NoAnswer || (error instanceof ApiProblem && error.problem.code === 'session-expired')
        if (live) setState((s) => ({ ...s, loading: false, error: quiet && s.data ? null : sayError(error) }))
      },
    )
    return () => {
      live = false
    }
  }, [db, key])
  useEffect(() => {
    let stop = reload()
    const again = () => {
      stop()
      stop = reload()
    }
    window.addEventListener('zx-refresh', again)
    window.addEventListener('online', again)
    return () => {
      stop()
      window.removeEventListener('zx-refresh', again)
      window.removeEventListener('online', again)
    }
  }, [reload])
  return { ...state, reload }
}
