import type { FormAnswers } from '../outbox/types.ts'
import { ApiProblem, NoAnswer } from '../platform/api.ts'
import { uuid } from '../platform/uuid.ts'
import { same } from './same.ts'

/** The draft of one round as this phone keeps it. */
export interface DraftRecord {
  readonly roundId: string
  readonly answers: FormAnswers
  /** The question she was at; where a reopened page continues. */
  readonly step: string | null
  /** The server's revision that these answers were made on. */
  readonly revision: number
  /** There are changes that the server does not have. */
  readonly dirty: boolean
  /** When this phone last changed it, by the server's clock (epoch ms). */
  readonly changedAt: number
  /** The last content sent, with its requestId: a retry is the same act. */
  readonly sending: { readonly requestId: string; readonly answers: FormAnswers; readonly revision: number } | null
}

/** What the server holds, as form and 409 replies tell it. */
export interface ServerDraft {
  readonly revision: number
  readonly answers: FormAnswers
  readonly savedAt: string | null
}

export interface DraftDeps {
  load(roundId: string): Promise<DraftRecord | undefined>
  store(record: DraftRecord): Promise<void>
  /** PUT to the server; throws ApiProblem or NoAnswer. */
  put(body: {
    requestId: string
    roundId: string
    revision: number
    answers: FormAnswers
  }): Promise<{ revision: number }>
  /** GET the server's draft: for a 409 that does not carry it. */
  fetch(roundId: string): Promise<ServerDraft>
  now(): number
  /** Calls `work` after `ms`; returns a cancel function. */
  later(work: () => void, ms: number): () => void
}

export type SyncState = 'saved' | 'pending' | 'offline' | 'log-in' | 'conflict' | 'refused'

export interface DraftSnapshot {
  readonly record: DraftRecord
  readonly sync: SyncState
  /** Another device saved something else meanwhile: she chooses, nothing is thrown away before. */
  readonly conflict: ServerDraft | null
}

const DEBOUNCE_MS = 1500
const RETRY_MS = 15_000

const asServerDraft = (x: unknown): ServerDraft | null => {
  if (typeof x !== 'object' || x === null || !('revision' in x) || !('answers' in x)) return null
  const d = x as { revision: unknown; answers: unknown; savedAt?: unknown }
  if (typeof d.revision !== 'number' || typeof d.answers !== 'object' || d.answers === null) return null
  return {
    revision: d.revision,
    answers: d.answers as FormAnswers,
    savedAt: typeof d.savedAt === 'string' ? d.savedAt : null,
  }
}

/**
 * Keeps one draft: every change is on the phone at once, on the server soon after. A change that the server refuses
 * because another device was faster becomes a choice, never a loss.
 */
export class DraftKeeper {
  private readonly deps: DraftDeps
  private readonly changed: () => void
  private record: DraftRecord
  private sync: SyncState = 'saved'
  private conflict: ServerDraft | null = null
  private cancel: () => void = () => undefined
  private flushing: Promise<void> | null = null
  private writes: Promise<void> = Promise.resolve()

  private constructor(deps: DraftDeps, record: DraftRecord, changed: () => void) {
    this.deps = deps
    this.record = record
    this.changed = changed
  }

  /** Brings the phone's and the server's draft together; `server` is null without a network. */
  static async open(
    deps: DraftDeps,
    roundId: string,
    server: ServerDraft | null,
    changed: () => void = () => undefined,
  ): Promise<DraftKeeper> {
    const local = await deps.load(roundId)
    const blank: DraftRecord = {
      roundId,
      answers: server?.answers ?? {},
      step: null,
      revision: server?.revision ?? 0,
      dirty: false,
      changedAt: deps.now(),
      sending: null,
    }
    const keeper = new DraftKeeper(deps, local ?? blank, changed)
    if (local && server) keeper.meet(server)
    await keeper.save()
    if (keeper.record.dirty) keeper.schedule(0)
    return keeper
  }

  snapshot(): DraftSnapshot {
    return { record: this.record, sync: this.sync, conflict: this.conflict }
  }

