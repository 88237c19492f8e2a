/** `zhuxue`: the command line of an installation (docs/runbooks/cli.md). */
type Command = { summary: string; run: (args: string[]) => Promise<number> }

const commands: Record<string, Command> = {
  schema: {
    summary: '由迁移文件生成 db/schema.sql 和 db/types.ts（--check 只比对）',
    run: async (a) => (await import('./schema.ts')).schemaCommand(a.includes('--check')),
  },
}

function help(): string {
  const rows = Object.entries(commands).map(([name, c]) => `  ${name.padEnd(16)}${c.summary}`)
  return `用法: zhuxue <命令> [选项]\n\n${rows.join('\n')}\n\n每个命令加 --help 查看选项。\n`
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
    process.exit(await command.run(args))
  }
}
