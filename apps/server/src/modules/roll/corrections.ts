import { type RollField, rollFieldTitles } from '@zhuxue/contracts'
import { checkPhone, maskPhone } from '@zhuxue/policy'
import { AREA_TYPE_NAMES } from '@zhuxue/regions'
import { found, newId, type Platform, refuse, type StaffActor, scrub, type Tx } from '../../platform/index.ts'
import { studentCore } from './core.ts'
import { dueInWorkingDays } from './due.ts'
import { placeName } from './fact-views.ts'
import { regionFor } from './facts.ts'
import { maskAddress } from './protected.ts'

/**
 * Fields that are corrected here. The others (ID number, roll number, class, major …) belong to the national roll
 * systems: they are corrected there and come in with the next import, so the officer answers with that reason.
 */
export const CORRECTABLE = [
  'name',
  'gender',
  'ethnicity',
  'hukouCounty',
  'hukouAreaType',
  'address',
  'guardianName',
  'guardianPhone',
] as const satisfies readonly RollField[]
export type CorrectableField = (typeof CORRECTABLE)[number]
export const isCorrectable = (field: string): field is CorrectableField => CORRECTABLE.some((f) => f === field)

/** Working days for a correction, as for every other change of the education line; ours. */
const CORRECTION_WORKING_DAYS = 20

const bad = (text: string) => refuse('bad-request', text, { fields: [{ path: '/value', text }] })

/** The value as it is stored, or a refusal that says what is wrong with it. */
function stored(field: CorrectableField, typed: string, countyCode: string): string {
  const value = typed.normalize('NFKC').trim()
  const region = regionFor(countyCode)
  switch (field) {
    case 'name':
    case 'guardianName':
      if (!/^[\u3400-\u9fff\u{20000}-\u{3ffff}·a-zA-Z ]{2,30}$/u.test(value))
        throw bad('姓名请写2至30个字，不含数字和符号。')
      return value
    case 'gender': {
      const known = { 女: 'female', 男: 'male' }[value]
      if (!known) throw bad('性别请填写“女”或“男”。')
      return known
    }
    case 'ethnicity': {
      const group = region.tables.ethnicGroups.find((g) => g.name === value || g.name === `${value}族`)
      if (!group) throw bad('没有这个民族，请按证件填写，例如“彝族”。')
      return group.name
    }
    case 'hukouCounty': {
      const place = region.counties.find((c) => c.name === value || c.code === value)
      if (place) return place.code
      if (/^\d{6}$/.test(value)) return value
      throw bad('请填写县（区）的名称，或6位行政区划代码，例如530129。')
    }
    case 'hukouAreaType': {
      const known = Object.entries(AREA_TYPE_NAMES).find(([, name]) => name === value)?.[0]
      if (!known) throw bad('户籍地类型请填写城市、县城、镇或乡村。')
      return known
    }
    case 'guardianPhone': {
      const phone = checkPhone(value)
      if (!phone.ok) throw bad(phone.text)
      return phone.value
    }
    case 'address':
      if (value.length < 6) throw bad('请写完整住址，至少6个字。')
      return value
  }
}

/** A stored value for screens: in words, addresses and numbers masked. */
export function correctionText(field: string, value: string | null, countyCode: string): string | null {
  if (value === null) return null
  if (field === 'gender') return value === 'female' ? '女' : '男'
  if (field === 'hukouCounty') return placeName(regionFor(countyCode), value)
  if (field === 'hukouAreaType') return AREA_TYPE_NAMES[value as keyof typeof AREA_TYPE_NAMES] ?? value
  if (field === 'address') return maskAddress(value)
  if (field === 'guardianPhone') return maskPhone(value)
  return value
}

const COLUMN = {
  name: 'name',
  gender: 'gender',
  ethnicity: 'ethnicity',
  hukouCounty: 'hukou_county',
  hukouAreaType: 'hukou_area_type',
  guardianName: 'guardian_name',
  address: 'address_enc',
  guardianPhone: 'guardian_phone_enc',
} as const satisfies Record<CorrectableField, string>
const SEALED = { address: 'address', guardianPhone: 'guardian_phone' } as const

