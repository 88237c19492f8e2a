/** One SMS to hand over. `id` is the row of the outbox and travels as the provider's out id. */
export interface Sms {
  readonly id: string
  /** 11 digits */
  readonly phone: string
  /** final text with its signature: 【昆明中职资助】… */
  readonly text: string
}

/** What became of it. `unknown`: no answer came; ask before sending again. */
export type SmsResult =
  | { readonly outcome: 'accepted'; readonly providerId: string }
  | { readonly outcome: 'refused'; readonly reason: string }
  | { readonly outcome: 'later'; readonly reason: string; readonly seconds: number }
  | { readonly outcome: 'unknown'; readonly reason: string }

/** The way out of the house for SMS. */
export interface SmsPort {
  readonly name: string
  send(sms: Sms): Promise<SmsResult>
  /**
   * What the provider knows of an SMS whose answer was lost: accepted, or null when it never arrived there.
   * `unknown` when the question itself got no answer.
   */
  ask(sms: Sms, sentOn: Date): Promise<SmsResult | null>
}
