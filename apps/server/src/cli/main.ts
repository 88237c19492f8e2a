/** `zhuxue`: the command line of an installation. Every command answers --help and ends with 0 only when it did its work. */
import { faultLine, loadPackFolder } from '@zhuxue/regions/files'

/**
 * Whether a fault's text tells the operator what to do; anything else is a defect and shows its stack. Loaded only then, so
 * that commands without a database do not load one.
 */
async function isKnown(e: unknown): Promise<boolean> {
  const [{ KeyringError }, { MigrationError }, { PostgresError }] = await Promise.all([
    import('../platform/index.ts'),
    import('../platform/migrate.ts'),
    import('../platform/postgres/index.ts'),
  ])
  return [PostgresError, KeyringError, MigrationError].some((kind) => e instanceof kind)
}

type Command = { summary: string; run: (args: string[]) => Promise<number> }

const commands: Record<string, Command> = {
  start: {
    summary: '启动（--demo 演示，--port 端口，--data 数据目录）',
    run: async (a) => (await import('./start.ts')).startCommand(a),
  },
  migrate: { summary: '更新数据库结构', run: async (a) => (await import('./maintenance.ts')).migrateCommand(a) },
  doctor: {
    summary: '自检：运行环境、数据库、权限',
    run: async (a) => (await import('./maintenance.ts')).doctorCommand(a),
  },
  backup: {
    summary: '备份: backup 目录（不必停机）',
    run: async (a) => (await import('./backup.ts')).backupCommand(a),
  },
  restore: {
    summary: '恢复: restore 备份目录 --data 新目录，并核验',
    run: async (a) => (await import('./backup.ts')).restoreCommand(a),
  },
  keys: {
    summary: '密钥: keys rotate 更换数据密钥（不必停机）',
    run: async (a) => (await import('./keys.ts')).keysCommand(a),
  },
  setup: {
    summary: '正式使用的第一步：建立机构树和三员账号',
    run: async (a) => (await import('./setup.ts')).setupCommand(a),
  },
  school: {
    summary: '建立学校 school add、班级 school class',
    run: async (a) => (await import('./school.ts')).schoolCommand(a),
  },
  import: {
    summary: '导入学籍名册: import roster 文件.xlsx --school 学校代码',
    run: async (a) => (await import('./import.ts')).importCommand(a),
  },
  determine: {
    summary: '批量判定: determine --facts 文件 --region 530100 --term 2025-autumn',
    run: async (a) => (await import('./determine.ts')).determineCommand(a),
  },
  demo: {
    summary: '不用动手走一遍：一所学校从申请到到账',
    run: async (a) => (await import('./demo.ts')).demoCommand(a),
  },
  audit: {
    summary: '审计: audit verify 重算全部审计链',
    run: async (a) => (await import('./audit.ts')).auditCommand(a),
  },
  face: {
    summary: '人脸核验: face serve 启动服务，face evaluate 目录 检验识别效果',
    run: async (a) => (await import('@zhuxue/face/cli')).faceCommand(a),
  },
  rules: {
    summary: '规则: rules list 列出项目，rules show 项目代码 --term 学期 打印定义、中文、生成的代码',
    run: async (a) => (await import('./rules.ts')).rulesCommand(a),
  },
  schema: {
    summary: '由迁移文件生成 db/schema.sql 和 db/types.ts（--check 只比对）',
    run: async (a) => (await import('./generate.ts')).generateCommand('schema', a),
  },
  openapi: {
    summary: '由接口定义生成 docs/openapi.json（--check 只比对）',
    run: async (a) => (await import('./generate.ts')).generateCommand('openapi', a),
  },
}

function help(): string {
  const rows = Object.entries(commands).map(([name, c]) => `  ${name.padEnd(16)}${c.summary}`)
  return `用法: zhuxue <命令> [选项]\n\n${rows.join('\n')}\n\n每个命令加 --help 查看选项。\n`
}

/** Region packs of this installation (`ZHUXUE_PACKS`, a folder): all of them, or none and the faults by file and place. */
function loadOwnPacks(): boolean {
  const folder = process.env.ZHUXUE_PACKS
  if (!folder) return true
  const loaded = loadPackFolder(folder)
  if (loaded.ok) return true
  process.stderr.write(`${loaded.faults.map(faultLine).join('\n')}\n地区政策包有误，没有启动。\n`)
  return false
}

const [name, ...args] = process.argv.slice(2)
if (!name || name === '--help' || name === 'help') {
  process.stdout.write(help())
  process.exitCode = name ? 0 : 2
} else {
  const command = commands[name]
  if (!command) {
    process.stderr.write(`没有命令 ${name}。\n\n${help()}`)
    process.exitCode = 2
  } else {
    try {
      if (!loadOwnPacks()) process.exit(1)
      process.exit(await command.run(args))
    } catch (e) {
      const known = (e as { code?: string }).code?.startsWith('ERR_PARSE_ARGS') || (await isKnown(e))
      process.stderr.write(`${known ? (e as Error).message : ((e as Error).stack ?? String(e))}\n`)
      process.exit(known ? 1 : 70)
    }
  }
}
