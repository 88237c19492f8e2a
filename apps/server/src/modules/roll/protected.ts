import { checkPhone, maskIdNumber, maskPhone } from '@zhuxue/policy'
import { type FieldCrypto, found, type Platform, type Tx } from '../../platform/index.ts'

/** Encrypted columns of `students`; the AAD binds each ciphertext to its column and row. */
export type ProtectedField = 'idNumber' | 'phone' | 'address' | 'guardianPhone'

const column = {
  idNumber: 'id_number',
  phone: 'phone',
  address: 'address',
  guardianPhone: 'guardian_phone',
} as const satisfies Record<ProtectedField, string>

/** Chinese names of the protected fields, for the student's access log. */
const protectedTitles: Record<ProtectedField | 'idPhoto', string> = {
  idPhoto: '学籍照片',
  idNumber: '证件号码',
  phone: '手机号码',
  address: '家庭住址',
  guardianPhone: '监护人手机号码',
}

/** What can be looked at, in words: the protected fields, and a minor's file as a whole. */
export const lookTitles = { ...protectedTitles, file: '学生档案' } as const

/** Clear text of one protected field of a student's row; null when the roll has none. */
export function open(crypto: FieldCrypto, studentId: string, field: ProtectedField, box: Buffer | null): string | null {
  return box === null ? null : crypto.decrypt(box, `students.${column[field]}:${studentId}`)
}

/** Phone number for screens: 138****5678, null when the roll has none. */
export function phoneMask(crypto: FieldCrypto, studentId: string, box: Buffer | null): string | null {
  const phone = open(crypto, studentId, 'phone', box)
  return phone === null ? null : maskPhone(phone)
}

/** Home address for screens: the first six characters (province and city or county) and nothing of the street. */
export const maskAddress = (address: string): string => `${Array.from(address).slice(0, 6).join('')}****`

/** 学籍号 for screens: a formal one is G + ID number, so its middle is hidden as well. */
const maskRollNumber = (n: string): string => (n.length > 9 ? `${n.slice(0, 4)}****${n.slice(-4)}` : n)

/** A stored roll number, opened and masked for screens. */
export const rollNumberMask = (crypto: FieldCrypto, studentId: string, box: Buffer): string =>
  maskRollNumber(crypto.decrypt(box, `students.roll_number:${studentId}`))

export interface ProtectedRow {
  readonly id: string
  readonly id_number_enc: Buffer
  readonly phone_enc: Buffer | null
  readonly address_enc: Buffer | null
  readonly guardian_phone_enc: Buffer | null
}

/** Everything protected of one student, masked for screens. */
export function masks(crypto: FieldCrypto, row: ProtectedRow) {
  const address = open(crypto, row.id, 'address', row.address_enc)
  const guardian = open(crypto, row.id, 'guardianPhone', row.guardian_phone_enc)
  return {
    idNumberMasked: maskIdNumber(open(crypto, row.id, 'idNumber', row.id_number_enc) ?? ''),
    phoneMasked: phoneMask(crypto, row.id, row.phone_enc),
    addressMasked: address === null ? null : maskAddress(address),
    guardianPhoneMasked: guardian === null ? null : maskPhone(guardian),
  }
}

const PROTECTED = ['id', 'id_number_enc', 'phone_enc', 'address_enc', 'guardian_phone_enc'] as const

/** The encrypted columns of one visible student, or 404. */
export async function protectedRow(tx: Tx, id: string): Promise<ProtectedRow & { readonly scope: string }> {
  const row = await tx.db
    .selectFrom('students')
    .select([...PROTECTED, 'scope'])
    .where('id', '=', id)
    .executeTakeFirst()
  return found(row, '没有找到这名学生，可能不在您的管理范围内。')
}

/** Mobile number of a student in clear, for machines that must call it (SMS); null when none or not a mobile number. */
export async function decryptPhone(tx: Tx, platform: Platform, id: string): Promise<string | null> {
  const row = await tx.db.selectFrom('students').select(['phone_enc']).where('id', '=', id).executeTakeFirst()
  const phone = open(platform.crypto, id, 'phone', row?.phone_enc ?? null)
  if (phone === null) return null
  const checked = checkPhone(phone)
  return checked.ok ? checked.value : null
}

/** ID number of a student in clear, for the server's own comparisons and printed slips; never for lists. */
export async function decryptIdNumber(tx: Tx, platform: Platform, id: string): Promise<string> {
  const row = await protectedRow(tx, id)
  return open(platform.crypto, id, 'idNumber', row.id_number_enc) ?? ''
}
