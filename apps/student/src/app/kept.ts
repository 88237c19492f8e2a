import { useEffect, useRef, useState } from 'preact/hooks'

const PREFIX = 'zx.kept.'
/** Fired before the app is left for the page of the certified face service. */
export const LEAVING = 'zx-leaving'
/** Longer than a certified check may take; what lies there longer is nobody's business any more. */
const KEPT_MS = 15 * 60_000

/** Keeps what is typed while this tab is away; only this tab reads it, once. */
export function keep(key: string, value: unknown, now: number): void {
  try {
    sessionStorage.setItem(PREFIX + key, JSON.stringify({ at: now, value }))
  } catch {
    // storage switched off: it has to be typed again
  }
}

/** What was kept under the key a moment ago, or null; it is gone afterwards. */
export function takeKept<T>(key: string, now: number): T | null {
  try {
    const text = sessionStorage.getItem(PREFIX + key)
    sessionStorage.removeItem(PREFIX + key)
    const kept = text ? (JSON.parse(text) as { at: number; value: T }) : null
    return kept && now - kept.at < KEPT_MS ? kept.value : null
  } catch {
    return null
  }
}

/** A shared phone: who logs out leaves nothing half typed behind. */
export function forgetKept(): void {
  try {
    for (const key of Object.keys(sessionStorage)) if (key.indexOf(PREFIX) === 0) sessionStorage.removeItem(key)
  } catch {
    // nothing was kept
  }
}

/** State of a form that comes back as it was left when the person returns from the certified service. */
export function useKept<T>(key: string, initial: T): [T, (value: T) => void] {
  const [value, setValue] = useState<T>(() => takeKept<T>(key, Date.now()) ?? initial)
  const last = useRef(value)
  last.current = value
  useEffect(() => {
    const leaving = () => keep(key, last.current, Date.now())
    window.addEventListener(LEAVING, leaving)
    return () => window.removeEventListener(LEAVING, leaving)
  }, [key])
  return [value, (next) => setValue(() => next)]
}
