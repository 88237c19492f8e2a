import { execFileSync } from 'node:child_process'
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import sharp from 'sharp'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { drawChallenge, signChallenge } from '../domain/challenge.ts'
import { DEFAULT_SETTINGS as S } from '../domain/settings.ts'
import type { Frame, Purpose, Step, Template } from '../domain/types.ts'
import { openBench, type TestBench, type TestPerson } from '../testing/people.ts'
import { type FaceClient, FaceUnavailable, faceClient } from './client.ts'
import { type LaunchedService, launchFaceService } from './launch.ts'
import { type RunningService, serve } from './serve.ts'
import { packFrames } from './wire.ts'

const SECRET = 'a-secret-of-the-test-that-is-long-enough'
const STEPS: Step[] = ['neutral', 'turn-left', 'open-mouth']
let bench: TestBench
let person: TestPerson
let frames: Frame[]
let service: RunningService
let client: FaceClient
let reference: Template
const log: string[] = []

const challenge = (purpose: Purpose = 'application', steps = STEPS) => {
  const drawn = drawChallenge({ subject: 'p', purpose, now: Date.parse('2026-09-01T00:00:00Z') }, S)
  return signChallenge({ ...drawn, steps }, SECRET)
}
const post = (path: string, body: unknown, secret = SECRET) =>
  fetch(`http://127.0.0.1:${service.port}${path}`, {
    method: 'POST',
    headers: { authorization: `Bearer ${secret}` },
    body: typeof body === 'string' ? body : JSON.stringify(body),
  })
const health = async () =>
  (await (await fetch(`http://127.0.0.1:${service.port}/healthz`)).json()) as {
    status: string
    children: { pid: number; ready: boolean }[]
    waiting: number
    recycled: number
    lost: number
  }

beforeAll(async () => {
  bench = await openBench()
  person = await bench.person('male-36.jpg')
  frames = await bench.tryOf(person, STEPS)
  service = await serve({
    secret: SECRET,
    settings: S,
    port: 0,
    children: 1,
    queue: 3,
    log: (event, data) => log.push(JSON.stringify({ event, ...data })),
  })
  client = faceClient({ secret: SECRET, port: service.port ?? 0, patienceMs: 60_000 })
  const enrolled = await client.check(challenge('enrol'), frames, null)
  reference = enrolled.template as Template
  expect(enrolled.verdict.result).toBe('pass')
}, 180_000)

afterAll(() => service?.close())

describe('over HTTP', () => {
  test('a template survives the wire and the same person passes', async () => {
    expect(reference.vector).toHaveLength(512)
    const { verdict, template } = await client.check(challenge(), frames, reference)
    expect(verdict.result).toBe('pass')
    expect(verdict.score).toBeGreaterThan(0.99)
    expect(template).toBeNull()
  })
  test('what cannot succeed is answered without taking a place in the queue', async () => {
    const ask = async (body: object) => {
      const r = (await (await post('/v1/check', body)).json()) as {
        verdict: { result: string; reasons: { code: string }[] }
      }
      return [r.verdict.result, ...r.verdict.reasons.map((x) => x.code)]
    }
    const whole = { challenge: challenge(), frames: packFrames(frames), reference: null }
    expect(await ask({ ...whole, challenge: 'x.y' })).toEqual(['error', 'challenge-invalid'])
    const many = Array.from({ length: 200 }, () => whole.frames[0])
    expect(await ask({ ...whole, frames: many })).toEqual(['error', 'too-many-frames'])
    expect(await ask({ ...whole, frames: [...whole.frames].reverse() })).toEqual(['error', 'wrong-order'])
    const svg = {
      ...whole.frames[0],
      image: Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"/>').toString('base64'),
    }
    expect(await ask({ ...whole, frames: [svg, ...whole.frames.slice(1)] })).toEqual(['fail', 'image-svg'])
  })
  test('secret, shape, size and unknown paths', async () => {
    expect((await post('/v1/check', {}, 'wrong')).status).toBe(401)
    expect((await post('/v1/check', '{')).status).toBe(400)
    expect((await post('/v1/check', { challenge: 1 })).status).toBe(400)
    expect((await post('/v1/other', {})).status).toBe(404)
    const large = await post('/v1/id-photo', `{"image":"${'A'.repeat(15_100_000)}"}`).catch(() => null)
    // the connection may be cut while the body is still on its way
    if (large) expect(large.status).toBe(413)
    await expect(faceClient({ secret: 'wrong', port: service.port ?? 0 }).idPhoto(new Uint8Array())).rejects.toThrow(
      '没有权限',
    )
  })
  test('a photo for the roll', async () => {
    const finding = await client.idPhoto(frames[0]?.image as Uint8Array)
    expect(finding).toMatchObject({ width: 480, height: 640 })
    expect((await client.idPhoto(Buffer.from('%PDF'))).reasons[0]?.code).toBe('image-format')
  })
})

