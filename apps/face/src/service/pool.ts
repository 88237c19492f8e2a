import { type ChildProcess, fork } from 'node:child_process'
import { availableParallelism } from 'node:os'
import { join } from 'node:path'
import type { FaceSettings } from '../domain/settings.ts'
import type { Models } from '../engine/models.ts'
import type { FromChild, Job, JobAnswer, JobAnswers, ToChild } from './jobs.ts'

/** The queue is full. `ahead` jobs wait, `seconds` is when a try makes sense. */
export class QueueFull extends Error {
  readonly ahead: number
  readonly seconds: number
  constructor(ahead: number, seconds: number) {
    super('face queue full')
    this.ahead = ahead
    this.seconds = seconds
  }
}

/** The child that had the job ended or was stopped; the same request can be sent again at once. */
export class WorkerLost extends Error {}

export interface PoolOptions {
  readonly models: Models
  readonly settings: FaceSettings
  /** children; cores − 1 and at least 1 when not given */
  readonly children?: number
  /** jobs that may wait */
  readonly queue?: number
  /** a child above this is replaced after its job, bytes */
  readonly recycleAbove?: number
  /** longest a job may take before its child is replaced, milliseconds */
  readonly jobTimeoutMs?: number
  readonly log?: (event: string, data: Record<string, string | number>) => void
}

interface Waiting {
  readonly id: number
  readonly job: Job
  readonly resolve: (answer: JobAnswer) => void
  readonly reject: (error: Error) => void
}

interface Worker {
  readonly process: ChildProcess
  ready: boolean
  job: Waiting | null
  timer: NodeJS.Timeout | null
  rss: number
  cpuMs: number
}

export interface PoolState {
  readonly children: readonly { pid: number; ready: boolean; busy: boolean; rss: number; cpuMs: number }[]
  readonly waiting: number
  readonly capacity: number
  readonly done: number
  readonly lost: number
  readonly recycled: number
  readonly modelId: string | null
  readonly problem: string | null
}

const RECYCLE_ABOVE = 600 * 1024 * 1024
const FIRST_GUESS_MS = 400

/**
 * Children with the models, one job each at a time, and a bounded queue in front. A child that dies, hangs or grows is
 * replaced; its job is reported as lost, never silently repeated, because a picture that kills one child would kill
 * the next. Nothing is kept between jobs.
 */
export class Pool {
  readonly #options: PoolOptions
  readonly #workers = new Set<Worker>()
  readonly #queue: Waiting[] = []
  readonly #size: number
  readonly #capacity: number
  #nextId = 1
  #averageMs = FIRST_GUESS_MS
  #closed = false
  #done = 0
  #lost = 0
  #recycled = 0
  #failures = 0
  #modelId: string | null = null
  #problem: string | null = null
  readonly #readyListeners: { resolve: () => void; reject: (e: Error) => void }[] = []

