import { Type } from 'typebox'
import { Instant, Nullable, OneOf, RequestId, Text } from './basics.ts'
import { ageGroups, consentPurposes, consentStates, consentWays } from './enums.ts'
import { route } from './route.ts'

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

export const ownConsents = route({
  id: 'activation.own-consents',
  method: 'GET',
  path: '/api/v1/student/consents',
  summary: '我的各项同意：文本、时间、方式',
  audience: 'student',
  beforeActivation: true,
  reply: Type.Object({
    ageGroup: OneOf(ageGroups),
    /** 未满14周岁: the guardian answers, by link or on paper */
    guardianDecides: Type.Boolean(),
    consents: Type.Array(Consent),
  }),
})

export const decideConsent = route({
  id: 'activation.decide-consent',
  method: 'POST',
  path: '/api/v1/student/consents',
  summary: '同意、不同意或撤回一项同意（撤回后人脸特征立即删除）',
  audience: 'student',
  beforeActivation: true,
  body: Type.Object({
    requestId: RequestId,
    purpose: OneOf(consentPurposes),
    decision: OneOf(['given', 'refused', 'withdrawn']),
    /** of the text that was read; a newer one must be read first */
    textVersion: Text(60),
  }),
  reply: Type.Object({ state: OneOf(consentStates) }),
})
