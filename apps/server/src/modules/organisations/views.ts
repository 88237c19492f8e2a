import type { organisations, ReplyOf } from '@zhuxue/contracts'
import { sql } from 'kysely'
import { fromCursor, page, pageLimit, type StaffActor, schoolScope, scopeEnd, type Tx } from '../../platform/index.ts'

type OrgTree = ReplyOf<typeof organisations.orgTree>
type Classes = ReplyOf<typeof organisations.listClasses>

/**
 * Nodes in the caller's scope without classes, in the order of the tree. Somebody below a school (a class teacher)
 * also gets the school's own node, so that screens can name it.
 */
export async function treeInScope(tx: Tx<StaffActor>): Promise<OrgTree> {
  const { scope } = tx.actor
  const rows = await tx.db
    .selectFrom('orgs')
    .select(['id', 'parent_id', 'kind', 'line', 'code', 'name', 'school_kind', 'county_code'])
    .where('kind', '<>', 'class')
    .where((e) =>
      e.or([e.and([e('path', '>=', scope), e('path', '<', scopeEnd(scope))]), e('path', '=', schoolScope(scope))]),
    )
    .orderBy('path')
    .execute()
  return {
    items: rows.map((r) => ({
      id: r.id,
      parentId: r.parent_id,
      kind: r.kind as OrgTree['items'][number]['kind'],
      line: r.line as OrgTree['items'][number]['line'],
      code: r.code,
      name: r.name,
      schoolKind: r.school_kind,
      countyCode: r.county_code,
    })),
  }
}

interface ClassQuery {
  readonly schoolId?: string | undefined
  readonly cursor?: string | undefined
  readonly limit?: string | undefined
}

/** Classes in the caller's scope with head count (rows on the roll, present or suspended) and class teacher. */
export async function listClasses(tx: Tx<StaffActor>, query: ClassQuery): Promise<Classes> {
  const limit = pageLimit(query.limit)
  const key = fromCursor(query.cursor, 2)
  const { scope } = tx.actor
  const rows = await tx.db
    .selectFrom('classes as c')
    .innerJoin('orgs as s', 's.id', 'c.school_id')
    .innerJoin('orgs as o', 'o.id', 'c.id')
    .leftJoin('orgs as p', (j) => j.onRef('p.id', '=', 'o.parent_id').on('p.kind', '=', 'department'))
    .select((e) => [
      'c.id',
      'c.scope',
      'c.name',
      'c.school_id',
      's.name as school_name',
      'p.name as department_name',
      'c.entry_year',
      'c.major_name',
      e
        .selectFrom('students as t')
        .whereRef('t.class_id', '=', 'c.id')
        .where('t.roll_status', 'in', ['on-roll', 'pre-registered', 'suspended'])
        .select(sql<number>`count(*)`.as('n'))
        .as('students'),
      e
        .selectFrom('staff_grants as g')
        .innerJoin('staff_accounts as f', 'f.id', 'g.staff_id')
        .whereRef('g.org_id', '=', 'c.id')
        .where('g.role', '=', 'class-teacher')
        .where('g.revoked_at', 'is', null)
        .where('f.disabled', '=', false)
        .select(sql<string | null>`string_agg(f.name, '、' order by g.granted_at, f.name)`.as('names'))
        .as('teachers'),
    ])
    .where('c.scope', '>=', scope)
    .where('c.scope', '<', scopeEnd(scope))
    .$if(query.schoolId !== undefined, (q) => q.where('c.school_id', '=', query.schoolId ?? ''))
    .$if(key !== null, (q) => q.where(sql<boolean>`(c.scope, c.id) > (${key?.[0] ?? ''}, ${key?.[1] ?? ''}::uuid)`))
    .orderBy('c.scope')
    .orderBy('c.id')
    .limit(limit + 1)
    .execute()
  return page(
    rows,
    limit,
    (r) => ({
      id: r.id,
      name: r.name,
      schoolId: r.school_id,
      schoolName: r.school_name,
      departmentName: r.department_name,
      entryYear: r.entry_year,
      majorName: r.major_name,
      students: Number(r.students ?? 0),
      teacherName: r.teachers,
    }),
    (r) => [r.scope, r.id],
  )
}
