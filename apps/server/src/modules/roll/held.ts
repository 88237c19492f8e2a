import { roll as contracts, type HeldItem, registerTitles } from '@zhuxue/contracts'
import type { Platform, StudentActor, Tx } from '../../platform/index.ts'
import { found } from '../../platform/index.ts'
import { studentCore } from './core.ts'
import { sourceTitles } from './fact-views.ts'
import { factsOf, termToday } from './facts.ts'
import { masks, open, protectedRow, rollNumberMask } from './protected.ts'

const genders = { female: '女', male: '男' } as const

/** What the roll holds of the student herself; `full` opens the protected values, for the copy that she takes away. */
export async function heldInRoll(tx: Tx<StudentActor>, platform: Platform, full: boolean): Promise<HeldItem[]> {
  const { id } = tx.actor
  const core = await studentCore(tx, id)
  const row = await protectedRow(tx, id)
  const number = found(
    await tx.db.selectFrom('students').select('roll_number_enc').where('id', '=', id).executeTakeFirst(),
  ).roll_number_enc
  const masked = masks(platform.crypto, row)
  const clear = (
    field: 'idNumber' | 'phone' | 'address' | 'guardianPhone',
    box: Buffer | null,
    hidden: string | null,
  ) => (full ? open(platform.crypto, id, field, box) : hidden)
  const item = (label: string, value: string | null): HeldItem => ({
    label,
    value,
    source: '学籍',
    asOf: core.rollAsOf,
    verifiedBy: null,
  })
  const { views } = await factsOf(tx, id, termToday(tx, platform))
  return [
    item('姓名', core.name),
    item('性别', genders[core.gender]),
    item('出生日期', core.birthDate),
    item('民族', core.ethnicity),
    item('证件号码', clear('idNumber', row.id_number_enc, masked.idNumberMasked)),
    item(
      '学籍号',
      full
        ? platform.crypto.decrypt(number, `students.roll_number:${id}`)
        : rollNumberMask(platform.crypto, id, number),
    ),
    item('手机号码', clear('phone', row.phone_enc, masked.phoneMasked)),
    item('家庭住址', clear('address', row.address_enc, masked.addressMasked)),
    item('监护人姓名', core.guardianName),
    item('监护人手机号码', clear('guardianPhone', row.guardian_phone_enc, masked.guardianPhoneMasked)),
    item('学校', core.schoolName),
    item('班级', core.className),
    item('入学日期', core.enteredOn),
    // hardship and household are groups of their own
    ...views
      .filter((v) => v.key !== 'hardship' && !v.key.startsWith('household.'))
      .map(({ label, value, source, asOf, verifiedBy }) => ({ label, value, source, asOf, verifiedBy })),
  ]
}

/** Household registers ever held of the student, with period, source and document. */
export async function heldRegisters(tx: Tx<StudentActor>): Promise<HeldItem[]> {
  const rows = await tx.db
    .selectFrom('household_registers')
    .select(['register', 'valid_from', 'valid_to', 'source', 'source_document', 'as_of'])
    .where('student_id', '=', tx.actor.id)
    .orderBy('valid_from', 'desc')
    .orderBy('id')
    .execute()
  return rows.map((r) => ({
    label: registerTitles[r.register as keyof typeof registerTitles] ?? '比对后没有登记',
    value: r.valid_to === null ? `${r.valid_from}起` : `${r.valid_from}至${r.valid_to}`,
    source: sourceTitles[r.source] ?? r.source,
    asOf: r.as_of,
    verifiedBy: r.source_document,
  }))
}

const changeStates: Record<string, string> = { entered: '已登记，待审核', confirmed: '已生效', refused: '未通过' }

/** Changes of the student's roll, newest first. */
export async function heldRollChanges(tx: Tx<StudentActor>): Promise<HeldItem[]> {
  const rows = await tx.db
    .selectFrom('roll_changes')
    .select(['type', 'occurred_on', 'reason', 'status', 'entered_by_name', 'reviewed_by_name'])
    .where('student_id', '=', tx.actor.id)
    .orderBy('id', 'desc')
    .execute()
  return rows.map((r) => ({
    label: contracts.rollChangeTitles[r.type as keyof typeof contracts.rollChangeTitles] ?? r.type,
    value: `${changeStates[r.status] ?? r.status}：${r.reason}`,
    source: `学籍管理员 ${r.entered_by_name}`,
    asOf: r.occurred_on,
    verifiedBy: r.reviewed_by_name,
  }))
}

/** How often staff looked at protected data of the student, and when last. */
export async function looksAtMe(tx: Tx<StudentActor>): Promise<{ count: number; lastAt: Date | null }> {
  const row = await tx.db
    .selectFrom('reveal_log')
    .select((e) => [e.fn.countAll<number>().as('n'), e.fn.max('at').as('last')])
    .where('student_id', '=', tx.actor.id)
    .executeTakeFirstOrThrow()
  return { count: Number(row.n), lastAt: row.last }
}
