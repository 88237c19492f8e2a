import { chmodSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { openInstallation, storedOffset } from '../installation.ts'
import { verifyAudit } from '../modules/audit/index.ts'
import { sessionResolver } from '../modules/identity/index.ts'
import type { MovableClock } from '../platform/index.ts'
import { makeApp } from '../server.ts'
import { playPersonas, playToApproval } from '../walkthrough/index.ts'
import { issueCards, payOut } from '../walkthrough/money.ts'
import { playedSchool } from '../walkthrough/played-school.ts'
import { faultsOf, reportText } from '../walkthrough/report.ts'
import type { Stage } from '../walkthrough/stage.ts'
import { loadDemoWorld } from '../world/load.ts'

const HELP = `用法: zhuxue demo [--school 1001] [--json] [--keep DIR]

在一个全新的演示数据目录里，把一所学校从申请走到到账，最后打印对账表。
`

/** `npm run demo`: the main job without hands, on a real database of its own. */
export async function demoCommand(args: string[]): Promise<number> {
  const { values } = parseArgs({
    args,
    options: {
      school: { type: 'string' },
      json: { type: 'boolean' },
      keep: { type: 'string' },
      help: { type: 'boolean' },
    },
  })
  if (values.help) {
    process.stdout.write(HELP)
    return 0
  }
  const dataDir = values.keep ?? mkdtempSync(join(tmpdir(), 'zhuxue-demo-'))
  // the database may run as another account, which has to get in
  if (!values.keep) chmodSync(dataDir, 0o711)
  const started = Date.now()
  const say = (line: string) =>
    process.stderr.write(`[${String(Math.round((Date.now() - started) / 1000)).padStart(4)} 秒] ${line}\n`)
  const installation = await openInstallation({ dataDir, demo: true, logLevel: 'warn' }, { log: say })
  try {
    const { platform } = installation
    say('载入演示数据')
    await loadDemoWorld(platform)
    await installation.analyze()
    const clock = platform.clock as MovableClock
    clock.offsetMs = await storedOffset(platform)
    const { app } = await makeApp(platform, sessionResolver(platform))
    await app.ready()
    const stage: Stage = { app, platform, clock, say }
    const personas = await playPersonas(stage)
    say(`示例人物 ${personas.length} 项判定，不符 ${personas.filter((p) => !p.right).length} 项`)
    // nobody stands before a camera here
    await platform.transaction({ kind: 'worker', name: '演示' }, (tx) => tx.db.deleteFrom('face_settings').execute())
    const school = await playedSchool(platform, values.school ?? '1001')
    const played = await playToApproval(stage, school)
    say('办卡与激活')
    const cards = await issueCards(stage, `s${school.code}-aid`, school.id, school.pupils)
    say('发放')
    const money = { ...(await payOut(stage, school)), cards }
    say('核验审计链')
    const verified = await verifyAudit(platform)
    const found = {
      played,
      money,
      personas,
      audit: { ok: verified.ok, events: verified.events, chains: verified.chains },
    }
    const report = { ...found, faults: faultsOf(found) }
    process.stdout.write(
      values.json
        ? `${JSON.stringify(report, (_, v) => (v instanceof Map ? Object.fromEntries(v) : v))}\n`
        : reportText(report),
    )
    await app.close()
    return report.faults.length === 0 ? 0 : 1
  } finally {
    await installation.close()
    if (!values.keep) rmSync(dataDir, { recursive: true, force: true })
  }
}
