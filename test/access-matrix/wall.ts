import { scopeEnd } from '../../apps/server/src/platform/index.ts'
import type { MatrixWorld } from './world.ts'

/** Windows of schools and published rules: no person and no money; everybody may read them. */
const FOR_EVERYBODY = new Set(['rounds', 'rule_versions'])

/**
 * The second wall by itself: what the database shows to an officer of school A and to a student of school A when the
 * code asks for everything. The first wall (explicit WHERE, access rules) hides a hole here from the API.
 */
export async function lookBehindTheWall(world: MatrixWorld): Promise<string[]> {
  const { t } = world
  const { rows: tables } = await t.owner.query<{ table: string; scope: boolean; student: boolean }>(`
    select c.relname as table, bool_or(a.attname = 'scope') as scope, bool_or(a.attname = 'student_id') as student
    from pg_class c join pg_attribute a on a.attrelid = c.oid and a.attnum > 0
    where c.relnamespace = 'public'::regnamespace and c.relkind = 'r'
      and exists (select 1 from pg_policies p where p.tablename = c.relname)
    group by c.relname order by c.relname`)
  const a = t.world.schools.A.path
  const own = (t.world.students.A2 as { id: string }).id
  const officer = [
    'set local role zhuxue_staff',
    `set local app.scope = '${a}'`,
    `set local app.scope_hi = '${scopeEnd(a)}'`,
  ]
  const student = ['set local role zhuxue_student', `set local app.student = '${own}'`]
  const findings: string[] = []
  for (const c of tables.filter((x) => !FOR_EVERYBODY.has(x.table))) {
    if (c.scope) {
      const seen = await count(world, officer, c.table, `scope like '${t.world.schools.B.path}%'`)
      if (seen > 0) findings.push(`${c.table}: an officer of school A sees ${seen} rows of school B`)
    }
    const column = c.student ? 'student_id' : c.table === 'students' ? 'id' : null
    if (column) {
      const seen = await count(world, student, c.table, `${column} <> '${own}'`)
      if (seen > 0) findings.push(`${c.table}: a student sees ${seen} rows of others`)
    }
  }
  return findings
}

/** Rows seen; a role that may not read the table at all sees none. */
async function count({ t }: MatrixWorld, settings: readonly string[], table: string, where: string): Promise<number> {
  await t.owner.query('begin')
  try {
    for (const s of settings) await t.owner.query(s)
    const { rows } = await t.owner.query<{ n: number }>(`select count(*)::int as n from ${table} where ${where}`)
    return rows[0]?.n ?? 0
  } catch (e) {
    if ((e as { code?: string }).code === '42501') return 0
    throw e
  } finally {
    await t.owner.query('rollback')
  }
}
