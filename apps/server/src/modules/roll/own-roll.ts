import { type RollField, rollFields, rollFieldTitles } from '@zhuxue/contracts'
import { checkPhone, formatDateText, type LocalDate, maskIdNumber, maskPhone } from '@zhuxue/policy'
import { AREA_TYPE_NAMES } from '@zhuxue/regions'
import { found, type Platform, refuse, type Tx } from '../../platform/index.ts'
import { placeName } from './fact-views.ts'
import { regionFor } from './facts.ts'
import { maskAddress, open, rollNumberMask } from './protected.ts'

/** One field of a roll in words; sensitive ones masked, null where the roll has nothing. */
export interface RollValue {
  readonly field: RollField
  readonly label: string
  readonly value: string | null
}

/** Everything of a visible student's roll that the student checks, in the order of the screen; 404 when out of scope. */
export async function rollValues(tx: Tx, platform: Platform, studentId: string): Promise<RollValue[]> {
  const row = found(
    await tx.db
      .selectFrom('students as t')
      .innerJoin('classes as c', 'c.id', 't.class_id')
      .innerJoin('orgs as o', 'o.id', 't.school_id')
      .selectAll('t')
      .select(['c.name as class_name', 'o.name as school_name', 'o.county_code'])
      .where('t.id', '=', studentId)
      .executeTakeFirst(),
    '没有找到这名学生，可能不在您的管理范围内。',
  )
  const { crypto } = platform
  const clear = (field: 'address' | 'guardianPhone', box: Buffer | null, mask: (s: string) => string) => {
    const value = open(crypto, studentId, field, box)
    return value === null ? null : mask(value)
  }
  const region = regionFor(row.county_code)
  const values: Record<RollField, string | null> = {
    name: row.name,
    gender: row.gender === 'female' ? '女' : '男',
    birthDate: formatDateText(row.birth_date as LocalDate),
    ethnicity: row.ethnicity,
    idNumber: maskIdNumber(open(crypto, studentId, 'idNumber', row.id_number_enc) ?? ''),
    rollNumber: rollNumberMask(crypto, studentId, row.roll_number_enc),
    school: row.school_name,
    class: row.class_name,
    grade: `${'一二三四五六'.charAt(row.grade - 1) || row.grade}年级`,
    major: row.major_name,
    enteredOn: formatDateText(row.entered_on as LocalDate),
    hukouCounty: placeName(region, row.hukou_county),
    hukouAreaType: AREA_TYPE_NAMES[row.hukou_area_type as keyof typeof AREA_TYPE_NAMES] ?? null,
    address: clear('address', row.address_enc, maskAddress),
    guardianName: row.guardian_name,
    guardianPhone: clear('guardianPhone', row.guardian_phone_enc, maskPhone),
  }
  return rollFields.map((field) => ({ field, label: rollFieldTitles[field], value: values[field] }))
}

/** Guardian on the roll: name and mobile number in clear, for the server to send to; null where none or unusable. */
export async function guardianContact(
  tx: Tx,
  platform: Platform,
  studentId: string,
): Promise<{ readonly name: string | null; readonly phone: string | null }> {
  const row = await tx.db
    .selectFrom('students')
    .select(['guardian_name', 'guardian_phone_enc'])
    .where('id', '=', studentId)
    .executeTakeFirst()
  const phone = open(platform.crypto, studentId, 'guardianPhone', row?.guardian_phone_enc ?? null)
  const checked = phone === null ? null : checkPhone(phone)
  return { name: row?.guardian_name ?? null, phone: checked?.ok ? checked.value : null }
}

/** Puts the number that a one-time code confirmed on the roll (11 digits, checked by the caller). */
export async function setConfirmedPhone(tx: Tx, platform: Platform, studentId: string, phone: string): Promise<void> {
  const checked = checkPhone(phone)
  if (!checked.ok) throw refuse('bad-request', checked.text, { fields: [{ path: '/phone', text: checked.text }] })
  await tx.db
    .updateTable('students')
    .set({
      phone_enc: platform.crypto.encrypt(checked.value, `students.phone:${studentId}`),
      phone_bidx: platform.crypto.blindIndex('phone', checked.value),
    })
    .where('id', '=', studentId)
    .execute()
}