  /** Takes answers of one question; resolves when they are safe on the phone. */
  change(patch: Partial<FormAnswers>): Promise<void> {
    const answers = { ...this.record.answers, ...patch }
    if (same(answers, this.record.answers)) return this.writes
    this.record = { ...this.record, answers, dirty: true, changedAt: this.deps.now() }
    if (this.sync !== 'conflict') this.sync = 'pending'
    const saved = this.save()
    this.schedule(DEBOUNCE_MS)
    return saved
  }

  goTo(step: string): Promise<void> {
    if (this.record.step === step) return this.writes
    this.record = { ...this.record, step }
    return this.save()
  }

  /** Sends now what is not on the server yet (page hidden, network back, before submitting). */
  flush(): Promise<void> {
    this.cancel()
    this.flushing ??= this.push().finally(() => {
      this.flushing = null
    })
    return this.flushing
  }

  /** Her choice after a conflict. */
  async resolve(keep: 'mine' | 'theirs'): Promise<void> {
    const theirs = this.conflict
    if (!theirs) return
    this.conflict = null
    this.sync = keep === 'mine' ? 'pending' : 'saved'
    this.record =
      keep === 'mine'
        ? { ...this.record, revision: theirs.revision, dirty: true, sending: null }
        : { ...this.record, answers: theirs.answers, revision: theirs.revision, dirty: false, sending: null }
    await this.save()
    if (keep === 'mine') await this.flush()
  }

  /** Stops timers; the stored record stays. */
  close(): void {
    this.cancel()
  }

  /** Compares the phone's draft with what the server holds now. */
  private meet(server: ServerDraft): void {
    const mine = this.record
    const ownLateAnswer = mine.sending !== null && same(server.answers, mine.sending.answers)
    if (!mine.dirty || same(server.answers, mine.answers)) {
      this.record = { ...mine, answers: server.answers, revision: server.revision, dirty: false, sending: null }
      this.sync = 'saved'
    } else if (server.revision === mine.revision || ownLateAnswer) {
      // Nobody else wrote: the server has what this phone sent before, only its reply was lost.
      this.record = { ...mine, revision: server.revision, sending: null }
      this.sync = 'pending'
    } else {
      this.conflict = server
      this.sync = 'conflict'
    }
  }

  private schedule(ms: number): void {
    this.cancel()
    this.cancel = this.deps.later(() => void this.flush(), ms)
  }

  private save(): Promise<void> {
    const record = this.record
    this.writes = this.writes.then(() => this.deps.store(record))
    this.changed()
    return this.writes
  }

  private async push(): Promise<void> {
    for (let round = 0; this.record.dirty && !this.conflict && round < 5; round += 1) {
      const { roundId } = this.record
      // An unanswered request comes first, unchanged: only its answer tells whether the server has it.
      const sending = this.record.sending ?? {
        requestId: uuid(),
        answers: this.record.answers,
        revision: this.record.revision,
      }
      const { requestId, answers, revision } = sending
      this.record = { ...this.record, sending }
      await this.save()
      try {
        const reply = await this.deps.put({ requestId, roundId, revision, answers })
        const newer = !same(this.record.answers, answers)
        this.record = { ...this.record, revision: reply.revision, dirty: newer, sending: null }
        this.sync = newer ? 'pending' : 'saved'
        await this.save()
      } catch (error) {
        if (!(await this.failed(error))) return
      }
    }
  }

  /** True when it is worth trying again at once. */
  private async failed(error: unknown): Promise<boolean> {
    const code = error instanceof ApiProblem ? error.problem.code : null
    if (code === 'revision-conflict' && error instanceof ApiProblem) {
      try {
        this.meet(asServerDraft(error.problem.current) ?? (await this.deps.fetch(this.record.roundId)))
        await this.save()
        return this.record.dirty && !this.conflict
      } catch {
        this.sync = 'offline'
      }
    } else if (code === 'session-expired') this.sync = 'log-in'
    else if (error instanceof NoAnswer || code === 'busy' || code === 'fault' || code === 'rate-limited') {
      this.sync = 'offline'
    } else {
      // The round closed, or the content is refused: the answers stay on the phone and the form says why.
      this.sync = 'refused'
      this.changed()
      return false
    }
    this.changed()
    this.schedule(RETRY_MS)
    return false
  }
}
