import { createHmac, timingSafeEqual } from 'node:crypto'
import {
  type BodyOf,
  type FaceCaseKind,
  type FaceCaseStatus,
  type FacePurpose,
  type face,
  faceCaseKindTitles,
  facePurposeTitles,
} from '@zhuxue/contracts'
import { FACE_CODE_TRIES, formatDateText, type LocalDate, normaliseDigits } from '@zhuxue/policy'
import type { Static } from 'typebox'
import { found, type Platform, refuse, type StudentActor, type Tx } from '../../platform/index.ts'
import { addPass } from './passes.ts'
import { openCase } from './record.ts'

type OwnCase = Static<typeof face.OwnCase>

/** Decided cases stay visible to the student this long, days. */
const SHOWN_DAYS = 3

/** A one-time code as it is kept: keyed, and bound to its case. */
export const codeHash = (platform: Platform, caseId: string, code: string): Buffer =>
  createHmac('sm3', platform.crypto.derive('face-code')).update(`${caseId}:${code}`).digest()

const COLUMNS = [
  'id',
  'kind',
  'status',
  'purpose',
  'scope',
  'opened_at',
  'due_on',
  'first_by_name',
  'second_by_name',
  'code_hash',
  'code_expires_at',
  'code_tries',
  'decision_reason',
] as const

interface Row {
  id: string
  kind: string
  status: string
  opened_at: Date
  due_on: string | null
  first_by_name: string | null
  second_by_name: string | null
  code_hash: Buffer | null
  code_expires_at: Date | null
  code_tries: number
  decision_reason: string | null
}

/** What the student reads about a case: where it stands and what to do. */
function textOf(r: Row): string {
  if (r.status === 'passed') return '老师已确认是您本人，请继续办理。'
  if (r.status === 'refused') {
    return `老师没有确认：${r.decision_reason ?? ''}。请带身份证件到学校，找班主任或资助老师当面说明。`
  }
  if (r.status === 'ended') return '这次核验已结束，需要时请重新选择一种方式。'
  if (r.kind === 'code') return '请当面找班主任。班主任确认是您本人后，会给您一个 6 位数的一次性码，填在下面即可。'
  if (r.kind === 'two-staff') {
    return r.first_by_name
      ? `${r.first_by_name}老师已确认，还需另一位老师确认。`
      : '请到学校，由两位老师当面核验（班主任、资助老师、学籍老师中的任意两位），各确认一次即可。'
  }
  const by = r.due_on ? `${formatDateText(r.due_on as LocalDate)}前` : '尽快'
  return `已交老师核对，老师会${by}与您当面核实。您也可以直接去找班主任，或改用下面的方式，不影响办理。`
}

const toView = (r: Row, now: Date): OwnCase => ({
  id: r.id,
  kind: r.kind as FaceCaseKind,
  kindTitle: faceCaseKindTitles[r.kind as FaceCaseKind],
  status: r.status as FaceCaseStatus,
  openedAt: r.opened_at.toISOString(),
  text: textOf(r),
  confirmations: (r.first_by_name ? 1 : 0) + (r.second_by_name ? 1 : 0),
  codeReady: r.status === 'waiting' && codeLives(r, now),
})

const codeLives = (r: Row, now: Date): boolean =>
  r.code_hash !== null && r.code_expires_at !== null && r.code_expires_at > now && r.code_tries < FACE_CODE_TRIES

/** The student's latest case of a purpose: the waiting one, or one decided in the last days. */
export async function ownCase(tx: Tx<StudentActor>, purpose: FacePurpose): Promise<OwnCase | null> {
  const row = await tx.db
    .selectFrom('face_cases')
    .select(COLUMNS)
    .where('student_id', '=', tx.actor.id)
    .where('purpose', '=', purpose)
    .where('opened_at', '>', new Date(tx.now.getTime() - SHOWN_DAYS * 86_400_000))
    .where('status', '<>', 'ended')
    .orderBy('id', 'desc')
    .executeTakeFirst()
  return row ? toView(row, tx.now) : null
}

