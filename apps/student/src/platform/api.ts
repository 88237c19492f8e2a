import type { BodyOf, ErrorCode, ParamsOf, QueryOf, ReplyOf, Route } from '@zhuxue/contracts'
import { faceAsked } from './face-asked.ts'
import { currentCsrf, sessionExpired } from './session.ts'

/** Method and path of a contract route, without its schemas: those would not fit into the log-in (BARS D). */
export interface Endpoint<R extends Route> {
  readonly method: R['method']
  readonly path: R['path']
  /** never set: carries the types of the contract */
  readonly contract?: R
}

/** An endpoint whose method and path are held equal to the contract's by the compiler. */
export const endpoint = <R extends Route>(method: R['method'], path: R['path']): Endpoint<R> => ({ method, path })

export interface ProblemBody {
  readonly status: number
  readonly code: ErrorCode | (string & {})
  readonly detail: string
  readonly fields?: readonly { readonly path: string; readonly text: string }[]
  readonly current?: unknown
}

/** The server answered with a problem (RFC 9457). */
export class ApiProblem extends Error {
  readonly problem: ProblemBody
  constructor(problem: ProblemBody) {
    super(problem.detail)
    this.name = 'ApiProblem'
    this.problem = problem
  }
}

/** No answer: no network, server down, or too slow. Whether the server acted is unknown. */
export class NoAnswer extends Error {
  constructor() {
    super('网络不通或太慢，没有收到回复。请检查网络后重试。')
    this.name = 'NoAnswer'
  }
}

type Args<R extends Route> = (ParamsOf<R> extends undefined ? unknown : { params: ParamsOf<R> }) &
  (QueryOf<R> extends undefined ? unknown : { query?: Partial<QueryOf<R>> }) &
  (BodyOf<R> extends undefined ? unknown : { body: BodyOf<R> }) & { file?: Blob; timeoutMs?: number }

interface AnyArgs {
  params?: Record<string, string>
  query?: Record<string, string | undefined>
  body?: Record<string, unknown>
  file?: Blob
  timeoutMs?: number
}

/** The path of an endpoint with its parameters and query filled in. */
export function pathOf(path: string, args: AnyArgs): string {
  const filled = path.replace(/:([a-zA-Z]+)/g, (_, key: string) => encodeURIComponent(args.params?.[key] ?? ''))
  const query = Object.keys(args.query ?? {})
    .filter((k) => args.query?.[k] !== undefined)
    .map((k) => `${k}=${encodeURIComponent(args.query?.[k] ?? '')}`)
    .join('&')
  return query ? `${filled}?${query}` : filled
}

function send(method: string, path: string, args: AnyArgs): Promise<Response> {
  const headers: Record<string, string> = { accept: 'application/json' }
  const init: RequestInit = { method, headers, credentials: 'same-origin' }
  if (method !== 'GET') headers['x-csrf'] = currentCsrf()
  if (args.file) {
    const form = new FormData()
    for (const key of Object.keys(args.body ?? {})) form.append(key, String(args.body?.[key]))
    form.append('file', args.file, 'photo.jpg')
    init.body = form
  } else if (args.body) {
    headers['content-type'] = 'application/json'
    init.body = JSON.stringify(args.body)
  }
  const abort = typeof AbortController === 'function' ? new AbortController() : null
  if (abort) init.signal = abort.signal
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => {
      reject(new NoAnswer())
      abort?.abort()
    }, args.timeoutMs ?? 30_000)
    fetch(path, init)
      .then(resolve, () => reject(new NoAnswer()))
      .then(() => clearTimeout(timer))
  })
}

const isProblem = (x: unknown): x is ProblemBody =>
  typeof x === 'object' && x !== null && 'code' in x && 'detail' in x && 'status' in x

/** Calls the API. Throws ApiProblem (the server refused) or NoAnswer (unknown whether it acted: retry with the same requestId). */
export async function call<R extends Route>(end: Endpoint<R>, args: Args<R>): Promise<ReplyOf<R>> {
  const response = await send(end.method, pathOf(end.path, args as AnyArgs), args as AnyArgs)
  let value: unknown
  try {
    value = await response.json()
  } catch {
    value = null
  }
  if (response.ok && value !== null) return value as ReplyOf<R>
  // A proxy's own error page is no answer of our server: treated like a dead link, so the outbox tries again.
  if (!isProblem(value)) throw new NoAnswer()
  if (value.code === 'session-expired') sessionExpired()
  if (value.code === 'face-check-required') faceAsked((value.current as { purpose?: string } | undefined)?.purpose)
  throw new ApiProblem(value)
}

/** What to show a person for any thrown value. */
export function sayError(error: unknown): string {
  if (error instanceof ApiProblem || error instanceof NoAnswer) return error.message
  return '出现了意外的问题，请重新打开页面再试。'
}
