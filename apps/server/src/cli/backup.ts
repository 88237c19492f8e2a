import { resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { backup } from '../backup/backup.ts'
import { RestoreError, restore } from '../backup/restore.ts'
import { openInstallation } from '../installation.ts'

const BACKUP_HELP = `用法: zhuxue backup 目录 [--keep 份数] [--with-master-key] [--data DIR] [--json]

在目录下新建一份完整备份（数据库、材料文件、审计链头、密钥环）。服务不必停止。
每个文件都有校验值；中途失败不会留下半份备份。

  --keep             只保留最新的几份，较旧的完整备份会删除
  --with-master-key  连主密钥一起备份。默认不含：拿到备份的人读不出加密内容，主密钥请另外离线保存

外部数据库（DATABASE_URL）请用它自己的备份工具，另外复制数据目录。
`

const RESTORE_HELP = `用法: zhuxue restore 备份目录 --data 新的数据目录 [--master-key 文件] [--json]

核对备份后写入一个新的（空的）数据目录，启动一次，恢复到备份时刻，并核验审计链和材料文件。
给出的目录里有多份备份时取最新一份。从不覆盖已有的数据目录。

  --master-key  备份里不含主密钥时，给出当时的 secrets/master.key（或设置 ZHUXUE_MASTER_KEY）

退出码: 0 恢复并核验无误；1 没有恢复，或核验发现问题。
`

const say = (line: string) => process.stderr.write(`${line}……\n`)
const megabytes = (n: number) => `${(n / 1024 / 1024).toFixed(1)} MB`

/** `zhuxue backup`: a whole copy of the installation while it works. */
export async function backupCommand(args: string[]): Promise<number> {
  const { values, positionals } = parseArgs({
    args,
    allowPositionals: true,
    options: {
      keep: { type: 'string' },
      'with-master-key': { type: 'boolean' },
      data: { type: 'string' },
      json: { type: 'boolean' },
      help: { type: 'boolean' },
    },
  })
  const keep = values.keep === undefined ? null : Number(values.keep)
  const [target, ...rest] = positionals
  if (values.help || !target || rest.length > 0 || (keep !== null && !(Number.isInteger(keep) && keep > 0))) {
    process[values.help ? 'stdout' : 'stderr'].write(BACKUP_HELP)
    return values.help ? 0 : 2
  }
  const installation = await openInstallation(values.data ? { dataDir: values.data } : {}, {
    whenRunning: 'join',
    existing: true,
  })
  try {
    if (!installation.connection.embedded) {
      process.stderr.write(
        '使用的是外部数据库，请用它自己的备份工具（如 pg_basebackup），另外复制数据目录中的 files、audit-heads 和 secrets。\n',
      )
      return 1
    }
    const withMasterKey = values['with-master-key'] ?? false
    const made = await backup(installation, resolve(target), { withMasterKey, keep, say })
    if (values.json) process.stdout.write(`${JSON.stringify(made)}\n`)
    else {
      process.stdout.write(`已备份到 ${made.folder}（${made.files} 个文件，${megabytes(made.bytes)}）。\n`)
      if (!made.masterKeyIncluded) process.stdout.write('其中不含主密钥，请确认 secrets/master.key 已另外离线保存。\n')
      for (const dir of made.removed) process.stdout.write(`已删除旧备份 ${dir}。\n`)
    }
    return 0
  } finally {
    await installation.close()
  }
}

/** `zhuxue restore`: a new data folder from a backup, checked before anybody uses it. */
export async function restoreCommand(args: string[]): Promise<number> {
  const { values, positionals } = parseArgs({
    args,
    allowPositionals: true,
    options: {
      data: { type: 'string' },
      'master-key': { type: 'string' },
      json: { type: 'boolean' },
      help: { type: 'boolean' },
    },
  })
  const [source, ...rest] = positionals
  if (values.help || !source || rest.length > 0 || !values.data) {
    process[values.help ? 'stdout' : 'stderr'].write(RESTORE_HELP)
    return values.help ? 0 : 2
  }
  try {
    const r = await restore(source, values.data, { masterKey: values['master-key'] ?? null, say })
    const whole = r.audit.ok && r.files.missing === 0
    if (values.json) process.stdout.write(`${JSON.stringify({ ok: whole, ...r })}\n`)
    else {
      process.stdout.write(
        [
          `已由 ${r.from}（${r.at}）恢复到 ${r.dataDir}。`,
          `  学生 ${r.students} 名；材料文件 ${r.files.named} 个，缺少 ${r.files.missing} 个`,
          `  审计链 ${r.audit.chains} 条 ${r.audit.events} 件：${r.audit.ok ? '完整' : '有问题，请保留现场并联系安全管理员'}`,
          `核对无误后用 zhuxue start --data ${r.dataDir} 启动。`,
          '',
        ].join('\n'),
      )
    }
    return whole ? 0 : 1
  } catch (e) {
    if (!(e instanceof RestoreError)) throw e
    if (values.json) process.stdout.write(`${JSON.stringify({ ok: false, error: e.message })}\n`)
    process.stderr.write(`${e.message}\n`)
    return 1
  }
}
