import { randomUUID } from 'node:crypto'
import type { BodyOf, ParamsOf, QueryOf, ReplyOf, Route } from '@zhuxue/contracts'
import type { FastifyInstance } from 'fastify'

export interface Answer<R extends Route = Route> {
  readonly status: number
  readonly body: ReplyOf<R> & {
    code?: string
    detail?: string
    fields?: { path: string; text: string }[]
    current?: unknown
  }
  readonly headers: Record<string, unknown>
  readonly raw: Buffer
}

type Args<R extends Route> = {
  params?: ParamsOf<R>
  query?: QueryOf<R>
  /** requestId is filled in when left out */
  body?: Omit<NonNullable<BodyOf<R>>, 'requestId'> & { requestId?: string }
  file?: { name: string; content: Buffer }
}

/** Someone logged in. */
export interface Client {
  readonly cookie: string
  readonly csrf: string
  call<R extends Route>(route: R, args?: Args<R>): Promise<Answer<R>>
}

/** A typed caller of the API inside this process: real routing, validation and sessions, no socket. */
export function client(app: FastifyInstance, cookie: string, csrf: string): Client {
  return {
    cookie,
    csrf,
    call: async <R extends Route>(route: R, args: Args<R> = {}) => {
      const path = route.path.replace(/:(\w+)/g, (_, k: string) =>
        encodeURIComponent(String((args.params as Record<string, unknown> | undefined)?.[k] ?? '')),
      )
      const query = new URLSearchParams(Object.entries((args.query ?? {}) as Record<string, string>))
      const needsBody = route.body !== undefined && route.method !== 'GET'
      const body = needsBody
        ? {
            ...('requestId' in ((route.body as unknown as { properties?: object }).properties ?? {})
              ? { requestId: randomUUID() }
              : {}),
            ...args.body,
          }
        : undefined
      const headers: Record<string, string> = { ...(cookie ? { cookie } : {}), ...(csrf ? { 'x-csrf': csrf } : {}) }
      let payload: string | Buffer | undefined
      if (route.upload) {
        const boundary = 'zxtestboundary'
        const parts: Buffer[] = Object.entries(body ?? {}).map(([k, v]) =>
          Buffer.from(`--${boundary}\r\ncontent-disposition: form-data; name="${k}"\r\n\r\n${String(v)}\r\n`),
        )
        if (args.file) {
          parts.push(
            Buffer.from(
              `--${boundary}\r\ncontent-disposition: form-data; name="file"; filename="${args.file.name}"\r\ncontent-type: application/octet-stream\r\n\r\n`,
            ),
            args.file.content,
            Buffer.from('\r\n'),
          )
        }
        payload = Buffer.concat([...parts, Buffer.from(`--${boundary}--\r\n`)])
        headers['content-type'] = `multipart/form-data; boundary=${boundary}`
      } else if (body) {
        payload = JSON.stringify(body)
        headers['content-type'] = 'application/json'
      }
      const url = query.size > 0 ? `${path}?${query}` : path
      const r = await app.inject({ method: route.method, url, headers, ...(payload === undefined ? {} : { payload }) })
      const json = /json/.test(String(r.headers['content-type'] ?? ''))
      return {
        status: r.statusCode,
        body: json && r.payload ? JSON.parse(r.payload) : ({} as never),
        headers: r.headers,
        raw: r.rawPayload,
      }
    },
  }
}
