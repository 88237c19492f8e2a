const KEY = 'zx.face'

/** A try at the certified service that this tab went away for. */
export interface Away {
  readonly id: string
  readonly back: string
}

export function rememberRedirect(away: Away): void {
  try {
    sessionStorage.setItem(KEY, JSON.stringify(away))
  } catch {
    // storage switched off: the result is asked for from where it was needed
  }
}

export function redirected(): Away | null {
  try {
    const text = sessionStorage.getItem(KEY)
    return text ? (JSON.parse(text) as Away) : null
  } catch {
    return null
  }
}

export function forgetRedirect(): void {
  try {
    sessionStorage.removeItem(KEY)
  } catch {
    // nothing was kept
  }
}
