import { useCallback, useEffect, useRef, useState } from 'preact/hooks'
import { type AppContext, useApp } from '../../app/context.ts'
import { type DraftDeps, DraftKeeper, type DraftRecord, type DraftSnapshot } from '../../draft/draft.ts'
import type { FieldError } from '../../login/fields.tsx'
import type { Entry, Sent, SubmitEntry } from '../../outbox/types.ts'
import { ApiProblem, call, NoAnswer, sayError } from '../../platform/api.ts'
import { serverNow } from '../../platform/clock.ts'
import { type Db, get, getAll, put, remove } from '../../platform/idb.ts'
import { routes } from '../../platform/routes.ts'
import type { HomeData } from '../home/home.tsx'
import type { FormData } from './model.ts'

export interface OpenForm {
  readonly form: FormData
  readonly keeper: DraftKeeper
  readonly draft: DraftSnapshot
  /** The server refused the last submission: its words, by field. */
  readonly refused: readonly FieldError[]
  /** Photos that reached the server from this phone since the form was read. */
  readonly uploaded: readonly Extract<Sent, { kind: 'upload' }>[]
  readonly offline: boolean
}

export type FormState =
  | { readonly kind: 'loading' }
  | { readonly kind: 'error'; readonly text: string }
  | { readonly kind: 'no-round' }
  | { readonly kind: 'open'; readonly open: OpenForm }

interface Kept<T> {
  key: string
  value: T
  at: number
}

/** The server's answer, or what was kept of it when there is no network. */
async function seen<T extends object>(
  db: Db,
  key: string,
  load: () => Promise<T>,
): Promise<{ value: T; offline: boolean }> {
  try {
    const value = await load()
    await put(db, 'views', { key, value, at: serverNow() } satisfies Kept<T>)
    return { value, offline: false }
  } catch (error) {
    const quiet = error instanceof NoAnswer || (error instanceof ApiProblem && error.problem.code === 'session-expired')
    const kept = quiet ? await get<Kept<T>>(db, 'views', key) : undefined
    if (!kept) throw error
    return { value: kept.value, offline: true }
  }
}

const draftDeps = (db: Db): DraftDeps => ({
  load: (roundId) => get<DraftRecord>(db, 'drafts', roundId),
  store: (record) => put(db, 'drafts', record),
  put: (body) => call(routes.saveDraft, { body }),
  fetch: async (roundId) => (await call(routes.form, { query: { roundId } })).draft,
  now: serverNow,
  later: (work, ms) => {
    const timer = setTimeout(work, ms)
    return () => clearTimeout(timer)
  },
})

const uploadsOf = async (db: Db, roundId: string) =>
  (await getAll<Sent>(db, 'sent')).flatMap((s) => (s.kind === 'upload' && s.roundId === roundId ? [s] : []))

/** Opens the form of the current round: server's view or the kept one, the phone's draft, what was refused. */
async function openForm(app: AppContext, changed: () => void): Promise<Omit<OpenForm, 'draft'> | null> {
  const { db, outbox } = app
  const home = await seen<HomeData>(db, 'home', () => call(routes.home, {}))
  const roundId = home.value.round?.id
  if (!roundId) return null
  const { value: form, offline } = await seen<FormData>(db, `form/${roundId}`, () =>
    call(routes.form, { query: { roundId } }),
  )
  const entries = (await outbox.list()).filter((e) => e.roundId === roundId)
  if (!offline && !entries.some((e) => e.kind === 'submit')) {
    // The fresh form lists every photo that the server has: the phone's own notes of them are done with.
    for (const s of await uploadsOf(db, roundId)) await remove(db, 'sent', s.id)
  }
  const keeper = await DraftKeeper.open(draftDeps(db), roundId, offline ? null : form.draft, changed)
  const refused = entries.find((e): e is SubmitEntry => e.kind === 'submit' && e.state === 'refused')
  if (refused) {
    // What was refused is what she wrote last: back into the draft first, only then out of the outbox.
    await keeper.change(refused.answers)
    await outbox.takeBack(refused.id)
  }
  return {
    form,
    keeper,
    offline,
    refused: refused ? problemsFrom(refused) : [],
    uploaded: await uploadsOf(db, roundId),
  }
}

function problemsFrom(entry: SubmitEntry): FieldError[] {
  const fields = (entry.problem?.fields ?? []).map((f) => ({
    field: f.path.replace(/^\/?(answers\/)?/, ''),
    text: f.text,
  }))
  return fields.length > 0 ? fields : [{ field: '', text: entry.error ?? '' }]
}

export function useForm(): { state: FormState; reload(): void } {
  const app = useApp()
  const [state, setState] = useState<FormState>({ kind: 'loading' })
  const keeper = useRef<DraftKeeper | null>(null)
  const show = useCallback(() => {
    const k = keeper.current
    if (k) setState((s) => (s.kind === 'open' ? { kind: 'open', open: { ...s.open, draft: k.snapshot() } } : s))
  }, [])
  const start = useCallback(() => {
    let live = true
    openForm(app, show).then(
      (open) => {
        if (!live) return open?.keeper.close()
        keeper.current?.close()
        keeper.current = open?.keeper ?? null
        setState(open ? { kind: 'open', open: { ...open, draft: open.keeper.snapshot() } } : { kind: 'no-round' })
      },
      (error: unknown) => {
        if (live) setState((s) => (s.kind === 'open' ? s : { kind: 'error', text: sayError(error) }))
      },
    )
    return () => {
      live = false
    }
  }, [app.db])

  useEffect(() => {
    const stop = start()
    const flush = () => void keeper.current?.flush()
    const again = () => {
      flush()
      start()
    }
    window.addEventListener('online', again)
    window.addEventListener('zx-refresh', again)
    document.addEventListener('visibilitychange', flush)
    return () => {
      stop()
      flush()
      keeper.current?.close()
      window.removeEventListener('online', again)
      window.removeEventListener('zx-refresh', again)
      document.removeEventListener('visibilitychange', flush)
    }
  }, [start])

  // A photo left the outbox: it is on the server now.
  const uploads = app.entries.filter((e: Entry) => e.kind === 'upload').length
  useEffect(() => {
    void (async () => {
      const roundId = keeper.current?.snapshot().record.roundId
      if (!roundId) return
      const uploaded = await uploadsOf(app.db, roundId)
      setState((s) => (s.kind === 'open' ? { kind: 'open', open: { ...s.open, uploaded } } : s))
    })()
  }, [uploads, app.db])

  return { state, reload: start }
}
