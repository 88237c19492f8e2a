import { mkdirSync, readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'
import pg from 'pg'
import { copyHashed, type Manifest, writeDurably } from './manifest.ts'

type Files = Record<string, readonly [number, string]>

/** Contents that PostgreSQL makes anew or that belong to the running process only. */
const EMPTY_FOLDERS = new Set([
  'pg_dynshmem',
  'pg_notify',
  'pg_replslot',
  'pg_serial',
  'pg_snapshots',
  'pg_stat_tmp',
  'pg_subtrans',
  'pg_wal',
])
/** Folders that a cluster must have although nothing may be in them. */
export const CLUSTER_FOLDERS = [
  ...EMPTY_FOLDERS,
  'pg_commit_ts',
  'pg_logical/mappings',
  'pg_logical/snapshots',
  'pg_stat',
  'pg_tblspc',
  'pg_twophase',
]
const SKIPPED = /^(postmaster\.(pid|opts)|pg_internal\.init|pgsql_tmp.*|backup_label(\.old)?|tablespace_map)$/

/**
 * Copies the cluster of a running server into `to/pg`: pg_backup_start, file copy, pg_backup_stop, and the WAL between
 * the two, which a temporary replication slot keeps from being recycled. The server works on meanwhile. `ownerUrl` is
 * the superuser's; the files are read from its data directory, so this runs on the same machine.
 */
export async function baseBackup(
  ownerUrl: string,
  to: string,
  say: (line: string) => void,
): Promise<Pick<Manifest, 'postgres' | 'startLsn' | 'stopLsn'> & { files: Files }> {
  const files: Files = {}
  const client = new pg.Client({ connectionString: ownerUrl })
  await client.connect()
  try {
    const one = async (sql: string): Promise<Record<string, string>> => (await client.query(sql)).rows[0]
    const { dir, version } = await one(
      "select current_setting('data_directory') as dir, current_setting('server_version') as version",
    )
    await client.query("select pg_create_physical_replication_slot('zhuxue_backup_' || pg_backend_pid(), true, true)")
    const { lsn: startLsn, file: firstWal } = await one(
      "select lsn::text as lsn, pg_walfile_name(lsn) as file from pg_backup_start('zhuxue', fast => true) as lsn",
    )
    say('复制数据库文件')
    await copyTree(dir as string, to, '', files)
    // the control file last, as pg_basebackup does
    await copyOne(dir as string, to, 'global/pg_control', files)
    const stop = await one('select lsn::text as lsn, labelfile from pg_backup_stop(wait_for_archive => false)')
    const label = Buffer.from(stop.labelfile as string)
    await writeDurably(join(to, 'pg', 'backup_label'), label)
    const { file: lastWal } = await one(`select pg_walfile_name('${stop.lsn}'::pg_lsn) as file`)
    say('复制事务日志')
    for (const name of readdirSync(join(dir as string, 'pg_wal')).sort()) {
      const segment = /^[0-9A-F]{24}$/.test(name) && name >= (firstWal as string) && name <= (lastWal as string)
      if (segment || /^[0-9A-F]{8}\.history$/.test(name)) await copyOne(dir as string, to, `pg_wal/${name}`, files)
    }
    if (!files[`pg/pg_wal/${firstWal}`] || !files[`pg/pg_wal/${lastWal}`]) throw new Error('wal segment missing')
    return { postgres: version as string, startLsn: startLsn as string, stopLsn: stop.lsn as string, files }
  } finally {
    // ends the temporary slot and, after a failure, the backup mode
    await client.end()
  }
}

async function copyOne(from: string, to: string, path: string, files: Files): Promise<void> {
  const copied = await copyHashed(join(from, path), join(to, 'pg', path))
  if (copied) files[`pg/${path}`] = copied
}

async function copyTree(from: string, to: string, inside: string, files: Files): Promise<void> {
  mkdirSync(join(to, 'pg', inside), { recursive: true, mode: 0o700 })
  for (const name of readdirSync(join(from, inside))) {
    if (SKIPPED.test(name)) continue
    const path = inside === '' ? name : `${inside}/${name}`
    const stat = statSync(join(from, path), { throwIfNoEntry: false })
    if (stat?.isDirectory()) {
      if (inside === '' && EMPTY_FOLDERS.has(name)) mkdirSync(join(to, 'pg', path), { recursive: true, mode: 0o700 })
      else await copyTree(from, to, path, files)
    } else if (stat?.isFile() && path !== 'global/pg_control') await copyOne(from, to, path, files)
  }
}
