import type { Platform } from '../platform/index.ts'
import type { PlayedSchool } from './index.ts'

/** A school of the demo world and its pupils on the roll, read as the operator of the demo (worker role). */
export async function playedSchool(platform: Platform, code: string): Promise<PlayedSchool> {
  return platform.transaction({ kind: 'worker', name: '演示' }, async (tx) => {
    const school = await tx.db
      .selectFrom('orgs')
      .select(['id', 'county_code'])
      .where('kind', '=', 'school')
      .where('code', '=', `S${code}`)
      .executeTakeFirstOrThrow()
    const rows = await tx.db
      .selectFrom('students')
      .select(['id', 'name', 'id_number_enc', 'class_id', 'guardian_name', 'persona'])
      .where('school_id', '=', school.id)
      .where('roll_status', '=', 'on-roll')
      .orderBy('id')
      .execute()
    const teachers = await tx.db
      .selectFrom('staff_accounts')
      .select('username')
      .where('username', '~', `^s${code}-c[0-9]+$`)
      .orderBy('username')
      .execute()
    return {
      id: school.id,
      code,
      county: school.county_code ?? '',
      teachers: teachers.map((t) => t.username),
      pupils: rows.map((r) => ({
        id: r.id,
        name: r.name,
        classId: r.class_id,
        guardianName: r.guardian_name ?? '李建华',
        persona: r.persona,
        idNumber: platform.crypto.decrypt(r.id_number_enc, `students.id_number:${r.id}`),
      })),
    }
  })
}
