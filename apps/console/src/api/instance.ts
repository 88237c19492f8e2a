import { type Route, session } from '@zhuxue/contracts'
import { createClient } from './client.ts'
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

/** The client every screen uses. */
export const api = createClient({
  fetch: (url, init) => fetch(url, init),
  csrf: () => sessionState.get().me?.csrf ?? null,
  relogin: (route: Route) =>
    quiet.has(route.id) || sessionState.get().me === null ? Promise.resolve(false) : sessionState.askRelogin(),
  renewCsrf,
  passwordRequired: () => sessionState.mustChangePassword(),
})
