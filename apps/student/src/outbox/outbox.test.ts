import 'fake-indexeddb/auto'
import { describe, expect, it } from 'vitest'
import { ApiProblem, NoAnswer } from '../platform/api.ts'
import { deleteDb, openDb } from '../platform/idb.ts'
import { uuid } from '../platform/uuid.ts'
import { type Exclusive, leaseLock, webLock } from './lock.ts'
import { Outbox, type Transport } from './outbox.ts'
import { outboxStore } from './store.ts'
import type { Attachment, FormAnswers, SubmitReply } from './types.ts'

const round = uuid()
const reply = (n: number): SubmitReply => ({
  submissionId: uuid(),
  referenceNo: `KM-${n}`,
  submittedAt: '2026-09-02T01:00:00Z',
  applications: [],
  nextStep: '班主任初审',
  nextDueOn: '2026-09-09',
})
const picture = (): Attachment => ({
  id: uuid(),
  kind: 'id-copy',
  size: 3,
  mime: 'image/jpeg',
  uploadedAt: '2026-09-02T01:00:00Z',
})

/** A server that acts once per requestId, like ours, behind a link that fails as told. */
class FakeServer implements Transport {
  acted = new Map<string, { body: string; answer: SubmitReply | Attachment }>()
  requests = 0
  /** One plan per request, then 'ok': down = never arrives; lost = acts, the answer is lost; busy = 503; hang = killed while waiting. */
  plan: ('down' | 'lost' | 'busy' | 'hang' | 'expired' | 'refuse' | 'ok')[] = []

  private act<T extends SubmitReply | Attachment>(id: string, body: string, make: () => T): Promise<T> {
    this.requests += 1
    const how = this.plan.shift() ?? 'ok'
    if (how === 'down') return Promise.reject(new NoAnswer())
    if (how === 'busy') return Promise.reject(new ApiProblem({ status: 503, code: 'busy', detail: '系统繁忙' }))
    if (how === 'expired')
      return Promise.reject(new ApiProblem({ status: 401, code: 'session-expired', detail: '登录已过期' }))
    if (how === 'refuse')
      return Promise.reject(
        new ApiProblem({
          status: 400,
          code: 'bad-request',
          detail: '内容有误',
          fields: [{ path: '/answers/phone', text: '手机号应为11位' }],
        }),
      )
    const before = this.acted.get(id)
    if (before && before.body !== body) throw new Error('same requestId with another body')
    const answer = (before?.answer ?? make()) as T
    if (!before) this.acted.set(id, { body, answer })
    if (how === 'lost') return Promise.reject(new NoAnswer())
    if (how === 'hang') return new Promise<T>(() => undefined)
    return Promise.resolve(answer)
  }
  upload: Transport['upload'] = (e) => this.act(e.id, `upload${e.bytes.byteLength}`, picture)
  submit: Transport['submit'] = (e, answers) => this.act(e.id, JSON.stringify(answers), () => reply(this.acted.size))
}

async function phone(server: Transport, owner = uuid(), lock?: Exclusive) {
  const clock = { now: 1_000_000 }
  const store = outboxStore(await openDb(owner))
  const exclusive = lock ?? leaseLock(store, () => clock.now)
  const outbox = new Outbox({ store, transport: server, exclusive, now: () => clock.now, random: () => 0.5 })
  return { outbox, store, clock, owner }
}
const answers: FormAnswers = { householdSize: 4, phone: '15412345678' }

