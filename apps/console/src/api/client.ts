import type { BodyOf, ParamsOf, QueryOf, ReplyOf, Route } from '@zhuxue/contracts'
import { type ApiError, errorOf, networkError } from './errors.ts'

type Part<K extends string, T> = [T] extends [undefined] ? { readonly [P in K]?: undefined } : { readonly [P in K]: T }
type QueryPart<R extends Route> = [QueryOf<R>] extends [undefined]
  ? { readonly query?: undefined }
  : { readonly query?: QueryOf<R> }

/** What a route needs to be called, taken from its schemas. */
export type CallArgs<R extends Route> = Part<'params', ParamsOf<R>> &
  QueryPart<R> &
  Part<'body', BodyOf<R>> &
  (R extends { readonly upload: true } ? { readonly file: File } : { readonly file?: undefined })

/** The same, as the client sees it after typing has done its work. */
interface LooseArgs {
  readonly params?: unknown
  readonly query?: unknown
  readonly body?: unknown
  readonly file?: File | undefined
}

export interface ClientOptions {
  readonly fetch: (url: string, init: RequestInit) => Promise<Response>
  readonly csrf: () => string | null
  /** The session ended: asks the person to log in over the open screen. True when she did and the call may be repeated. */
  readonly relogin: (route: Route) => Promise<boolean>
  /** A write was forbidden: the token may be that of an older session. True when it was renewed for the same person. */
  readonly renewCsrf: () => Promise<boolean>
  readonly passwordRequired: () => void
  readonly secondFactorRequired: () => void
  readonly timeoutMs?: number
}

const entries = (x: unknown): [string, unknown][] => (typeof x === 'object' && x !== null ? Object.entries(x) : [])

/** Path with its parameters and query filled in. Missing parameters are a mistake of ours and throw. */
export function urlOf(route: Route, args: LooseArgs): string {
  const params = new Map(entries(args.params).map(([k, v]) => [k, String(v)]))
  const path = route.path.replace(/:([A-Za-z]+)/g, (_, name: string) => {
    const value = params.get(name)
    if (value === undefined || value === '') throw new Error(`${route.id}: parameter ${name} is missing`)
    return encodeURIComponent(value)
  })
  const query = new URLSearchParams()
  for (const [k, v] of entries(args.query)) if (v !== undefined && v !== null && v !== '') query.set(k, String(v))
  const text = query.toString()
  return text === '' ? path : `${path}?${text}`
}

/** Multipart body: the text fields first, the one file last, as the server reads them in order. */
function formOf(body: unknown, file: File): FormData {
  const form = new FormData()
  for (const [k, v] of entries(body)) if (v !== undefined) form.append(k, String(v))
  form.append('file', file, file.name)
  return form
}

function initOf(route: Route, args: LooseArgs, csrf: string | null, timeoutMs: number): RequestInit {
  const headers: Record<string, string> = { accept: 'application/json, application/problem+json' }
  const init: RequestInit = {
    method: route.method,
    credentials: 'same-origin',
    cache: 'no-store',
    headers,
    signal: AbortSignal.timeout(args.file ? timeoutMs * 4 : timeoutMs),
  }
  if (route.method !== 'GET' && csrf !== null) headers['x-csrf'] = csrf
  if (args.file) init.body = formOf(args.body, args.file)
  else if (args.body !== undefined) {
    headers['content-type'] = 'application/json'
    init.body = JSON.stringify(args.body)
  }
  return init
}

/** A downloaded file and the name the server gave it. */
export interface Downloaded {
  readonly blob: Blob
  readonly filename: string
}

/** File name from content-disposition (RFC 6266, filename* first). */
export function filenameOf(disposition: string | null, fallback: string): string {
  const extended = /filename\*=UTF-8''([^;]+)/i.exec(disposition ?? '')?.[1]
  if (extended !== undefined) {
    try {
      return decodeURIComponent(extended)
    } catch {
      return fallback
    }
  }
  return /filename="?([^";]+)"?/i.exec(disposition ?? '')?.[1] ?? fallback
}

export interface Client {
  call<const R extends Route>(route: R, args: CallArgs<R>): Promise<ReplyOf<R>>
  download<const R extends Route>(route: R, args: CallArgs<R>): Promise<Downloaded>
}

/** Typed calls from the route descriptors, with one central place for session end, tokens and problems. */
export function createClient(options: ClientOptions): Client {
  const timeoutMs = options.timeoutMs ?? 30_000

  async function once(route: Route, args: LooseArgs): Promise<Response> {
    try {
      return await options.fetch(urlOf(route, args), initOf(route, args, options.csrf(), timeoutMs))
    } catch {
      throw networkError()
    }
  }

  async function send(route: Route, args: LooseArgs): Promise<Response> {
    let response = await once(route, args)
    if (response.ok) return response
    let error: ApiError = await errorOf(response)
    const again =
      error.code === 'session-expired'
        ? await options.relogin(route)
        : error.code === 'forbidden' && route.method !== 'GET' && (await options.renewCsrf())
    if (again) {
      response = await once(route, args)
      if (response.ok) return response
      error = await errorOf(response)
    }
    if (error.code === 'password-change-required') options.passwordRequired()
    if (error.code === 'second-factor-required') options.secondFactorRequired()
    throw error
  }

  return {
    async call<const R extends Route>(route: R, args: CallArgs<R>): Promise<ReplyOf<R>> {
      const response = await send(route, args)
      try {
        return (await response.json()) as ReplyOf<R>
      } catch {
        throw networkError()
      }
    },
    async download<const R extends Route>(route: R, args: CallArgs<R>): Promise<Downloaded> {
      const response = await send(route, args)
      const name = filenameOf(response.headers.get('content-disposition'), '下载文件')
      return { blob: await response.blob(), filename: name }
    },
  }
}
