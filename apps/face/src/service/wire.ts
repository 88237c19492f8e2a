import type { Enrolment, Frame, Template, Verdict } from '../domain/types.ts'
import { STEPS, type Step } from '../domain/types.ts'

// JSON over loopback: pictures and vectors as base64.

export interface WireTemplate {
  readonly vector: string
  readonly modelId: string
}

export interface CheckRequest {
  /** signed challenge, see domain/challenge.ts */
  readonly challenge: string
  readonly frames: readonly { readonly step: Step; readonly atMs: number; readonly image: string }[]
  /** null: enrolment */
  readonly reference: WireTemplate | null
}

export interface CheckReply {
  readonly verdict: Verdict
  readonly template: WireTemplate | null
}

/** What the service says instead of a result; `text` can be shown to a person as it is. */
export interface ServiceProblem {
  readonly code: 'busy' | 'again' | 'starting' | 'unauthorised' | 'too-large' | 'malformed' | 'not-found'
  readonly text: string
  readonly retryAfterSeconds?: number
}

/** Template ↔ text; little-endian float32. */
export function packTemplate(t: Template): WireTemplate {
  const bytes = Buffer.alloc(t.vector.length * 4)
  for (const [i, x] of t.vector.entries()) bytes.writeFloatLE(x, i * 4)
  return { vector: bytes.toString('base64'), modelId: t.modelId }
}

export function unpackTemplate(t: WireTemplate): Template {
  const bytes = Buffer.from(t.vector, 'base64')
  const vector = new Float32Array(Math.floor(bytes.length / 4))
  for (let i = 0; i < vector.length; i += 1) vector[i] = bytes.readFloatLE(i * 4)
  return { vector, modelId: t.modelId }
}

export const packFrames = (frames: readonly Frame[]): CheckRequest['frames'] =>
  frames.map((f) => ({ step: f.step, atMs: f.atMs, image: Buffer.from(f.image).toString('base64') }))

export const packEnrolment = (e: Enrolment): CheckReply => ({
  verdict: e.verdict,
  template: e.template ? packTemplate(e.template) : null,
})

export const unpackEnrolment = (r: CheckReply): Enrolment => ({
  verdict: r.verdict,
  template: r.template ? unpackTemplate(r.template) : null,
})

const isRecord = (v: unknown): v is Record<string, unknown> => typeof v === 'object' && v !== null && !Array.isArray(v)

/** Reads a request to check; null when it is not one. The number of frames is judged later, with its own sentence. */
export function readCheckRequest(
  body: unknown,
): { challenge: string; frames: Frame[]; reference: Template | null } | null {
  if (!isRecord(body) || typeof body.challenge !== 'string' || !Array.isArray(body.frames)) return null
  const frames: Frame[] = []
  for (const f of body.frames as unknown[]) {
    if (!isRecord(f) || typeof f.image !== 'string' || typeof f.atMs !== 'number') return null
    if (!STEPS.includes(f.step as Step)) return null
    frames.push({ step: f.step as Step, atMs: f.atMs, image: Buffer.from(f.image, 'base64') })
  }
  const r = body.reference
  if (r === null) return { challenge: body.challenge, frames, reference: null }
  if (!isRecord(r) || typeof r.vector !== 'string' || typeof r.modelId !== 'string') return null
  return { challenge: body.challenge, frames, reference: unpackTemplate({ vector: r.vector, modelId: r.modelId }) }
}

/** Reads a request that carries one picture; null when it is not one. */
export const readImage = (body: unknown): Uint8Array | null =>
  isRecord(body) && typeof body.image === 'string' ? Buffer.from(body.image, 'base64') : null
