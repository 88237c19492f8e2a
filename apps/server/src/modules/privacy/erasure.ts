import type { HeldGroupKey, privacy, ReplyOf } from '@zhuxue/contracts'
import { sql } from 'kysely'
import { newId, type StudentActor, type Tx } from '../../platform/index.ts'
import { consentOf, withdrawConsent } from '../activation/index.ts'
import { eraseDraft } from '../applications/index.ts'
import { eraseCampusDraft } from '../campus/index.ts'
import { currentDevice, revokeDevice } from '../identity/index.ts'
import { groupTexts } from './texts.ts'

type StudentTx = Tx<StudentActor>
type Answer = ReplyOf<typeof privacy.requestErasure>

const REMEDY =
  '如对本答复有异议，可以向学校学生资助工作领导小组或县级学生资助管理中心反映，也可以依照《个人信息保护法》第五十条向人民法院提起诉讼。'

interface Outcome {
  readonly outcome: 'refused' | 'done'
  readonly answer: string
  readonly legalBasis: string | null
  readonly keptUntil: string | null
}

/** What is done, or why not, for one kind of data; what can be deleted is deleted in this very transaction. */
async function decide(tx: StudentTx, group: HeldGroupKey): Promise<Outcome> {
  const text = groupTexts[group]
  if (text.erasure === 'kept') {
    return {
      outcome: 'refused',
      answer: `您要求删除“${text.title}”，经核对不能删除。${text.why ?? ''}${REMEDY}`,
      legalBasis: text.basis ?? '',
      keptUntil: text.kept,
    }
  }
  if (group === 'draft') {
    const n = (await eraseDraft(tx)) + (await eraseCampusDraft(tx))
    return done(n > 0 ? '没有提交的草稿和材料照片已全部删除，不能恢复。' : '没有需要删除的草稿和照片。')
  }
  if (group === 'devices') {
    const here = await currentDevice(tx, tx.actor.sessionId)
    const n = await revokeDevice(tx, { studentId: tx.actor.id, exceptId: here?.id ?? null })
    return done(`除正在使用的这台设备外，${n}台设备已退出并不再被记住。这台设备可在“登录设备”里让它退出。`)
  }
  // the listeners of the consent erase the template in this transaction
  const { given } = await consentOf(tx, tx.actor.id, 'face')
  if (!given) return done('没有保存您的人脸特征，不需要删除。')
  await withdrawConsent(tx, tx.actor.id, 'face', { way: 'phone' })
  return done('您对人脸识别的同意已撤回，人脸特征已删除，不能恢复。以后由老师当面核对或用核验码，效力相同。')
}

const done = (answer: string): Outcome => ({ outcome: 'done', answer, legalBasis: null, keptUntil: null })

/** Answers a request for deletion in writing, at once: done, or refused with reason, legal basis and remedy. */
export async function requestErasure(tx: StudentTx, group: HeldGroupKey): Promise<Answer> {
  const outcome = await decide(tx, group)
  const { title } = groupTexts[group]
  const id = newId()
  const { rows } = await sql<{ n: string }>`select nextval('erasure_serial') as n`.execute(tx.db)
  const referenceNo = `SC-${tx.today.replaceAll('-', '')}-${String(rows[0]?.n).padStart(6, '0')}`
  await tx.db
    .insertInto('erasure_answers')
    .values({
      id,
      student_id: tx.actor.id,
      scope: tx.actor.scope,
      reference_no: referenceNo,
      at: tx.now,
      group_key: group,
      title,
      outcome: outcome.outcome,
      answer: outcome.answer,
      legal_basis: outcome.legalBasis,
      kept_until: outcome.keptUntil,
    })
    .execute()
  tx.audit({
    action: outcome.outcome === 'done' ? 'privacy.erase' : 'privacy.refuse-erasure',
    subjectKind: 'student',
    subjectId: tx.actor.id,
    scope: tx.actor.scope,
    data: { group: title, referenceNo },
  })
  return { id, referenceNo, at: tx.now.toISOString(), group, title, ...outcome }
}

/** Written answers so far, newest first. */
export async function answersOf(tx: StudentTx): Promise<Answer[]> {
  const rows = await tx.db
    .selectFrom('erasure_answers')
    .selectAll()
    .where('student_id', '=', tx.actor.id)
    .orderBy('id', 'desc')
    .limit(50)
    .execute()
  return rows.map((r) => ({
    id: r.id,
    referenceNo: r.reference_no,
    at: r.at.toISOString(),
    group: r.group_key as HeldGroupKey,
    title: r.title,
    outcome: r.outcome as Answer['outcome'],
    answer: r.answer,
    legalBasis: r.legal_basis,
    keptUntil: r.kept_until,
  }))
}
