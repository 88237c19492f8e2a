import type { session } from '@zhuxue/contracts'
import type { Static } from 'typebox'

/** Who is logged in, as the server says. */
export type Me = Static<typeof session.Me>

interface State {
  me: Me | null
  /** The session ended while a screen was open: the log-in dialog stands above it. */
  relogin: boolean
}

let state: State = { me: null, relogin: false }
let waiting: ((ok: boolean) => void)[] = []
const listeners = new Set<() => void>()

const set = (next: Partial<State>) => {
  state = { ...state, ...next }
  for (const l of listeners) l()
}

/** Small store outside React, because the API client needs it too. */
export const sessionState = {
  get: () => state,
  subscribe(listener: () => void) {
    listeners.add(listener)
    return () => listeners.delete(listener)
  },
  setMe(me: Me | null) {
    set({ me })
  },
  mustChangePassword() {
    if (state.me) set({ me: { ...state.me, mustChangePassword: true, step: 'change-password' } })
  },
  /** Resolves when the person has logged in again (true) or gave up (false); calls meanwhile wait together. */
  askRelogin(): Promise<boolean> {
    set({ relogin: true })
    return new Promise((resolve) => {
      waiting.push(resolve)
    })
  },
  endRelogin(ok: boolean) {
    const all = waiting
    waiting = []
    set({ relogin: false })
    for (const resolve of all) resolve(ok)
  },
}
