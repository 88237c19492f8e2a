import { catalogue, type ReplyOf } from '@zhuxue/contracts'
import type { ProgrammeVersion } from '@zhuxue/policy'
import { useCallback, useEffect, useRef, useState } from 'react'
import { type ApiError, asApiError } from '../../api/errors.ts'
import { api } from '../../api/instance.ts'
import { RequestIds } from '../../api/request-id.ts'

type Draft = ReplyOf<typeof catalogue.getDraft>
export type SaveState = 'saved' | 'unsaved' | 'saving' | 'failed' | 'conflict'
const WAIT_MS = 1200

/**
 * Saves a draft a moment after the last change; one request at a time, the newest content wins. A failed one is tried
 * again with the same request id; when somebody else saved meanwhile it stops and hands over what stands there now.
 */
export function useAutosave(draft: Draft, onSaved: (draft: Draft) => void) {
  const [state, setState] = useState<SaveState>('saved')
  const [error, setError] = useState<ApiError | null>(null)
  const revision = useRef(draft.revision)
  const pending = useRef<ProgrammeVersion | null>(null)
  const busy = useRef<Promise<void> | null>(null)
  const timer = useRef<ReturnType<typeof setTimeout> | undefined>(undefined)
  const ids = useRef(new RequestIds())
  const failed = useRef(false)
  useEffect(() => {
    if (pending.current === null) revision.current = Math.max(revision.current, draft.revision)
  }, [draft.revision])

  const send = useCallback(async (): Promise<void> => {
    while (pending.current !== null) {
      const definition = pending.current
      const body = { revision: revision.current, definition }
      setState('saving')
      try {
        const args = { params: { id: draft.id }, body }
        const reply = await api.call(catalogue.saveDraft, {
          ...args,
          body: { ...body, requestId: ids.current.idFor(args) },
        })
        ids.current.done()
        revision.current = reply.revision
        if (pending.current === definition) pending.current = null
        failed.current = false
        setError(null)
        onSaved(reply)
      } catch (e) {
        const problem = asApiError(e)
        if (!problem.isNetwork && problem.status < 500) ids.current.done()
        setError(problem)
        failed.current = problem.code !== 'revision-conflict'
        setState(failed.current ? 'failed' : 'conflict')
        return
      }
    }
    setState('saved')
  }, [draft.id, onSaved])

  const flush = useCallback((): Promise<void> => {
    clearTimeout(timer.current)
    busy.current ??= send().finally(() => {
      busy.current = null
    })
    return busy.current
  }, [send])

  const change = useCallback(
    (definition: ProgrammeVersion) => {
      pending.current = definition
      setState((s) => (s === 'conflict' ? s : 'unsaved'))
      clearTimeout(timer.current)
      timer.current = setTimeout(() => void flush(), WAIT_MS)
    },
    [flush],
  )
  // a tab that is closed or put away saves what is there
  useEffect(() => {
    const away = () => {
      if (document.visibilityState === 'hidden' && pending.current !== null) void flush()
    }
    const again = setInterval(() => {
      if (failed.current && busy.current === null) void flush()
    }, 8000)
    document.addEventListener('visibilitychange', away)
    return () => {
      document.removeEventListener('visibilitychange', away)
      clearInterval(again)
      clearTimeout(timer.current)
      if (pending.current !== null) void flush()
    }
  }, [flush])

  /** After a conflict: one's own content over the other's, from its revision on. */
  const overwrite = (theirs: number) => {
    revision.current = theirs
    void flush()
  }
  const forget = () => {
    pending.current = null
    setState('saved')
    setError(null)
  }
  return { state, error, change, flush, overwrite, forget, mine: () => pending.current }
}