/** The student chooses a way without a face; it takes the place of whatever waited for this purpose. */
export async function askPerson(tx: Tx<StudentActor>, body: BodyOf<typeof face.askPerson>): Promise<OwnCase> {
  const { actor } = tx
  const waiting = await ownCase(tx, body.purpose)
  if (waiting?.status === 'waiting' && waiting.kind === body.way) return waiting
  const of = { student_id: actor.id, school_id: actor.schoolId, scope: actor.scope, session_id: actor.sessionId }
  await openCase(tx, { ...of, purpose: body.purpose }, body.way, null)
  tx.audit({
    action: 'face.ask-person',
    subjectKind: 'student',
    subjectId: actor.id,
    scope: actor.scope,
    data: { purpose: facePurposeTitles[body.purpose], way: faceCaseKindTitles[body.way] },
  })
  return found(await ownCase(tx, body.purpose))
}

type CodeAnswer = { readonly passedUntil: string } | { readonly wrong: string }

/** Takes the code of the counsellor. A wrong one is counted and committed, so the refusal is made by the caller. */
async function tryCode(tx: Tx<StudentActor>, platform: Platform, id: string, typed: string): Promise<CodeAnswer> {
  const row = found(
    await tx.db
      .selectFrom('face_cases')
      .select(COLUMNS)
      .where('id', '=', id)
      .where('student_id', '=', tx.actor.id)
      .where('kind', '=', 'code')
      .forUpdate()
      .executeTakeFirst(),
    '没有找到这次核验，请重新选择一种方式。',
  )
  if (row.status === 'passed') {
    const pass = await tx.db
      .selectFrom('face_passes')
      .select('expires_at')
      .where('case_id', '=', id)
      .where('session_id', '=', tx.actor.sessionId)
      .executeTakeFirst()
    if (pass) return { passedUntil: pass.expires_at.toISOString() }
  }
  if (row.status !== 'waiting') throw refuse('state-conflict', '这次核验已经结束，请重新选择一种方式。')
  if (!row.code_hash || !row.code_expires_at) return { wrong: '班主任还没有给出一次性码，请先当面找班主任。' }
  if (row.code_expires_at <= tx.now) return { wrong: '一次性码已过期（10 分钟有效），请班主任重新给一个。' }
  if (row.code_tries >= FACE_CODE_TRIES) return { wrong: '输错次数过多，这个码已作废，请班主任重新给一个。' }
  if (!timingSafeEqual(row.code_hash, codeHash(platform, id, normaliseDigits(typed)))) {
    const tries = row.code_tries + 1
    await tx.db.updateTable('face_cases').set({ code_tries: tries }).where('id', '=', id).execute()
    tx.audit({ action: 'face.code-wrong', subjectKind: 'student', subjectId: tx.actor.id, scope: row.scope })
    const left = FACE_CODE_TRIES - tries
    return {
      wrong:
        left > 0
          ? `一次性码不正确，请核对后再输，还可以试 ${left} 次。`
          : '输错次数过多，这个码已作废，请班主任重新给一个。',
    }
  }
  await tx.db.updateTable('face_cases').set({ status: 'passed', decided_at: tx.now }).where('id', '=', id).execute()
  const until = await addPass(tx, {
    studentId: tx.actor.id,
    scope: row.scope,
    purpose: row.purpose as FacePurpose,
    way: 'code',
    sessionId: tx.actor.sessionId,
    caseId: id,
  })
  tx.audit({
    action: 'face.code-pass',
    subjectKind: 'student',
    subjectId: tx.actor.id,
    scope: row.scope,
    data: { purpose: facePurposeTitles[row.purpose as FacePurpose], by: row.first_by_name },
  })
  return { passedUntil: until.toISOString() }
}

/** The student types the code that the counsellor told her face to face. */
export async function enterCode(
  platform: Platform,
  actor: StudentActor,
  id: string,
  typed: string,
): Promise<{ passedUntil: string }> {
  const answer = await platform.transaction(actor, (tx) => tryCode(tx, platform, id, typed))
  if ('wrong' in answer) throw refuse('bad-request', answer.wrong, { fields: [{ path: '/code', text: answer.wrong }] })
  return answer
}
