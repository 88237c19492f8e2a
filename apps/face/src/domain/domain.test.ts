import { describe, expect, test } from 'vitest'
import { madeUpFace } from '../testing/mesh.ts'
import { checkChallenge, checkFrames, drawChallenge, openChallenge, signChallenge } from './challenge.ts'
import { cosine, decide, similarity } from './compare.ts'
import { gate, type Looked } from './gate.ts'
import { measure } from './geometry.ts'
import { hasDuplicates, movementDone } from './movement.ts'
import { REASONS } from './reasons.ts'
import { readSettings, DEFAULT_SETTINGS as S } from './settings.ts'
import type { Step } from './types.ts'

const seen = (
  o: Parameters<typeof madeUpFace>[0] = {},
  more: Partial<Extract<Looked, { kind: 'seen' }>> = {},
): Looked => ({
  kind: 'seen',
  face: { measures: measure(madeUpFace(o), 480, 640), light: { brightness: 140, aroundEyes: [0.9, 0.85] } },
  secondFace: 0,
  ...more,
})
const code = (looked: Looked, step: Step = 'neutral') => gate(looked, S, step)?.code ?? 'ok'

describe('measures', () => {
  test('a head from the front', () => {
    const m = measure(madeUpFace(), 480, 640)
    expect(m.eyeDistance).toBeCloseTo(62 * 1.6, 0)
    expect(m.noseRatio).toBeCloseTo(0, 5)
    expect(m.mouthRatio).toBe(0)
    expect(m.fivePoints.map((p) => Math.round(p[0]))).toEqual([190, 290, 240, 200, 280])
  })
  test('turning to the own left brings the nose to image right', () => {
    expect(measure(madeUpFace({ yaw: 25 }), 480, 640).noseRatio).toBeGreaterThan(0.3)
    expect(measure(madeUpFace({ yaw: -25 }), 480, 640).noseRatio).toBeLessThan(-0.3)
  })
  test('the measures do not depend on distance or place', () => {
    const near = measure(madeUpFace({ yaw: 20, mouth: 0.3 }), 480, 640)
    const far = measure(madeUpFace({ yaw: 20, mouth: 0.3, pixelsPerMm: 0.7, x: 120, y: 200 }), 480, 640)
    expect(far.noseRatio).toBeCloseTo(near.noseRatio, 5)
    expect(far.mouthRatio).toBeCloseTo(near.mouthRatio, 5)
  })
  test('a face over the edge has a negative margin', () => {
    expect(measure(madeUpFace({ x: 60 }), 480, 640).margin).toBeLessThan(0)
    expect(measure(madeUpFace(), 480, 640).margin).toBeGreaterThan(0.1)
  })
})

describe('gate', () => {
  test.each([
    ['ok', seen()],
    ['no-face', { kind: 'empty', brightness: 120 } as const],
    ['too-dark', { kind: 'empty', brightness: 10 } as const],
    ['two-faces', seen({}, { secondFace: 0.8 })],
    ['ok', seen({}, { secondFace: 0.2 })],
    ['face-cut-off', seen({ x: 100 })],
    ['face-too-small', seen({ pixelsPerMm: 0.3 })],
    ['face-unclear', seen({ score: 0.7 })],
    ['face-turned', seen({ yaw: 21 })],
    ['face-tilted', seen({ pitch: -24 })],
  ] as const)('%s', (expected, looked) => expect(code(looked)).toBe(expected))

  test('light', () => {
    const lit = (brightness: number, eyes: readonly [number, number]) =>
      code(seen({}, { face: { measures: measure(madeUpFace(), 480, 640), light: { brightness, aroundEyes: eyes } } }))
    expect(lit(30, [1, 1])).toBe('too-dark')
    expect(lit(245, [1, 1])).toBe('too-bright')
    expect(lit(140, [0.3, 0.25])).toBe('eyes-covered')
    // light from one side is no pair of sunglasses
    expect(lit(140, [0.3, 0.9])).toBe('ok')
  })
  test('a turned picture may be turned, not without limit', () => {
    expect(code(seen({ yaw: 30 }), 'turn-left')).toBe('ok')
    expect(code(seen({ yaw: 60 }), 'turn-left')).toBe('face-turned-too-far')
  })
})

describe('movements', () => {
  const at = (o: Parameters<typeof madeUpFace>[0]) => measure(madeUpFace(o), 480, 640)
  const neutral = at({ yaw: 4 })
  test('turns count in their own direction only', () => {
    expect(movementDone('turn-left', neutral, at({ yaw: 27 }), S)).toBe(true)
    expect(movementDone('turn-right', neutral, at({ yaw: 27 }), S)).toBe(false)
    expect(movementDone('turn-right', neutral, at({ yaw: -20 }), S)).toBe(true)
    expect(movementDone('turn-left', neutral, at({ yaw: 9 }), S)).toBe(false)
  })
  test('a print held askew: the angle may fool the mesh, the nose does not move', () => {
    const flat = at({ yaw: 0, flat: true })
    for (const yaw of [-45, -30, -15, 15, 30, 45]) {
      const print = at({ yaw, flat: true })
      expect(movementDone('turn-left', flat, print, S) || movementDone('turn-right', flat, print, S)).toBe(false)
    }
  })
  test('an open mouth is measured against the neutral one', () => {
    expect(movementDone('open-mouth', at({}), at({ mouth: 0.4 }), S)).toBe(true)
    expect(movementDone('open-mouth', at({ mouth: 0.3 }), at({ mouth: 0.4 }), S)).toBe(false)
  })
  test('duplicates by file and by sight', () => {
    const a = new Uint8Array(1024).fill(100)
    const resaved = Uint8Array.from(a, (v, i) => (i % 8 === 0 ? v + 1 : v))
    const other = Uint8Array.from(a, (v, i) => (i % 8 === 0 ? v + 9 : v))
    expect(hasDuplicates(['x', 'x'], [a, other])).toBe(true)
    expect(hasDuplicates(['x', 'y'], [a, resaved])).toBe(true)
    expect(hasDuplicates(['x', 'y'], [a, other])).toBe(false)
  })
})

