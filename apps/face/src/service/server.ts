import { createHash, timingSafeEqual } from 'node:crypto'
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import { checkFrames, openChallenge } from '../domain/challenge.ts'
import { verdictOf } from '../domain/judge.ts'
import { type Reason, reason } from '../domain/reasons.ts'
import type { FaceSettings } from '../domain/settings.ts'
import { FRAME_LIMITS, ID_PHOTO_LIMITS, refuseBytes } from '../engine/picture.ts'
import { type Pool, QueueFull, WorkerLost } from './pool.ts'
import { packEnrolment, readCheckRequest, readImage, type ServiceProblem } from './wire.ts'

export type EventLog = (event: string, data: Record<string, string | number>) => void

export interface ServiceContext {
  readonly secret: string
  readonly settings: FaceSettings
  /** null while models are fetched and children start; `problem` says why it takes so long */
  readonly pool: () => Pool | null
  readonly problem: () => string | null
  readonly log: EventLog
}

/** ID photo of 10 MB as base64 and some air; more is cut off before it is read. */
const BODY_LIMIT = 15_000_000
/** Bytes of bodies held at once; beyond it the answer is 'busy'. */
const HELD_LIMIT = 200_000_000

class Problem extends Error {
  readonly status: number
  readonly body: ServiceProblem
  constructor(status: number, body: ServiceProblem) {
    super(body.code)
    this.status = status
    this.body = body
  }
}

/**
 * The HTTP side: `POST /v1/check`, `POST /v1/id-photo`, `GET /healthz`. Callers share a secret. Requests that cannot
 * succeed are answered without taking a place in the queue.
 */
export function faceServer(context: ServiceContext): Server {
  let held = 0
  const server = createServer(
    { requestTimeout: 30_000, headersTimeout: 10_000, keepAliveTimeout: 30_000 },
    (req, res) => {
      const begun = performance.now()
      const size = Number(req.headers['content-length'] ?? 0)
      held += size
      answer(context, req, held)
        .then(
          ({ status, body, outcome }) => {
            send(res, status, body)
            context.log('request', { path: pathOf(req), status, outcome, ms: Math.round(performance.now() - begun) })
          },
          (e: unknown) => {
            const p = e instanceof Problem ? e : again()
            send(res, p.status, p.body)
            if (!(e instanceof Problem)) context.log('fault', { message: (e as Error).message })
            context.log('request', {
              path: pathOf(req),
              status: p.status,
              outcome: p.body.code,
              ms: Math.round(performance.now() - begun),
            })
          },
        )
        .finally(() => {
          held -= size
        })
    },
  )
  return server
}

const ROUTES = ['/v1/check', '/v1/id-photo', '/healthz']
/** Path for the log: a known one or nothing, so that no caller can write into the log. */
const pathOf = (req: IncomingMessage): string => ROUTES.find((r) => r === req.url) ?? '?'

function send(res: ServerResponse, status: number, body: object): void {
  const text = JSON.stringify(body)
  const wait = (body as ServiceProblem).retryAfterSeconds
  res.writeHead(status, {
    'content-type': 'application/json; charset=utf-8',
    'content-length': Buffer.byteLength(text),
    'cache-control': 'no-store',
    ...(wait === undefined ? {} : { 'retry-after': String(wait) }),
    // a body that was refused half-way is not read to its end
    ...(status === 413 ? { connection: 'close' } : {}),
  })
  res.end(text)
}

const again = () => new Problem(503, { code: 'again', text: '人脸核验刚才中断了，请再试一次。', retryAfterSeconds: 1 })

interface Answer {
  readonly status: number
  readonly body: object
  readonly outcome: string
}

async function answer(context: ServiceContext, req: IncomingMessage, held: number): Promise<Answer> {
  if (req.method === 'GET' && req.url === '/healthz') return health(context)
  if (!authorised(req, context.secret)) {
    throw new Problem(401, { code: 'unauthorised', text: '没有权限访问人脸核验服务。' })
  }
  if (req.method !== 'POST' || (req.url !== '/v1/check' && req.url !== '/v1/id-photo')) {
    throw new Problem(404, { code: 'not-found', text: '没有这个接口。' })
  }
  if (held > HELD_LIMIT) throw busy(0, 5)
  const body = await readJson(req)
  const pool = context.pool()
  if (req.url === '/v1/check') return check(context, body, pool)
  const image = readImage(body)
  if (!image) throw malformed()
  const refused = refuseBytes(image, ID_PHOTO_LIMITS)
  if (refused) {
    const finding = { ok: false, reasons: [refused], width: 0, height: 0, background: null, crop: null }
    return { status: 200, body: finding, outcome: refused.code }
  }
  const finding = await queued(context, pool, (p) => p.run({ kind: 'id-photo', image }))
  return { status: 200, body: finding, outcome: finding.reasons[0]?.code ?? 'ok' }
}

