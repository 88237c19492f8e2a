import { chmodSync, chownSync, cpSync, existsSync, lstatSync, mkdirSync, readdirSync, rmSync, statSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { openInstallation } from '../installation.ts'
import { verifyAudit } from '../modules/audit/index.ts'
import { FieldCrypto } from '../platform/index.ts'
import { placeForData } from '../platform/postgres/index.ts'
import { CLUSTER_FOLDERS } from './base-backup.ts'
import { backupsIn, damages, readManifest } from './manifest.ts'
import { remember } from './remember.ts'

/** A restore that cannot be done, in words that say what to do. */
export class RestoreError extends Error {}

export interface RestoreReport {
  readonly from: string
  readonly at: string
  readonly dataDir: string
  readonly students: number
  readonly files: { readonly named: number; readonly missing: number }
  readonly audit: { readonly ok: boolean; readonly chains: number; readonly events: number }
}

/**
 * Builds a data folder from a backup and starts it once: the database recovers from the WAL that came along, the keys
 * are tried, the audit chains recomputed, every file that a row names is looked for. Never writes over an installation.
 */
export async function restore(
  source: string,
  target: string,
  options: { masterKey: string | null; say: (line: string) => void },
): Promise<RestoreReport> {
  const from = backupsIn(resolve(source)).at(-1)
  if (from === undefined) throw new RestoreError(`${source} 中没有完整的备份（缺少 manifest.json）。`)
  const dataDir = resolve(target)
  if (existsSync(dataDir) && readdirSync(dataDir).length > 0) {
    throw new RestoreError(`${dataDir} 不是空目录。为了不覆盖现有数据，请用 --data 指定一个新目录，核对无误后再替换。`)
  }
  const manifest = readManifest(from)
  options.say(`核对备份 ${from}（${Object.keys(manifest.files).length} 个文件）`)
  const bad = await damages(from, manifest)
  if (bad.length > 0) throw new RestoreError(`备份不完整或已损坏，没有恢复：\n  ${bad.join('\n  ')}`)
  const masterKey = tryKeys(from, manifest.masterKeyIncluded, options.masterKey)
  options.say('写入数据目录')
  const layout = placeForData(dataDir, options.say)
  try {
    for (const name of ['files', 'audit-heads', 'secrets']) {
      if (existsSync(join(from, name))) cpSync(join(from, name), join(dataDir, name), { recursive: true })
    }
    if (masterKey !== null) cpSync(masterKey, join(dataDir, 'secrets', 'master.key'))
    closeTo(join(dataDir, 'secrets'))
    mkdirSync(layout.pg, { recursive: true })
    cpSync(join(from, 'pg'), layout.pg, { recursive: true })
    // tools that carry a backup elsewhere like to lose empty folders
    for (const name of CLUSTER_FOLDERS) mkdirSync(join(layout.pg, name), { recursive: true })
    closeTo(layout.pg)
    if (layout.account.switched) giveTo(layout.pg, layout.account.uid, layout.account.gid)
  } catch (e) {
    rmSync(layout.pg, { recursive: true, force: true })
    rmSync(dataDir, { recursive: true, force: true })
    throw e
  }
  options.say('启动数据库并恢复到备份时刻')
  const installation = await openInstallation({ dataDir })
  try {
    const { platform } = installation
    options.say('核验审计链和材料文件')
    const audit = await verifyAudit(platform)
    const counts = await platform.transaction({ kind: 'worker', name: '恢复' }, async (tx) => {
      const students = await tx.db
        .selectFrom('students')
        .select((e) => e.fn.countAll<number>().as('n'))
        .executeTakeFirstOrThrow()
      const keys = await tx.db.selectFrom('attachments').select('file_key').execute()
      return { students: Number(students.n), keys: keys.map((k) => k.file_key) }
    })
    const missing = counts.keys.filter((k) => !existsSync(join(dataDir, 'files', k.slice(-2), k))).length
    await remember(installation, 'installation.restore', { at: manifest.at, stopLsn: manifest.stopLsn })
    return {
      from,
      at: manifest.at,
      dataDir,
      students: counts.students,
      files: { named: counts.keys.length, missing },
      audit: { ok: audit.ok, chains: audit.chains, events: audit.events },
    }
  } finally {
    await installation.close()
  }
}

/** The master key's file, tried against the keyring of the backup; null when it comes from ZHUXUE_MASTER_KEY. */
function tryKeys(from: string, included: boolean, given: string | null): string | null {
  if (given !== null && !existsSync(given)) throw new RestoreError(`没有找到主密钥文件 ${given}。`)
  const file = given ?? (included ? join(from, 'secrets', 'master.key') : null)
  if (file === null && !process.env.ZHUXUE_MASTER_KEY) {
    throw new RestoreError(
      '备份里没有主密钥。请用 --master-key 文件 给出当时的 secrets/master.key，或设置 ZHUXUE_MASTER_KEY；没有它，加密内容无法读出。',
    )
  }
  if (!FieldCrypto.opens(join(from, 'secrets', 'keyring.json'), file)) {
    throw new RestoreError('主密钥与这份备份不符，打不开其中的数据密钥。请核对是否拿错了密钥，没有恢复任何内容。')
  }
  return file
}

function closeTo(dir: string): void {
  chmodSync(dir, 0o700)
  for (const name of readdirSync(dir)) {
    const path = join(dir, name)
    if (statSync(path).isDirectory()) closeTo(path)
    else chmodSync(path, 0o600)
  }
}

function giveTo(path: string, uid: number, gid: number): void {
  const stat = lstatSync(path)
  if (stat.isSymbolicLink()) return
  chownSync(path, uid, gid)
  if (stat.isDirectory()) for (const name of readdirSync(path)) giveTo(join(path, name), uid, gid)
}
