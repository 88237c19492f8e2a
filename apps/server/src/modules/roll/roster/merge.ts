import { sql } from 'kysely'
import {
  type CopyInto,
  type CopyValue,
  type FieldCrypto,
  type LineProblem,
  newId,
  type Tx,
} from '../../../platform/index.ts'
import type { School, SchoolClass } from '../../organisations/index.ts'
import { open } from '../protected.ts'
import type { RosterPerson } from './types.ts'

export interface Merged {
  readonly created: number
  readonly updated: number
  readonly unchanged: number
  readonly notes: readonly LineProblem[]
}

const ACTIVE = ['on-roll', 'pre-registered', 'suspended']

/** Columns of the staging table; every one but `fresh` and `poor` stands under the same name in `students`. */
const STAGED = [
  'id',
  'class_id',
  'scope',
  'name',
  'gender',
  'birth_date',
  'ethnicity',
  'nationality',
  'roll_number_enc',
  'id_number_enc',
  'id_number_bidx',
  'phone_enc',
  'phone_bidx',
  'address_enc',
  'guardian_name',
  'guardian_phone_enc',
  'study_mode',
  'stage',
  'grade',
  'major_name',
  'major_code',
  'agriculture',
  'performing',
  'opera',
  'hukou_county',
  'hukou_town',
  'hukou_area_type',
  'entered_on',
] as const

/** What a roster may change of somebody who is on the roll: everything but status, study mode and class, which need a roll change. */
const CHANGEABLE = [
  'name',
  'gender',
  'birth_date',
  'ethnicity',
  'nationality',
  'phone_enc',
  'phone_bidx',
  'address_enc',
  'guardian_name',
  'guardian_phone_enc',
  'hukou_county',
  'hukou_town',
  'hukou_area_type',
  'grade',
] as const

interface Existing {
  readonly id: string
  readonly school_id: string
  readonly class_id: string
  readonly roll_status: string
  readonly study_mode: string
  readonly scope: string
  readonly id_number_bidx: Buffer
  readonly phone_enc: Buffer | null
  readonly address_enc: Buffer | null
  readonly guardian_phone_enc: Buffer | null
  readonly [column: string]: unknown
}

/**
 * Brings people onto the roll of a school: new lines are inserted, known ones updated where something is different,
 * through a staging table (COPY) and one statement each. The caller holds the school's import lock.
 */
export async function mergeRoster(
  tx: Tx,
  copyInto: CopyInto,
  crypto: FieldCrypto,
  school: School,
  people: readonly RosterPerson[],
  classes: ReadonlyMap<string, SchoolClass>,
  academicYear: number,
): Promise<Merged> {
  const notes: LineProblem[] = []
  const known = await knownPersons(tx, crypto, people)
  const staged: CopyValue[][] = []
  let created = 0
  let updated = 0
  for (const p of people) {
    const place = classes.get(p.className) as SchoolClass
    const rolls = known.get(crypto.blindIndex('id-number', p.idNumber).toString('hex')) ?? []
    const here = rolls.find((r) => r.school_id === school.id && ACTIVE.includes(r.roll_status))
    const note = (column: string | null, text: string) => notes.push({ line: p.line, column, text })
    if (rolls.some((r) => r.school_id !== school.id && ACTIVE.includes(r.roll_status))) {
      note('身份证件号', '此人在另一所学校也有在籍学籍，已导入，请尽快核清双重学籍。')
    }
    const id = here?.id ?? newId()
    const grade = Math.min(6, Math.max(1, academicYear - place.entryYear + 1))
    const row = studentColumns(crypto, id, p, place, grade)
    if (here === undefined) {
      created += 1
      staged.push([true, p.registeredPoor, ...STAGED.map((c) => row[c])])
      continue
    }
    if (here.class_id !== place.id) note('班级名称', '与系统中的班级不同，班级没有改动；转班请另行办理。')
    if (here.study_mode !== p.studyMode) note('学习形式', '与系统中的学习形式不同，没有改动；请办理学籍异动。')
    const changed = differences(crypto, here, p, row)
    if (changed.length === 0 && !p.registeredPoor) continue
    staged.push([false, p.registeredPoor, ...STAGED.map((c) => row[c])])
    if (changed.length === 0) continue
    updated += 1
    tx.audit({
      action: 'roll.import-change',
      subjectKind: 'student',
      subjectId: id,
      scope: here.scope,
      data: { fields: changed },
    })
  }
  if (staged.length > 0) await writeStaged(tx, copyInto, school, staged)
  return { created, updated, unchanged: people.length - created - updated, notes }
}

