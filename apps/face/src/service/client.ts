import { request as httpRequest } from 'node:http'
import type { IdPhotoFinding } from '../domain/id-photo.ts'
import type { Enrolment, Frame, Template } from '../domain/types.ts'
import { type CheckReply, packFrames, packTemplate, type ServiceProblem, unpackEnrolment } from './wire.ts'

/** Where the service is and how long a caller may wait. */
export interface ClientOptions {
  readonly secret: string
  readonly port?: number
  readonly socket?: string
  /** how long one call may take in all, retries and waiting included, milliseconds */
  readonly patienceMs?: number
}

/** The service could not answer in time; `message` is a Chinese sentence for the person, `retryAfterSeconds` honest. */
export class FaceUnavailable extends Error {
  readonly retryAfterSeconds: number
  readonly busy: boolean
  constructor(text: string, retryAfterSeconds: number, busy: boolean) {
    super(text)
    this.retryAfterSeconds = retryAfterSeconds
    this.busy = busy
  }
}

/**
 * Caller's side of the face service. Calls have no side effect in the service, so a lost connection or a lost child is
 * simply tried again until `patienceMs` is used up: killing a process of the service loses no request.
 */
export interface FaceClient {
  /** A try; without reference an enrolment. `challenge` is the signed text, already checked against time and person. */
  check(challenge: string, frames: readonly Frame[], reference: Template | null): Promise<Enrolment>
  idPhoto(image: Uint8Array): Promise<IdPhotoFinding>
}

interface Reply {
  readonly status: number
  readonly body: unknown
}

const DOWN = '人脸核验暂时不可用，请稍后再试，或选择不用人脸的方式。'

export function faceClient(options: ClientOptions): FaceClient {
  const patience = options.patienceMs ?? 20_000
  const call = async (path: string, body: object): Promise<unknown> => {
    const text = JSON.stringify(body)
    const until = performance.now() + patience
    let pause = 100
    for (;;) {
      const left = until - performance.now()
      const reply = await post(options, path, text, left).catch(() => null)
      if (reply?.status === 200) return reply.body
      const problem = reply?.body as ServiceProblem | undefined
      if (reply && reply.status !== 429 && reply.status !== 503) {
        throw new FaceUnavailable(problem?.text ?? DOWN, 60, false)
      }
      const wait =
        problem?.code === 'busy' || problem?.code === 'starting' ? (problem.retryAfterSeconds ?? 1) * 1000 : pause
      pause = Math.min(pause * 2, 2000)
      if (performance.now() + wait >= until) {
        const seconds = Math.max(problem?.retryAfterSeconds ?? 5, 1)
        throw new FaceUnavailable(problem?.text ?? DOWN, seconds, problem?.code === 'busy')
      }
      await new Promise((resolve) => setTimeout(resolve, wait))
    }
  }
  return {
    async check(challenge, frames, reference) {
      const body = { challenge, frames: packFrames(frames), reference: reference ? packTemplate(reference) : null }
      return unpackEnrolment((await call('/v1/check', body)) as CheckReply)
    },
    async idPhoto(image) {
      return (await call('/v1/id-photo', { image: Buffer.from(image).toString('base64') })) as IdPhotoFinding
    },
  }
}

function post(options: ClientOptions, path: string, text: string, timeoutMs: number): Promise<Reply> {
  return new Promise((resolve, reject) => {
    const req = httpRequest(
      {
        method: 'POST',
        path,
        agent: false,
        timeout: Math.max(1, timeoutMs),
        ...(options.socket ? { socketPath: options.socket } : { host: '127.0.0.1', port: options.port }),
        headers: {
          authorization: `Bearer ${options.secret}`,
          'content-type': 'application/json',
          'content-length': Buffer.byteLength(text),
        },
      },
      (res) => {
        const parts: Buffer[] = []
        res.on('data', (b: Buffer) => parts.push(b))
        res.once('error', reject)
        res.once('end', () => {
          try {
            resolve({ status: res.statusCode ?? 0, body: JSON.parse(Buffer.concat(parts).toString('utf8')) })
          } catch (e) {
            reject(e)
          }
        })
      },
    )
    req.once('error', reject)
    req.once('timeout', () => req.destroy(new Error('timeout')))
    req.end(text)
  })
}
