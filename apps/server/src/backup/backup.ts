import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, readdirSync, renameSync, rmSync, statSync } from 'node:fs'
import { join } from 'node:path'
import type { Installation } from '../installation.ts'
import { baseBackup } from './base-backup.ts'
import { backupsIn, copyHashed, writeManifest } from './manifest.ts'
import { remember } from './remember.ts'

export interface BackupReport {
  readonly folder: string
  readonly files: number
  readonly bytes: number
  readonly masterKeyIncluded: boolean
  readonly removed: readonly string[]
}

/** Folders and files of the data folder that belong to a backup besides the database. */
const KEPT_FOLDERS = ['files', 'audit-heads'] as const
const KEPT_SECRETS = ['keyring.json', 'postgres-owner'] as const

/**
 * Copies a working installation (embedded database) into a new folder below `target`. Attachments are copied before and
 * after the database: every file that a row of the copy names is then among them. The master key stays out unless it is
 * asked for: whoever finds the backup must not be able to read it.
 */
export async function backup(
  installation: Installation,
  target: string,
  options: { withMasterKey: boolean; keep: number | null; say: (line: string) => void },
): Promise<BackupReport> {
  const { platform, connection } = installation
  const dataDir = platform.config.dataDir
  const at = new Date()
  const stamp = new Date(at.getTime() + 8 * 3_600_000).toISOString().slice(0, 19).replace(/[-:]/g, '').replace('T', '-')
  const folder = join(target, `zhuxue-${stamp}`)
  const draft = `${folder}.partial`
  mkdirSync(target, { recursive: true })
  mkdirSync(draft, { mode: 0o700 })
  try {
    await remember(installation, 'installation.backup', { folder: `zhuxue-${stamp}` })
    options.say('复制材料文件')
    const files: Record<string, readonly [number, string]> = {}
    for (const name of KEPT_FOLDERS) await copyNew(dataDir, draft, name, files)
    const base = await baseBackup(connection.ownerUrl, draft, options.say)
    for (const name of KEPT_FOLDERS) await copyNew(dataDir, draft, name, files)
    mkdirSync(join(draft, 'secrets'), { mode: 0o700 })
    const masterFile = existsSync(join(dataDir, 'secrets', 'master.key'))
    const secrets = [...KEPT_SECRETS, ...(options.withMasterKey && masterFile ? ['master.key'] : [])]
    for (const name of secrets) {
      const copied = await copyHashed(join(dataDir, 'secrets', name), join(draft, 'secrets', name))
      if (copied) files[`secrets/${name}`] = copied
    }
    const { files: databaseFiles, ...rest } = base
    const all = { ...databaseFiles, ...files }
    // one flush for all: a sync per file takes a hundred times as long
    if (process.platform !== 'win32') spawnSync('sync', process.platform === 'linux' ? ['-f', draft] : [])
    const masterKeyIncluded = files['secrets/master.key'] !== undefined
    await writeManifest(draft, { format: 1, at: at.toISOString(), ...rest, masterKeyIncluded, files: all })
    renameSync(draft, folder)
    const bytes = Object.values(all).reduce((sum, [n]) => sum + n, 0)
    return {
      folder,
      files: Object.keys(all).length,
      bytes,
      masterKeyIncluded,
      removed: removeOld(target, options.keep),
    }
  } catch (e) {
    rmSync(draft, { recursive: true, force: true })
    throw e
  }
}

/** Copies what is not there yet; files of the store never change once they have their name. */
async function copyNew(
  from: string,
  to: string,
  path: string,
  files: Record<string, readonly [number, string]>,
): Promise<void> {
  if (!existsSync(join(from, path))) return
  mkdirSync(join(to, path), { recursive: true, mode: 0o700 })
  for (const name of readdirSync(join(from, path))) {
    const inner = `${path}/${name}`
    const stat = statSync(join(from, inner), { throwIfNoEntry: false })
    if (stat?.isDirectory()) await copyNew(from, to, inner, files)
    else if (stat?.isFile() && !name.endsWith('.tmp') && (files[inner] === undefined || path === 'audit-heads')) {
      const copied = await copyHashed(join(from, inner), join(to, inner))
      if (copied) files[inner] = copied
    }
  }
}

/** Keeps the newest `keep` complete backups; null keeps all. */
function removeOld(target: string, keep: number | null): string[] {
  if (keep === null) return []
  const old = backupsIn(target).slice(0, -keep)
  for (const dir of old) rmSync(dir, { recursive: true, force: true })
  return old
}
