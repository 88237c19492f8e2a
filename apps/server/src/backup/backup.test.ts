import {
  chmodSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pg from 'pg'
import { afterAll, afterEach, beforeAll, expect, test, vi } from 'vitest'
import { type Installation, openInstallation } from '../installation.ts'
import { newId } from '../platform/index.ts'
import { smallWorld } from '../testing/world.ts'
import { insertWorld } from '../world/insert.ts'
import { backup } from './backup.ts'
import { backupsIn } from './manifest.ts'
import { RestoreError, restore } from './restore.ts'

/** BARS: restore drill — identical hash; a broken or foreign backup is refused before anything is written. */
const scratch = mkdtempSync(join(tmpdir(), 'zhuxue-bk-'))
chmodSync(scratch, 0o711)
const path = (...parts: string[]) => join(scratch, ...parts)
const quiet = { withMasterKey: false, keep: null, say: () => undefined }
let live: Installation
// 1,600 files a copy: minutes on a busy machine
vi.setConfig({ testTimeout: 300_000 })

beforeAll(async () => {
  live = await openInstallation({ dataDir: path('live'), logLevel: 'silent' }, { toFile: false })
  const { platform } = live
  await platform.transaction({ kind: 'worker', name: '测试' }, async (tx) => {
    const { world } = smallWorld()
    await insertWorld(tx.db, platform.crypto, world, tx.now)
    for (const s of world.students) {
      tx.audit({ action: 'roll.import', subjectKind: 'student', subjectId: s.id, scope: s.scope, data: { n: 1 } })
    }
  })
})
afterEach(() => {
  for (const name of readdirSync(scratch)) if (name.startsWith('new')) rmSync(path(name), { recursive: true })
})
afterAll(async () => {
  await live.close()
  rmSync(scratch, { recursive: true, force: true })
})

const TABLES = ['orgs', 'classes', 'students', 'student_accounts', 'staff_accounts', 'staff_grants', 'audit_events']

/** One hash over the content of the tables, as the owner sees it. */
async function contentHash(ownerUrl: string): Promise<string> {
  const client = new pg.Client({ connectionString: ownerUrl })
  await client.connect()
  try {
    const parts: string[] = []
    for (const t of TABLES) {
      const { rows } = await client.query(
        `select count(*) || ':' || md5(coalesce(string_agg(t::text, '|' order by t::text), '')) as h from ${t} t`,
      )
      parts.push(`${t} ${rows[0].h}`)
    }
    return parts.join('\n')
  } finally {
    await client.end()
  }
}

/** What stood in the log before the restore wrote its own line. */
const withoutRestoreLine = async (installation: Installation) => {
  const client = new pg.Client({ connectionString: installation.connection.ownerUrl })
  await client.connect()
  await client.query("delete from audit_events where action = 'installation.restore'")
  await client.end()
  return contentHash(installation.connection.ownerUrl)
}

test('a backup taken while the server works is restored with the identical content, keys and files', async () => {
  const key = await live.platform.files.put(Buffer.from('户口簿照片'))
  const made = await backup(live, path('a'), quiet)
  expect(made.masterKeyIncluded).toBe(false)
  expect(existsSync(join(made.folder, 'secrets', 'master.key'))).toBe(false)
  const before = await contentHash(live.connection.ownerUrl)
  const masterKey = path('live', 'secrets', 'master.key')
  const report = await restore(path('a'), path('new1'), { masterKey, say: () => undefined })
  expect(report).toMatchObject({ students: 16, files: { missing: 0 }, audit: { ok: true } })
  const back = await openInstallation({ dataDir: path('new1'), logLevel: 'silent' }, { toFile: false })
  try {
    expect(await withoutRestoreLine(back)).toBe(before)
    expect((await back.platform.files.get(key)).toString()).toBe('户口簿照片')
    const row = await back.platform.transaction({ kind: 'worker', name: '测试' }, (tx) =>
      tx.db.selectFrom('students').select(['id', 'id_number_enc']).orderBy('id').executeTakeFirstOrThrow(),
    )
    expect(back.platform.crypto.decrypt(row.id_number_enc, `students.id_number:${row.id}`)).toMatch(/^\d{17}[\dX]$/)
  } finally {
    await back.close()
  }
})

test('under load: everything committed before the backup began is in it, and the audit chains close', async () => {
  let stop = false
  const written: string[] = []
  const writer = (async () => {
    while (!stop) {
      const id = newId()
      await live.platform.transaction({ kind: 'worker', name: '负载' }, async (tx) => {
        await tx.db
          .insertInto('app_state')
          .values({ key: `load-${id}`, value: 'x'.repeat(2000) })
          .execute()
        tx.audit({ action: 'roll.import', subjectKind: 'org', subjectId: id, scope: 'E53/5301/530111/SA/', data: {} })
      })
      written.push(id)
    }
  })()
  while (written.length < 20) await new Promise((r) => setTimeout(r, 5))
  const sure = [...written]
  const made = await backup(live, path('b'), { ...quiet, withMasterKey: true })
  stop = true
  await writer
  expect(written.length).toBeGreaterThan(sure.length)
  const report = await restore(made.folder, path('new2'), { masterKey: null, say: () => undefined })
  expect(report.audit.ok).toBe(true)
  const back = await openInstallation({ dataDir: path('new2'), logLevel: 'silent' }, { toFile: false })
  try {
    const kept = await back.platform.transaction({ kind: 'worker', name: '测试' }, (tx) =>
      tx.db.selectFrom('app_state').select('key').where('key', 'like', 'load-%').execute(),
    )
    const keys = new Set(kept.map((k) => k.key))
    expect(sure.filter((id) => !keys.has(`load-${id}`))).toEqual([])
  } finally {
    await back.close()
  }
})

test('refused with reasons, and nothing written: damaged, incomplete, wrong key, no key, folder in use', async () => {
  const made = await backup(live, path('c'), quiet)
  const masterKey = path('live', 'secrets', 'master.key')
  const attempt = (from: string, key: string | null, to = path('new3')) =>
    restore(from, to, { masterKey: key, say: () => undefined })
  await expect(attempt(made.folder, null)).rejects.toThrow(/备份里没有主密钥/)
  writeFileSync(path('wrong.key'), Buffer.alloc(32, 3).toString('base64'))
  await expect(attempt(made.folder, path('wrong.key'))).rejects.toThrow(/主密钥与这份备份不符/)
  await expect(attempt(made.folder, masterKey, path('live'))).rejects.toThrow(/不是空目录/)
  cpSync(made.folder, path('torn'), { recursive: true })
  truncateSync(path('torn', 'pg', 'global', 'pg_control'), 100)
  await expect(attempt(path('torn'), masterKey)).rejects.toThrow(/global\/pg_control 内容已改变/)
  rmSync(path('torn', 'manifest.json'))
  await expect(attempt(path('torn'), masterKey)).rejects.toBeInstanceOf(RestoreError)
  expect(existsSync(path('new3'))).toBe(false)
})

test('only the newest backups are kept, and a half one is never among them', async () => {
  mkdirSync(path('d', 'zhuxue-20200101-000000.partial'), { recursive: true })
  mkdirSync(path('d', 'zhuxue-20200102-000000'))
  writeFileSync(path('d', 'zhuxue-20200102-000000', 'manifest.json'), '{}')
  const made = await backup(live, path('d'), { ...quiet, keep: 1 })
  expect(made.removed).toEqual([path('d', 'zhuxue-20200102-000000')])
  expect(backupsIn(path('d'))).toEqual([made.folder])
})
