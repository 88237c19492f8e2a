import { parseArgs } from 'node:util'
import { openInstallation } from '../installation.ts'
import { PostgresError } from '../platform/postgres/index.ts'

const data = (args: string[]) =>
  parseArgs({ args, options: { data: { type: 'string' }, json: { type: 'boolean' }, help: { type: 'boolean' } } })

const MIGRATE_HELP = `用法: zhuxue migrate [--data DIR] [--json]

执行尚未执行的数据库结构更新，列出执行了哪些。启动时也会自动执行。
`

const DOCTOR_HELP = `用法: zhuxue doctor [--data DIR] [--json]

自检：运行环境、数据库、账号权限、审计链。有需要处理的项目时退出码 1。
`

/** `zhuxue migrate`: brings the schema up to date and says what was done. */
export async function migrateCommand(args: string[]): Promise<number> {
  const { values } = data(args)
  if (values.help) {
    process.stdout.write(MIGRATE_HELP)
    return 0
  }
  const installation = await openInstallation(values.data ? { dataDir: values.data } : {}, { whenRunning: 'join' })
  const applied = installation.migrationsApplied
  if (values.json) process.stdout.write(`${JSON.stringify({ applied })}\n`)
  else process.stdout.write(applied.length === 0 ? '数据库结构已是最新。\n' : `已执行: ${applied.join('、')}\n`)
  await installation.close()
  return 0
}

/** `zhuxue doctor`: checks what an operator would check first; exit code 1 when something needs a hand. */
export async function doctorCommand(args: string[]): Promise<number> {
  const { values } = data(args)
  if (values.help) {
    process.stdout.write(DOCTOR_HELP)
    return 0
  }
  const findings: { check: string; ok: boolean; text: string }[] = []
  const note = (check: string, ok: boolean, text: string) => findings.push({ check, ok, text })
  const major = Number(process.versions.node.split('.')[0])
  note('node', major >= 24, `Node.js ${process.version}`)
  try {
    const installation = await openInstallation(values.data ? { dataDir: values.data } : {}, {
      whenRunning: 'join',
      existing: true,
    })
    const { platform } = installation
    const version = await platform.database.pool.query<{ v: string }>("select current_setting('server_version') as v")
    note(
      'database',
      true,
      `PostgreSQL ${version.rows[0]?.v}${installation.connection.embedded ? '（内置）' : '（外部）'}`,
    )
    const owned = await platform.database.pool.query<{ n: number }>(
      "select count(*)::int as n from pg_class where relowner = (select oid from pg_roles where rolname = 'zhuxue_app')",
    )
    note(
      'roles',
      owned.rows[0]?.n === 0,
      owned.rows[0]?.n === 0 ? '应用账号不拥有任何表' : '应用账号拥有数据表，请检查数据库权限',
    )
    const heads = await platform.transaction({ kind: 'worker', name: '自检' }, (tx) =>
      tx.db
        .selectFrom('audit_heads')
        .select((e) => e.fn.countAll<number>().as('n'))
        .executeTakeFirstOrThrow(),
    )
    note('audit', true, `审计链 ${heads.n} 条；完整核验请运行 zhuxue audit verify`)
    await installation.close()
  } catch (e) {
    note('database', false, e instanceof PostgresError ? e.message : `无法打开数据库: ${(e as Error).message}`)
  }
  if (values.json) process.stdout.write(`${JSON.stringify(findings)}\n`)
  else for (const f of findings) process.stdout.write(`${f.ok ? '正常' : '需处理'}  ${f.check.padEnd(10)} ${f.text}\n`)
  return findings.every((f) => f.ok) ? 0 : 1
}
