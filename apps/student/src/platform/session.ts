import type { ReplyOf, session } from '@zhuxue/contracts'
import { setServerNow } from './clock.ts'

export type Me = ReplyOf<typeof session.me>

const HINT = 'zx.student'
let me: Me | null = null
let expired = false
const listeners = new Set<() => void>()
const tell = (): void => {
  for (const listener of listeners) listener()
}

/** Who is logged in, as the last reply said; null before log-in and while offline. */
export const currentMe = (): Me | null => me
export const currentCsrf = (): string => me?.csrf ?? ''
export const isExpired = (): boolean => expired

/** Stores a log-in or session reply. The phone remembers only whose store to open, not the name or number. */
export function setMe(next: Me): void {
  me = next
  expired = false
  setServerNow(next.now)
  remember(ownerOf(next))
  tell()
}

/** Called when any reply says session-expired: the shell then shows the log-in sheet above the screen's content. */
export function sessionExpired(): void {
  if (expired) return
  expired = true
  tell()
}

export function clearSession(): void {
  me = null
  expired = false
  remember(null)
}

export function onSession(listener: () => void): () => void {
  listeners.add(listener)
  return () => listeners.delete(listener)
}

/** The id under which this student's data is kept on the phone. */
export const ownerOf = (m: Me): string => m.studentId ?? m.id

/** Whose session this phone had last; null when nobody is logged in. */
export function rememberedOwner(): string | null {
  try {
    return localStorage.getItem(HINT)
  } catch {
    return null
  }
}

function remember(owner: string | null): void {
  try {
    if (owner) localStorage.setItem(HINT, owner)
    else localStorage.removeItem(HINT)
  } catch {
    // private mode of old Safari: the student logs in again next time
  }
}
