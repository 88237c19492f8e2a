import { type ErrorCode, errorCodes } from '@zhuxue/contracts'

export interface FieldProblem {
  /** JSON pointer of the field, or the line number of a file */
  readonly path: string
  readonly text: string
}

/**
 * A refusal a person can act on. Thrown inside a transaction so that nothing of the refused act stays behind
 * (docs/adr/0004); the HTTP layer turns it into problem+json, never into a 500.
 */
export class Refusal extends Error {
  readonly code: ErrorCode
  readonly fields: readonly FieldProblem[]
  readonly current: unknown
  readonly retryAfterSeconds: number | undefined

  constructor(
    code: ErrorCode,
    detail?: string,
    more: { fields?: readonly FieldProblem[]; current?: unknown; retryAfterSeconds?: number } = {},
  ) {
    super(detail ?? errorCodes[code][1])
    this.name = 'Refusal'
    this.code = code
    this.fields = more.fields ?? []
    this.current = more.current
    this.retryAfterSeconds = more.retryAfterSeconds
  }

  get status(): number {
    return errorCodes[this.code][0]
  }
}

/** Shorthand: `throw refuse('rule-refused', '……')`. */
export const refuse = (
  code: ErrorCode,
  detail?: string,
  more?: { fields?: readonly FieldProblem[]; current?: unknown; retryAfterSeconds?: number },
): Refusal => new Refusal(code, detail, more)

/** Returns the value or refuses with 404: rows outside the caller's scope look exactly like missing ones. */
export function found<T>(value: T | undefined | null, detail?: string): T {
  if (value === undefined || value === null) throw refuse('not-found', detail)
  return value
}
