import { found, type Tx } from '../../platform/index.ts'

/** A school (学校) as other modules need it. */
export interface School {
  readonly id: string
  readonly name: string
  /** data scope of everything that belongs to the school */
  readonly path: string
  /** GB/T 2260 code of the county where the school lies */
  readonly countyCode: string
  /** 学校类别 in words, as the roll names it */
  readonly kind: string
  /** education line, or human resources for 技工院校 */
  readonly line: 'education' | 'human-resources'
}

/** The school, or 404. Organisations are not secret: no scope is applied here. */
export async function schoolOf(tx: Tx, schoolId: string): Promise<School> {
  const row = await tx.db
    .selectFrom('orgs')
    .select(['id', 'name', 'path', 'county_code', 'school_kind', 'line'])
    .where('id', '=', schoolId)
    .where('kind', '=', 'school')
    .executeTakeFirst()
  const school = found(row, '没有找到这所学校。')
  return {
    id: school.id,
    name: school.name,
    path: school.path,
    countyCode: school.county_code ?? '',
    kind: school.school_kind ?? '',
    line: school.line === 'human-resources' ? 'human-resources' : 'education',
  }
}

/** The school with the code it was set up with ('1001'), on either line; 404 with advice when there is none. */
export async function schoolByCode(tx: Tx, code: string): Promise<School> {
  const row = await tx.db
    .selectFrom('orgs')
    .select('id')
    .where('kind', '=', 'school')
    .where('code', '=', `S${code}`)
    .executeTakeFirst()
  return schoolOf(tx, found(row, `没有代码为${code}的学校。请核对，或先运行 zhuxue school add 建立学校。`).id)
}

/** Any node of the tree, or 404. */
export async function orgOf(
  tx: Tx,
  id: string,
): Promise<{ id: string; parentId: string | null; kind: string; line: string; name: string; path: string }> {
  const row = await tx.db
    .selectFrom('orgs')
    .select(['id', 'parent_id', 'kind', 'line', 'name', 'path'])
    .where('id', '=', id)
    .executeTakeFirst()
  const org = found(row, '没有找到这个机构。')
  return { id: org.id, parentId: org.parent_id, kind: org.kind, line: org.line, name: org.name, path: org.path }
}

/** Name of a node, for sentences; 404 when there is none. */
export async function orgName(tx: Tx, id: string): Promise<string> {
  return (await orgOf(tx, id)).name
}
