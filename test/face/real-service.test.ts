import { readdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { face } from '@zhuxue/contracts'
import sharp from 'sharp'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { REASONS, type ReasonCode } from '../../apps/face/src/domain/reasons.ts'
import { asFrame } from '../../apps/face/src/testing/photos.ts'
import { tiltedPrint } from '../../apps/face/src/testing/tilt.ts'
import { agree, ask } from '../../apps/server/src/modules/face/face-test-kit.ts'
import { startFaceService } from '../../apps/server/src/modules/face/index.ts'
import { type TestApp, testApp } from '../../apps/server/src/testing/app.ts'
import { faces, type Play, personPlay, realTry } from './real.ts'

// The whole application with the real service and models over its real routes; the pictures are rendered. That proves
// that the parts work together, nothing about accuracy on people (docs/domain/face.md).
const OWN = 'male-36.jpg'
const OTHER = 'male-31.jpg'
let t: TestApp
let service: { pid(): number | undefined; stop(): Promise<void> }

beforeAll(async () => {
  t = await testApp()
  service = await startFaceService(t.platform)
  await ask(t, 'A', ['application', 'change-phone'])
  for (const key of ['A3', 'A4']) await agree(t, key)
  for (const key of ['A3', 'A4']) {
    const enrolled = await realTry(t, await t.asStudent(key), 'enrol', personPlay(OWN))
    expect(enrolled).toMatchObject({ status: 200, result: 'pass' })
  }
}, 300_000)
afterAll(async () => {
  await service?.stop()
  await t?.close()
})

const codes = (r: { reasons: { code: string }[] }) => r.reasons.map((x) => x.code)
const attempt = async (key: string, play: Play, o?: Parameters<typeof realTry>[4]) =>
  realTry(t, await t.asStudent(key), 'application', play, o)

describe('who is before the camera', () => {
  test('the person who registered passes; another one does not, and is told how to go on', async () => {
    expect(await attempt('A3', personPlay(OWN))).toMatchObject({ result: 'pass', next: 'done', reasons: [] })
    const lent = await attempt('A3', personPlay(OTHER))
    expect(lent).toMatchObject({ result: 'fail', next: 'again', triesLeft: 4 })
    expect(lent.reasons[0]?.text).toContain('不用人脸的方式')
  }, 120_000)

  test('a flat print, held askew, makes no movement', async () => {
    const b = await faces()
    const { picture } = await b.person(OWN)
    const held = { neutral: 0, 'turn-left': 30, 'turn-right': -30, 'open-mouth': 8 }
    const r = await attempt('A3', (step) => tiltedPrint(picture, held[step]))
    expect(r.result).toBe('fail')
    expect(codes(r).some((c) => c.endsWith('-not-seen'))).toBe(true)
  }, 120_000)

  test('a person who is exchanged after the first picture', async () => {
    const r = await attempt('A3', (step) => personPlay(step === 'neutral' ? OTHER : OWN)(step))
    expect([r.result, codes(r)]).toEqual(['fail', expect.arrayContaining(['person-changed'])])
  }, 120_000)

  test('a recording that was sent before, also on another account', async () => {
    const kept = new Map<string, Buffer>()
    const own = personPlay(OWN)
    const recorded: Play = async (step) => {
      const shot = kept.get(step) ?? (await own(step))
      kept.set(step, shot)
      return shot
    }
    t.clock.advanceDays(1)
    expect((await attempt('A3', recorded)).result).toBe('pass')
    for (const key of ['A3', 'A4']) {
      expect(await attempt(key, recorded)).toMatchObject({
        result: 'fail',
        reasons: [{ code: 'replayed-frames', text: REASONS['replayed-frames'][1] }],
      })
    }
  }, 180_000)

  test('a minute is over: said so, and no try is counted', async () => {
    t.clock.advanceDays(1)
    const r = await attempt('A4', personPlay(OWN), { late: 90_000 })
    expect(r).toMatchObject({ result: 'error', triesLeft: 5, next: 'again' })
    expect(r.reasons[0]?.text).toContain('已超时，请重新开始')
  }, 120_000)
})

describe('a picture that cannot be used comes back as a sentence that says what to do', () => {
  const wall = (w: number, h: number) => sharp({ create: { width: w, height: h, channels: 3, background: '#b0b4b8' } })
  const photo = async (name: string) => (await (await faces()).person(name)).photo
  const half = async (name: string) =>
    sharp(await photo(name))
      .resize(240, 240)
      .toBuffer()
  const pictures: Record<string, [ReasonCode, () => Promise<Buffer>]> = {
    dark: [
      'too-dark',
      async () =>
        sharp(await asFrame(await photo(OWN)))
          .linear(0.12, 0)
          .jpeg()
          .toBuffer(),
    ],
    'two faces': [
      'two-faces',
      async () =>
        wall(480, 640)
          .composite([
            { input: await half(OWN), left: 0, top: 200 },
            { input: await half(OTHER), left: 240, top: 200 },
          ])
          .jpeg()
          .toBuffer(),
    ],
    'cut off': [
      'face-cut-off',
      async () =>
        sharp(await asFrame(await photo(OWN)))
          .extract({ left: 245, top: 0, width: 235, height: 640 })
          .jpeg()
          .toBuffer(),
    ],
    sunglasses: ['eyes-covered', async () => asFrame(await photo('female-24.jpg'))],
    tiny: ['image-too-small', () => wall(40, 40).jpeg().toBuffer()],
    huge: ['image-too-many-pixels', () => wall(6000, 6000).jpeg({ quality: 20 }).toBuffer()],
    HEIC: [
      'image-heic',
      async () => Buffer.concat([Buffer.from([0, 0, 0, 24]), Buffer.from('ftypheic'), Buffer.alloc(64)]),
    ],
    SVG: ['image-svg', async () => Buffer.from('<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"/>')],
    'truncated JPEG': ['image-broken', async () => (await asFrame(await photo(OWN))).subarray(0, 9000)],
  }
  const good = personPlay(OWN)

  test.each(Object.entries(pictures))(
    '%s',
    async (_name, [code, make]) => {
      t.clock.advanceDays(1)
      const r = await attempt('A4', async (step) => (step === 'neutral' ? make() : good(step)))
      expect(r).toMatchObject({ status: 200, next: 'again' })
      expect(['fail', 'error']).toContain(r.result)
      const said = r.reasons.find((x) => x.code === code)
      expect(said, codes(r).join()).toMatchObject({ text: REASONS[code][1] })
      expect(said?.text).toMatch(/请/)
      // and the way without a face is open at once
      const other = await (await t.asStudent('A4')).call(face.askPerson, {
        body: { purpose: 'application', way: 'code' },
      })
      expect(other.status).toBe(200)
    },
    120_000,
  )

  test('more bytes than a phone of ours ever sends', async () => {
    const r = await attempt('A4', async () => Buffer.alloc(1_200_000, 1))
    expect([400, 413]).toContain(r.status)
    expect(r.detail).toMatch(/[\u4e00-\u9fff]/)
  }, 120_000)
})

test('kill -9 of the service while it looks loses nothing: the same request again gets its answer', async () => {
  t.clock.advanceDays(1)
  const before = service.pid() as number
  const r = await attempt('A3', personPlay(OWN), {
    during: () => void setTimeout(() => process.kill(before, 'SIGKILL'), 150),
  })
  expect(r).toMatchObject({ status: 200, result: 'pass' })
  expect((await attempt('A3', personPlay(OWN))).result).toBe('pass')
  expect(service.pid()).not.toBe(before)
}, 300_000)

test('after all these tries no picture is left: not in the database, not in a log of requests, not on disk', async () => {
  const rows = async (sql: string) => (await t.owner.query(sql)).rows
  expect((await rows('select count(*)::int as n from face_checks where result is not null'))[0].n).toBeGreaterThan(8)
  const tables = await rows(
    "select relname as t from pg_class where relnamespace = 'public'::regnamespace and relkind = 'r' and relname like 'face%'",
  )
  for (const { t: table } of tables) {
    // a JPEG begins with FF D8 FF; as base64 "/9j/"
    const found = await rows(
      `select 1 from "${table}" x where to_jsonb(x)::text like '%/9j/%' or to_jsonb(x)::text like '%\\\\xffd8ff%'`,
    )
    expect(found, table).toEqual([])
    const long = await rows(`select max(length(to_jsonb(x)::text)) as n from "${table}" x`)
    // the longest thing kept is an encrypted template of 512 numbers
    expect(Number(long[0]?.n ?? 0), table).toBeLessThan(8000)
  }
  expect(
    await rows(
      "select 1 from request_log where route_id = 'face.submit' and length(to_jsonb(request_log)::text) > 4000",
    ),
  ).toEqual([])
  const files = (dir: string): string[] =>
    readdirSync(dir).flatMap((n) => (statSync(join(dir, n)).isDirectory() ? files(join(dir, n)) : [join(dir, n)]))
  for (const file of files(t.platform.config.dataDir)) {
    expect(readFileSync(file).includes(Buffer.from([0xff, 0xd8, 0xff])), file).toBe(false)
  }
})
