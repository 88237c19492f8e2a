import { type BodyOf, roll as contracts, type ReplyOf } from '@zhuxue/contracts'
import { sql } from 'kysely'
import { found, type Platform, refuse, type StaffActor, type Tx, within } from '../../platform/index.ts'
import { issuePreset } from '../identity/index.ts'
import { open } from './protected.ts'

type Slips = ReplyOf<typeof contracts.printSlips>

/**
 * Slips with a new preset password for the students of a class who have not activated their account (密码条). Earlier
 * slips of the same students stop working. The passwords are in this answer only; the database keeps argon2id hashes.
 */
export async function printSlips(
  tx: Tx<StaffActor>,
  platform: Platform,
  classId: string,
  studentIds: readonly string[] | undefined,
): Promise<Slips> {
  const group = await tx.db.selectFrom('classes').select(['name', 'scope']).where('id', '=', classId).executeTakeFirst()
  if (!group || !within(group.scope, tx.actor.scope)) {
    throw refuse('not-found', '没有找到这个班级，或它不在您的管理范围内。')
  }
  const rows = await tx.db
    .selectFrom('students as t')
    .innerJoin('student_accounts as a', 'a.student_id', 't.id')
    .select(['t.id', 't.name', 't.id_number_enc', 'a.activated_at'])
    .where('t.class_id', '=', classId)
    .where('t.roll_status', 'in', ['on-roll', 'pre-registered', 'suspended'])
    .$if(studentIds !== undefined, (q) => q.where('t.id', '=', sql<string>`any(${[...(studentIds ?? [])]}::uuid[])`))
    .orderBy('t.id')
    .limit(200)
    .execute()
  if (studentIds && rows.length < new Set(studentIds).size) {
    throw refuse('not-found', '所选学生中有人不在这个班级，请刷新名单后重新选择。')
  }
  const made = await Promise.all(
    rows.map(async (r) => {
      const password = r.activated_at === null ? await issuePreset(tx, r.id) : null
      if (password === null) return null
      const idNumber = found(open(platform.crypto, r.id, 'idNumber', r.id_number_enc))
      return { studentId: r.id, name: r.name, idTail: idNumber.slice(-4), password }
    }),
  )
  const slips = made.filter((s) => s !== null)
  tx.audit({
    action: 'roll.print-slips',
    subjectKind: 'class',
    subjectId: classId,
    scope: group.scope,
    data: { className: group.name, slips: slips.length, studentIds: slips.map((s) => s.studentId) },
  })
  return { className: group.name, slips, skippedActivated: rows.length - slips.length }
}

/** A student forgot the password: after a look at the person and the ID document, a new preset password. */
export async function reissueSlip(
  tx: Tx<StaffActor>,
  platform: Platform,
  studentId: string,
  reason: BodyOf<typeof contracts.reissueSlip>['reason'],
): Promise<ReplyOf<typeof contracts.reissueSlip>> {
  const row = found(
    await tx.db
      .selectFrom('students')
      .select(['id', 'name', 'scope', 'id_number_enc'])
      .where('id', '=', studentId)
      .where('roll_status', 'in', ['on-roll', 'pre-registered', 'suspended'])
      .executeTakeFirst(),
    '没有找到这名学生，可能不在您的管理范围内，或学籍已结束。',
  )
  const password = found(await issuePreset(tx, row.id, 'forgotten'))
  tx.audit({
    action: 'roll.reissue-slip',
    subjectKind: 'student',
    subjectId: row.id,
    scope: row.scope,
    data: { identityChecked: true, reason: contracts.reissueReasonTitles[reason] },
  })
  await tx.enqueue('notify', {
    studentIds: [row.id],
    kind: 'account',
    title: '您的登录密码已重新发放',
    body: `${tx.actor.roleTitle}${tx.actor.name}当面核对您本人后，为您重新发放了密码条（原因：${contracts.reissueReasonTitles[reason]}）。原密码已作废，所有设备已退出，下次登录要重新核验本人。如果您没有办理过，请马上告诉学校。`,
    link: '/student/me/devices',
    sms: null,
  })
  return {
    name: row.name,
    idTail: found(open(platform.crypto, row.id, 'idNumber', row.id_number_enc)).slice(-4),
    password,
  }
}
