import { describe, expect, test } from 'vitest'
import { madeUpFace } from '../testing/mesh.ts'
import { measure } from './geometry.ts'
import { judge, type LookedFrame } from './judge.ts'
import { reason } from './reasons.ts'
import { DEFAULT_SETTINGS as S } from './settings.ts'
import type { Step, Template } from './types.ts'

/** A template at this cosine from [1, 0, 0]; `side` 1 or 2 chooses the direction it strays to. */
const template = (cos: number, side: 1 | 2 = 1, modelId = 'm'): Template => {
  const off = Math.sqrt(1 - cos * cos)
  return { vector: Float32Array.from(side === 1 ? [cos, off, 0] : [cos, 0, off]), modelId }
}

let serial = 0
function frame(step: Step, head: Parameters<typeof madeUpFace>[0], own: Template | null = template(1)): LookedFrame {
  serial += 1
  return {
    step,
    looked: {
      kind: 'seen',
      face: { measures: measure(madeUpFace(head), 480, 640), light: { brightness: 140, aroundEyes: [0.9, 0.9] } },
      secondFace: 0,
    },
    template: own,
    digest: `file-${serial}`,
    thumbnail: new Uint8Array(1024).fill(20 * serial),
    hint: null,
  }
}
const live = (own: Template = template(1)) => [
  frame('neutral', {}, own),
  frame('turn-left', { yaw: 28 }, own),
  frame('open-mouth', { mouth: 0.4 }, own),
]
const outcome = (frames: LookedFrame[], reference: Template | null) => {
  const v = judge(frames, reference, S, 'm')
  return [v.result, ...v.reasons.map((r) => (r.step ? `${r.code}@${r.step}` : r.code))]
}

describe('verdict', () => {
  test('pass, review and fail by score', () => {
    expect(outcome(live(), template(0.8))).toEqual(['pass'])
    expect(outcome(live(), template(0.5))).toEqual(['review', 'needs-a-person'])
    expect(outcome(live(), template(0.2))).toEqual(['fail', 'not-matching'])
    const v = judge(live(), template(0.8), S, 'm')
    expect(v).toMatchObject({ threshold: 0.55, modelId: 'm', provider: 'basic', liveness: { passed: true } })
    expect(v.score).toBeCloseTo(0.8, 5)
  })
  test('a movement that was not made fails, whatever the score; the reviewer still sees the score', () => {
    const frames = [frame('neutral', {}), frame('turn-left', { yaw: 3 }), frame('open-mouth', { mouth: 0.4 })]
    expect(outcome(frames, template(0.95))).toEqual(['fail', 'turn-left-not-seen@turn-left'])
    const v = judge(frames, template(0.95), S, 'm')
    expect(v.score).toBeCloseTo(0.95, 5)
    expect(v.liveness.steps.map((s) => s.done)).toEqual([true, false, true])
  })
  test('another person in one of the pictures', () => {
    const frames = [
      frame('neutral', {}),
      frame('turn-left', { yaw: 28 }, template(0.3, 2)),
      frame('open-mouth', { mouth: 0.4 }),
    ]
    expect(outcome(frames, template(0.9))).toEqual(['fail', 'person-changed@turn-left'])
  })
  test('the same picture twice', () => {
    const frames = live()
    const twice = [frames[0], { ...(frames[1] as LookedFrame), digest: frames[0]?.digest }, frames[2]] as LookedFrame[]
    expect(outcome(twice, template(0.9))).toEqual(['fail', 'duplicate-frames'])
  })
  test('each unusable picture is named with its step', () => {
    const frames: LookedFrame[] = [
      { ...frame('neutral', {}), looked: { kind: 'empty', brightness: 120 }, template: null },
      { ...frame('turn-left', {}), looked: { kind: 'unusable', reason: reason('image-broken') }, template: null },
      frame('open-mouth', { mouth: 0.4 }),
    ]
    expect(outcome(frames, template(0.9))).toEqual(['fail', 'no-face@neutral', 'image-broken@turn-left'])
  })
  test('a template of another model decides nothing about the person', () => {
    expect(outcome(live(), template(0.9, 1, 'old'))).toEqual(['error', 'template-other-model'])
  })
  test('enrolment: no reference, no score, passes on life alone', () => {
    expect(outcome(live(), null)).toEqual(['pass'])
    expect(outcome([frame('neutral', {}), frame('turn-left', {}), frame('open-mouth', {})], null)[0]).toBe('fail')
  })
  test('the advisory hint is told and changes nothing', () => {
    const frames = live().map((f, i) => (i === 0 ? { ...f, hint: 0.001 } : f))
    expect(outcome(frames, template(0.8))).toEqual(['pass', 'spoof-hint'])
  })
})
