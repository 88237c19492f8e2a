import sharp from 'sharp'
import { beforeAll, describe, expect, test } from 'vitest'
import { DEFAULT_SETTINGS as S } from '../domain/settings.ts'
import type { Frame, Step, Template } from '../domain/types.ts'
import { openBench, type TestBench, type TestPerson } from '../testing/people.ts'
import { asFrame } from '../testing/photos.ts'
import { tiltedPrint } from '../testing/tilt.ts'

const STEPS: Step[] = ['neutral', 'turn-left', 'open-mouth']
let bench: TestBench
let a: TestPerson
let b: TestPerson
let template: Template

beforeAll(async () => {
  bench = await openBench()
  a = await bench.person('male-36.jpg')
  b = await bench.person('male-31.jpg')
  const enrolled = await bench.engine.check(await bench.tryOf(a, ['neutral', 'turn-right', 'open-mouth']), null, S)
  expect(enrolled.verdict.reasons.filter((r) => r.kind !== 'hint')).toEqual([])
  template = enrolled.template as Template
}, 180_000)

const outcome = async (frames: Frame[], reference: Template | null = template) => {
  const { verdict } = await bench.engine.check(frames, reference, S)
  return [verdict.result, ...verdict.reasons.filter((r) => r.kind !== 'hint').map((r) => r.code)]
}

describe('with the real models', () => {
  test('enrolment gives 512 numbers of length one, bound to the model', () => {
    expect(template.vector).toHaveLength(512)
    expect(Math.hypot(...template.vector)).toBeCloseTo(1, 4)
    expect(template.modelId).toMatch(/^mobilefacenet-512@87aacdfe/)
  })
  test('the same person passes, another one fails', async () => {
    expect(await outcome(await bench.tryOf(a, STEPS, 2))).toEqual(['pass'])
    expect(await outcome(await bench.tryOf(b, STEPS, 3))).toEqual(['fail', 'not-matching'])
  })
  test('a swapped person in one step', async () => {
    const own = await bench.tryOf(a, STEPS, 4)
    const other = await bench.tryOf(b, STEPS, 4)
    expect(await outcome([own[0], other[1], own[2]] as Frame[])).toEqual(['fail', 'person-changed'])
  })
  test('a flat print, held straight and askew, makes no turn', async () => {
    for (const [left, mouth] of [
      [0, 0],
      [30, -10],
      [-40, 15],
    ] as const) {
      const images = [
        await tiltedPrint(a.picture, 0),
        await tiltedPrint(a.picture, left),
        await tiltedPrint(a.picture, mouth),
      ]
      const frames = STEPS.map((step, i) => ({ step, atMs: i * 1000, image: images[i] as Buffer }))
      expect((await outcome(frames))[0]).toBe('fail')
    }
  })
  test('one picture for all steps', async () => {
    const image = await bench.pose(a, 'neutral')
    expect(await outcome(STEPS.map((step, i) => ({ step, atMs: i * 1000, image })))).toEqual([
      'fail',
      'duplicate-frames',
    ])
    const resaved = await Promise.all([70, 80, 90].map((quality) => sharp(image).jpeg({ quality }).toBuffer()))
    const frames = STEPS.map((step, i) => ({ step, atMs: i * 1000, image: resaved[i] as Buffer }))
    expect(await outcome(frames)).toEqual(['fail', 'duplicate-frames'])
  })
})

describe('pictures that cannot be used', () => {
  const reasonOf = async (image: Buffer) => {
    const r = await bench.engine.describe(image, S)
    return 'reason' in r ? r.reason.code : 'ok'
  }
  test('dark, two faces, cut off, far away, sunglasses, no face', async () => {
    const frame = await asFrame(a.photo)
    expect(await reasonOf(frame)).toBe('ok')
    expect(await reasonOf(await sharp(frame).linear(0.12, 0).jpeg().toBuffer())).toBe('too-dark')
    const left = await sharp(a.photo).resize(240, 240).toBuffer()
    const right = await sharp(b.photo).resize(240, 240).toBuffer()
    const two = sharp({ create: { width: 480, height: 640, channels: 3, background: '#aaa' } }).composite([
      { input: left, left: 0, top: 200 },
      { input: right, left: 240, top: 200 },
    ])
    expect(await reasonOf(await two.jpeg().toBuffer())).toBe('two-faces')
    const cut = await sharp(await asFrame(a.photo))
      .extract({ left: 245, top: 0, width: 235, height: 640 })
      .jpeg()
      .toBuffer()
    expect(await reasonOf(cut)).toBe('face-cut-off')
    expect(await reasonOf(await asFrame(a.photo, 80))).toBe('face-too-small')
    // real sunglasses, large, white frame
    expect(await reasonOf(await asFrame((await bench.person('female-24.jpg')).photo))).toBe('eyes-covered')
    const wall = sharp({ create: { width: 480, height: 640, channels: 3, background: '#b0b4b8' } })
    expect(await reasonOf(await wall.jpeg().toBuffer())).toBe('no-face')
  })
})

describe('photo for the roll', () => {
  const codes = async (image: Buffer) => (await bench.engine.idPhoto(image, S)).reasons.map((r) => r.code)
  /** the person cut out by an oval on a plain wall, 480 × 600 */
  const studio = async (person: TestPerson, size = 1) => {
    const oval = Buffer.from('<svg width="460" height="460"><ellipse cx="230" cy="240" rx="150" ry="205"/></svg>')
    const head = await sharp(person.photo)
      .resize(460, 460)
      .composite([{ input: oval, blend: 'dest-in' }])
      .png()
      .toBuffer()
    const whole = await sharp({ create: { width: 480, height: 600, channels: 3, background: '#f4f6f8' } })
      .composite([{ input: head, left: 10, top: 90 }])
      .png()
      .toBuffer()
    return sharp(whole)
      .resize(Math.round(480 * size))
      .jpeg({ quality: 92 })
      .toBuffer()
  }
  test('plain wall, one face: fine, with the cut-out', async () => {
    const f = await bench.engine.idPhoto(await studio(a, 1.5), S)
    expect(f.reasons).toEqual([])
    expect(f).toMatchObject({ ok: true, width: 720, height: 900 })
    expect(f.crop && f.crop.width / f.crop.height).toBeCloseTo(358 / 441, 1)
    expect(f.background?.spread).toBeLessThan(22)
  })
  test('too small, busy background, no face, not a picture', async () => {
    expect(await codes(await studio(a, 0.7))).toContain('photo-too-small')
    const leaves = await bench.person('female-10.jpg')
    expect(await codes(await sharp(leaves.photo).resize(900, 900).jpeg().toBuffer())).toContain('photo-background')
    expect(await codes(Buffer.from('hello'))).toEqual(['image-format'])
  })
})
