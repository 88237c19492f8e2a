import { ApiProblem, type ProblemBody } from '../platform/api.ts'
import { uuid } from '../platform/uuid.ts'
import type { Exclusive } from './lock.ts'
import type { OutboxStore } from './store.ts'
import type { Attachment, Entry, FormAnswers, Sent, SubmitEntry, SubmitReply, UploadEntry } from './types.ts'

/** How the outbox reaches the server; throws ApiProblem or NoAnswer. */
export interface Transport {
  upload(entry: UploadEntry): Promise<Attachment>
  submit(entry: SubmitEntry, answers: FormAnswers): Promise<SubmitReply>
}

export interface OutboxDeps {
  readonly store: OutboxStore
  readonly transport: Transport
  readonly exclusive: Exclusive
  readonly now: () => number
  readonly random?: () => number
  /** Something changed: screens read the lists again. */
  readonly changed?: () => void
}

/** Answers after which the same request may well succeed later: not a refusal. */
const RETRY = new Set([
  'busy',
  'fault',
  'rate-limited',
  'session-expired',
  'password-change-required',
  'face-check-required',
])
const LONGEST_WAIT_MS = 5 * 60_000

/** 2 s, 4 s, 8 s … at most 5 min, with jitter so that a whole class does not come back in the same second. */
export const backOff = (attempts: number, random: number): number =>
  Math.min(2000 * 2 ** Math.min(attempts, 10), LONGEST_WAIT_MS) * (0.5 + random / 2)

export type DrainResult = 'empty' | 'waiting' | 'elsewhere' | 'log-in'

/**
 * Acts of one student that must reach the server exactly once. An act is stored before anything is sent, keeps one
 * requestId over all retries (the server answers a repeat with its first answer), and leaves the store in the same
 * transaction that stores the answer.
 */
export class Outbox {
  private readonly deps: OutboxDeps
  private running: Promise<DrainResult> | null = null
  private again = false

  constructor(deps: OutboxDeps) {
    this.deps = deps
  }

  list(): Promise<Entry[]> {
    return this.deps.store.all()
  }

  sent(id: string): Promise<Sent | undefined> {
    return this.deps.store.sent(id)
  }

  async addUpload(roundId: string, attachmentKind: UploadEntry['attachmentKind'], mime: string, bytes: ArrayBuffer) {
    const entry: UploadEntry = { ...this.fresh(roundId), kind: 'upload', attachmentKind, mime, bytes }
    await this.deps.store.put(entry)
    this.deps.changed?.()
    return entry
  }

  /** Queues the submission of a round; a second one while the first is undelivered is the same act, not another. */
  async addSubmit(roundId: string, answers: FormAnswers, waitsFor: readonly string[]): Promise<SubmitEntry> {
    const open = (await this.list()).find((e) => e.kind === 'submit' && e.roundId === roundId && e.state === 'waiting')
    if (open?.kind === 'submit') return open
    const entry: SubmitEntry = { ...this.fresh(roundId), kind: 'submit', answers, waitsFor, sealed: null }
    await this.deps.store.put(entry)
    this.deps.changed?.()
    return entry
  }

  /** Takes an act back. Refused (false) once it may have reached the server: then only the server's answer tells. */
  async takeBack(id: string): Promise<boolean> {
    const entry = await this.deps.store.get(id)
    if (!entry) return true
    const mayHaveArrived = entry.state === 'waiting' && entry.kind === 'submit' && entry.sealed !== null
    if (mayHaveArrived) return false
    await this.deps.store.remove(id)
    this.deps.changed?.()
    return true
  }

  /** Sends what is due, oldest first. `force` ignores the waiting times (the student pressed 重试, the network came back). */
  drain(force = false): Promise<DrainResult> {
    if (this.running) {
      this.again ||= force
      return this.running
    }
    this.running = this.run(force).finally(() => {
      this.running = null
      if (this.again) {
        this.again = false
        void this.drain(true)
      }
    })
    return this.running
  }