  constructor(options: PoolOptions) {
    this.#options = options
    this.#size = options.children ?? Math.max(1, availableParallelism() - 1)
    this.#capacity = options.queue ?? this.#size * 32
    for (let i = 0; i < this.#size; i += 1) this.#start()
  }

  /** Resolves when at least one child can work; rejects when the models cannot be loaded on this machine. */
  async whenReady(): Promise<void> {
    if ([...this.#workers].some((w) => w.ready)) return
    await new Promise<void>((resolve, reject) => this.#readyListeners.push({ resolve, reject }))
  }

  /** Puts a job in the queue; throws {@link QueueFull} at once, or {@link WorkerLost} when its child ended. */
  async run<K extends Job['kind']>(job: Extract<Job, { kind: K }>): Promise<JobAnswers[K]> {
    if (this.#closed) throw new WorkerLost('closed')
    if (this.#queue.length >= this.#capacity) throw new QueueFull(this.#queue.length, this.waitSeconds())
    const answer = await new Promise<JobAnswer>((resolve, reject) => {
      this.#queue.push({ id: this.#nextId++, job, resolve, reject })
      this.#dispatch()
    })
    return answer as JobAnswers[K]
  }

  /** Seconds until a job put in now would be begun, by the average of the last jobs; at least 1. */
  waitSeconds(): number {
    return Math.max(1, Math.ceil((this.#queue.length * this.#averageMs) / 1000 / this.#size))
  }

  state(): PoolState {
    return {
      children: [...this.#workers].map((w) => ({
        pid: w.process.pid ?? 0,
        ready: w.ready,
        busy: w.job !== null,
        rss: w.rss,
        cpuMs: w.cpuMs,
      })),
      waiting: this.#queue.length,
      capacity: this.#capacity,
      done: this.#done,
      lost: this.#lost,
      recycled: this.#recycled,
      modelId: this.#modelId,
      problem: this.#problem,
    }
  }

  /** Ends all children; what waits is reported as lost. */
  async close(): Promise<void> {
    this.#closed = true
    for (const w of this.#queue.splice(0)) w.reject(new WorkerLost('closed'))
    await Promise.all(
      [...this.#workers].map(
        (w) =>
          new Promise<void>((resolve) => {
            w.process.once('exit', () => resolve())
            w.process.kill('SIGKILL')
          }),
      ),
    )
  }

  #log(event: string, data: Record<string, string | number> = {}): void {
    this.#options.log?.(event, data)
  }

  #start(): void {
    const process = fork(join(import.meta.dirname, 'child.ts'), {
      serialization: 'advanced',
      stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
      execArgv: [],
    })
    const worker: Worker = { process, ready: false, job: null, timer: null, rss: 0, cpuMs: 0 }
    this.#workers.add(worker)
    process.on('message', (m: FromChild) => this.#hear(worker, m))
    process.once('exit', () => this.#gone(worker))
    process.once('error', () => this.#gone(worker))
    this.#send(worker, { type: 'open', models: this.#options.models, settings: this.#options.settings })
  }

  #send(worker: Worker, message: ToChild): void {
    // an error here means that the child is gone, which 'exit' reports
    worker.process.send(message, () => undefined)
  }

  #hear(worker: Worker, m: FromChild): void {
    if (m.type === 'ready') {
      worker.ready = true
      worker.rss = m.rss
      this.#modelId = m.modelId
      this.#problem = null
      this.#failures = 0
      for (const listener of this.#readyListeners.splice(0)) listener.resolve()
      this.#log('child-ready', { pid: worker.process.pid ?? 0 })
      this.#dispatch()
      return
    }
    if (m.type === 'cannot-start') {
      this.#problem = `人脸模型无法在这台机器上运行（${m.message.split('\n')[0]}）。请把日志交给维护人员，核验可改用不用人脸的方式。`
      this.#log('child-cannot-start', { message: m.message })
      for (const listener of this.#readyListeners.splice(0)) listener.reject(new Error(this.#problem))
      worker.process.kill('SIGKILL')
      return
    }
    const waiting = worker.job
    if (!waiting || waiting.id !== m.id) return
    this.#release(worker)
    if (m.type === 'failed') {
      this.#log('job-failed', { message: m.message })
      waiting.reject(new WorkerLost(m.message))
    } else {
      this.#done += 1
      worker.rss = m.rss
      worker.cpuMs = m.cpuMs
      waiting.resolve(m.answer)
    }
    if (worker.rss > (this.#options.recycleAbove ?? RECYCLE_ABOVE)) {
      this.#recycled += 1
      worker.ready = false
      this.#log('child-recycled', { rss: worker.rss })
      worker.process.kill('SIGKILL')
    }
    this.#dispatch()
  }

  #release(worker: Worker): void {
    if (worker.timer) clearTimeout(worker.timer)
    worker.timer = null
    worker.job = null
  }

  #gone(worker: Worker): void {
    if (!this.#workers.delete(worker)) return
    const waiting = worker.job
    this.#release(worker)
    if (waiting) {
      this.#lost += 1
      waiting.reject(new WorkerLost('child ended'))
    }
    if (this.#closed) return
    // a child that never came up is tried again ever more slowly, up to every 30 s
    const delay = worker.ready || worker.rss > 0 ? 0 : Math.min(30_000, 250 * 2 ** this.#failures++)
    this.#log('child-gone', { pid: worker.process.pid ?? 0, delay })
    setTimeout(() => !this.#closed && this.#start(), delay).unref()
  }

  #dispatch(): void {
    for (const worker of this.#workers) {
      if (!worker.ready || worker.job) continue
      const next = this.#queue.shift()
      if (!next) return
      const begun = performance.now()
      worker.job = {
        ...next,
        resolve: (answer) => {
          this.#averageMs += (performance.now() - begun - this.#averageMs) * 0.1
          next.resolve(answer)
        },
      }
      worker.timer = setTimeout(() => worker.process.kill('SIGKILL'), this.#options.jobTimeoutMs ?? 30_000)
      worker.timer.unref()
      this.#send(worker, { type: 'job', id: next.id, job: next.job })
    }
  }
}
