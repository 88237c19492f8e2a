import type { ConsentPurpose, ConsentStatus, ConsentWay } from '@zhuxue/contracts'
import { type AgeGroup, ageGroupOf, needsGuardianConsent } from '@zhuxue/policy'
import { consentText } from '@zhuxue/regions'
import { sql } from 'kysely'
import { found, newId, refuse, type Tx } from '../../platform/index.ts'
import { announceWithdrawal } from './consent-hooks.ts'

/** The answer that counts for one purpose. `given` is the only one that allows anything. */
export interface ConsentState {
  readonly state: ConsentStatus
  readonly given: boolean
  readonly at: Date | null
  readonly way: ConsentWay | null
  readonly textVersion: string | null
}

/** Who answered, and how. A guardian's name goes with every link and with every paper of a child under 14. */
export type ConsentBy =
  | { readonly way: 'phone' }
  | { readonly way: 'guardian-link'; readonly guardian: Guardian }
  | { readonly way: 'paper'; readonly guardian: Guardian | null; readonly entered: Person; readonly confirmed: Person }
export interface Guardian {
  readonly name: string
  readonly relation: string
}
export interface Person {
  readonly id: string
  readonly name: string
}

const NONE: ConsentState = { state: 'none', given: false, at: null, way: null, textVersion: null }

/** The student's age group today (under 14, 14–15, 16–17, adult) and scope; 404 when not visible. */
export async function ageOfStudent(tx: Tx, studentId: string): Promise<{ group: AgeGroup; scope: string }> {
  const row = found(
    await tx.db.selectFrom('students').select(['birth_date', 'scope']).where('id', '=', studentId).executeTakeFirst(),
    '没有找到这名学生，可能不在您的管理范围内。',
  )
  return { group: ageGroupOf(row.birth_date, tx.today), scope: row.scope }
}

/** What counts today for one purpose: the last act of the student, the guardian or the paper. */
export async function consentOf(tx: Tx, studentId: string, purpose: ConsentPurpose): Promise<ConsentState> {
  return (await consentsOf(tx, [studentId], [purpose])).get(studentId)?.get(purpose) ?? NONE
}

/** The same for many students at once: student → purpose → state; students without any answer are missing. */
export async function consentsOf(
  tx: Tx,
  studentIds: readonly string[],
  purposes: readonly ConsentPurpose[],
): Promise<Map<string, Map<ConsentPurpose, ConsentState>>> {
  const out = new Map<string, Map<ConsentPurpose, ConsentState>>()
  if (studentIds.length === 0) return out
  const { rows } = await sql<{
    student_id: string
    purpose: ConsentPurpose
    act: Exclude<ConsentStatus, 'none'>
    at: Date
    way: ConsentWay
    text_version: string
  }>`select distinct on (student_id, purpose) student_id, purpose, act, at, way, text_version from consent_acts
    where student_id = any(${[...studentIds]}::uuid[]) and purpose = any(${[...purposes]}::text[])
    order by student_id, purpose, seq desc`.execute(tx.db)
  for (const r of rows) {
    const own = out.get(r.student_id) ?? new Map<ConsentPurpose, ConsentState>()
    own.set(r.purpose, { state: r.act, given: r.act === 'given', at: r.at, way: r.way, textVersion: r.text_version })
    out.set(r.student_id, own)
  }
  return out
}

/**
 * Writes down an answer to one consent text: given or refused. The text in force today in the words for the student's
 * age is the one that was read. Refuses a child's own yes (rule-refused: the guardian answers, 个人信息保护法 31).
 * Refusing what was given before counts as withdrawing it: the listeners run. The same answer again writes nothing.
 */
