import pg from 'pg'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { emptyDatabase, type TestDatabase } from '../testing/database.ts'

const ROLES = ['zhuxue_app', 'zhuxue_auth', 'zhuxue_student', 'zhuxue_staff', 'zhuxue_public', 'zhuxue_worker']
const SCOPE = 'E53/5301/530111/SA/'
const ID = '0190b3c4-0000-7000-8000-00000000a001'

let database: TestDatabase
let owner: pg.Client
/** one connection, used again and again, as in the server's pool */
let app: pg.Client

beforeAll(async () => {
  database = await emptyDatabase()
  owner = new pg.Client({ connectionString: database.ownerUrl })
  app = new pg.Client({ connectionString: database.appUrl })
  await owner.connect()
  await app.connect()
})
afterAll(async () => {
  await app.end()
  await owner.end()
  await database.drop()
})

interface Column {
  table: string
  column: string
  type: string
  generated: boolean
}

/** One row in every table under row-level security: this database is thrown away, so its checks may go. */
async function fillEverything(): Promise<string[]> {
  const tables = await owner.query<{ t: string }>(
    "select c.relname as t from pg_class c where c.relnamespace = 'public'::regnamespace and c.relkind = 'r' and c.relrowsecurity order by 1",
  )
  const constraints = await owner.query<{ t: string; k: string }>(
    "select c.relname as t, k.conname as k from pg_constraint k join pg_class c on c.oid = k.conrelid where c.relnamespace = 'public'::regnamespace and k.contype in ('f', 'c')",
  )
  // triggers that read a value would stumble over the made-up ones; row security does not depend on them
  await owner.query('set session_replication_role = replica')
  for (const { t, k } of constraints.rows) await owner.query(`alter table ${t} drop constraint ${k}`)
  const columns = await owner.query<Column>(
    `select c.relname as "table", a.attname as column, t.typname as type, a.attgenerated <> '' as generated
     from pg_class c join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped join pg_type t on t.oid = a.atttypid
     where c.relnamespace = 'public'::regnamespace and c.relkind = 'r'`,
  )
  const value = (c: Column): string => {
    if (c.column === 'scope') return `'${SCOPE}'`
    if (c.type === 'uuid') return `'${ID}'`
    if (c.type === 'timestamptz') return 'now()'
    if (c.type === 'date') return 'current_date'
    if (c.type === 'jsonb') return "'{}'"
    if (c.type === 'bytea') return "'\\x00'"
    if (c.type === 'bool') return 'true'
    if (c.type.startsWith('_')) return "'{}'"
    return c.type === 'text' ? "'x'" : '1'
  }
  for (const { t } of tables.rows) {
    const mine = columns.rows.filter((c) => c.table === t && !c.generated)
    await owner.query(
      `insert into ${t} (${mine.map((c) => `"${c.column}"`).join(', ')}) values (${mine.map(value).join(', ')})`,
    )
  }
  return tables.rows.map((r) => r.t)
}

/** Rows that a role sees of a table with the given settings; null when it may not read the table at all. */
async function seen(role: string, table: string, settings: Record<string, string>): Promise<number | null> {
  await app.query('begin')
  try {
    await app.query(`set local role ${role}`)
    for (const [k, v] of Object.entries(settings)) await app.query(`set local ${k} = '${v}'`)
    const r = await app.query(`select 1 from ${table}`)
    return r.rowCount
  } catch (e) {
    if ((e as { code?: string }).code === '42501') return null
    throw e
  } finally {
    await app.query('rollback')
  }
}

it('the application roles own nothing, cannot create anything and cannot step over row-level security', async () => {
  const owned = await owner.query(
    `select r.rolname, c.relname from pg_class c join pg_roles r on r.oid = c.relowner where r.rolname = any($1)
     union all select r.rolname, p.proname from pg_proc p join pg_roles r on r.oid = p.proowner where r.rolname = any($1)
     union all select r.rolname, n.nspname from pg_namespace n join pg_roles r on r.oid = n.nspowner where r.rolname = any($1)`,
    [ROLES],
  )
  expect(owned.rows).toEqual([])
  const power = await owner.query(
    'select rolname from pg_roles where rolname = any($1) and (rolsuper or rolbypassrls or rolcreaterole or rolcreatedb or rolinherit)',
    [ROLES],
  )
  expect(power.rows).toEqual([])
  const create = await owner.query(
    "select r from unnest($1::text[]) r where has_schema_privilege(r, 'public', 'create')",
    [ROLES],
  )
  expect(create.rows).toEqual([])
})

