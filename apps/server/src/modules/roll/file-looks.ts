import { type BodyOf, roll as contracts, type FileReason } from '@zhuxue/contracts'
import { ageOn, type LocalDate, localDate, shanghaiInstant } from '@zhuxue/policy'
import { found, newId, refuse, type StaffActor, type Tx } from '../../platform/index.ts'

type StaffTx = Tx<StaffActor>

/** Age from which a file is no longer a minor's (民法典 17). */
const ADULT = 18

interface Looked {
  readonly id: string
  readonly scope: string
  readonly birth_date: string
}

const isMinor = (tx: StaffTx, row: Looked): boolean => ageOn(row.birth_date as LocalDate, tx.today) < ADULT

async function studentOf(tx: StaffTx, id: string): Promise<Looked> {
  const row = await tx.db
    .selectFrom('students')
    .select(['id', 'scope', 'birth_date'])
    .where('id', '=', id)
    .executeTakeFirst()
  return found(row, '没有找到这名学生，可能不在您的管理范围内。')
}

/** The person's look at this file today, if there was one. */
async function lookedToday(tx: StaffTx, id: string): Promise<boolean> {
  const row = await tx.db
    .selectFrom('reveal_log')
    .select('id')
    .where('student_id', '=', id)
    .where('staff_id', '=', tx.actor.id)
    .where('field', '=', 'file')
    .where('at', '>=', new Date(shanghaiInstant(localDate(tx.today), '00:00')))
    .limit(1)
    .executeTakeFirst()
  return row !== undefined
}

async function write(tx: StaffTx, row: Looked, reason: FileReason | 'handle-application'): Promise<void> {
  await tx.db
    .insertInto('reveal_log')
    .values({
      id: newId(),
      student_id: row.id,
      scope: row.scope,
      at: tx.now,
      staff_id: tx.actor.id,
      staff_name: tx.actor.name,
      role: tx.actor.roleTitle,
      field: 'file',
      reason,
    })
    .execute()
}

/**
 * Nobody opens a minor's file without a reason (未成年人网络保护条例 36): refuses with reason-required until the person
 * gave one today for this student. Files of adults are open to whoever may read them.
 */
export async function requireFileReason(tx: StaffTx, id: string): Promise<void> {
  const row = await studentOf(tx, id)
  if (isMinor(tx, row) && !(await lookedToday(tx, id))) throw refuse('reason-required')
}

/** The reason for today: written where the student sees it, and to the audit log. Good for this student and this day. */
export async function openFile(
  tx: StaffTx,
  id: string,
  body: BodyOf<typeof contracts.openFile>,
): Promise<{ ok: true }> {
  const row = await studentOf(tx, id)
  if (await lookedToday(tx, id)) return { ok: true }
  await write(tx, row, body.reason)
  tx.audit({
    action: 'roll.open-file',
    subjectKind: 'student',
    subjectId: id,
    scope: row.scope,
    data: { reason: contracts.fileReasonTitles[body.reason] },
  })
  return { ok: true }
}

/**
 * A minor's file was opened in the course of a case (an application): the case is the reason and is written down by
 * itself, once a day and person, so that the student sees this look like every other.
 */
export async function noteCaseLook(tx: StaffTx, studentId: string): Promise<void> {
  const row = await studentOf(tx, studentId)
  if (!isMinor(tx, row) || (await lookedToday(tx, studentId))) return
  await write(tx, row, 'handle-application')
}
