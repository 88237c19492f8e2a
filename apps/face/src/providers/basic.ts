import { createHmac } from 'node:crypto'
import {
  type Challenge,
  checkChallenge,
  checkFrames,
  drawChallenge,
  openChallenge,
  type Random,
  signChallenge,
} from '../domain/challenge.ts'
import { verdictOf } from '../domain/judge.ts'
import { type Reason, reason } from '../domain/reasons.ts'
import type { FaceSettings } from '../domain/settings.ts'
import type { Enrolment, Frame, Template, Verdict, VerdictResult } from '../domain/types.ts'
import type { FaceClient } from '../service/client.ts'
import type { StepsProvider } from './types.ts'

/** What the basic provider needs from the application; the application's database stands behind it. */
export interface BasicPorts {
  readonly client: FaceClient
  /** shared with the service; also signs challenges */
  readonly secret: string
  readonly settings: FaceSettings
  /** epoch milliseconds of the application's clock */
  readonly now: () => number
  readonly random?: Random
  /** true exactly once for each id; to be kept until `expiresAt` (ms) at least */
  readonly useOnce: (challengeId: string, expiresAt: number) => Promise<boolean>
  /** remembers digests of pictures (keyed, no way back to the picture) and says whether any was there before */
  readonly seenBefore: (digests: readonly string[]) => Promise<boolean>
  readonly templateOf: (subject: string) => Promise<Template | null>
  readonly eraseTemplate: (subject: string) => Promise<void>
}

/** Face check on our own machines: steps before the camera, everything recomputed by the face service. */
export function basicProvider(ports: BasicPorts): StepsProvider {
  const { settings } = ports
  const refusal = (result: VerdictResult, r: Reason): Verdict =>
    verdictOf(result, [r], { threshold: settings.pass, modelId: '', provider: 'basic' })

  /** The challenge if it is whole, this person's, open, and meant for this use. */
  const open = (subject: string, session: string, enrolling: boolean): Challenge | Reason => {
    const challenge = openChallenge(session, ports.secret)
    if (!challenge || (challenge.purpose === 'enrol') !== enrolling) return reason('challenge-invalid')
    return checkChallenge(challenge, subject, ports.now()) ?? challenge
  }

  const run = async (
    subject: string,
    session: string,
    frames: readonly Frame[],
    reference: Template | null,
    enrolling: boolean,
  ): Promise<Enrolment> => {
    const challenge = open(subject, session, enrolling)
    if ('code' in challenge) return { verdict: refusal('error', challenge), template: null }
    const unfit = checkFrames(challenge, frames, settings)
    if (unfit) return { verdict: refusal('error', unfit), template: null }
    // May throw FaceUnavailable: then nothing was used up and the same pictures can be sent again.
    const result = await ports.client.check(session, frames, reference)
    // Of two copies sent at once only one gets an answer.
    if (!(await ports.useOnce(challenge.id, challenge.expiresAt))) {
      return { verdict: refusal('error', reason('challenge-used')), template: null }
    }
    const digests = frames.map((f) => createHmac('sm3', ports.secret).update('frame:').update(f.image).digest('hex'))
    if (await ports.seenBefore(digests)) {
      const reasons = [reason('replayed-frames'), ...result.verdict.reasons]
      return { verdict: { ...result.verdict, result: 'fail', reasons }, template: null }
    }
    return result
  }

  return {
    kind: 'steps',
    name: 'basic',
    assurance: 'basic',
    async start(request) {
      if (!request.consent) return { kind: 'refused', reason: reason('consent-missing') }
      const of = { subject: request.subject, purpose: request.purpose, now: ports.now() }
      const challenge = drawChallenge(of, settings, ports.random)
      const session = signChallenge(challenge, ports.secret)
      return { kind: 'steps', session, steps: challenge.steps, expiresAt: challenge.expiresAt }
    },
    async submit(subject, session, frames) {
      const reference = await ports.templateOf(subject)
      if (!reference) return refusal('error', reason('template-missing'))
      return (await run(subject, session, frames, reference, false)).verdict
    },
    enrol: (subject, session, frames) => run(subject, session, frames, null, true),
    erase: (subject) => ports.eraseTemplate(subject),
  }
}
