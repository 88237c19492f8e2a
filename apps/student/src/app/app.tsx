import { useEffect, useMemo, useRef, useState } from 'preact/hooks'
import { bestLock } from '../outbox/lock.ts'
import { Outbox } from '../outbox/outbox.ts'
import { outboxStore } from '../outbox/store.ts'
import type { Entry } from '../outbox/types.ts'
import { call, NoAnswer } from '../platform/api.ts'
import { type Db, openDb } from '../platform/idb.ts'
import { currentMe, isExpired, type Me, onSession, ownerOf, setMe } from '../platform/session.ts'
import { sessionRoutes } from '../platform/session-routes.ts'
import '../styles/app.css'
import { type AppContext, Context } from './context.ts'
import { FaceAsk, FaceEntry } from './face-ask.tsx'
import { forgetKept } from './kept.ts'
import { LoginSheet } from './login-sheet.tsx'
import { Screens } from './screens.tsx'
import { texts as t } from './texts.ts'
import { httpTransport } from './transport.ts'
import { tidyOthers, wipe } from './user-stores.ts'

interface Props {
  owner: string
  /** Another student, or a preset password: the entry decides what comes. */
  onEntered(me: Me): void
  onLoggedOut(): void
}

/** The app after log-in: one student's store, outbox and session, and the screens on them. */
export function App({ owner, onEntered, onLoggedOut }: Props) {
  const [db, setDb] = useState<Db | null>(null)
  const [storeFailed, setStoreFailed] = useState(false)
  const [me, setOwnMe] = useState<Me | null>(currentMe)
  const [checked, setChecked] = useState(currentMe() !== null)
  const [expired, setExpired] = useState(isExpired)
  const [entries, setEntries] = useState<readonly Entry[]>([])
  const outbox = useMemo(() => (db ? makeOutbox(db, owner, setEntries) : null), [db, owner])
  const enter = useRef(onEntered)
  enter.current = onEntered
  const out = useRef(onLoggedOut)
  out.current = onLoggedOut

  useEffect(() => {
    openDb(owner).then(setDb, () => setStoreFailed(true))
    tidyOthers(owner).catch(() => undefined)
    return onSession(() => {
      const now = currentMe()
      if (now && (ownerOf(now) !== owner || now.mustChangePassword)) enter.current(now)
      setOwnMe(now)
      setExpired(isExpired())
    })
  }, [owner])

  useEffect(() => {
    const check = () => {
      if (currentMe()) return
      call(sessionRoutes.me, {}).then(
        (reply) => {
          setMe(reply)
          setChecked(true)
        },
        (error: unknown) => {
          // No network: what she saw last stays readable. Session over: the log-in page, her store stays.
          if (error instanceof NoAnswer) setChecked(true)
          else out.current()
        },
      )
    }
    check()
    const fresh = () => {
      if (!currentMe()) check()
      else void call(sessionRoutes.me, {}).then(setMe, () => undefined)
    }
    window.addEventListener('online', check)
    window.addEventListener('zx-refresh', fresh)
    return () => {
      window.removeEventListener('online', check)
      window.removeEventListener('zx-refresh', fresh)
    }
  }, [])

  useEffect(() => (outbox ? keepSending(outbox) : undefined), [outbox])
  useEffect(() => {
    if (outbox && me && !expired) void outbox.drain(true)
  }, [outbox, me?.csrf, expired])
  // A submission has been delivered (or refused): what the screens show is older than that.
  const waiting = entries.filter((e) => e.kind === 'submit' && e.state === 'waiting').length
  const before = useRef(waiting)
  useEffect(() => {
    if (waiting < before.current) window.dispatchEvent(new Event('zx-refresh'))
    before.current = waiting
  }, [waiting])
  useEffect(registerServiceWorker, [])

  if (storeFailed) return <p class="boot">{t.noStore}</p>
  if (!db || !outbox || !checked) {
    return (
      <p class="boot" role="status">
        {t.opening}
      </p>
    )
  }
  const context: AppContext = {
    owner,
    db,
    outbox,
    me,
    entries,
    async logOut(everywhere) {
      forgetKept()
      await call(sessionRoutes.logout, { body: { everywhere } })
      db.close()
      await wipe(owner)
      onLoggedOut()
    },
  }
  return (
    <Context.Provider value={context}>
      {me?.step === 'face-check' ? (
        <FaceEntry />
      ) : (
        <>
          <Screens />
          <FaceAsk />
        </>
      )}
      {expired && <LoginSheet />}
    </Context.Provider>
  )
}

function makeOutbox(db: Db, owner: string, show: (entries: readonly Entry[]) => void): Outbox {
  const store = outboxStore(db)
  const changed = () => void store.all().then(show, () => undefined)
  changed()
  return new Outbox({
    store,
    transport: httpTransport(owner),
    exclusive: bestLock(store, owner),
    now: Date.now,
    changed,
  })
}

/** Tries again when the network returns, when the page is looked at, and when a waiting time is over. */
function keepSending(outbox: Outbox): () => void {
  const now = () => void outbox.drain(true).catch(() => undefined)
  const seen = () => {
    if (document.visibilityState === 'visible') now()
  }
  const timer = setInterval(() => void outbox.drain().catch(() => undefined), 3000)
  window.addEventListener('online', now)
  document.addEventListener('visibilitychange', seen)
  return () => {
    clearInterval(timer)
    window.removeEventListener('online', now)
    document.removeEventListener('visibilitychange', seen)
  }
}

function registerServiceWorker(): void {
  if (import.meta.env.PROD && 'serviceWorker' in navigator) {
    setTimeout(() => navigator.serviceWorker.register('/student/sw.js').catch(() => undefined), 2000)
  }
}
