import type { Problem } from '@zhuxue/contracts'
import type { Static } from 'typebox'

/** Body of a failed reply (RFC 9457) as the contracts define it. */
export type ProblemBody = Static<typeof Problem>

export interface FieldProblem {
  readonly path: string
  readonly text: string
}

/** Code used when no answer came at all: the act may or may not have been done, so a retry repeats the requestId. */
export const networkCode = 'network'

/** Every failure of a call: a problem the server explained, or no answer (code 'network'). */
export class ApiError extends Error {
  readonly status: number
  readonly code: string
  readonly fields: readonly FieldProblem[]
  readonly current: unknown

  constructor(init: {
    status: number
    code: string
    detail: string
    fields?: readonly FieldProblem[]
    current?: unknown
  }) {
    super(init.detail)
    this.name = 'ApiError'
    this.status = init.status
    this.code = init.code
    this.fields = init.fields ?? []
    this.current = init.current
  }

  get isNetwork(): boolean {
    return this.code === networkCode
  }
}

const fallback: Record<number, string> = {
  401: '登录已过期，请重新登录。',
  403: '您没有办理此项业务的权限。',
  404: '没有找到，可能已被撤下，或不在您的管理范围内。',
  413: '文件太大，请压缩后再上传。',
}

/** No answer within the time, or no connection. */
export const networkError = () =>
  new ApiError({
    status: 0,
    code: networkCode,
    detail: '网络没有连通，您填写的内容仍在。请检查网络后点「重试」，不会重复办理。',
  })

const isProblem = (x: unknown): x is ProblemBody =>
  typeof x === 'object' && x !== null && 'code' in x && typeof x.code === 'string' && 'detail' in x

/** Turns a non-2xx reply into an ApiError; a reply without problem+json (a proxy's page) still gets a sentence. */
export async function errorOf(response: Response): Promise<ApiError> {
  const body: unknown = await response.json().catch(() => null)
  if (isProblem(body)) {
    return new ApiError({
      status: response.status,
      code: body.code,
      detail: body.detail,
      fields: body.fields ?? [],
      current: body.current,
    })
  }
  if (response.status === 502 || response.status === 503 || response.status === 504) {
    return new ApiError({
      status: response.status,
      code: 'busy',
      detail: '系统繁忙，请稍后再试。您填写的内容不会丢失。',
    })
  }
  return new ApiError({
    status: response.status,
    code: response.status === 401 ? 'session-expired' : 'fault',
    detail: fallback[response.status] ?? '系统出现故障，请稍后再试。',
  })
}

/** Any thrown value as an ApiError, so that screens have one kind of error to show. */
export const asApiError = (e: unknown): ApiError =>
  e instanceof ApiError
    ? e
    : new ApiError({ status: 0, code: 'fault', detail: '页面出现故障，请刷新后再试；若仍不行，请联系系统管理员。' })
