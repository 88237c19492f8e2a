import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { openInstallation } from '../installation.ts'
import { RotateError, rotateKeys } from '../keys/rotate.ts'

const HELP = `用法: zhuxue keys rotate [--data DIR] [--json]

生成新的数据密钥，把全部加密内容（证件号、卡号、电话、地址、表单、银行文件、材料文件等）改用新密钥加密。
服务不必停止；中途被打断后再运行一次即可接着完成。旧密钥留在密钥环里，旧备份仍可恢复。

退出码: 0 全部完成；1 没有进行，或有内容无法解密（没有改动它们）。
`

/** `zhuxue keys rotate`: a new data key for everything that is encrypted, while serving. */
export async function keysCommand(args: string[]): Promise<number> {
  const { values, positionals } = parseArgs({
    args,
    allowPositionals: true,
    options: { data: { type: 'string' }, json: { type: 'boolean' }, help: { type: 'boolean' } },
  })
  if (values.help || positionals[0] !== 'rotate' || positionals.length > 1) {
    process[values.help ? 'stdout' : 'stderr'].write(HELP)
    return values.help ? 0 : 2
  }
  const installation = await openInstallation(values.data ? { dataDir: values.data } : {}, {
    whenRunning: 'join',
    existing: true,
  })
  try {
    const say = (line: string) => process.stderr.write(`${line}\n`)
    const done = await rotateKeys(installation, join(installation.platform.config.dataDir, 'secrets'), { say })
    const bad = Object.entries(done.unreadable)
    if (values.json) process.stdout.write(`${JSON.stringify(done)}\n`)
    else {
      process.stdout.write(`第 ${done.version} 版密钥已启用：重新加密 ${done.values} 项、${done.files} 个文件。\n`)
      for (const [where, n] of bad) process.stdout.write(`${where}: ${n} 项无法解密，没有改动，请联系维护人员。\n`)
    }
    return bad.length === 0 ? 0 : 1
  } catch (e) {
    if (!(e instanceof RotateError)) throw e
    process.stderr.write(`${e.message}\n`)
    return 1
  } finally {
    await installation.close()
  }
}
