import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import pg from 'pg'
import { dumpSchema } from '../platform/schema/dump.ts'
import { generateTypes } from '../platform/schema/types.ts'
import { emptyDatabase } from '../testing/database.ts'

const DB = join(import.meta.dirname, '../../db')

/** Writes db/schema.sql and db/types.ts from the migrations, or with `check` says whether the committed ones differ. */
export async function schemaCommand(check: boolean): Promise<number> {
  const database = await emptyDatabase()
  const client = new pg.Client({ connectionString: database.ownerUrl })
  await client.connect()
  try {
    const made: [string, string][] = [
      ['schema.sql', await dumpSchema(client)],
      ['types.ts', await generateTypes(client)],
    ]
    let differs = 0
    for (const [name, text] of made) {
      const file = join(DB, name)
      if (!check) writeFileSync(file, text)
      else if (readFileSync(file, 'utf8') !== text) {
        process.stderr.write(`db/${name} 与迁移文件不一致，请运行 npm run zhuxue -- schema 后提交。\n`)
        differs += 1
      }
    }
    return differs === 0 ? 0 : 1
  } finally {
    await client.end()
    await database.drop()
  }
}