export async function recordConsent(
  tx: Tx,
  act: { readonly studentId: string; readonly purpose: ConsentPurpose; readonly decision: 'given' | 'refused' } & {
    readonly by: ConsentBy
  },
): Promise<ConsentStatus> {
  const { group, scope } = await ageOfStudent(tx, act.studentId)
  const guarded = needsGuardianConsent(group)
  if (guarded && act.by.way === 'phone') {
    throw refuse(
      'rule-refused',
      '未满14周岁，要由监护人同意。请把短信里的链接交给监护人，或由监护人到学校填写纸质同意书。',
    )
  }
  if (guarded && act.by.way === 'paper' && act.by.guardian === null) {
    throw refuse('bad-request', '未满14周岁，请填写同意书上监护人的姓名和关系。')
  }
  const before = await lockedState(tx, act.studentId, act.purpose)
  const { version } = consentText(act.purpose, group, tx.today)
  if (before.state === act.decision && before.textVersion === version) return before.state
  await write(tx, { ...act, act: act.decision, version, group, scope })
  if (before.given && act.decision === 'refused') await announceWithdrawal(tx, { ...act, scope })
  return act.decision
}

/**
 * Ends a consent that was given, by the student at any age, by the guardian or on paper. Listeners (erase the face
 * template) run in the same transaction. Withdrawing what was never given is refused with a sentence (state-conflict).
 */
export async function withdrawConsent(
  tx: Tx,
  studentId: string,
  purpose: ConsentPurpose,
  by: ConsentBy,
): Promise<ConsentStatus> {
  const { group, scope } = await ageOfStudent(tx, studentId)
  const before = await lockedState(tx, studentId, purpose)
  if (before.state === 'withdrawn') return 'withdrawn'
  if (!before.given) throw refuse('state-conflict', '这一项目前没有同意，不需要撤回。')
  await write(tx, { studentId, purpose, act: 'withdrawn', by, version: before.textVersion ?? '', group, scope })
  await announceWithdrawal(tx, { studentId, purpose, scope })
  return 'withdrawn'
}

/** Two answers at the same moment queue here, so that each sees the one before it. */
async function lockedState(tx: Tx, studentId: string, purpose: ConsentPurpose): Promise<ConsentState> {
  await sql`select pg_advisory_xact_lock(hashtextextended(${`consent:${studentId}:${purpose}`}, 0))`.execute(tx.db)
  return consentOf(tx, studentId, purpose)
}

interface Act {
  readonly studentId: string
  readonly purpose: ConsentPurpose
  readonly act: Exclude<ConsentStatus, 'none'>
  readonly by: ConsentBy
  readonly version: string
  readonly group: AgeGroup
  readonly scope: string
}

async function write(tx: Tx, a: Act): Promise<void> {
  const guardian = a.by.way === 'phone' ? null : a.by.guardian
  const staff = a.by.way === 'paper' ? a.by : null
  await tx.db
    .insertInto('consent_acts')
    .values({
      id: newId(),
      student_id: a.studentId,
      scope: a.scope,
      purpose: a.purpose,
      act: a.act,
      text_version: a.version,
      age_group: a.group,
      way: a.by.way,
      at: tx.now,
      guardian_name: guardian?.name ?? null,
      guardian_relation: guardian?.relation ?? null,
      entered_by: staff?.entered.id ?? null,
      entered_by_name: staff?.entered.name ?? null,
      confirmed_by: staff?.confirmed.id ?? null,
      confirmed_by_name: staff?.confirmed.name ?? null,
    })
    .execute()
  // without the notice nothing may be done with the data: the log-in leads to the wizard again
  if (a.purpose === 'data-processing' && a.act !== 'given') {
    await tx.db
      .updateTable('student_accounts')
      .set({ wizard_done_at: null })
      .where('student_id', '=', a.studentId)
      .execute()
  }
  tx.audit({
    action: `consent.${a.act}`,
    subjectKind: 'student',
    subjectId: a.studentId,
    scope: a.scope,
    data: { purpose: a.purpose, textVersion: a.version, way: a.by.way, relation: guardian?.relation },
  })
}
