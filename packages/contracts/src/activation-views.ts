/** What the activation routes of students, guardians and staff show: consents, the wizard, reports about the roll. */
import { Type } from 'typebox'
import { Count, Day, Id, Instant, Nullable, OneOf } from './basics.ts'
import {
  activationStepStates,
  activationSteps,
  ageGroups,
  consentPurposes,
  consentStates,
  consentWays,
  rollFields,
} from './enums.ts'

/** One act on a consent, as it is kept: which text, when, how, and whoever acted beside the student. */
export const ConsentAct = Type.Object({
  act: OneOf(['given', 'refused', 'withdrawn']),
  at: Instant,
  way: OneOf(consentWays),
  textVersion: Type.String(),
  /** 李建华（父亲） where a guardian acted; the two members of staff of a paper */
  by: Type.String(),
})

/** One purpose: the text as it would be read now, the answer that counts, and every act before it. */
export const Consent = Type.Object({
  purpose: OneOf(consentPurposes),
  state: OneOf(consentStates),
  /** the answer that counts; null where nobody answered yet */
  last: Nullable(ConsentAct),
  history: Type.Array(ConsentAct),
  /** required for using the system at all */
  required: Type.Boolean(),
  text: Type.Object({
    version: Type.String(),
    title: Type.String(),
    ask: Type.String(),
    points: Type.Array(Type.String()),
    refusing: Type.String(),
    yes: Type.String(),
    no: Nullable(Type.String()),
  }),
})

export const RollReport = Type.Object({
  id: Id,
  field: OneOf(rollFields),
  label: Type.String(),
  claimed: Type.String(),
  note: Type.String(),
  status: OneOf(['open', 'correcting', 'corrected', 'answered']),
  at: Instant,
  dueOn: Day,
  answer: Nullable(Type.String()),
  answeredAt: Nullable(Instant),
})

export const StepState = Type.Object({ id: OneOf(activationSteps), state: OneOf(activationStepStates) })

/** The wizard as it stands, the same on every device. */
export const Wizard = Type.Object({
  steps: Type.Array(StepState),
  /** the notice was accepted: the home page is open */
  mayFinish: Type.Boolean(),
  finished: Type.Boolean(),
  ageGroup: OneOf(ageGroups),
  guardian: Type.Object({
    decides: Type.Boolean(),
    phoneMasked: Nullable(Type.String()),
    /** an open link for the consents was sent at */
    linkSentAt: Nullable(Instant),
  }),
  roll: Type.Array(
    Type.Object({
      field: OneOf(rollFields),
      label: Type.String(),
      value: Nullable(Type.String()),
      reportable: Type.Boolean(),
    }),
  ),
  reports: Type.Array(RollReport),
  phone: Type.Object({
    masked: Nullable(Type.String()),
    confirmedAt: Nullable(Instant),
    /** an open code: seconds it still counts, and until another may be asked for */
    code: Nullable(Type.Object({ sentTo: Type.String(), expiresIn: Count, resendIn: Count })),
  }),
  faceChoice: Nullable(OneOf(['face', 'no-face'])),
  faceConsent: OneOf(consentStates),
})