  private fresh(roundId: string) {
    const now = this.deps.now()
    return {
      id: uuid(),
      roundId,
      createdAt: now,
      attempts: 0,
      nextAt: 0,
      state: 'waiting',
      error: null,
      problem: null,
    } as const
  }

  private async run(force: boolean): Promise<DrainResult> {
    let result: DrainResult = 'empty'
    const got = await this.deps.exclusive(async (renew) => {
      for (;;) {
        const waiting = (await this.list()).filter((e) => e.state === 'waiting')
        if (waiting.length === 0) return
        result = 'waiting'
        const entry = await this.nextReady(waiting, force)
        if (!entry || !(await renew())) return
        const outcome = await this.deliver(entry)
        this.deps.changed?.()
        if (outcome === 'log-in') result = 'log-in'
        if (outcome !== 'done') return
        result = 'empty'
      }
    })
    return got ? result : 'elsewhere'
  }

  /** The oldest act that is due and whose photos are already on the server. */
  private async nextReady(waiting: Entry[], force: boolean): Promise<Entry | undefined> {
    for (const entry of waiting) {
      // Further away than the longest wait: written under a wrong phone clock, so it is due.
      const wait = entry.nextAt - this.deps.now()
      if (!force && wait > 0 && wait <= LONGEST_WAIT_MS) continue
      if (entry.kind === 'upload' || entry.sealed) return entry
      const sent = await Promise.all(entry.waitsFor.map((id) => this.deps.store.sent(id)))
      if (sent.every(Boolean)) return entry
      const left = await Promise.all(
        entry.waitsFor.map(async (id, i) => (sent[i] ? null : await this.deps.store.get(id))),
      )
      // A photo was refused or deleted meanwhile: the form needs the student's eyes before it can go.
      if (left.some((e, i) => !sent[i] && e?.state !== 'waiting')) {
        await this.refuse(entry, '有一张照片没有上传成功，请更换后再提交。', null)
        return this.nextReady(
          waiting.filter((e) => e !== entry),
          force,
        )
      }
    }
    return undefined
  }

  private async deliver(entry: Entry): Promise<'done' | 'later' | 'log-in'> {
    const { store, transport, now } = this.deps
    try {
      if (entry.kind === 'upload') {
        const reply = await transport.upload(entry)
        await store.deliver({ id: entry.id, kind: 'upload', roundId: entry.roundId, at: now(), reply })
        return 'done'
      }
      const answers = entry.sealed ?? (await this.seal(entry))
      const reply = await transport.submit(entry, answers)
      await store.deliver({ id: entry.id, kind: 'submit', roundId: entry.roundId, at: now(), reply })
      return 'done'
    } catch (error) {
      const problem = error instanceof ApiProblem ? error.problem : null
      const current = (await store.get(entry.id)) ?? entry
      if (problem && !RETRY.has(problem.code)) {
        await this.refuse(current, problem.detail, problem)
        return 'done'
      }
      const attempts = current.attempts + 1
      const wait = backOff(attempts, (this.deps.random ?? Math.random)())
      const text = error instanceof Error ? error.message : '发送没有成功。'
      await store.put({ ...current, attempts, nextAt: now() + wait, error: text, problem })
      return problem?.code === 'session-expired' ? 'log-in' : 'later'
    }
  }

  /** Fixes the answers, with the server's ids of the photos, before the first request leaves. */
  private async seal(entry: SubmitEntry): Promise<FormAnswers> {
    const sent = await Promise.all(entry.waitsFor.map((id) => this.deps.store.sent(id)))
    const ids = sent.flatMap((s) => (s?.kind === 'upload' ? [s.reply.id] : []))
    const attachments = [...new Set([...(entry.answers.attachments ?? []), ...ids])]
    const sealed: FormAnswers = { ...entry.answers, attachments }
    await this.deps.store.put({ ...entry, sealed })
    return sealed
  }

  private refuse(entry: Entry, error: string, problem: ProblemBody | null): Promise<void> {
    return this.deps.store.put({ ...entry, state: 'refused', attempts: entry.attempts + 1, error, problem })
  }
}
