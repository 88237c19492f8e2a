import { parseArgs } from 'node:util'
import { openapiCommand } from './openapi.ts'
import { schemaCommand } from './schema.ts'

const HELP = {
  schema: `用法: zhuxue schema [--check]

由迁移文件生成 apps/server/db/schema.sql 和 types.ts。--check 只比对，不一致时退出码 1。
`,
  openapi: `用法: zhuxue openapi [--check]

由接口定义生成 docs/openapi.json。--check 只比对，不一致时退出码 1。
`,
}

/** `zhuxue schema`, `zhuxue openapi`: committed files that follow from the code. */
export async function generateCommand(what: 'schema' | 'openapi', args: string[]): Promise<number> {
  const { values } = parseArgs({ args, options: { check: { type: 'boolean' }, help: { type: 'boolean' } } })
  if (values.help) {
    process.stdout.write(HELP[what])
    return 0
  }
  return what === 'schema' ? schemaCommand(values.check ?? false) : openapiCommand(values.check ?? false)
}
