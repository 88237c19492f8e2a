import { type BodyOf, roll as contracts, type ReplyOf } from '@zhuxue/contracts'
import {
  applyRollChange,
  isLocalDate,
  type LocalDate,
  ROLL_CHANGES,
  type RollStatus,
  type StudyMode,
  studyModeAfter,
} from '@zhuxue/policy'
import { found, newId, type Platform, refuse, type StaffActor, scrub, type Tx } from '../../platform/index.ts'
import { studentCore } from './core.ts'
import { announceCorrection, applyCorrection } from './corrections.ts'
import { dueInWorkingDays } from './due.ts'
import { announce, type RollChangeType } from './hooks.ts'

/**
 * Days within which a change must be on the roll: 技工院校 10 working days from the event (昆明市技工院校资助办法 三).
 * The education line's rule says only 及时; 20 working days is our own limit, the one that new rolls have.
 */
export const ROLL_CHANGE_WORKING_DAYS = { 'human-resources': 10, education: 20 } as const

const field = (path: string, text: string) => refuse('bad-request', text, { fields: [{ path, text }] })

/** Enters a change (登记). It changes nothing until another person confirms it. */
export async function enterChange(
  tx: Tx<StaffActor>,
  body: BodyOf<typeof contracts.enterRollChange>,
): Promise<ReplyOf<typeof contracts.enterRollChange>> {
  const { occurredOn } = body
  if (!isLocalDate(occurredOn)) throw field('/occurredOn', '没有这一天，请重新选择发生日期。')
  if (occurredOn > tx.today) throw field('/occurredOn', '发生日期不能晚于今天。')
  const student = await studentCore(tx, body.studentId)
  if (occurredOn < student.enteredOn) throw field('/occurredOn', `发生日期不能早于入学日期（${student.enteredOn}）。`)
  mayChange(student.rollStatus, student.studyMode, body.type)
  const open = await tx.db
    .selectFrom('roll_changes')
    .select('id')
    .where('student_id', '=', student.id)
    .where('status', '=', 'entered')
    .executeTakeFirst()
  if (open) throw refuse('duplicate', '这名学生已有一条待审核的学籍异动，请先由审核人处理。')
  const id = newId()
  const reason = scrub(body.reason)
  await tx.db
    .insertInto('roll_changes')
    .values({
      id,
      student_id: student.id,
      school_id: student.schoolId,
      scope: student.scope,
      type: body.type,
      occurred_on: occurredOn,
      // 生效日 is the day of the event: aid stops from the month after it (DOMAIN §4 Changes)
      effective_on: occurredOn,
      due_on: dueInWorkingDays(student.countyCode, occurredOn, ROLL_CHANGE_WORKING_DAYS[student.line]),
      reason,
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
    data: { changeId: id, type: body.type, occurredOn, reason },
  })
  return { id }
}

function mayChange(status: RollStatus, mode: StudyMode, type: RollChangeType): RollStatus {
  const after = applyRollChange(status, type)
  if (!after.ok) throw refuse('state-conflict', after.text)
  if (type === 'to-part-time' && mode === 'part-time') throw refuse('state-conflict', '该生已是非全日制，无需办理。')
  return after.status
}

/** Columns of the roll after a change; presence at school follows the roll (在校 only while on the roll). */
function after(status: RollStatus, type: RollChangeType, mode: StudyMode, atSchool: boolean) {
  const present = type === 'resumption' ? true : type === 'to-part-time' ? atSchool : false
  return { roll_status: status, study_mode: studyModeAfter(mode, type), at_school: present }
}

/**
 * Confirms or refuses a change (审核); never the person who entered it. A confirmed one changes the roll and tells the
 * listeners (money stops, applications end) in this same transaction.
 */
export async function reviewChange(
  tx: Tx<StaffActor>,
  platform: Platform,
  id: string,
  body: BodyOf<typeof contracts.reviewRollChange>,
): Promise<ReplyOf<typeof contracts.reviewRollChange>> {
  const change = found(
    await tx.db
      .selectFrom('roll_changes')
      .select(['id', 'student_id', 'scope', 'type', 'effective_on', 'status', 'entered_by', 'field', 'new_value_enc'])
      .where('id', '=', id)
      .forUpdate()
      .executeTakeFirst(),
    '没有找到这条学籍异动，可能不在您的管理范围内。',
  )
  if (change.status !== 'entered') throw refuse('state-conflict', '这条学籍异动已经审核过，请刷新后查看结果。')
  if (change.entered_by === tx.actor.id) throw refuse('same-person')
  const reason = scrub(body.reason.trim())
  if (body.decision === 'refuse' && reason.length < 2)
    throw field('/reason', '不同意时请写明理由，让登记人知道怎么改。')
  const type = change.type as RollChangeType
  const confirmed = body.decision === 'confirm'
  const correction = type === 'correct-data'
  if (confirmed && correction && change.field !== null && change.new_value_enc !== null) {
    const { field, new_value_enc } = change
    await applyCorrection(tx, platform, { ...change, field, new_value_enc })
  }
  const effect =
    confirmed && !correction
      ? await confirmChange(tx, change.student_id, type, change.effective_on as LocalDate)
      : { stoppedInstalments: 0, withdrawnApplications: 0 }
  const status = confirmed ? 'confirmed' : 'refused'
  await tx.db
    .updateTable('roll_changes')
    .set({
      status,
      reviewed_by: tx.actor.id,
      reviewed_by_name: tx.actor.name,
      reviewed_at: tx.now,
      review_reason: reason || null,
      stopped_instalments: confirmed ? effect.stoppedInstalments : null,
    })
    .where('id', '=', id)
    .execute()
  if (correction) await announceCorrection(tx, { changeId: id, studentId: change.student_id, confirmed, reason })
  tx.audit({
    action: confirmed ? 'roll.change-confirm' : 'roll.change-refuse',
    subjectKind: 'student',
    subjectId: change.student_id,
    scope: change.scope,
    data: { changeId: id, type, effectiveOn: change.effective_on, reason, ...effect },
  })
  return { status, ...effect }
}

async function confirmChange(tx: Tx<StaffActor>, studentId: string, type: RollChangeType, effectiveOn: LocalDate) {
  const student = found(
    await tx.db
      .selectFrom('students')
      .select(['id', 'roll_status', 'study_mode', 'at_school', 'revision'])
      .where('id', '=', studentId)
      .forUpdate()
      .executeTakeFirst(),
  )
  const mode = student.study_mode as StudyMode
  const status = mayChange(student.roll_status as RollStatus, mode, type)
  await tx.db
    .updateTable('students')
    .set({ ...after(status, type, mode, student.at_school), revision: student.revision + 1 })
    .where('id', '=', studentId)
    .execute()
  const rule = ROLL_CHANGES[type]
  const effect = await announce(tx, { studentId, type, effectiveOn, stopsAid: rule.stopsAid })
  if (type !== 'death') {
    const money = effect.stoppedInstalments > 0 ? '尚未发放的资助从下月起停发。' : ''
    await tx.enqueue('notify', {
      studentIds: [studentId],
      kind: 'roll',
      title: `学籍异动已办理：${contracts.rollChangeTitles[type]}`,
      body: `您的学籍异动（${contracts.rollChangeTitles[type]}）已于${tx.today}审核生效。${money}如有疑问，请联系班主任或学校学籍管理员。`,
      link: null,
      sms: null,
    })
  }
  return effect
}
