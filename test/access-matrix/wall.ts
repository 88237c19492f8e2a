import { sql } from 'kysely'
import type { StaffActor, StudentActor } from '../../apps/server/src/platform/index.ts'
import type { MatrixWorld } from './world.ts'

/** Windows of schools: dates and programmes, no person and no money; everybody may read them. */
const FOR_EVERYBODY = new Set(['rounds'])

/**
 * The second wall by itself: what the database shows to an officer of school A and to a student of school A when the
 * code asks for everything. The first wall (explicit WHERE, access rules) hides a hole here from the API.
 */
export async function lookBehindTheWall(world: MatrixWorld): Promise<string[]> {
  const { t } = world
  const { rows: columns } = await t.owner.query<{ table: string; scope: boolean; student: boolean }>(`
    select c.relname as table, bool_or(a.attname = 'scope') as scope, bool_or(a.attname = 'student_id') as student
    from pg_class c join pg_attribute a on a.attrelid = c.oid and a.attnum > 0
    where c.relnamespace = 'public'::regnamespace and c.relkind = 'r'
      and (exists (select 1 from pg_policies p where p.tablename = c.relname) or c.relname in ('payment_runs'))
    group by c.relname order by c.relname`)
  const a = t.world.schools.A
  const b = t.world.schools.B
  const staff: StaffActor = {
    kind: 'staff',
    id: t.world.staff['aid-officerA']?.id ?? '',
    name: '',
    role: 'aid-officer',
    roleTitle: '',
    grantId: t.world.staff['aid-officerA']?.grantId ?? '',
    orgId: a.id,
    scope: a.path,
    sessionId: '',
  }
  const own = t.world.students.A2 as { id: string; scope: string }
  const student: StudentActor = {
    kind: 'student',
    id: own.id,
    name: '',
    scope: own.scope,
    schoolId: a.id,
    sessionId: '',
  }
  const findings: string[] = []
  for (const c of columns.filter((x) => !FOR_EVERYBODY.has(x.table))) {
    if (c.scope) {
      const seen = await count(
        world,
        staff,
        sql`select count(*)::int as n from ${sql.table(c.table)} where scope like ${`${b.path}%`}`,
      )
      if (seen > 0) findings.push(`${c.table}: an officer of school A sees ${seen} rows of school B`)
    }
    const column = c.student ? 'student_id' : c.table === 'students' ? 'id' : null
    if (column) {
      const seen = await count(
        world,
        student,
        sql`select count(*)::int as n from ${sql.table(c.table)} where ${sql.ref(column)} <> ${own.id}::uuid`,
      )
      if (seen > 0) findings.push(`${c.table}: a student sees ${seen} rows of others`)
    }
  }
  return findings
}

/** Rows seen; a role that may not read the table at all sees none. */
async function count(
  world: MatrixWorld,
  actor: StaffActor | StudentActor,
  query: ReturnType<typeof sql>,
): Promise<number> {
  try {
    return await world.t.platform.transaction(
      actor,
      async (tx) => ((await query.execute(tx.db)).rows[0] as { n: number }).n,
    )
  } catch (e) {
    if ((e as { code?: string }).code === '42501') return 0
    throw e
  }
}
