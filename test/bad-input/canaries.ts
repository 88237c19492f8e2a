import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Route } from '@zhuxue/contracts'
import { makeDemoPhone } from '@zhuxue/policy'
import { sessionResolver } from '../../apps/server/src/modules/identity/index.ts'
import { makePlatform, openLog } from '../../apps/server/src/platform/index.ts'
import { makeApp } from '../../apps/server/src/server.ts'
import { type TestApp, testApp } from '../../apps/server/src/testing/app.ts'
import { type Answer, type Client, client } from '../../apps/server/src/testing/client.ts'

export interface Refused {
  readonly who: string
  readonly route: string
  readonly status: number
  readonly text: string
}

/** The test server again, but with a real log file as in production, and every refusal kept for a look at it. */
export async function loggedApp(): Promise<{
  t: TestApp
  refused: Refused[]
  dataDir: string
  flush(): Promise<void>
}> {
  const base = await testApp({ password: 'Jinsique2026' })
  const { dataDir } = base.platform.config
  const log = openLog('info', dataDir)
  const { transaction: _, ...parts } = base.platform
  const platform = makePlatform({ ...parts, config: { ...parts.config, logLevel: 'info' }, log })
  const { app } = await makeApp(platform, sessionResolver(platform))
  await app.ready()
  const refused: Refused[] = []
  const watched = (who: string, { cookie, csrf }: Pick<Client, 'cookie' | 'csrf'>): Client => {
    const c = client(app, cookie, csrf)
    return {
      ...c,
      call: async <R extends Route>(route: R, args = {}) => {
        const r: Answer<R> = await c.call(route, args)
        if (r.status >= 400) refused.push({ who, route: route.id, status: r.status, text: r.raw.toString('utf8') })
        return r
      },
    }
  }
  const t: TestApp = {
    ...base,
    app,
    platform,
    anyone: watched('anyone', { cookie: '', csrf: '' }),
    as: async (role, school) => watched(role, await base.as(role, school)),
    asStudent: async (key) => watched(key, await base.asStudent(key)),
    close: async () => {
      await app.close()
      await base.close()
    },
  }
  const flush = () => new Promise<void>((resolve, reject) => log.flush((e) => (e ? reject(e) : resolve())))
  return { t, refused, dataDir, flush }
}

/** Mobile numbers of the small world, of students and of their guardians. */
export const worldPhones = (): string[] =>
  Array.from({ length: 16 }, (_, i) => [makeDemoPhone(i + 1), makeDemoPhone(5001 + i)]).flat()

/** Every file below a folder. */
export function filesBelow(dir: string): string[] {
  return readdirSync(dir, { recursive: true, withFileTypes: true })
    .filter((e) => e.isFile())
    .map((e) => join(e.parentPath, e.name))
}

/** Which of the words stand in a file, as text or as UTF-16 or base64. */
export function foundInFile(file: string, words: readonly string[]): string[] {
  const content = readFileSync(file)
  return words.filter(
    (w) =>
      content.includes(w) ||
      content.includes(Buffer.from(w, 'utf16le')) ||
      content.includes(Buffer.from(w).toString('base64').replace(/=+$/, '').slice(0, -1)),
  )
}

/**
 * Which of the words stand anywhere in the database: every row of every table as text, bytea as hex. Answers with
 * table and word, so that a failure says where to look.
 */
export async function foundInDatabase(t: TestApp, words: readonly string[]): Promise<string[]> {
  const { rows: tables } = await t.owner.query<{ name: string }>(
    `select format('%I.%I', schemaname, tablename) as name from pg_tables where schemaname not in ('pg_catalog', 'information_schema')`,
  )
  const found: string[] = []
  for (const { name } of tables) {
    const { rows } = await t.owner.query<{ row: string }>(`select x::text as row from ${name} x`)
    for (const word of words) {
      const hex = Buffer.from(word).toString('hex')
      if (rows.some(({ row }) => row.includes(word) || row.includes(hex))) found.push(`${name}: ${word}`)
    }
  }
  return found
}
