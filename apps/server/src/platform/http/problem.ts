import { errorCodes } from '@zhuxue/contracts'
import type { FastifyError, FastifyReply, FastifyRequest } from 'fastify'
import type { Log } from '../log.ts'
import { Refusal } from '../refusal.ts'

interface Ajv {
  instancePath: string
  keyword: string
  params: Record<string, unknown>
}

/** A validation finding in words that say what to do. */
function sentence(e: Ajv): string {
  switch (e.keyword) {
    case 'required':
      return '必填，请补充。'
    case 'maxLength':
      return `最多 ${String(e.params.limit)} 个字。`
    case 'minLength':
      return `至少 ${String(e.params.limit)} 个字。`
    case 'maximum':
      return `不能大于 ${String(e.params.limit)}。`
    case 'minimum':
      return `不能小于 ${String(e.params.limit)}。`
    case 'enum':
    case 'const':
      return '不在可选范围内，请重新选择。'
    case 'pattern':
      return '格式不正确，或含有不能识别的字符。'
    case 'type':
      return '填写的类型不正确。'
    case 'maxItems':
      return `最多 ${String(e.params.limit)} 项。`
    case 'minItems':
      return `至少选择 ${String(e.params.limit)} 项。`
    case 'uniqueItems':
      return '有重复的内容。'
    case 'additionalProperties':
      return '含有不认识的字段。'
    default:
      return '填写有误，请检查。'
  }
}

const pointer = (e: Ajv): string => {
  const missing = e.params.missingProperty ?? e.params.additionalProperty
  return missing === undefined ? e.instancePath || '/' : `${e.instancePath}/${String(missing)}`
}

/** Sends RFC 9457 problem+json. */
export function sendProblem(reply: FastifyReply, p: Refusal, requestId: string) {
  if (p.retryAfterSeconds !== undefined) reply.header('retry-after', String(p.retryAfterSeconds))
  return reply
    .code(p.status)
    .header('content-type', 'application/problem+json; charset=utf-8')
    .header('cache-control', 'no-store')
    .send(
      JSON.stringify({
        type: `urn:zhuxue:error:${p.code}`,
        title: errorCodes[p.code][1],
        status: p.status,
        code: p.code,
        detail: p.message,
        requestId,
        ...(p.fields.length > 0 ? { fields: p.fields } : {}),
        ...(p.current !== undefined ? { current: p.current } : {}),
      }),
    )
}

const BUSY = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'EPIPE',
  '57P01',
  '57P02',
  '57P03',
  '53300',
  '08006',
  '08003',
  '08001',
])

/** What a person sees when the database refuses by a constraint that the code should have checked before. */
const CONSTRAINT: Record<string, Refusal> = {
  '23505': new Refusal('duplicate'),
  '23514': new Refusal('state-conflict'),
  '23P01': new Refusal('state-conflict'),
  '23503': new Refusal('state-conflict'),
  '22021': new Refusal('bad-request', '内容含有不能识别的字符，请删除后再提交。'),
  // a well-formed text that is no uuid, day or number in range: a forged cursor or address, never a fault of ours
  '22P02': new Refusal('bad-request'),
  '22003': new Refusal('bad-request'),
  '22007': new Refusal('bad-request'),
  '22008': new Refusal('bad-request'),
  '22P05': new Refusal('bad-request', '内容含有不能识别的字符，请删除后再提交。'),
}

const SAME_PERSON = /two_persons|maker_checker/

/** Any thrown thing → the refusal a client gets; only real faults become 500 and are logged with their stack. */
export function toRefusal(error: unknown, request: FastifyRequest, log: Log): Refusal {
  if (error instanceof Refusal) return error
  const e = error as FastifyError & { constraint?: string; validation?: Ajv[]; validationContext?: string }
  if (e.validation) {
    const fields = e.validation.slice(0, 20).map((v) => ({ path: pointer(v), text: sentence(v) }))
    return new Refusal('bad-request', undefined, { fields })
  }
  if (e.code === 'FST_REQ_FILE_TOO_LARGE' || e.code === 'FST_ERR_CTP_BODY_TOO_LARGE')
    return new Refusal('file-too-large')
  if (e.code?.startsWith('FST_') && e.statusCode && e.statusCode < 500) return new Refusal('bad-request')
  if (typeof e.statusCode === 'number' && e.statusCode >= 400 && e.statusCode < 500) return new Refusal('bad-request')
  if (e.constraint && SAME_PERSON.test(e.constraint)) return new Refusal('same-person')
  const known = e.code ? CONSTRAINT[e.code] : undefined
  if (known) {
    log.warn({ route: request.routeOptions.url, constraint: e.constraint, code: e.code }, 'refused by constraint')
    return known
  }
  if (
    (e.code && BUSY.has(e.code)) ||
    // 'not queryable': the rollback on a lost connection hides the loss itself
    /Connection terminated|not queryable|timeout exceeded when trying to connect|connection timeout/i.test(
      e.message ?? '',
    )
  ) {
    return new Refusal('busy', undefined, { retryAfterSeconds: 3 })
  }
  log.error({ err: error, route: request.routeOptions.url, reqId: request.id }, 'fault')
  return new Refusal('fault')
}
