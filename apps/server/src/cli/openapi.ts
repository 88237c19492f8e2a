import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { openApiText } from '../openapi.ts'

const FILE = join(import.meta.dirname, '../../../../docs/openapi.json')

/** Writes docs/openapi.json from the contracts, or with `check` says whether the committed one differs. */
export function openapiCommand(check: boolean): number {
  const text = openApiText()
  if (!check) {
    writeFileSync(FILE, text)
    return 0
  }
  if (readFileSync(FILE, 'utf8') === text) return 0
  process.stderr.write('docs/openapi.json 与接口定义不一致，请运行 npm run zhuxue -- openapi 后提交。\n')
  return 1
}