/** AAD of the values in a change row. */
export const correctionAad = (changeId: string, which: 'old' | 'new'): string => `roll_changes.${which}:${changeId}`

/** Enters a correction (登记更正): nothing changes until another person confirms it. Returns the id of the change. */
export async function enterCorrection(
  tx: Tx<StaffActor>,
  platform: Platform,
  c: { readonly studentId: string; readonly field: CorrectableField; readonly value: string; readonly reason: string },
): Promise<string> {
  const student = await studentCore(tx, c.studentId)
  const value = stored(c.field, c.value, student.countyCode)
  const before = await currentValue(tx, platform, c.studentId, c.field)
  if (before === value) throw bad('与学籍现有内容相同，不需要更正；可以直接答复学生。')
  const open = await tx.db
    .selectFrom('roll_changes')
    .select('id')
    .where('student_id', '=', c.studentId)
    .where('status', '=', 'entered')
    .executeTakeFirst()
  if (open) throw refuse('duplicate', '这名学生已有一条待审核的学籍异动，请先由审核人处理。')
  const id = newId()
  await tx.db
    .insertInto('roll_changes')
    .values({
      id,
      student_id: student.id,
      school_id: student.schoolId,
      scope: student.scope,
      type: 'correct-data',
      occurred_on: tx.today,
      effective_on: tx.today,
      due_on: dueInWorkingDays(student.countyCode, tx.today, CORRECTION_WORKING_DAYS),
      reason: scrub(c.reason),
      field: c.field,
      old_value_enc: before === null ? null : platform.crypto.encrypt(before, correctionAad(id, 'old')),
      new_value_enc: platform.crypto.encrypt(value, correctionAad(id, 'new')),
      entered_by: tx.actor.id,
      entered_by_name: tx.actor.name,
      entered_at: tx.now,
    })
    .execute()
  tx.audit({
    action: 'roll.change-enter',
    subjectKind: 'student',
    subjectId: student.id,
    scope: student.scope,
    data: { changeId: id, type: 'correct-data', field: rollFieldTitles[c.field], reason: c.reason },
  })
  return id
}

async function currentValue(tx: Tx, platform: Platform, studentId: string, field: CorrectableField) {
  const column = COLUMN[field]
  const row = found(
    await tx.db.selectFrom('students').select(column).where('id', '=', studentId).forUpdate().executeTakeFirst(),
  ) as Record<string, unknown>
  const value = row[column]
  if (value === null || value === undefined) return null
  if (!Buffer.isBuffer(value)) return String(value)
  return platform.crypto.decrypt(value, `students.${SEALED[field as keyof typeof SEALED]}:${studentId}`)
}

/** A confirmed correction: the field gets its new value, the roll is of today. */
export async function applyCorrection(
  tx: Tx<StaffActor>,
  platform: Platform,
  change: { readonly id: string; readonly student_id: string; readonly field: string; readonly new_value_enc: Buffer },
): Promise<void> {
  const field = change.field as CorrectableField
  const value = platform.crypto.decrypt(change.new_value_enc, correctionAad(change.id, 'new'))
  const sealed = field in SEALED ? SEALED[field as keyof typeof SEALED] : null
  await tx.db
    .updateTable('students')
    .set((e) => ({
      [COLUMN[field]]: sealed ? platform.crypto.encrypt(value, `students.${sealed}:${change.student_id}`) : value,
      roll_as_of: tx.today,
      revision: e('revision', '+', 1),
    }))
    .where('id', '=', change.student_id)
    .execute()
}

/** A correction that a second person decided. */
export interface DecidedCorrection {
  readonly changeId: string
  readonly studentId: string
  readonly confirmed: boolean
  readonly reason: string
}
type Listener = (tx: Tx<StaffActor>, decided: DecidedCorrection) => Promise<void>
const listeners: Listener[] = []

/** Registers what must happen in the transaction of the decision: the answer goes back to whoever asked. */
export const onCorrectionDecided = (listener: Listener): void => void listeners.push(listener)
export async function announceCorrection(tx: Tx<StaffActor>, decided: DecidedCorrection): Promise<void> {
  for (const listener of listeners) await listener(tx, decided)
}
