import { type FaceAskedPurpose, type FacePurpose, face } from '@zhuxue/contracts'
import { type FaceClient, type FaceUnavailable, type Reason, reason, type VerdictResult } from '@zhuxue/face'
import type { Answer, Client, TestApp } from '../../testing/app.ts'
import { recordConsent } from '../activation/index.ts'
import { setFaceRuntime } from './runtime.ts'

/** A face service that answers what the test says; the real one is tested in apps/face and in the journeys. */
export interface PlayedService {
  result: VerdictResult
  reasons: Reason['code'][]
  score: number | null
  down: FaceUnavailable | null
  readonly asked: number
}

const MODEL = 'played-model'

export function playService(t: TestApp): PlayedService {
  const state = {
    result: 'pass' as VerdictResult,
    reasons: [] as Reason['code'][],
    score: 0.8 as number | null,
    down: null as FaceUnavailable | null,
    asked: 0,
  }
  const client: FaceClient = {
    async check(_challenge, frames, reference) {
      state.asked += 1
      if (state.down) throw state.down
      const vector = Float32Array.from({ length: 512 }, (_, i) => Math.sin(i))
      return {
        verdict: {
          result: state.result,
          score: reference ? state.score : null,
          threshold: 0.55,
          liveness: { passed: true, steps: frames.map((f) => ({ step: f.step, done: true })), hint: 0.9 },
          reasons: state.reasons.map((c) => reason(c)),
          modelId: MODEL,
          provider: 'basic',
        },
        template: !reference && state.result === 'pass' ? { vector, modelId: MODEL } : null,
      }
    },
    idPhoto: () => Promise.reject(new Error('not played')),
  }
  setFaceRuntime(t.platform, { client })
  return state
}

/** The student agrees to face verification. */
export const agree = (t: TestApp, key: string): Promise<unknown> =>
  t.platform.transaction({ kind: 'worker', name: '测试' }, (tx) =>
    recordConsent(tx, {
      studentId: t.world.students[key]?.id as string,
      purpose: 'face',
      decision: 'given',
      by: { way: 'phone' },
    }),
  )

/** The school asks for checks at these places, as if two persons had decided it. */
export const ask = (t: TestApp, school: 'A' | 'B', purposes: readonly FaceAskedPurpose[]): Promise<unknown> =>
  t.owner.query(
    `insert into face_settings (school_id, scope, purposes, decided_at) values ($1, $2, $3, now())
     on conflict (school_id) do update set purposes = $3`,
    [t.world.schools[school].id, t.world.schools[school].path, purposes],
  )

let serial = 0
/** Bytes that stand for a picture; no two are the same. */
export function picture(): string {
  serial += 1
  return Buffer.from(`picture ${serial} ${'x'.repeat(50)}`).toString('base64')
}

/** One whole try of a student. */
export async function tryFace(student: Client, purpose: FacePurpose): Promise<Answer<typeof face.submit>> {
  const started = await student.call(face.start, { body: { purpose } })
  if (started.status !== 200) return started as unknown as Answer<typeof face.submit>
  const frames = started.body.steps.map((s, i) => ({ step: s.step, atMs: 500 + i * 900, image: picture() }))
  return student.call(face.submit, { params: { id: started.body.id }, body: { frames } })
}
