import pg from 'pg'
import { PostgresError } from './errors.ts'
import { ownerRole } from './init.ts'

const oldestMajor = 15

/** The owner's URL of the embedded server. */
export function ownerUrl(port: number, password: string, database: string): string {
  return `postgres://${ownerRole}:${encodeURIComponent(password)}@127.0.0.1:${port}/${database}`
}

/** Creates the database if it is missing. `name` is one of ours, never input. */
export async function ensureDatabase(adminUrl: string, name: string): Promise<void> {
  await withClient(adminUrl, async (client) => {
    const found = await client.query('select 1 from pg_database where datname = $1', [name])
    if (found.rowCount === 0) await client.query(`create database ${client.escapeIdentifier(name)}`)
  })
}

/** True if the server answers a query within the time (ms). */
export async function answers(url: string, timeoutMs: number): Promise<boolean> {
  try {
    await withClient(url, (client) => client.query('select 1'), timeoutMs)
    return true
  } catch {
    return false
  }
}

/** Checks an outside database before anything else uses it: it can be reached, and is new enough. */
export async function checkOutside(url: string): Promise<void> {
  const place = describe(url)
  let version: number
  try {
    version = await withClient(url, async (client) => {
      const reply = await client.query<{ version: string }>("select current_setting('server_version_num') as version")
      return Number(reply.rows[0]?.version ?? 0)
    })
  } catch (error) {
    const reason = error instanceof Error ? error.message || error.name : String(error)
    throw new PostgresError(
      'outside-unreachable',
      `无法连接 DATABASE_URL 指定的数据库 ${place}:${reason}。请检查地址、端口、用户名、密码和防火墙;不设置 DATABASE_URL 则使用内置数据库。`,
      { cause: error },
    )
  }
  checkVersion(version, place)
}

/** Refuses servers older than PostgreSQL 15; `version` is server_version_num. */
export function checkVersion(version: number, place: string): void {
  const major = Math.trunc(version / 10_000)
  if (major >= oldestMajor) return
  throw new PostgresError(
    'outside-too-old',
    `DATABASE_URL 指定的数据库 ${place} 是 PostgreSQL ${major},需要 ${oldestMajor} 或更高版本。请升级该数据库;不设置 DATABASE_URL 则使用内置数据库。`,
  )
}

/** Host, port and database name: what may be shown of a URL that holds a password. */
function describe(url: string): string {
  try {
    const parsed = new URL(url)
    if (!/^postgres(ql)?:$/.test(parsed.protocol)) throw new Error(parsed.protocol)
    return `${parsed.host}${parsed.pathname}`
  } catch {
    throw new PostgresError(
      'outside-url-invalid',
      'DATABASE_URL 的格式不正确,应为 postgres://用户:密码@主机:5432/库名(特殊字符须按网址规则编码)。',
    )
  }
}

async function withClient<T>(url: string, use: (client: pg.Client) => Promise<T>, timeoutMs = 15_000): Promise<T> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: timeoutMs, query_timeout: timeoutMs })
  client.on('error', () => {})
  try {
    await client.connect()
    return await use(client)
  } finally {
    await client.end().catch(() => {})
  }
}
