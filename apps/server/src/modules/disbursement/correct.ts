import { type BankResultCode, mayReissue } from '@zhuxue/policy'
import { found, newId, refuse, type StaffActor, scrub, type Tx } from '../../platform/index.ts'

/**
 * Re-issues a payment that the bank certainly did not make (退回): the old item becomes 'corrected' and a new planned
 * one points to it, with a new instruction id. It joins the next run of its period. An unknown payment is never
 * re-issued, and no payment crosses its term (S1 四(六)).
 */
export async function correctItem(tx: Tx<StaffActor>, id: string, reason: string): Promise<{ newItemId: string }> {
  const old = found(
    await tx.db
      .selectFrom('payment_items')
      .select([
        'id',
        'instalment_id',
        'attempt',
        'school_id',
        'scope',
        'student_id',
        'payee',
        'amount_fen',
        'status',
        'run_id',
        'card_id',
        'result_code',
      ])
      .where('id', '=', id)
      .forUpdate()
      .executeTakeFirst(),
    '没有找到这笔发放。',
  )
  const { status } = old
  if (status === 'corrected') throw refuse('duplicate', '这笔发放已经更正，新的发放项会进入下一个批次。')
  if (status === 'unknown') throw refuse('rule-refused', '银行还没有明确结果，请先查询。查清之前不得重复发放。')
  if (status !== 'returned' || !mayReissue(status)) throw refuse('state-conflict', '只有银行退回的发放项可以更正重发。')
  const instalment = found(
    await tx.db
      .selectFrom('instalments')
      .select(['status', 'stop_reason', 'term_ends_on'])
      .where('id', '=', old.instalment_id)
      .executeTakeFirst(),
  )
  if (instalment.status === 'stopped')
    throw refuse('rule-refused', `这一期已停发（${instalment.stop_reason ?? ''}），不再重发。`)
  if (tx.today > instalment.term_ends_on) {
    throw refuse('rule-refused', '本学期已经结束，不得跨学期发放。请报县级资助管理部门处理。')
  }
  if (NEEDS_ANOTHER_CARD.has(old.result_code ?? '') && !(await hasAnotherCard(tx, old.student_id, old.card_id))) {
    throw refuse('rule-refused', '银行答复该账号不存在或已销户。请先为学生换办中职卡并登记激活，再更正重发。')
  }
  const newItemId = newId()
  await tx.db.updateTable('payment_items').set({ status: 'corrected' }).where('id', '=', old.id).execute()
  await tx.db
    .insertInto('payment_items')
    .values({
      id: newItemId,
      instalment_id: old.instalment_id,
      attempt: old.attempt + 1,
      school_id: old.school_id,
      scope: old.scope,
      student_id: old.student_id,
      payee: old.payee,
      amount_fen: old.amount_fen,
      instruction_id: newId(),
      status: 'planned',
      corrects_item_id: old.id,
      correction_reason: scrub(reason),
    })
    .execute()
  tx.audit({
    action: 'payment.correct',
    subjectKind: 'payment-item',
    subjectId: old.id,
    scope: old.scope,
    data: { newItemId, attempt: old.attempt + 1, amountFen: old.amount_fen, reason: scrub(reason) },
  })
  return { newItemId }
}

/** Results that a second try on the same account cannot mend. */
const NEEDS_ANOTHER_CARD = new Set<string>(['ACCT_NOT_FOUND', 'ACCT_CLOSED'] satisfies BankResultCode[])

async function hasAnotherCard(tx: Tx, studentId: string, cardId: string | null): Promise<boolean> {
  const card = await tx.db
    .selectFrom('cards')
    .select('id')
    .where('student_id', '=', studentId)
    .where('status', '=', 'activated')
    .executeTakeFirst()
  return card !== undefined && card.id !== cardId
}
