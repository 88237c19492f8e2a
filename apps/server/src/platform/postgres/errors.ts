/** Why the embedded database could not be started or joined; `message` is Chinese and says what to do. */
export type PostgresErrorCode =
  | 'already-running'
  | 'unsupported-platform'
  | 'unknown-uid'
  | 'no-account'
  | 'data-not-accessible'
  | 'data-missing'
  | 'data-version'
  | 'secret-missing'
  | 'init-failed'
  | 'start-failed'
  | 'outside-unreachable'
  | 'outside-too-old'
  | 'outside-url-invalid'

/** A fault an operator can act on. The CLI prints `message` as it is and ends with a code other than 0. */
export class PostgresError extends Error {
  readonly code: PostgresErrorCode

  constructor(code: PostgresErrorCode, message: string, options?: ErrorOptions) {
    super(message, options)
    this.name = 'PostgresError'
    this.code = code
  }
}

/** The last lines of every message whose way out is a database of one's own. */
export const useOutsideDatabase =
  '也可以改用外部 PostgreSQL(15 或更高版本):设置环境变量 DATABASE_URL=postgres://用户:密码@主机:5432/库名 后重新启动。'

/** The code of a Node system error ('ENOENT', …), or undefined. */
export function errnoOf(error: unknown): string | undefined {
  if (error instanceof Error && 'code' in error && typeof error.code === 'string') return error.code
  return undefined
}
