import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { openChallenge } from '../domain/challenge.ts'
import { verdictOf } from '../domain/judge.ts'
import { DEFAULT_SETTINGS as S } from '../domain/settings.ts'
import type { Enrolment, Frame, Step, Template, Verdict } from '../domain/types.ts'
import { type FaceClient, FaceUnavailable } from '../service/client.ts'
import { CertifiedSimulator } from '../simulators/certified.ts'
import { type BasicPorts, basicProvider } from './basic.ts'
import { certifiedProvider, type RedirectSession } from './certified.ts'
import { providerFor, readProviderChoice } from './choose.ts'
import { isSigned, sign } from './signing.ts'
import type { CallbackMessage, RedirectProvider, Started } from './types.ts'

const consent = { recordId: 'c1', textVersion: 'face-2026-1' }
const template: Template = { vector: Float32Array.from([1, 0]), modelId: 'm' }
let now = Date.parse('2026-09-01T08:00:00+08:00')

describe('basic', () => {
  const used = new Set<string>()
  const seen = new Set<string>()
  let answer: () => Promise<Enrolment>
  let stored: Template | null
  const passing = async (): Promise<Enrolment> => ({
    verdict: verdictOf('pass', [], { threshold: 0.55, modelId: 'm', provider: 'basic' }),
    template,
  })
  const client: FaceClient = {
    check: () => answer(),
    idPhoto: () => Promise.reject(new Error('not asked here')),
  }
  const ports: BasicPorts = {
    client,
    secret: 'secret',
    settings: S,
    now: () => now,
    useOnce: async (id) => !used.has(id) && used.add(id).has(id),
    seenBefore: async (digests) => {
      const known = digests.some((d) => seen.has(d))
      for (const d of digests) seen.add(d)
      return known
    },
    templateOf: async () => stored,
    eraseTemplate: async () => {
      stored = null
    },
  }
  const provider = basicProvider(ports)
  let serial = 0
  const framesFor = (steps: readonly Step[]): Frame[] =>
    steps.map((step, i) => ({ step, atMs: i * 800, image: Buffer.from(`picture ${serial++}`) }))
  const begin = async (subject = 'p1', purpose: 'application' | 'enrol' = 'application') => {
    const s = await provider.start({ subject, purpose, consent })
    if (s.kind !== 'steps') throw new Error(s.kind)
    return { session: s.session, steps: s.steps, frames: framesFor(s.steps) }
  }
  const codes = (v: Verdict) => [v.result, ...v.reasons.map((r) => r.code)]

  beforeEach(() => {
    now = Date.parse('2026-09-01T08:00:00+08:00')
    answer = passing
    stored = template
  })

  test('nothing starts without consent', async () => {
    const s = await provider.start({ subject: 'p1', purpose: 'application', consent: null })
    expect(s).toMatchObject({ kind: 'refused', reason: { code: 'consent-missing' } })
  })
  test('a session answers once', async () => {
    const t = await begin()
    expect(codes(await provider.submit('p1', t.session, t.frames))).toEqual(['pass'])
    expect(codes(await provider.submit('p1', t.session, framesFor(t.steps)))).toEqual(['error', 'challenge-used'])
    const u = await begin()
    const two = await Promise.all([1, 2].map(() => provider.submit('p1', u.session, framesFor(u.steps))))
    expect(two.map((v) => v.result).sort()).toEqual(['error', 'pass'])
  })
  test('of another person, expired, changed, for another use', async () => {
    const t = await begin()
    expect(codes(await provider.submit('p2', t.session, t.frames))).toEqual(['error', 'challenge-other-person'])
    expect(codes(await provider.submit('p1', `${t.session}x`, t.frames))).toEqual(['error', 'challenge-invalid'])
    expect(codes((await provider.enrol('p1', t.session, t.frames)).verdict)).toEqual(['error', 'challenge-invalid'])
    now += 66_000
    expect(codes(await provider.submit('p1', t.session, t.frames))).toEqual(['error', 'challenge-expired'])
  })
  test('pictures of another session are replays, even of the same person', async () => {
    const t = await begin()
    await provider.submit('p1', t.session, t.frames)
    let u = await begin()
    while (u.steps.join() !== t.steps.join()) u = await begin()
    expect(codes(await provider.submit('p1', u.session, t.frames))).toEqual(['fail', 'replayed-frames'])
  })
  test('when the service cannot answer, nothing is used up', async () => {
    const t = await begin()
    answer = () => Promise.reject(new FaceUnavailable('稍后再试', 5, true))
    await expect(provider.submit('p1', t.session, t.frames)).rejects.toThrow('稍后再试')
    answer = passing
    expect(codes(await provider.submit('p1', t.session, t.frames))).toEqual(['pass'])
  })
  test('enrolment gives the template; erasing ends checks', async () => {
    const t = await begin('p1', 'enrol')
    expect((await provider.enrol('p1', t.session, t.frames)).template).toBe(template)
    await provider.erase('p1')
    const u = await begin()
    expect(codes(await provider.submit('p1', u.session, u.frames))).toEqual(['error', 'template-missing'])
  })
  test('the session says what was drawn, and to whom', async () => {
    const t = await begin()
    expect(openChallenge(t.session, 'secret')).toMatchObject({ subject: 'p1', steps: t.steps, purpose: 'application' })
  })
})

