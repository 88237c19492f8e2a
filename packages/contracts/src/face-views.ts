/** What both sides of a face check show. */
import { Type } from 'typebox'
import { Nullable, OneOf } from './basics.ts'
import { faceSteps } from './enums.ts'

/** How the deployment checks faces for a purpose: pictures taken here, a page of a certified service, or not at all. */
export const faceProviders = ['steps', 'redirect', 'off'] as const

/** Why a check did not pass, in words. */
export const Reason = Type.Object({
  code: Type.String(),
  kind: Type.String({ description: 'picture, steps, identity, session, service' }),
  text: Type.String({ description: 'Chinese sentence that says what to do' }),
  step: Nullable(OneOf(faceSteps)),
})
