import { normaliseDigits } from '@zhuxue/policy'
import type { Transaction } from 'kysely'
import type { DB } from '../../db/types.ts'
import type { FieldCrypto } from '../platform/index.ts'
import { newId } from '../platform/index.ts'
import type { StudentInfo, World } from './rows.ts'

const CHUNK = 500
const chunks = <T>(rows: readonly T[]): T[][] =>
  Array.from({ length: Math.ceil(rows.length / CHUNK) }, (_, i) => rows.slice(i * CHUNK, (i + 1) * CHUNK))

/** Writes a world into an empty database, as the worker role. Encrypts what must be encrypted. */
export async function insertWorld(db: Transaction<DB>, crypto: FieldCrypto, world: World, now: Date): Promise<void> {
  for (const part of chunks(world.orgs)) {
    await db
      .insertInto('orgs')
      .values(
        part.map((o) => ({
          id: o.id,
          parent_id: o.parentId,
          kind: o.kind,
          line: o.line,
          code: o.code,
          name: o.name,
          path: o.path,
          school_kind: o.schoolKind ?? null,
          county_code: o.countyCode ?? null,
        })),
      )
      .execute()
  }
  for (const part of chunks(world.classes)) {
    await db
      .insertInto('classes')
      .values(
        part.map((c) => ({
          id: c.id,
          school_id: c.schoolId,
          scope: c.scope,
          name: c.name,
          entry_year: c.entryYear,
          stage: c.stage,
          major_name: c.majorName,
          major_code: c.majorCode ?? null,
          agriculture: c.agriculture,
          performing: c.performing,
          opera: c.opera,
        })),
      )
      .execute()
  }
  for (const part of chunks(world.campuses)) {
    await db
      .insertInto('campuses')
      .values(
        part.map((c) => ({
          id: c.id,
          school_id: c.schoolId,
          name: c.name,
          area: JSON.stringify(c.area),
          registered_on: c.registeredOn,
        })),
      )
      .execute()
  }
  for (const part of chunks(world.students)) {
    await db
      .insertInto('students')
      .values(part.map((s) => studentRow(s, crypto)))
      .execute()
    await db
      .insertInto('student_accounts')
      .values(
        part.map((s) => ({
          student_id: s.id,
          scope: s.scope,
          id_number_bidx: crypto.blindIndex('id-number', s.idNumber),
          password_hash: s.passwordHash,
          must_change_password: s.mustChangePassword,
          slip_issued_at: s.passwordHash ? now : null,
          activated_at: s.passwordHash && !s.mustChangePassword ? now : null,
          wizard_done_at: s.passwordHash && !s.mustChangePassword ? now : null,
        })),
      )
      .execute()
  }
  const registers = world.students.flatMap((s) =>
    s.registers.map((r) => ({
      id: newId(),
      student_id: s.id,
      scope: s.scope,
      register: r.register,
      risk_eliminated: r.riskEliminated ?? null,
      valid_from: s.rollAsOf,
      valid_to: null,
      source: r.source,
      source_document: r.sourceDocument,
      as_of: s.rollAsOf,
    })),
  )
  for (const part of chunks(registers)) await db.insertInto('household_registers').values(part).execute()
  for (const part of chunks(world.staff)) {
    await db
      .insertInto('staff_accounts')
      .values(
        part.map((a) => ({
          id: a.id,
          username: a.username,
          name: a.name,
          password_hash: a.passwordHash,
          must_change_password: a.mustChangePassword,
          demo_account: a.demoAccount,
          created_at: now,
        })),
      )
      .execute()
  }
  const grants = world.staff.flatMap((a) =>
    a.grants.map((g) => ({
      id: g.id,
      staff_id: a.id,
      role: g.role,
      org_id: g.orgId,
      scope: g.scope,
      granted_at: now,
    })),
  )
  for (const part of chunks(grants)) await db.insertInto('staff_grants').values(part).execute()
}

/** One student as a row of `students`, encrypted in place. */
export function studentRow(s: StudentInfo, crypto: FieldCrypto) {
  const box = (column: string, value: string | undefined) =>
    value ? crypto.encrypt(value, `students.${column}:${s.id}`) : null
  const phone = s.phone ? normaliseDigits(s.phone) : undefined
  return {
    id: s.id,
    school_id: s.schoolId,
    class_id: s.classId,
    scope: s.scope,
    name: s.name,
    gender: s.gender,
    birth_date: s.birthDate,
    ethnicity: s.ethnicity,
    nationality: s.nationality ?? 'CN',
    roll_number_enc: crypto.encrypt(s.rollNumber, `students.roll_number:${s.id}`),
    id_number_enc: crypto.encrypt(s.idNumber, `students.id_number:${s.id}`),
    id_number_bidx: crypto.blindIndex('id-number', s.idNumber),
    phone_enc: box('phone', phone),
    phone_bidx: phone ? crypto.blindIndex('phone', phone) : null,
    address_enc: box('address', s.address),
    guardian_name: s.guardianName ?? null,
    guardian_phone_enc: box('guardian_phone', s.guardianPhone),
    roll_status: s.rollStatus,
    study_mode: s.studyMode,
    at_school: s.atSchool,
    on_internship: s.onInternship,
    stage: s.stage,
    grade: s.grade,
    major_name: s.majorName,
    major_code: s.majorCode ?? null,
    agriculture: s.agriculture,
    performing: s.performing,
    opera: s.opera,
    hukou_county: s.hukouCounty ?? null,
    hukou_town: s.hukouTown ?? null,
    hukou_area_type: s.hukouAreaType ?? null,
    entered_on: s.enteredOn,
    roll_as_of: s.rollAsOf,
    persona: s.persona ?? null,
  }
}