describe('certified', () => {
  const sessions = new Map<string, RedirectSession>()
  const received: CallbackMessage[] = []
  let service: CertifiedSimulator
  let callbacks: Server
  let acknowledge = true
  let provider: RedirectProvider
  let baseUrl: string

  beforeEach(async () => {
    now = Date.parse('2026-09-01T08:00:00+08:00')
    sessions.clear()
    received.length = 0
    acknowledge = true
    service = new CertifiedSimulator({ appId: 'school-1', key: 'shared-key', now: () => now })
    baseUrl = await service.listen()
    callbacks = createServer(async (req, res) => {
      const parts: Buffer[] = []
      for await (const c of req as AsyncIterable<Buffer>) parts.push(c)
      received.push(JSON.parse(Buffer.concat(parts).toString('utf8')) as CallbackMessage)
      res.writeHead(acknowledge ? 200 : 500).end()
    })
    await new Promise<void>((resolve) => callbacks.listen(0, '127.0.0.1', () => resolve()))
    const callbackUrl = `http://127.0.0.1:${(callbacks.address() as AddressInfo).port}/callback`
    provider = certifiedProvider({
      baseUrl,
      appId: 'school-1',
      key: 'shared-key',
      callbackUrl,
      returnUrl: 'http://127.0.0.1:1/back',
      now: () => now,
      threshold: 0.8,
      timeoutMs: 2000,
      identityOf: async () => ({ name: '李小花', idNumber: '530111200901010029' }),
      sessions: {
        put: async (s) => void sessions.set(s.id, s),
        find: async (id) => sessions.get(id) ?? null,
        settle: async (id, verdict) => {
          const s = sessions.get(id) as RedirectSession
          const stands = s.verdict ?? verdict
          sessions.set(id, { ...s, verdict: stands })
          return stands
        },
      },
    })
  })
  afterEach(async () => {
    await service.close()
    await new Promise((resolve) => callbacks.close(resolve))
  })

  const begin = async (): Promise<string> => {
    const s: Started = await provider.start({ subject: 'p1', purpose: 'change-phone', consent })
    if (s.kind !== 'redirect') throw new Error(s.kind)
    expect(s.url.startsWith(baseUrl)).toBe(true)
    return s.session
  }
  const codes = (v: Verdict) => [v.result, ...v.reasons.map((r) => r.code)]
  const byCallback = (id: string) => provider.result(id, { callback: received.at(-1) as CallbackMessage })
  const byPerson = (id: string, subject = 'p1') => provider.result(id, { subject })

  test('there and back', async () => {
    const id = await begin()
    expect(codes(await byPerson(id))).toEqual(['error', 'provider-pending'])
    await service.complete(id, 'success', '0.93')
    const v = await byCallback(id)
    expect(v).toMatchObject({ result: 'pass', score: 0.93, threshold: 0.8, provider: 'certified' })
    expect(codes(await byPerson(id))).toEqual(['pass'])
    expect(codes(await byPerson(id, 'p2'))).toEqual(['error', 'challenge-other-person'])
    expect(codes(await byPerson('unknown'))).toEqual(['error', 'challenge-invalid'])
  })
  test.each([
    ['success', '0.71', ['fail', 'not-matching']],
    ['success', '1e9', ['fail', 'not-matching']],
    ['mismatch', '0.2', ['fail', 'not-matching']],
    ['not-live', '0.9', ['fail', 'not-live']],
    ['uncertain', '0.75', ['review', 'needs-a-person']],
    ['cancelled', '0', ['error', 'provider-cancelled']],
  ] as const)('%s %s', async (result, score, expected) => {
    const id = await begin()
    await service.complete(id, result, score)
    expect(codes(await byCallback(id))).toEqual(expected)
  })
  test('a callback that comes twice, also changed, does not alter what stands', async () => {
    const id = await begin()
    acknowledge = false
    await service.complete(id, 'mismatch', '0.2')
    expect(received).toHaveLength(3)
    for (const callback of received) expect((await provider.result(id, { callback })).result).toBe('fail')
    await service.complete(id, 'success', '0.95')
    expect((await byCallback(id)).result).toBe('fail')
  })
  test.each(['bad-signature', 'tampered', 'wrong-app'] as const)(
    '%s is not taken and does not end the session',
    async (fault) => {
      const id = await begin()
      await service.complete(id, 'mismatch', '0.2', fault)
      expect(codes(await byCallback(id))).toEqual(['error', 'provider-signature'])
      expect(sessions.get(id)?.verdict).toBeNull()
      await service.report(id)
      expect((await byCallback(id)).result).toBe('fail')
    },
  )
  test("another session's report is not taken", async () => {
    const one = await begin()
    const two = await begin()
    await service.complete(one, 'success', '0.95')
    expect(codes(await byCallback(two))).toEqual(['error', 'provider-signature'])
  })
  test('no report came: the person who returns makes us ask', async () => {
    const id = await begin()
    await service.complete(id, 'success', '0.95', 'silent')
    expect(received).toHaveLength(0)
    expect(codes(await byPerson(id))).toEqual(['pass'])
  })
  test('timeout, and the late report after it', async () => {
    const id = await begin()
    now += 7 * 60_000
    expect(codes(await byPerson(id))).toEqual(['error', 'provider-timeout'])
    await service.complete(id, 'success', '0.95')
    expect(codes(await byCallback(id))).toEqual(['error', 'provider-timeout'])
    const other = await begin()
    now += 7 * 60_000
    await service.complete(other, 'success', '0.95')
    expect(codes(await byCallback(other))).toEqual(['error', 'provider-late'])
  })
  test('an old report replayed later is late', async () => {
    const id = await begin()
    await service.complete(id, 'success', '0.95')
    now += 5.5 * 60_000
    expect(codes(await byCallback(id))).toEqual(['error', 'provider-late'])
  })
  test('the service is down', async () => {
    const id = await begin()
    service.down = true
    await expect(provider.start({ subject: 'p1', purpose: 'change-phone', consent })).rejects.toThrow('暂时连不上')
    await expect(byPerson(id)).rejects.toBeInstanceOf(FaceUnavailable)
    now += 10 * 60_000
    expect(codes(await byPerson(id))).toEqual(['error', 'provider-timeout'])
  })
  test('the page of the simulator reports and sends the person back', async () => {
    const s = await provider.start({ subject: 'p1', purpose: 'change-phone', consent })
    if (s.kind !== 'redirect') throw new Error(s.kind)
    expect(await (await fetch(s.url)).text()).toContain('核验通过')
    const back = await fetch(`${s.url}?outcome=success`, { redirect: 'manual' })
    expect(back.headers.get('location')).toContain(s.session)
    expect((await byCallback(s.session)).result).toBe('pass')
  })
  test('without consent nothing leaves the house', async () => {
    const s = await provider.start({ subject: 'p1', purpose: 'change-phone', consent: null })
    expect(s).toMatchObject({ kind: 'refused', reason: { code: 'consent-missing' } })
  })
  test('the service refuses what we signed wrongly or sent twice', async () => {
    const ask = async (m: object) =>
      (await (await fetch(`${baseUrl}/v1/query`, { method: 'POST', body: JSON.stringify(m) })).json()) as {
        code: string
      }
    const m = { appId: 'school-1', timestamp: String(now), nonce: 'n1', bizNo: 'x', ticket: 'y' }
    expect((await ask(sign(m, 'other'))).code).toBe('1001')
    expect((await ask(sign(m, 'shared-key'))).code).toBe('1004')
    expect((await ask(sign(m, 'shared-key'))).code).toBe('1003')
    expect((await ask(sign({ ...m, timestamp: '0', nonce: 'n2' }, 'shared-key'))).code).toBe('1002')
  })
})

test('signatures cover every field', () => {
  const m = sign({ a: '1', b: '2&c=3' }, 'k')
  expect(isSigned(m, 'k')).toBe(true)
  expect(isSigned({ ...m, a: '2' }, 'k')).toBe(false)
  expect(isSigned({ ...m, b: '2', c: '3' }, 'k')).toBe(false)
  expect(isSigned({ ...m, d: '' }, 'k')).toBe(false)
  expect(isSigned({ a: '1', b: '2&c=3' }, 'k')).toBe(false)
})

test('a deployment chooses by purpose', () => {
  const choice = readProviderChoice({ ZHUXUE_FACE_PROVIDER_CHANGE_PHONE: 'certified' })
  const named = (name: string) => ({ name }) as RedirectProvider
  const providers = [named('basic'), named('certified')]
  expect(providerFor(providers, choice, 'application').name).toBe('basic')
  expect(providerFor(providers, choice, 'change-phone').name).toBe('certified')
  expect(() => providerFor([named('basic')], choice, 'change-phone')).toThrow('没有名为“certified”的人脸核验方式')
})