/** Rolls anywhere of the people in the list, by blind index of the ID number. */
async function knownPersons(
  tx: Tx,
  crypto: FieldCrypto,
  people: readonly RosterPerson[],
): Promise<Map<string, Existing[]>> {
  const found = new Map<string, Existing[]>()
  for (let i = 0; i < people.length; i += 5000) {
    const indexes = people.slice(i, i + 5000).map((p) => crypto.blindIndex('id-number', p.idNumber))
    const rows = await tx.db
      .selectFrom('students')
      .select([...STAGED, 'school_id', 'roll_status'])
      .where(sql<boolean>`id_number_bidx = any(${indexes}::bytea[])`)
      .forUpdate()
      .execute()
    for (const r of rows) {
      const key = r.id_number_bidx.toString('hex')
      found.set(key, [...(found.get(key) ?? []), r as unknown as Existing])
    }
  }
  return found
}

function studentColumns(crypto: FieldCrypto, id: string, p: RosterPerson, place: SchoolClass, grade: number) {
  const box = (column: string, value: string | null) =>
    value === null ? null : crypto.encrypt(value, `students.${column}:${id}`)
  return {
    id,
    class_id: place.id,
    scope: place.scope,
    name: p.name,
    gender: p.gender,
    birth_date: p.birthDate,
    ethnicity: p.ethnicity,
    nationality: p.nationality,
    roll_number_enc: box('roll_number', p.rollNumber ?? `G${p.idNumber}`),
    id_number_enc: box('id_number', p.idNumber),
    id_number_bidx: crypto.blindIndex('id-number', p.idNumber),
    phone_enc: box('phone', p.phone),
    phone_bidx: p.phone === null ? null : crypto.blindIndex('phone', p.phone),
    address_enc: box('address', p.address),
    guardian_name: p.guardianName,
    guardian_phone_enc: box('guardian_phone', p.guardianPhone),
    study_mode: p.studyMode,
    stage: p.stage,
    grade,
    major_name: place.majorName,
    major_code: place.majorCode,
    agriculture: place.agriculture,
    performing: place.performing,
    opera: place.opera,
    hukou_county: p.hukouCounty,
    hukou_town: p.hukouTown,
    hukou_area_type: p.hukouAreaType,
    entered_on: p.enteredOn,
  } satisfies Record<(typeof STAGED)[number], CopyValue>
}

const TITLES: Record<string, string> = {
  name: '姓名',
  gender: '性别',
  birth_date: '出生日期',
  ethnicity: '民族',
  nationality: '国籍/地区',
  guardian_name: '监护人姓名',
  hukou_county: '户口所在地',
  hukou_town: '户口所在乡镇',
  hukou_area_type: '居住地类型',
  grade: '年级',
}

/** Names of what is different. Encrypted columns are compared in clear: two ciphertexts of one value differ. An empty cell changes nothing. */
function differences(crypto: FieldCrypto, here: Existing, p: RosterPerson, row: Record<string, CopyValue>): string[] {
  const changed = Object.entries(TITLES)
    .filter(([column]) => row[column] !== null && row[column] !== here[column])
    .map(([, title]) => title)
  const secret = (
    title: string,
    field: 'phone' | 'address' | 'guardianPhone',
    box: Buffer | null,
    value: string | null,
  ) => {
    if (value !== null && open(crypto, here.id, field, box) !== value) changed.push(title)
  }
  secret('联系电话', 'phone', here.phone_enc, p.phone)
  secret('家庭住址', 'address', here.address_enc, p.address)
  secret('监护人电话', 'guardianPhone', here.guardian_phone_enc, p.guardianPhone)
  return changed
}

async function writeStaged(tx: Tx, copyInto: CopyInto, school: School, rows: readonly CopyValue[][]): Promise<void> {
  // the demo clock and a second import in one session must not meet an older staging table
  await sql`create temporary table roster_staging on commit drop as
    select true as fresh, true as poor, ${sql.raw(STAGED.join(', '))} from students where false`.execute(tx.db)
  await copyInto('roster_staging', ['fresh', 'poor', ...STAGED], rows)
  await sql`insert into students (${sql.raw(STAGED.join(', '))}, school_id, roll_status, at_school, on_internship, roll_as_of)
    select ${sql.raw(STAGED.join(', '))}, ${school.id}::uuid, 'on-roll', true, false, ${tx.today}::date
    from roster_staging where fresh`.execute(tx.db)
  await sql`insert into student_accounts (student_id, scope, id_number_bidx, must_change_password)
    select id, scope, id_number_bidx, true from roster_staging where fresh`.execute(tx.db)
  const set = CHANGEABLE.map((c) => `${c} = coalesce(s.${c}, t.${c})`).join(', ')
  await sql`update students t set ${sql.raw(set)}, revision = t.revision + 1, roll_as_of = ${tx.today}::date
    from roster_staging s where s.id = t.id and not s.fresh`.execute(tx.db)
  await sql`insert into household_registers (id, student_id, scope, register, valid_from, source, source_document, as_of)
    select gen_random_uuid(), t.id, t.scope, 'registered-poor', ${tx.today}::date, 'roll', '学籍名册导入', ${tx.today}::date
    from roster_staging s join students t on t.id = s.id
    where s.poor and not exists (select 1 from household_registers r where r.student_id = t.id
      and r.register = 'registered-poor' and (r.valid_to is null or r.valid_to >= ${tx.today}::date))`.execute(tx.db)
}
