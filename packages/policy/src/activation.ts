import { CONSENT_PURPOSES, type ConsentPurpose } from './consents.ts'

/** Steps of the activation wizard, in the order in which they are offered. */
export const ACTIVATION_STEPS = ['consent', 'roll', 'phone', 'face', 'photo'] as const
export type ActivationStepId = (typeof ACTIVATION_STEPS)[number]

/** `waiting`: somebody else has to act (guardian, roll officer, a person who looks at a photo); the student may go on. */
export type ActivationStepState = 'done' | 'waiting' | 'later' | 'open'

/** What is known of a student's activation; the same facts for phone, server and the class list. */
export type ActivationFacts = {
  readonly consents: Readonly<Partial<Record<ConsentPurpose, 'given' | 'refused' | 'withdrawn'>>>
  /** under 14: the guardian answers for the student */
  readonly guardianDecides: boolean
  readonly guardianAsked: boolean
  readonly rollChecked: boolean
  readonly openReports: number
  readonly phoneConfirmed: boolean
  readonly faceChoice: 'face' | 'no-face' | null
  /** told by the module that looks at faces; null where it has nothing */
  readonly face: 'done' | 'waiting' | null
  readonly photo: 'done' | 'waiting' | null
  readonly later: readonly ActivationStepId[]
}

export type ActivationStep = { readonly id: ActivationStepId; readonly state: ActivationStepState }

/** The state of every step. Refusing face and choosing the way in person completes the step like an enrolment. */
export function activationSteps(f: ActivationFacts): ActivationStep[] {
  return ACTIVATION_STEPS.map((id) => {
    const own = stateOf(id, f)
    return { id, state: own === 'open' && f.later.indexOf(id) >= 0 ? 'later' : own }
  })
}

function stateOf(id: ActivationStepId, f: ActivationFacts): ActivationStepState {
  switch (id) {
    case 'consent': {
      const answered = CONSENT_PURPOSES.every((p) => f.consents[p] !== undefined)
      if (f.consents['data-processing'] === 'given' && answered) return 'done'
      return f.guardianDecides && f.guardianAsked ? 'waiting' : 'open'
    }
    case 'roll':
      if (!f.rollChecked) return 'open'
      return f.openReports > 0 ? 'waiting' : 'done'
    case 'phone':
      return f.phoneConfirmed ? 'done' : 'open'
    case 'face':
      return f.face ?? (f.faceChoice === 'no-face' ? 'done' : 'open')
    case 'photo':
      return f.photo ?? 'open'
  }
}

/** The home page may be opened: the notice was accepted (by the guardian under 14). Everything else can wait. */
export const mayFinishActivation = (f: Pick<ActivationFacts, 'consents'>): boolean =>
  f.consents['data-processing'] === 'given'

/** The step to open next: the first that is open, else null. */
export const nextActivationStep = (steps: readonly ActivationStep[]): ActivationStepId | null =>
  steps.filter((s) => s.state === 'open')[0]?.id ?? null

/** Every step is done (waiting for others counts): nobody is asked again. */
export const activationComplete = (steps: readonly ActivationStep[]): boolean =>
  steps.every((s) => s.state === 'done' || s.state === 'waiting')
