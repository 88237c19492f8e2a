import { parseArgs } from 'node:util'
import { openInstallation } from '../installation.ts'
import { verifyAudit } from '../modules/audit/index.ts'

/** `zhuxue audit verify`: recomputes every chain and compares with the heads kept outside the database. */
export async function auditCommand(args: string[]): Promise<number> {
  const { values, positionals } = parseArgs({
    args,
    allowPositionals: true,
    options: { data: { type: 'string' }, json: { type: 'boolean' }, help: { type: 'boolean' } },
  })
  if (values.help || positionals[0] !== 'verify') {
    process.stdout.write('用法: zhuxue audit verify [--data DIR] [--json]\n退出码 1 表示发现改动、缺失或截断。\n')
    return values.help ? 0 : 2
  }
  const installation = await openInstallation(values.data ? { dataDir: values.data } : {}, {
    whenRunning: 'join',
    existing: true,
  })
  try {
    const r = await verifyAudit(installation.platform)
    if (values.json) process.stdout.write(`${JSON.stringify(r)}\n`)
    else {
      for (const p of r.problems) process.stdout.write(`${p.chain} 第 ${p.seq} 条: ${p.text}\n`)
      process.stdout.write(
        r.ok
          ? `审计链完整：${r.chains} 链，${r.events} 条。\n`
          : `发现 ${r.problems.length} 处问题，请保留现场并联系安全管理员。\n`,
      )
    }
    return r.ok ? 0 : 1
  } finally {
    await installation.close()
  }
}
