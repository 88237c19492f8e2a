import { createHmac, randomBytes, randomInt, timingSafeEqual } from 'node:crypto'
import { type Reason, reason } from './reasons.ts'
import type { FaceSettings } from './settings.ts'
import { type Frame, PURPOSES, type Purpose, STEPS, type Step } from './types.ts'

/**
 * What a person is asked to do in one try. The server draws it and signs it, so that the face service can stay without
 * memory; that a nonce (`id`) is used once is the caller's business, in its database. Times are epoch milliseconds of
 * the server's clock.
 */
export interface Challenge {
  readonly id: string
  readonly subject: string
  readonly purpose: Purpose
  readonly steps: readonly Step[]
  readonly issuedAt: number
  readonly expiresAt: number
}

const MOVEMENTS: readonly Step[] = ['turn-left', 'turn-right', 'open-mouth']

/** A whole number from 0 to n-1; cryptographic by default, because a guessable challenge is none. */
export type Random = (n: number) => number

/**
 * Draws a challenge: neutral first, then one or two different movements in random order. Any two of the three contain
 * a turn; a single movement is always a turn, because an open mouth is the easiest to fake.
 */
export function drawChallenge(
  request: { subject: string; purpose: Purpose; now: number },
  settings: Pick<FaceSettings, 'movements' | 'challengeSeconds'>,
  random: Random = (n) => randomInt(n),
): Challenge {
  const left = settings.movements === 1 ? MOVEMENTS.slice(0, 2) : [...MOVEMENTS]
  const steps: Step[] = ['neutral']
  while (steps.length <= settings.movements) steps.push(...left.splice(random(left.length), 1))
  return {
    id: randomBytes(16).toString('base64url'),
    subject: request.subject,
    purpose: request.purpose,
    steps,
    issuedAt: request.now,
    expiresAt: request.now + settings.challengeSeconds * 1000,
  }
}

const mac = (key: string, body: string): Buffer =>
  createHmac('sm3', key).update(`zhuxue-face-challenge:${body}`).digest()

/** The challenge as a signed text (HMAC-SM3) that the phone hands back unchanged. */
export function signChallenge(challenge: Challenge, key: string): string {
  const body = Buffer.from(JSON.stringify(challenge)).toString('base64url')
  return `${body}.${mac(key, body).toString('base64url')}`
}

/** Reads a signed challenge; null when it was changed, cut, or signed with another key. Does not look at the time. */
export function openChallenge(token: string, key: string): Challenge | null {
  const [body, signature, rest] = token.split('.')
  if (!body || !signature || rest !== undefined || token.length > 4000) return null
  const given = Buffer.from(signature, 'base64url')
  const right = mac(key, body)
  if (given.length !== right.length || !timingSafeEqual(given, right)) return null
  try {
    const c = JSON.parse(Buffer.from(body, 'base64url').toString('utf8')) as Challenge
    const known =
      PURPOSES.includes(c.purpose) &&
      Array.isArray(c.steps) &&
      c.steps.every((s) => STEPS.includes(s)) &&
      c.steps[0] === 'neutral'
    return known ? c : null
  } catch {
    return null
  }
}

/** Is the challenge this person's and still open at `now`? `graceMs` is for the upload after the last picture. */
export function checkChallenge(challenge: Challenge, subject: string, now: number, graceMs = 5000): Reason | null {
  if (challenge.subject !== subject) return reason('challenge-other-person')
  if (now > challenge.expiresAt + graceMs || now < challenge.issuedAt - graceMs) return reason('challenge-expired')
  return null
}

/**
 * Do the pictures fit the challenge, before anything is decoded: number, order and timing. The phone's times are only
 * compared with each other, so a phone whose clock is days off is no problem; the server's clock bounds the whole.
 */
export function checkFrames(
  challenge: Pick<Challenge, 'steps'>,
  frames: readonly Pick<Frame, 'step' | 'atMs'>[],
  settings: Pick<FaceSettings, 'challengeSeconds' | 'frameGapMs'>,
): Reason | null {
  if (frames.length > challenge.steps.length) return reason('too-many-frames')
  if (frames.length < challenge.steps.length) return reason('too-few-frames')
  if (frames.some((f, i) => f.step !== challenge.steps[i])) return reason('wrong-order')
  let before = Number.NEGATIVE_INFINITY
  for (const f of frames) {
    const inside = Number.isFinite(f.atMs) && f.atMs >= 0 && f.atMs <= settings.challengeSeconds * 1000
    if (!inside || f.atMs - before < settings.frameGapMs) return reason('wrong-timing', f.step)
    before = f.atMs
  }
  return null
}
