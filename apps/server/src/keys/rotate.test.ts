import { chmodSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pg from 'pg'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { type Installation, openInstallation } from '../installation.ts'
import { FieldCrypto, newId } from '../platform/index.ts'
import { smallWorld } from '../testing/world.ts'
import { insertWorld } from '../world/insert.ts'
import { encryptedColumns } from './columns.ts'
import { rotateKeys } from './rotate.ts'

/** DESIGN §6: envelope keys with versions, rotation while serving. BARS: 0 unreadable afterwards. */
vi.setConfig({ testTimeout: 180_000 })
const dir = mkdtempSync(join(tmpdir(), 'zhuxue-k-'))
chmodSync(dir, 0o711)
const say = () => undefined
/** the server that goes on serving, and the command that joins it */
let server: Installation
let command: Installation
let owner: pg.Client

beforeAll(async () => {
  server = await openInstallation({ dataDir: dir, logLevel: 'silent' }, { toFile: false })
  await server.platform.transaction({ kind: 'worker', name: '测试' }, async (tx) =>
    insertWorld(tx.db, server.platform.crypto, smallWorld().world, tx.now),
  )
  command = await openInstallation({ dataDir: dir, logLevel: 'silent' }, { toFile: false, whenRunning: 'join' })
  owner = new pg.Client({ connectionString: server.connection.ownerUrl })
  await owner.connect()
})
afterAll(async () => {
  await owner?.end()
  await command?.close()
  await server?.close()
  rmSync(dir, { recursive: true, force: true })
})

const read = (crypto: FieldCrypto) =>
  owner
    .query<{ id: string; id_number_enc: Buffer; phone_enc: Buffer | null }>(
      'select id, id_number_enc, phone_enc from students order by id',
    )
    .then(({ rows }) =>
      rows.map((r) => [
        crypto.decrypt(r.id_number_enc, `students.id_number:${r.id}`),
        r.phone_enc && crypto.decrypt(r.phone_enc, `students.phone:${r.id}`),
      ]),
    )

test('the rule of names finds every encrypted column, with its key', async () => {
  const found = await encryptedColumns(owner)
  const all = await owner.query(
    `select count(*)::int as n from information_schema.columns where table_schema = 'public' and data_type = 'bytea' and column_name like '%\\_enc'`,
  )
  expect(found).toHaveLength(all.rows[0].n)
  const of = (name: string) => found.find((c) => `${c.table}.${c.name}` === name)
  expect(of('submission_revisions.form_enc')?.key).toEqual(['submission_id', 'revision'])
  expect(of('request_log.reply_enc')?.key).toEqual(['actor_kind', 'actor_id', 'request_id'])
  expect(of('drafts.answers_enc')?.key).toEqual(['student_id', 'round_id'])
})

test('everything is encrypted anew while the server reads and writes; both sides read everything afterwards', async () => {
  const before = await read(server.platform.crypto)
  const file = await server.platform.files.put(Buffer.from('残疾证照片'))
  let stop = false
  let served = 0
  const serving = (async () => {
    while (!stop) {
      const rows = await read(server.platform.crypto)
      expect(rows).toEqual(before)
      const { rows: one } = await owner.query('select id from students order by random() limit 1')
      const id = one[0].id as string
      const address = server.platform.crypto.encrypt(`地址 ${newId()}`, `students.address:${id}`)
      await owner.query('update students set address_enc = $2 where id = $1', [id, address])
      served += 1
    }
  })()
  const report = await rotateKeys(command, join(dir, 'secrets'), { say })
  stop = true
  await serving
  expect(served).toBeGreaterThan(3)
  expect(report).toMatchObject({ version: 2, resumed: false, files: 1, unreadable: {} })
  expect(report.values).toBeGreaterThan(16 * 2)
  const { rows } = await owner.query(
    `select distinct get_byte(b, 0) as v from students, unnest(array[id_number_enc, roll_number_enc, phone_enc, address_enc, guardian_phone_enc]) as b where b is not null`,
  )
  expect(rows).toEqual([{ v: 2 }])
  expect(await read(server.platform.crypto)).toEqual(before)
  expect((await server.platform.files.get(file)).toString()).toBe('残疾证照片')
  const { rows: events } = await owner.query("select data from audit_events where action = 'installation.keys-rotate'")
  expect(events[0].data).toMatch(/"version":2/)
})

test('after an interruption the next run goes on with the same key; a ciphertext moved to another row is told, not touched', async () => {
  await owner.query("insert into app_state (key, value) values ('keys-rotation-from', '2')")
  FieldCrypto.addKey(join(dir, 'secrets')) // the key was made, then the power went
  const { rows } = await owner.query(
    'select id, address_enc from students where address_enc is not null order by id limit 1',
  )
  const { rows: other } = await owner.query('select id from students where id <> $1 order by id limit 1', [rows[0].id])
  await owner.query('update students set address_enc = $2 where id = $1', [other[0].id, rows[0].address_enc])
  const report = await rotateKeys(command, join(dir, 'secrets'), { say })
  expect(report).toMatchObject({ version: 3, resumed: true, unreadable: { 'students.address_enc': 1 } })
  const { rows: after } = await owner.query('select address_enc from students where id = $1', [other[0].id])
  expect(after[0].address_enc).toEqual(rows[0].address_enc)
  // what cannot be opened does not keep later rotations from making a key
  expect(await rotateKeys(command, join(dir, 'secrets'), { say })).toMatchObject({ version: 4, resumed: false })
})