describe('comparison', () => {
  const t = (v: number[], modelId = 'm') => ({ vector: Float32Array.from(v), modelId })
  test('thresholds', () => {
    expect(decide(0.55, S).result).toBe('pass')
    expect(decide(0.5499, S).result).toBe('review')
    expect(decide(0.4, S).result).toBe('review')
    expect(decide(0.3999, S).result).toBe('fail')
    expect(decide(Number.NaN, S).result).toBe('fail')
  })
  test('cosine, and no comparison across models', () => {
    expect(cosine(Float32Array.from([1, 0]), Float32Array.from([3, 3]))).toBeCloseTo(Math.SQRT1_2, 6)
    expect(similarity(t([1, 0]), t([1, 0], 'other'))).toBeNull()
    expect(similarity(t([0, 0]), t([1, 0]))).toBe(0)
    expect(() => cosine(Float32Array.from([1]), Float32Array.from([1, 2]))).toThrow()
  })
  test('settings from the environment', () => {
    expect(readSettings({})).toEqual(S)
    expect(readSettings({ ZHUXUE_FACE_PASS: '0.6' }).pass).toBe(0.6)
    expect(() => readSettings({ ZHUXUE_FACE_PASS: 'high' })).toThrow('ZHUXUE_FACE_PASS')
    expect(() => readSettings({ ZHUXUE_FACE_PASS: '0.45', ZHUXUE_FACE_REVIEW: '0.5' })).toThrow('不能高于')
  })
})

describe('challenge', () => {
  const NOW = Date.parse('2026-09-01T01:00:00Z')
  const draw = () => drawChallenge({ subject: 'p1', purpose: 'application', now: NOW }, S)
  test('neutral first, two different movements, a turn among them, all orders occur', () => {
    const orders = new Set<string>()
    for (let i = 0; i < 400; i += 1) {
      const { steps } = draw()
      expect(steps).toHaveLength(3)
      expect(new Set(steps).size).toBe(3)
      expect(steps[0]).toBe('neutral')
      expect(steps.some((s) => s.startsWith('turn-'))).toBe(true)
      orders.add(steps.join())
    }
    expect(orders.size).toBe(6)
    for (let i = 0; i < 40; i += 1) {
      const one = drawChallenge({ subject: 'p', purpose: 'enrol', now: NOW }, { ...S, movements: 1 })
      expect(one.steps[1]).toMatch(/^turn-/)
    }
  })
  test('signed: changed, cut, foreign or made-up ones do not open', () => {
    const c = draw()
    const token = signChallenge(c, 'key')
    expect(openChallenge(token, 'key')).toEqual(c)
    expect(openChallenge(token, 'other')).toBeNull()
    const [body = '', mac = ''] = token.split('.')
    const changed = { ...c, steps: ['neutral'] }
    expect(openChallenge(`${Buffer.from(JSON.stringify(changed)).toString('base64url')}.${mac}`, 'key')).toBeNull()
    for (const bad of ['', '.', body, `${body}.`, `${token}.x`, `x${token}`])
      expect(openChallenge(bad, 'key')).toBeNull()
  })
  test('person and time', () => {
    const c = draw()
    expect(checkChallenge(c, 'p1', NOW + 59_000)).toBeNull()
    expect(checkChallenge(c, 'p2', NOW)?.code).toBe('challenge-other-person')
    expect(checkChallenge(c, 'p1', NOW + 66_000)?.code).toBe('challenge-expired')
  })
  test('number, order and timing of the pictures', () => {
    const challenge = { steps: ['neutral', 'turn-left', 'open-mouth'] as Step[] }
    const frames = (...at: [Step, number][]) => at.map(([step, atMs]) => ({ step, atMs }))
    const of = (...at: [Step, number][]) => checkFrames(challenge, frames(...at), S)?.code ?? 'ok'
    expect(of(['neutral', 0], ['turn-left', 900], ['open-mouth', 2000])).toBe('ok')
    expect(of(['neutral', 0], ['open-mouth', 900], ['turn-left', 2000])).toBe('wrong-order')
    expect(of(['neutral', 0], ['turn-left', 900])).toBe('too-few-frames')
    expect(of(['neutral', 0], ['turn-left', 100], ['open-mouth', 2000])).toBe('wrong-timing')
    expect(of(['neutral', 0], ['turn-left', 900], ['open-mouth', 800])).toBe('wrong-timing')
    expect(of(['neutral', 0], ['turn-left', 900], ['open-mouth', 61_000])).toBe('wrong-timing')
    expect(of(['neutral', Number.NaN], ['turn-left', 900], ['open-mouth', 2000])).toBe('wrong-timing')
    expect(
      checkFrames(
        challenge,
        Array.from({ length: 200 }, (_, i) => ({ step: 'neutral' as const, atMs: i })),
        S,
      )?.code,
    ).toBe('too-many-frames')
  })
})

test('every reason is a Chinese sentence', () => {
  for (const [, text] of Object.values(REASONS)) expect(text).toMatch(/^[\u4e00-\u9fff].*[。）]$/)
})