async function check(context: ServiceContext, body: unknown, pool: Pool | null): Promise<Answer> {
  const request = readCheckRequest(body)
  if (!request) throw malformed()
  const refuse = (r: Reason, result: 'fail' | 'error'): Answer => {
    const of = { threshold: context.settings.pass, modelId: pool?.state().modelId ?? '', provider: 'basic' }
    return {
      status: 200,
      body: packEnrolment({ verdict: verdictOf(result, [r], of), template: null }),
      outcome: r.code,
    }
  }
  const challenge = openChallenge(request.challenge, context.secret)
  if (!challenge) return refuse(reason('challenge-invalid'), 'error')
  const unfit = checkFrames(challenge, request.frames, context.settings)
  if (unfit) return refuse(unfit, 'error')
  for (const f of request.frames) {
    const bad = refuseBytes(f.image, FRAME_LIMITS)
    if (bad) return refuse({ ...bad, step: f.step }, 'fail')
  }
  const { frames, reference } = request
  const result = await queued(context, pool, (p) => p.run({ kind: 'check', frames, reference }))
  return { status: 200, body: packEnrolment(result), outcome: result.verdict.result }
}

async function queued<T>(context: ServiceContext, pool: Pool | null, run: (pool: Pool) => Promise<T>): Promise<T> {
  if (!pool) {
    const why = context.problem()
    const text = why ?? '人脸核验服务正在启动，请稍等几秒再试。'
    throw new Problem(503, { code: 'starting', text, retryAfterSeconds: why ? 30 : 3 })
  }
  try {
    return await run(pool)
  } catch (e) {
    if (e instanceof QueueFull) throw busy(e.ahead, e.seconds)
    if (e instanceof WorkerLost) throw again()
    throw e
  }
}

function busy(ahead: number, seconds: number): Problem {
  const people = ahead > 0 ? `前面还有 ${ahead} 人，` : ''
  const text = `现在做人脸核验的人较多，${people}请约 ${seconds} 秒后再试，也可以选择不用人脸的方式。`
  return new Problem(429, { code: 'busy', text, retryAfterSeconds: seconds })
}

const malformed = () => new Problem(400, { code: 'malformed', text: '请求内容不完整，请刷新页面后重试。' })

function authorised(req: IncomingMessage, secret: string): boolean {
  const given = req.headers.authorization ?? ''
  const digest = (s: string) => createHash('sha256').update(s).digest()
  return timingSafeEqual(digest(given), digest(`Bearer ${secret}`))
}

async function readJson(req: IncomingMessage): Promise<unknown> {
  const tooLarge = () =>
    new Problem(413, { code: 'too-large', text: '照片文件太大，请用本页面重新拍照，或压缩后再上传。' })
  if (Number(req.headers['content-length'] ?? 0) > BODY_LIMIT) throw tooLarge()
  const parts: Buffer[] = []
  let size = 0
  for await (const chunk of req as AsyncIterable<Buffer>) {
    size += chunk.length
    if (size > BODY_LIMIT) throw tooLarge()
    parts.push(chunk)
  }
  try {
    return JSON.parse(Buffer.concat(parts).toString('utf8'))
  } catch {
    throw malformed()
  }
}

/** Open to local monitors: numbers only. */
function health(context: ServiceContext): Answer {
  const pool = context.pool()
  const state = pool?.state() ?? null
  const ok = state?.children.some((c) => c.ready) ?? false
  const problem = context.problem() ?? state?.problem ?? null
  const mainCpu = process.cpuUsage()
  const main = { pid: process.pid, rss: process.memoryUsage.rss(), cpuMs: (mainCpu.user + mainCpu.system) / 1000 }
  const body = { status: ok ? 'ok' : 'starting', problem, waitSeconds: pool?.waitSeconds() ?? null, main, ...state }
  return { status: ok ? 200 : 503, body, outcome: body.status }
}
