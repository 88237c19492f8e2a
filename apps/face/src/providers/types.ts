import type { Reason } from '../domain/reasons.ts'
import type { Enrolment, Frame, Purpose, Step, Verdict } from '../domain/types.ts'

/** The record of the separate consent a check rests on; without one nothing is started. */
export interface Consent {
  readonly recordId: string
  readonly textVersion: string
}

/** Who is checked, for what, and by which consent. `subject` is our own id of the person, never an ID number. */
export interface StartRequest {
  readonly subject: string
  readonly purpose: Purpose
  readonly consent: Consent | null
}

/** A started check: steps to do before the camera, or an address to go to. Times are epoch milliseconds. */
export type Started =
  | { readonly kind: 'steps'; readonly session: string; readonly steps: readonly Step[]; readonly expiresAt: number }
  | { readonly kind: 'redirect'; readonly session: string; readonly url: string; readonly expiresAt: number }
  | { readonly kind: 'refused'; readonly reason: Reason }

interface ProviderBase {
  readonly name: string
  /** 'basic' deters; 'certified' compares with the national population base */
  readonly assurance: 'basic' | 'certified'
  start(request: StartRequest): Promise<Started>
  /** Forgets what this provider keeps of a person. */
  erase(subject: string): Promise<void>
}

/** A provider that looks at pictures itself. Throws FaceUnavailable when it cannot answer now; nothing is used up then. */
export interface StepsProvider extends ProviderBase {
  readonly kind: 'steps'
  submit(subject: string, session: string, frames: readonly Frame[]): Promise<Verdict>
  enrol(subject: string, session: string, frames: readonly Frame[]): Promise<Enrolment>
}

/** A signed message of a certified service. */
export type CallbackMessage = Readonly<Record<string, string>>

/** A provider that takes the person to its own page and reports back. It needs no enrolment. */
export interface RedirectProvider extends ProviderBase {
  readonly kind: 'redirect'
  /** by the service's signed callback, or asked for by the person who came back (`subject`) */
  result(session: string, by: { readonly callback: CallbackMessage } | { readonly subject: string }): Promise<Verdict>
}

export type FaceProvider = StepsProvider | RedirectProvider
