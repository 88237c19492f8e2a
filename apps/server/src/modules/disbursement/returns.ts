import type { disbursement, ReplyOf } from '@zhuxue/contracts'
import { sql } from 'kysely'
import { newId, type Platform, refuse, type StaffActor, sm3, type Tx } from '../../platform/index.ts'
import { moveItems } from '../funds/index.ts'
import { tellPaid, tellReturned } from './messages.ts'
import { type BankAnswer, checkReturn, type Expected } from './return-file.ts'
import { itemAmounts, lockRun, lockRunAt, potOf, type Run, record, requireStep, returnAad, updateRun } from './store.ts'

type Reply = ReplyOf<typeof disbursement.loadReturn>

/** Problems shown at once. */
const SHOWN = 200

/**
 * Takes a bank's return file whole, or refuses it whole with every error by line; a refused one changes nothing. The
 * first answer of a run must answer every payment; later ones only what was unknown: an unknown payment is asked about,
 * never paid again (DOMAIN §4).
 */
export async function loadReturn(tx: Tx<StaffActor>, platform: Platform, id: string, content: Buffer): Promise<Reply> {
  const run = await lockRun(tx, id)
  const first = run.status === 'sent'
  if (first) requireStep(run, 'load-answer')
  else if (run.status !== 'answered') throw refuse('state-conflict', '批次还没有送银行，或已经办结，不能导入回盘。')
  const digest = sm3(content)
  const twice = await tx.db
    .selectFrom('bank_returns')
    .select('loaded_at')
    .where('run_id', '=', run.id)
    .where('sm3', '=', digest)
    .executeTakeFirst()
  if (twice) throw refuse('duplicate', '这份回盘文件已经导入过，无需重复导入。')
  const expected = await expectedOf(tx, run.id)
  const accountIndex = (n: string): string => platform.crypto.blindIndex('card', n).toString('hex')
  const file = await checkReturn(content, { runNo: run.run_no, expected, first, accountIndex })
  if (file.problems.length > 0) {
    tx.audit({
      action: 'run.return-refused',
      subjectKind: 'payment-run',
      subjectId: run.id,
      scope: run.scope,
      data: { sm3: digest, rows: file.rows, problems: file.problems.length },
    })
    return { accepted: false, paid: 0, returned: 0, unknown: 0, problems: [...file.problems.slice(0, SHOWN)] }
  }
  const of = (outcome: BankAnswer['outcome']) => file.answers.filter((a) => a.outcome === outcome)
  const counts = { paid: of('paid').length, returned: of('returned').length, unknown: of('unknown').length }
  const returnId = newId()
  await tx.db
    .insertInto('bank_returns')
    .values({
      id: returnId,
      run_id: run.id,
      scope: run.scope,
      sm3: digest,
      rows: file.rows,
      ...counts,
      content_enc: platform.crypto.encrypt(content, returnAad(returnId)),
      loaded_by: tx.actor.id,
      loaded_by_name: tx.actor.name,
      loaded_at: tx.now,
    })
    .execute()
  await settle(tx, run, file.answers)
  await updateRun(tx, run, 'answered')
  const note = `到账 ${counts.paid} 笔，退回 ${counts.returned} 笔${counts.unknown > 0 ? `，待查 ${counts.unknown} 笔` : ''}`
  await record(tx, run, first ? 'answer' : 'enquiry', first ? '导入回盘' : '导入查询结果', note, {
    sm3: digest,
    ...counts,
  })
  await tellPaid(tx, run, of('paid'))
  await tellReturned(tx, run, of('returned'))
  return { accepted: true, ...counts, problems: [] }
}

async function expectedOf(tx: Tx, runId: string): Promise<Expected[]> {
  const rows = await tx.db
    .selectFrom('payment_items as p')
    .innerJoin('cards as k', 'k.id', 'p.card_id')
    .select(['p.id', 'p.instruction_id', 'p.status', 'p.line_no', 'p.amount_fen', 'k.last4', 'k.number_bidx'])
    .where('p.run_id', '=', runId)
    .orderBy('p.line_no')
    .execute()
  return rows.map((r) => ({
    itemId: r.id,
    instructionId: r.instruction_id,
    status: r.status,
    line: r.line_no ?? 0,
    last4: r.last4,
    amountFen: r.amount_fen,
    account: r.number_bidx.toString('hex'),
  }))
}

/** Writes the answers: only on items that wait for one, so that a settled payment is never touched again. */
async function settle(tx: Tx, run: Run, answers: readonly BankAnswer[]): Promise<void> {
  const rows = answers.map((a) => ({ id: a.itemId, status: a.outcome, code: a.code, text: a.text }))
  const { rows: written } = await sql<{ id: string }>`
    update payment_items p set status = r.status, result_code = r.code, result_text = r.text, answered_at = ${tx.now}::timestamptz
    from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as r(id uuid, status text, code text, text text)
    where p.id = r.id and p.run_id = ${run.id}::uuid and p.status in ('sent', 'unknown')
    returning p.id`.execute(tx.db)
  if (written.length !== answers.length) throw refuse('state-conflict')
  const about = { id: run.id, runNo: run.run_no }
  const moved = (outcome: 'paid' | 'returned') =>
    answers.filter((a) => a.outcome === outcome).map((a) => ({ id: a.itemId, amountFen: a.amountFen }))
  await moveItems(tx, 'paid', potOf(run), moved('paid'), about)
  await moveItems(tx, 'returned', potOf(run), moved('returned'), about)
}

/** Closes a run whose every payment has an answer and whose ledger agrees with its items to the fen. */
export async function closeRun(tx: Tx<StaffActor>, id: string, revision: number): Promise<void> {
  const run = await lockRunAt(tx, id, revision)
  requireStep(run, 'reconcile')
  const open = [...(await itemAmounts(tx, run.id, 'sent')), ...(await itemAmounts(tx, run.id, 'unknown'))]
  if (open.length > 0)
    throw refuse('rule-refused', `还有 ${open.length} 笔没有结果，请先向银行查询，导入查询结果后再办结。`)
  const sums = await reconciliation(tx, run.id)
  if (sums.differenceFen !== 0) throw refuse('rule-refused', '对账不符，不能办结。请核对银行回盘文件。')
  await updateRun(tx, run, 'closed', { closed_at: tx.now })
  await record(tx, run, 'close', '对账办结', null, sums)
}

/** 对账: what the ledger says was sent, paid and returned, against what the items say is still open. */
export async function reconciliation(tx: Tx, runId: string) {
  const { rows } = await sql<{ sent: number; paid: number; returned: number; open: number }>`
    select coalesce(sum(amount_fen) filter (where kind = 'sent'), 0)::bigint as sent,
      coalesce(sum(amount_fen) filter (where kind = 'paid'), 0)::bigint as paid,
      coalesce(sum(amount_fen) filter (where kind = 'returned'), 0)::bigint as returned,
      (select coalesce(sum(amount_fen), 0)::bigint from payment_items where run_id = ${runId} and status in ('sent', 'unknown')) as open
    from ledger_entries where run_id = ${runId}`.execute(tx.db)
  const r = rows[0] ?? { sent: 0, paid: 0, returned: 0, open: 0 }
  return {
    sentFen: r.sent,
    paidFen: r.paid,
    returnedFen: r.returned,
    openFen: r.open,
    differenceFen: r.sent - r.paid - r.returned - r.open,
  }
}
