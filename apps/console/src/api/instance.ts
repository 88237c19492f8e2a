import { type Route, session } from '@zhuxue/contracts'
import { createClient } from './client.ts'
import { contact } from './contact.ts'
import { type Me, sessionState } from './session-state.ts'

const quiet = new Set<string>([session.me.id, session.staffLogin.id, session.logout.id])

/** Asks who the cookie belongs to now; true when it is the same person with a new token. */
async function renewCsrf(): Promise<boolean> {
  const before = sessionState.get().me
  if (!before) return false
  const response = await fetch(session.me.path, { credentials: 'same-origin', cache: 'no-store' }).catch(() => null)
  if (!response?.ok) return false
  const now = (await response.json()) as Me
  if (now.id !== before.id) {
    // Another person logged in in another tab: nothing of this screen may be sent in her name.
    location.assign('/console/')
    return false
  }
  if (now.csrf === before.csrf || now.grant?.id !== before.grant?.id) return false
  sessionState.setMe(now)
  return true
}

/** Asks anew what stands before the work, so that the right step is shown. */
async function readMe(): Promise<void> {
  const response = await fetch(session.me.path, { credentials: 'same-origin', cache: 'no-store' }).catch(() => null)
  if (response?.ok) sessionState.setMe((await response.json()) as Me)
}

/** The client every screen uses. */
export const api = createClient({
  fetch: (url, init) => {
    contact.touch()
    return fetch(url, init)
  },
  csrf: () => sessionState.get().me?.csrf ?? null,
  relogin: (route: Route) => {
    const { me } = sessionState.get()
    if (quiet.has(route.id) || me === null) return Promise.resolve(false)
    // between password and work there is no screen to keep: the log-in simply begins again
    if (me.step !== 'none') {
      sessionState.setMe(null)
      return Promise.resolve(false)
    }
    return sessionState.askRelogin()
  },
  renewCsrf,
  passwordRequired: () => sessionState.mustChangePassword(),
  secondFactorRequired: () => void readMe(),
})
