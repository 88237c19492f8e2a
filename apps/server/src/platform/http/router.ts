import { createHash, timingSafeEqual } from 'node:crypto'
import { type BodyOf, type ParamsOf, type QueryOf, type ReplyOf, type Route, rolePermissions } from '@zhuxue/contracts'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { Value } from 'typebox/value'
import type { Actor, StaffActor, StudentActor } from '../actor.ts'
import { sm3 } from '../crypto.ts'
import { once } from '../idempotency.ts'
import type { Platform } from '../platform.ts'
import { refuse } from '../refusal.ts'
import type { Tx } from '../transaction.ts'
import { COOKIE, type Session, type SessionResolver } from './session.ts'
import { readUpload, type Upload } from './upload.ts'

type ActorOf<R extends Route> = R['audience'] extends 'student'
  ? StudentActor
  : R['audience'] extends 'staff'
    ? StaffActor
    : R['audience'] extends 'session'
      ? StudentActor | StaffActor
      : Extract<Actor, { kind: 'public' }>

/** A validated request. */
export interface Input<R extends Route> {
  readonly params: ParamsOf<R>
  readonly query: QueryOf<R>
  readonly body: BodyOf<R>
  /** only for routes with `upload` */
  readonly file: R['upload'] extends true ? Upload : undefined
  readonly request: FastifyRequest
  readonly session: Session | null
}

/** A file to send. */
export interface Download {
  readonly name: string
  readonly mime: string
  readonly content: Buffer
  /** shown in the page instead of saved */
  readonly inline?: boolean
}

type Result<R extends Route> = R['download'] extends true ? Download : ReplyOf<R>

/** Binds contracts to handlers: validation, session, CSRF, permission, transaction, idempotency, reply schema. */
export class Router {
  readonly #app: FastifyInstance
  readonly #platform: Platform
  readonly #sessions: SessionResolver
  readonly bound = new Set<string>()

  constructor(app: FastifyInstance, platform: Platform, sessions: SessionResolver) {
    this.#app = app
    this.#platform = platform
    this.#sessions = sessions
  }

  /** A read: one transaction with the caller's row-level security. */
  read<R extends Route>(route: R, handler: (tx: Tx<ActorOf<R>>, input: Input<R>) => Promise<Result<R>>): void {
    this.raw(route, (actor, input) => this.#platform.transaction(actor, (tx) => handler(tx, input)))
  }

  /** A write whose body carries requestId: repeatable, one transaction, evidence inside. */
  write<R extends Route>(route: R, handler: (tx: Tx<ActorOf<R>>, input: Input<R>) => Promise<Result<R>>): void {
    this.raw(route, (actor, input) =>
      this.#platform.transaction(actor, (tx) => {
        const { requestId, ...rest } = input.body as { requestId: string }
        const content = { params: input.params ?? null, body: rest, file: input.file ? sm3(input.file.content) : null }
        return once(tx, this.#platform.crypto, { requestId, routeId: route.id, content }, () => handler(tx, input))
      }),
    )
  }

  /** A handler that opens its own transactions (log-in, downloads of stored files). */
  raw<R extends Route>(
    route: R,
    handler: (actor: ActorOf<R>, input: Input<R>, reply: FastifyReply) => Promise<Result<R>>,
  ): void {
    if (this.bound.has(route.id)) throw new Error(`route ${route.id} bound twice`)
    this.bound.add(route.id)
    const upload = route.upload === true
    this.#app.route({
      method: route.method,
      url: route.path,
      ...(route.bodyLimit ? { bodyLimit: route.bodyLimit } : {}),
      schema: {
        ...(route.params ? { params: route.params } : {}),
        ...(route.query ? { querystring: route.query } : {}),
        ...(route.body && !upload ? { body: route.body } : {}),
        ...(route.download ? {} : { response: { 200: route.reply } }),
      },
      // who may call is decided before the body is even parsed
      onRequest: async (request) => {
        const session = route.audience === 'public' ? null : await this.#authorise(route, request)
        ;(request as { zxSession?: Session | null }).zxSession = session
      },
      handler: async (request, reply) => {
        const session = (request as { zxSession?: Session | null }).zxSession ?? null
        const input = {
          params: request.params,
          query: request.query,
          body: request.body,
          file: undefined,
          request,
          session,
        } as unknown as Input<R>
        if (upload) {
          const { file, fields } = await readUpload(request)
          const body = fields
          if (route.body && !Value.Check(route.body, body)) {
            const fieldsWrong = [...Value.Errors(route.body, body)]
              .slice(0, 10)
              .map((e) => ({ path: e.instancePath || '/', text: '缺少或填写有误。' }))
            throw refuse('bad-request', undefined, { fields: fieldsWrong })
          }
          Object.assign(input, { file, body })
        }
        const actor = (session?.actor ?? { kind: 'public' }) as ActorOf<R>
        const result = await handler(actor, input, reply)
        if (reply.sent) return reply
        reply.header('cache-control', 'no-store')
        if (!route.download) return result
        const d = result as Download
        reply
          .header('content-type', d.mime)
          .header(
            'content-disposition',
            `${d.inline ? 'inline' : 'attachment'}; filename*=UTF-8''${encodeURIComponent(d.name)}`,
          )
          .header('content-security-policy', "default-src 'none'; sandbox")
        return reply.send(d.content)
      },
    })
  }

  async #authorise(route: Route, request: FastifyRequest): Promise<Session> {
    const token = request.cookies[COOKIE]
    const session = token ? await this.#sessions(token, request) : null
    if (!session) throw refuse('session-expired')
    if (request.method !== 'GET' && !equal(String(request.headers['x-csrf'] ?? ''), session.csrf)) {
      throw refuse('forbidden', '页面已过期，请刷新页面后再操作。')
    }
    const { actor } = session
    if (route.audience !== 'session' && route.audience !== actor.kind) throw refuse('forbidden')
    if (session.step === 'second-factor' && !route.beforeSecondFactor) throw refuse('second-factor-required')
    if (session.step === 'change-password' && !route.beforePasswordChange) throw refuse('password-change-required')
    if (session.step === 'face-check' && !route.beforeFaceCheck) {
      throw refuse('face-check-required', undefined, { current: { purpose: 'new-device' } })
    }
    if (session.step === 'activate' && !route.beforeActivation) throw refuse('activation-required')
    if (session.step === 'enrol' && !route.beforeSecondFactor) throw refuse('second-factor-required')
    if (route.permission && (actor.kind !== 'staff' || !rolePermissions[actor.role].includes(route.permission)))
      throw refuse('forbidden')
    return session
  }
}

const equal = (a: string, b: string): boolean =>
  timingSafeEqual(createHash('sha256').update(a).digest(), createHash('sha256').update(b).digest())