it('every table with people or money in it is under row-level security', async () => {
  const open = await owner.query<{ t: string }>(
    `select c.relname as t from pg_class c where c.relnamespace = 'public'::regnamespace and c.relkind = 'r' and not c.relrowsecurity
     and exists (select 1 from pg_attribute a where a.attrelid = c.oid and a.attname in ('student_id', 'scope', 'staff_id', 'actor_id')) order by 1`,
  )
  // classes carry a scope but no person; everybody may know that a class exists
  expect(open.rows.map((r) => r.t)).toEqual(['classes'])
})

it('outside a role nothing can be read', async () => {
  const tables = await owner.query<{ t: string }>(
    "select relname as t from pg_class where relnamespace = 'public'::regnamespace and relkind = 'r'",
  )
  for (const { t } of tables.rows) {
    await expect(app.query(`select 1 from ${t} limit 1`), t).rejects.toMatchObject({ code: '42501' })
  }
})

it("fails closed on a used connection: a setting that ended is '' and must show nothing", async () => {
  const tables = await fillEverything()
  expect(tables.length).toBeGreaterThan(25)
  const all = await owner.query<{ t: string; role: string }>(
    `select tablename as t, unnest(roles)::text as role from pg_policies where schemaname = 'public' and qual = 'true'`,
  )
  const openTo = (t: string, role: string): boolean => all.rows.some((p) => p.t === t && p.role === role)
  const inScope = { 'app.scope': SCOPE, 'app.scope_hi': `${SCOPE.slice(0, -1)}0`, 'app.school_scope': SCOPE }
  const asStudent = { 'app.student': ID, 'app.actor': ID }
  const leaks: string[] = []
  let control = 0
  for (const role of ['zhuxue_student', 'zhuxue_staff', 'zhuxue_public', 'zhuxue_auth']) {
    for (const t of tables) {
      const before = await seen(role, t, { ...inScope, ...asStudent })
      if (before === null || openTo(t, role)) continue
      control += before
      // the same connection afterwards: the settings exist and are ''
      const state = await app.query(
        "select current_setting('app.scope', true) as s, current_setting('app.student', true) as u",
      )
      expect(state.rows[0]).toEqual({ s: '', u: '' })
      if ((await seen(role, t, {})) !== 0) leaks.push(`${role} sees ${t}`)
      const elsewhere = {
        'app.scope': 'E53/5301/530111/SB/',
        'app.scope_hi': 'E53/5301/530111/SB0',
        'app.school_scope': 'E53/5301/530111/SB/',
        'app.actor': ID.replace('a001', 'b002'),
        'app.student': ID.replace('a001', 'b002'),
      }
      if ((await seen(role, t, elsewhere)) !== 0) leaks.push(`${role} sees ${t} of another school or person`)
    }
  }
  expect(leaks).toEqual([])
  // and with the right settings the rows are there, so the zeros above mean something
  expect(control).toBeGreaterThan(35)
})

it('what is evidence cannot be changed or removed by any role of the application', async () => {
  const appendOnly = [
    'audit_events',
    'reveal_log',
    'application_events',
    'submission_revisions',
    'committee_decisions',
    'ledger_entries',
    'run_events',
    'bank_returns',
    'payment_files',
  ]
  const done: string[] = []
  for (const role of ROLES) {
    for (const t of appendOnly) {
      const column = (
        await owner.query('select attname from pg_attribute where attrelid = $1::regclass and attnum = 1', [t])
      ).rows[0].attname
      for (const act of [`update ${t} set ${column} = ${column}`, `delete from ${t}`, `truncate ${t}`]) {
        await app.query('begin')
        try {
          if (role !== 'zhuxue_app') await app.query(`set local role ${role}`)
          await app.query(act)
          done.push(`${role}: ${act}`)
        } catch (e) {
          if ((e as { code?: string }).code !== '42501') done.push(`${role}: ${act}: ${(e as Error).message}`)
        } finally {
          await app.query('rollback')
        }
      }
    }
  }
  expect(done).toEqual([])
})

it('nobody but the log-in service and the worker can read a password hash', async () => {
  for (const [role, allowed] of [
    ['zhuxue_auth', true],
    ['zhuxue_worker', true],
    ['zhuxue_staff', false],
    ['zhuxue_student', false],
    ['zhuxue_public', false],
  ] as const) {
    for (const t of ['staff_accounts', 'student_accounts']) {
      const r = await owner.query('select has_column_privilege($1, $2, $3, $4) as may', [
        role,
        t,
        'password_hash',
        'select',
      ])
      expect([role, t, r.rows[0].may]).toEqual([role, t, allowed])
    }
  }
})
