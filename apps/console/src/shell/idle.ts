/** Minutes before the idle end at which a person who does nothing is warned. */
export const WARN_MINUTES = 2

export type IdleStep = 'none' | 'renew' | 'warn' | 'over'

/**
 * What to do about the idle end of a session, given the silence towards the server and since the last key or click
 * (milliseconds). Somebody who fills in a long form without a request is not idle: her session is renewed quietly.
 */
export function idleStep(idleMinutes: number, silentMs: number, untouchedMs: number): IdleStep {
  const end = idleMinutes * 60_000
  if (silentMs >= end) return 'over'
  if (untouchedMs < silentMs && untouchedMs < 60_000 && silentMs > end / 3) return 'renew'
  return silentMs >= end - WARN_MINUTES * 60_000 ? 'warn' : 'none'
}
