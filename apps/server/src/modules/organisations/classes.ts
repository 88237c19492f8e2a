import { newId, refuse, type Tx } from '../../platform/index.ts'
import type { School } from './store.ts'

/** A class (班级) with what the aid rules ask of its major. */
export interface SchoolClass {
  readonly id: string
  readonly scope: string
  readonly name: string
  readonly entryYear: number
  readonly stage: string
  readonly majorName: string
  readonly majorCode: string | null
  readonly agriculture: boolean
  readonly performing: boolean
  readonly opera: boolean
}

export type NewClass = Omit<SchoolClass, 'id' | 'scope'>

/** Every class of a school. */
export async function classesOf(tx: Tx, schoolId: string): Promise<SchoolClass[]> {
  const rows = await tx.db.selectFrom('classes').selectAll().where('school_id', '=', schoolId).execute()
  return rows.map((c) => ({
    id: c.id,
    scope: c.scope,
    name: c.name,
    entryYear: c.entry_year,
    stage: c.stage,
    majorName: c.major_name,
    majorCode: c.major_code,
    agriculture: c.agriculture,
    performing: c.performing,
    opera: c.opera,
  }))
}

/** Adds a class below the school (worker only); refused when the school has a class of this name. */
export async function addClass(tx: Tx, school: School, made: NewClass): Promise<SchoolClass> {
  const there = await classesOf(tx, school.id)
  if (there.some((c) => c.name === made.name)) throw refuse('duplicate', `${school.name}已有班级“${made.name}”。`)
  const numbers = there.map((c) => Number(/C(\d+)\/$/.exec(c.scope)?.[1] ?? 0))
  const code = `C${String(Math.max(0, ...numbers) + 1).padStart(2, '0')}`
  const added: SchoolClass = { ...made, id: newId(), scope: `${school.path}${code}/` }
  await tx.db
    .insertInto('orgs')
    .values({
      id: added.id,
      parent_id: school.id,
      kind: 'class',
      line: school.line,
      code,
      name: added.name,
      path: added.scope,
    })
    .execute()
  await tx.db
    .insertInto('classes')
    .values({
      id: added.id,
      school_id: school.id,
      scope: added.scope,
      name: added.name,
      entry_year: added.entryYear,
      stage: added.stage,
      major_name: added.majorName,
      major_code: added.majorCode,
      agriculture: added.agriculture,
      performing: added.performing,
      opera: added.opera,
    })
    .execute()
  tx.audit({
    action: 'organisation.add-class',
    subjectKind: 'org',
    subjectId: added.id,
    scope: added.scope,
    data: { name: added.name, major: added.majorName, agriculture: added.agriculture, performing: added.performing },
  })
  return added
}