describe('under load and loss', () => {
  test('a full queue answers 429 with an honest wait; patient callers all get through', async () => {
    const body = { challenge: challenge(), frames: packFrames(frames), reference: null }
    const replies = await Promise.all(Array.from({ length: 9 }, () => post('/v1/check', body)))
    const busy = replies.filter((r) => r.status === 429)
    // one at work and three waiting; a quick child may have made room for another meanwhile
    expect(busy.length).toBeGreaterThan(0)
    expect(busy.length).toBeLessThanOrEqual(5)
    expect(replies.filter((r) => r.status === 200)).toHaveLength(9 - busy.length)
    const problem = (await busy[0]?.json()) as { text: string; retryAfterSeconds: number }
    expect(problem.text).toMatch(/前面还有 3 人，请约 \d+ 秒后再试/)
    expect(Number(busy[0]?.headers.get('retry-after'))).toBe(problem.retryAfterSeconds)
    const all = await Promise.all(Array.from({ length: 9 }, () => client.check(challenge(), frames, reference)))
    expect(all.every((r) => r.verdict.result === 'pass')).toBe(true)
    const hasty = faceClient({ secret: SECRET, port: service.port ?? 0, patienceMs: 10 })
    await Promise.all(
      Array.from({ length: 6 }, () =>
        hasty.check(challenge(), frames, reference).catch((e) => {
          expect(e).toBeInstanceOf(FaceUnavailable)
        }),
      ),
    )
  }, 60_000)

  test('kill -9 of the child, again and again: no request is lost by the caller', async () => {
    const before = await health()
    let left = 3
    const killer = setInterval(async () => {
      const child = (await health()).children.find((c) => c.ready)
      if (!child || left === 0) return
      left -= 1
      process.kill(child.pid, 'SIGKILL')
    }, 400)
    const results = []
    for (let i = 0; i < 3 || left > 0; i += 1) {
      results.push(...(await Promise.all([1, 2].map(() => client.check(challenge(), frames, reference)))))
    }
    clearInterval(killer)
    expect(results.every((r) => r.verdict.result === 'pass')).toBe(true)
    const after = await health()
    expect(after.children).toHaveLength(1)
    expect(after.children[0]?.pid).not.toBe(before.children[0]?.pid)
  }, 120_000)

  test('a child that has grown is replaced after its job, and the next request is served', async () => {
    const small = await serve({
      secret: SECRET,
      settings: S,
      port: 0,
      children: 1,
      recycleAbove: 1,
      log: () => undefined,
    })
    try {
      const c = faceClient({ secret: SECRET, port: small.port ?? 0, patienceMs: 60_000 })
      for (let i = 0; i < 2; i += 1) expect((await c.check(challenge(), frames, reference)).verdict.result).toBe('pass')
      const state = (await (await fetch(`http://127.0.0.1:${small.port}/healthz`)).json()) as { recycled: number }
      expect(state.recycled).toBe(2)
    } finally {
      await small.close()
    }
  }, 120_000)

  test('without models it answers 503 and says why', async () => {
    const missing = await serve({
      secret: SECRET,
      settings: S,
      port: 0,
      log: () => undefined,
      models: () => Promise.reject(new Error('无法从 npm 软件源取得模型。请检查网络。')),
    })
    try {
      const c = faceClient({ secret: SECRET, port: missing.port ?? 0, patienceMs: 500 })
      await expect(c.idPhoto(frames[0]?.image as Uint8Array)).rejects.toThrow('请检查网络')
      expect((await fetch(`http://127.0.0.1:${missing.port}/healthz`)).status).toBe(503)
    } finally {
      await missing.close()
    }
  })
})

