import type { RollStatus } from '@zhuxue/contracts'
import type { LocalDate } from '@zhuxue/policy'
import { found, type Platform, type Tx } from '../../platform/index.ts'
import { phoneMask } from './protected.ts'

/** One roll (学籍) of a person at a school, without anything encrypted. */
export interface StudentCore {
  readonly id: string
  readonly schoolId: string
  readonly classId: string
  readonly scope: string
  readonly revision: number
  readonly name: string
  readonly gender: 'female' | 'male'
  readonly birthDate: LocalDate
  readonly ethnicity: string
  readonly grade: number
  readonly stage: string
  readonly majorName: string
  readonly className: string
  readonly schoolName: string
  readonly schoolPath: string
  readonly countyCode: string
  readonly line: 'education' | 'human-resources'
  readonly rollStatus: RollStatus
  readonly studyMode: 'full-time' | 'part-time'
  readonly guardianName: string | null
  readonly enteredOn: LocalDate
  readonly rollAsOf: LocalDate
  readonly hasPhone: boolean
}

/** The visible student, or 404. With `platform` also the masked phone number (it is stored encrypted). */
export async function studentCore(tx: Tx, id: string): Promise<StudentCore>
export async function studentCore(
  tx: Tx,
  id: string,
  platform: Platform,
): Promise<StudentCore & { readonly phoneMasked: string | null }>
export async function studentCore(
  tx: Tx,
  id: string,
  platform?: Platform,
): Promise<StudentCore & { readonly phoneMasked?: string | null }> {
  const row = await tx.db
    .selectFrom('students as t')
    .innerJoin('classes as c', 'c.id', 't.class_id')
    .innerJoin('orgs as o', 'o.id', 't.school_id')
    .select([
      't.id',
      't.school_id',
      't.class_id',
      't.scope',
      't.revision',
      't.name',
      't.gender',
      't.birth_date',
      't.ethnicity',
      't.grade',
      't.stage',
      't.major_name',
      't.roll_status',
      't.study_mode',
      't.guardian_name',
      't.entered_on',
      't.roll_as_of',
      't.phone_enc',
      'c.name as class_name',
      'o.name as school_name',
      'o.path as school_path',
      'o.county_code',
      'o.line',
    ])
    .where('t.id', '=', id)
    .executeTakeFirst()
  const t = found(row, '没有找到这名学生，可能不在您的管理范围内。')
  const core: StudentCore = {
    id: t.id,
    schoolId: t.school_id,
    classId: t.class_id,
    scope: t.scope,
    revision: t.revision,
    name: t.name,
    gender: t.gender === 'female' ? 'female' : 'male',
    birthDate: t.birth_date as LocalDate,
    ethnicity: t.ethnicity,
    grade: t.grade,
    stage: t.stage,
    majorName: t.major_name,
    className: t.class_name,
    schoolName: t.school_name,
    schoolPath: t.school_path,
    countyCode: t.county_code ?? '',
    line: t.line === 'human-resources' ? 'human-resources' : 'education',
    rollStatus: t.roll_status as RollStatus,
    studyMode: t.study_mode === 'part-time' ? 'part-time' : 'full-time',
    guardianName: t.guardian_name,
    enteredOn: t.entered_on as LocalDate,
    rollAsOf: t.roll_as_of as LocalDate,
    hasPhone: t.phone_enc !== null,
  }
  return platform ? { ...core, phoneMasked: phoneMask(platform.crypto, id, t.phone_enc) } : core
}