describe('outbox', () => {
  it('delivers once on a link that loses requests, answers and the server itself', async () => {
    const server = new FakeServer()
    server.plan = ['down', 'busy', 'lost', 'down', 'lost']
    const { outbox, clock } = await phone(server)
    const { id } = await outbox.addSubmit(round, answers, [])
    for (let i = 0; i < 8; i += 1) {
      await outbox.drain()
      clock.now += 10 * 60_000
    }
    expect(server.acted.size).toBe(1)
    expect(server.requests).toBe(6)
    expect(await outbox.list()).toEqual([])
    expect((await outbox.sent(id))?.kind).toBe('submit')
  })

  it('waits between tries, longer each time, and at once when forced', async () => {
    const server = new FakeServer()
    server.plan = ['down', 'down', 'down']
    const { outbox, clock } = await phone(server)
    await outbox.addSubmit(round, answers, [])
    await outbox.drain()
    await outbox.drain()
    expect(server.requests).toBe(1)
    const first = (await outbox.list())[0]
    expect(first?.error).toContain('网络')
    clock.now = first?.nextAt ?? 0
    await outbox.drain()
    const second = (await outbox.list())[0]
    expect((second?.nextAt ?? 0) - clock.now).toBeGreaterThan((first?.nextAt ?? 0) - 1_000_000)
    await outbox.drain(true)
    expect(server.requests).toBe(3)
  })

  it('survives a kill between sending and the answer: the next page gets the first answer', async () => {
    const server = new FakeServer()
    server.plan = ['hang']
    const killed = await phone(server)
    const { id } = await killed.outbox.addSubmit(round, answers, [])
    void killed.outbox.drain()
    await new Promise((r) => setTimeout(r, 30))
    expect(server.acted.size).toBe(1)

    const next = await phone(server, killed.owner)
    expect(await next.outbox.drain()).toBe('elsewhere')
    next.clock.now += 200_000 // the dead page's lease runs out
    expect(await next.outbox.drain()).toBe('empty')
    expect(server.acted.size).toBe(1)
    expect(await next.outbox.sent(id)).toBeDefined()
  })

  it('two pages at once send one request (lease and Web Locks)', async () => {
    for (const locks of [false, true]) {
      const server = new FakeServer()
      const owner = uuid()
      const make = () => phone(server, owner, locks ? webLock(navigator.locks, owner) : undefined)
      const [a, b] = [await make(), await make()]
      await a.outbox.addSubmit(round, answers, [])
      await Promise.all([a.outbox.drain(), b.outbox.drain(), a.outbox.drain(), b.outbox.drain()])
      expect(server.requests).toBe(1)
      expect(await b.outbox.list()).toEqual([])
    }
  })

  it('tapping submit twice queues one act', async () => {
    const server = new FakeServer()
    const { outbox } = await phone(server)
    const one = await outbox.addSubmit(round, answers, [])
    const two = await outbox.addSubmit(round, answers, [])
    expect(two.id).toBe(one.id)
    await outbox.drain()
    expect(server.acted.size).toBe(1)
  })

  it('sends photos first and puts their server ids into the submission', async () => {
    const server = new FakeServer()
    server.plan = ['lost', 'ok', 'down']
    const { outbox, clock } = await phone(server)
    const photo = await outbox.addUpload(round, 'id-copy', 'image/jpeg', new ArrayBuffer(3))
    clock.now += 1
    const submit = await outbox.addSubmit(round, { ...answers, attachments: [] }, [photo.id])
    for (let i = 0; i < 4; i += 1) {
      await outbox.drain()
      clock.now += 10 * 60_000
    }
    const upload = await outbox.sent(photo.id)
    expect(server.acted.size).toBe(2)
    const body = JSON.parse(server.acted.get(submit.id)?.body ?? '{}') as FormAnswers
    expect(body.attachments).toEqual([upload?.reply && 'id' in upload.reply ? upload.reply.id : 'none'])
  })

  it('a refusal stays visible with its fields and is not repeated', async () => {
    const server = new FakeServer()
    server.plan = ['refuse']
    const { outbox, clock } = await phone(server)
    const { id } = await outbox.addSubmit(round, answers, [])
    await outbox.drain()
    clock.now += 10 * 60_000
    await outbox.drain(true)
    const entry = (await outbox.list())[0]
    expect(server.requests).toBe(1)
    expect(entry?.state).toBe('refused')
    expect(entry?.problem?.fields?.[0]?.path).toBe('/answers/phone')
    expect(await outbox.takeBack(id)).toBe(true)
    const second = await outbox.addSubmit(round, { ...answers, phone: '15412345679' }, [])
    expect(second.id).not.toBe(id)
  })

  it('an expired session keeps the act and asks for log-in', async () => {
    const server = new FakeServer()
    server.plan = ['expired']
    const { outbox } = await phone(server)
    await outbox.addSubmit(round, answers, [])
    expect(await outbox.drain()).toBe('log-in')
    expect(await outbox.drain(true)).toBe('empty')
    expect(server.acted.size).toBe(1)
  })

  it('an act that may have arrived cannot be taken back', async () => {
    const server = new FakeServer()
    server.plan = ['lost']
    const { outbox } = await phone(server)
    const { id } = await outbox.addSubmit(round, answers, [])
    await outbox.drain()
    expect(await outbox.takeBack(id)).toBe(false)
  })

  it('one student never sees another’s outbox, and log-out wipes it', async () => {
    const server = new FakeServer()
    const mei = await phone(server)
    const lan = await phone(server)
    await mei.outbox.addSubmit(round, answers, [])
    expect(await lan.outbox.list()).toEqual([])
    await lan.outbox.drain()
    expect(server.requests).toBe(0)
    await deleteDb(mei.owner)
    expect(await (await phone(server, mei.owner)).outbox.list()).toEqual([])
  })
})