describe('as its own process', () => {
  let dir: string
  let launched: LaunchedService
  const lines: string[] = []
  beforeAll(async () => {
    dir = await mkdtemp(join(tmpdir(), 'zhuxue-face-'))
    launched = await launchFaceService({
      secret: SECRET,
      children: 1,
      log: (event, data) => lines.push(JSON.stringify({ event, ...data })),
      env: { ...process.env, TMPDIR: dir, HOME: dir, XDG_CACHE_HOME: dir },
    })
  }, 60_000)
  afterAll(async () => {
    await launched?.stop()
    await rm(dir, { recursive: true, force: true })
  })

  test('kill -9 of the whole service: it comes back on the same port and the caller notices nothing', async () => {
    const c = faceClient({ secret: SECRET, port: launched.port, patienceMs: 60_000 })
    expect((await c.check(challenge(), frames, reference)).verdict.result).toBe('pass')
    const pid = launched.pid() as number
    const running = c.check(challenge(), frames, reference)
    setTimeout(() => process.kill(pid, 'SIGKILL'), 60)
    expect((await running).verdict.result).toBe('pass')
    expect(launched.pid()).not.toBe(pid)
    expect(lines.some((l) => l.includes('service-gone'))).toBe(true)
  }, 120_000)

  test('no picture on disk or in a log: canaries are looked for after a run', async () => {
    const c = faceClient({ secret: SECRET, port: launched.port, patienceMs: 60_000 })
    const canary = 'CANARY-7f3a91-KANARIENVOGEL'
    const marked = await Promise.all(
      frames.map(async (f) => ({
        ...f,
        image: await sharp(f.image)
          .withExif({ IFD0: { ImageDescription: canary } })
          .jpeg()
          .toBuffer(),
      })),
    )
    expect((await c.check(challenge(), marked, reference)).verdict.result).toBe('pass')
    // also pictures that are refused, and those on which a child dies
    const broken = marked.map((f) => ({ ...f, image: f.image.subarray(0, f.image.length - 900) }))
    expect((await c.check(challenge(), broken, reference)).verdict.reasons[0]?.code).toBe('image-broken')
    const dying = c.check(challenge(), marked, reference)
    const state = (await (await fetch(`http://127.0.0.1:${launched.port}/healthz`)).json()) as {
      children: { pid: number }[]
    }
    process.kill(state.children[0]?.pid as number, 'SIGKILL')
    expect((await dying).verdict.result).toBe('pass')
    await c.idPhoto(marked[0]?.image as Uint8Array)

    const image = marked[0]?.image as Buffer
    const signs = [
      canary,
      Buffer.from(canary).toString('base64').slice(0, -4),
      image.toString('base64').slice(400, 460),
    ]
    const body = image.subarray(image.length - 400, image.length - 360)
    const everything = `${log.join('\n')}\n${lines.join('\n')}`
    for (const sign of signs) expect(everything).not.toContain(sign)
    expect(everything).not.toMatch(/"p"|male-36/)
    const held = await filesUnder(dir)
    for (const file of held) {
      const bytes = await readFile(file)
      for (const sign of signs) expect(bytes.includes(sign), file).toBe(false)
      expect(bytes.includes(body), file).toBe(false)
    }
    // nor below the working directory of the process, where it might have written by a relative name
    const changed = execFileSync('find', ['apps/face', '-newermt', '-3 minutes', '-type', 'f', '-size', '+1k'], {
      cwd: join(import.meta.dirname, '../../../..'),
      encoding: 'utf8',
    })
    for (const file of changed.split('\n').filter((f) => f && !f.endsWith('.ts'))) {
      expect((await readFile(join(import.meta.dirname, '../../../..', file))).includes(canary), file).toBe(false)
    }
  }, 120_000)
})

async function filesUnder(dir: string): Promise<string[]> {
  const entries = await readdir(dir, { recursive: true, withFileTypes: true })
  return entries.filter((e) => e.isFile()).map((e) => join(e.parentPath, e.name))
}
