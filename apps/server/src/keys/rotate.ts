import { setTimeout as sleep } from 'node:timers/promises'
import pg from 'pg'
import { remember } from '../backup/remember.ts'
import type { Installation } from '../installation.ts'
import { FieldCrypto, KEYRING_LOOK_MS } from '../platform/index.ts'
import { type EncryptedColumn, encryptedColumns } from './columns.ts'

export interface RotateReport {
  readonly version: number
  /** an interrupted rotation was brought to its end instead of making another key */
  readonly resumed: boolean
  readonly values: number
  readonly files: number
  /** what no key opens: 'table.column' → count; never touched */
  readonly unreadable: Readonly<Record<string, number>>
}

const BATCH = 500

/**
 * Makes a new data key and encrypts everything anew with it while the server works: every `*_enc` column (also of
 * append-only tables: what they say stays the same) and every stored file. A value that changed meanwhile is left to
 * the next pass. Older keys stay in the ring: backups need them. Run again after an interruption, it goes on.
 */
export async function rotateKeys(
  installation: Installation,
  secretsDir: string,
  options: { say: (line: string) => void },
): Promise<RotateReport> {
  const { platform, connection } = installation
  const { crypto } = platform
  const owner = new pg.Client({ connectionString: connection.ownerUrl })
  await owner.connect()
  try {
    const free = await owner.query("select pg_try_advisory_lock(hashtext('zhuxue-keys-rotate')) as mine")
    if (!free.rows[0].mine) throw new RotateError('另一个密钥轮换正在进行，请等它结束。')
    crypto.reload()
    const columns = await encryptedColumns(owner)
    const resumed = await begin(owner, crypto.active)
    const version = resumed ? crypto.active : FieldCrypto.addKey(secretsDir)
    crypto.reload()
    options.say(resumed ? `继续上次没有完成的轮换（第 ${version} 版密钥）` : `已生成第 ${version} 版数据密钥`)
    // the running server writes with the new key from here on, so that one more pass finds the rest
    if (connection.adopted) await sleep(KEYRING_LOOK_MS + 500)
    let values = 0
    const unreadable: Record<string, number> = {}
    for (const column of columns) {
      const done = await renewColumn(owner, crypto, column)
      values += done.renewed
      if (done.unreadable > 0) unreadable[`${column.table}.${column.name}`] = done.unreadable
      if (done.renewed > 0) options.say(`  ${column.table}.${column.name} ${done.renewed}`)
    }
    let files = 0
    for (const key of await platform.files.keys()) {
      // removed while we walk: nothing left to protect
      if (await platform.files.renew(key).catch((e) => ignoreMissing(e))) files += 1
    }
    await owner.query('delete from app_state where key = $1', [RUNNING])
    await remember(installation, 'installation.keys-rotate', { version, values, files, resumed })
    return { version, resumed, values, files, unreadable }
  } finally {
    await owner.end()
  }
}

/** A rotation that cannot be done now, in words. */
export class RotateError extends Error {}

function ignoreMissing(e: unknown): false {
  if ((e as NodeJS.ErrnoException).code === 'ENOENT') return false
  throw e
}

/** Left in app_state from before the new key is made until everything uses it; holds the version before. */
const RUNNING = 'keys-rotation-from'

/** Was a rotation cut off after its key was made? Otherwise notes that one begins. */
async function begin(owner: pg.Client, active: number): Promise<boolean> {
  const { rows } = await owner.query<{ value: string }>('select value from app_state where key = $1', [RUNNING])
  if (rows[0] && active > Number(rows[0].value)) return true
  await owner.query(
    'insert into app_state (key, value) values ($1, $2) on conflict (key) do update set value = excluded.value',
    [RUNNING, String(active)],
  )
  return false
}

/** Walks one column by primary key, again and again until a walk finds nothing old (the server writes meanwhile). */
async function renewColumn(
  owner: pg.Client,
  crypto: FieldCrypto,
  c: EncryptedColumn,
): Promise<{ renewed: number; unreadable: number }> {
  let renewed = 0
  for (;;) {
    const pass = await onePass(owner, crypto, c)
    renewed += pass.renewed
    if (pass.renewed === 0 && pass.missed === 0) return { renewed, unreadable: pass.unreadable }
  }
}

async function onePass(owner: pg.Client, crypto: FieldCrypto, c: EncryptedColumn) {
  const keyList = c.key.map((k) => `${k}::text`).join(', ')
  const keyRow = `(${c.key.join(', ')})`
  const found = { renewed: 0, missed: 0, unreadable: 0 }
  let last: string[] | null = null
  for (;;) {
    const after: string =
      last === null ? '' : `and ${keyRow} > (${c.key.map((_, i) => `$${i + 1}::${c.types[i]}`).join(', ')})`
    const { rows }: pg.QueryResult<{ k: string[]; place: string[]; box: Buffer }> = await owner.query(
      `select array[${keyList}] as k, array[${c.place.map((p) => `${p}::text`).join(', ')}] as place, ${c.name} as box
       from ${c.table} where ${c.name} is not null ${after} order by ${c.key.join(', ')} limit ${BATCH}`,
      last ?? [],
    )
    const old = rows.filter((r) => FieldCrypto.versionOf(r.box) !== crypto.active)
    const fresh = old.flatMap((r) => {
      const aad = `${c.table}.${c.label}:${r.place.join(':')}`
      try {
        return [{ ...r, renewed: crypto.encrypt(crypto.decryptBytes(r.box, aad), aad) }]
      } catch {
        found.unreadable += 1
        return []
      }
    })
    if (fresh.length > 0) {
      const keys = c.key.map((_, i) => fresh.map((r) => r.k[i]))
      const unnest = [
        ...c.types.map((t, i) => `$${i + 1}::${t}[]`),
        `$${c.key.length + 1}::bytea[]`,
        `$${c.key.length + 2}::bytea[]`,
      ]
      const names = [...c.key.map((_, i) => `k${i}`), 'was', 'is_now']
      const same = c.key.map((k, i) => `t.${k} = v.k${i}`).join(' and ')
      const r = await owner.query(
        `update ${c.table} t set ${c.name} = v.is_now from unnest(${unnest.join(', ')}) as v(${names.join(', ')})
         where ${same} and t.${c.name} = v.was`,
        [...keys, fresh.map((f) => f.box), fresh.map((f) => f.renewed)],
      )
      found.renewed += r.rowCount ?? 0
      found.missed += fresh.length - (r.rowCount ?? 0)
    }
    if (rows.length < BATCH) return found
    last = (rows.at(-1) as { k: string[] }).k
  }
}
