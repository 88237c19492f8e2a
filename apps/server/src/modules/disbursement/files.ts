import { fen } from '@zhuxue/policy'
import { type Download, found, type Platform, refuse, type StaffActor, sm3, type Tx } from '../../platform/index.ts'
import { cardNumbersOf } from '../cards/index.ts'
import { type BankFileLine, CCB_PROFILE, unwritable, writeBankFile } from './bank-file.ts'
import { obstacle, purposeOf } from './runs.ts'
import { fileAad, lockRun, lockRunAt, type Run, record, requireStep, updateRun } from './store.ts'

/**
 * Makes the bank file of an approved run once and seals it: its SM3 is shown to people, its bytes are stored encrypted
 * and never made again. Card numbers are in clear only here, in memory.
 */
export async function sealRun(tx: Tx<StaffActor>, platform: Platform, id: string, revision: number): Promise<void> {
  const run = await lockRunAt(tx, id, revision)
  requireStep(run, 'seal')
  if (run.channel !== 'bank') throw refuse('state-conflict', '免学费批次记入学校账，没有银行文件。')
  const blocked = await obstacle(tx, run)
  if (blocked !== null) throw refuse('rule-refused', blocked)
  const lines = await fileLines(tx, platform, run)
  const bad = unwritable(lines)
  if (bad.length > 0) {
    throw refuse('rule-refused', `第 ${bad.join('、')} 行的户名含有银行文件不能使用的符号，请先核对学籍姓名。`)
  }
  const content = writeBankFile(CCB_PROFILE, { runNo: run.run_no, day: tx.today, purpose: purposeOf(run) }, lines)
  const digest = sm3(content)
  await tx.db
    .insertInto('payment_files')
    .values({
      run_id: run.id,
      scope: run.scope,
      name: `${run.run_no}.csv`,
      sm3: digest,
      content_enc: platform.crypto.encrypt(content, fileAad(run.id)),
      sealed_by: tx.actor.id,
      sealed_by_name: tx.actor.name,
      sealed_at: tx.now,
    })
    .execute()
  await updateRun(tx, run, 'sealed', { sealed_at: tx.now })
  await record(tx, run, 'seal', '封存银行文件', `SM3 ${digest}`, { sm3: digest, lines: lines.length })
}

async function fileLines(tx: Tx, platform: Platform, run: Run): Promise<BankFileLine[]> {
  const rows = await tx.db
    .selectFrom('payment_items as p')
    .innerJoin('students as s', 's.id', 'p.student_id')
    .select(['p.line_no', 'p.card_id', 'p.amount_fen', 'p.instruction_id', 's.name'])
    .where('p.run_id', '=', run.id)
    .where('p.status', '=', 'in-run')
    .orderBy('p.line_no')
    .execute()
  const numbers = await cardNumbersOf(
    tx,
    platform,
    rows.flatMap((r) => (r.card_id === null ? [] : [r.card_id])),
  )
  return rows.map((r) => ({
    line: r.line_no ?? 0,
    cardNumber: found(numbers.get(r.card_id ?? ''), '没有找到收款卡。'),
    holder: r.name,
    amountFen: fen(r.amount_fen),
    instructionId: r.instruction_id,
  }))
}

/**
 * The sealed file, byte for byte. The first download is the moment at which the instructions leave this system; it and
 * every later one is recorded. Checked once more before it leaves: nobody in it was stopped, nothing was changed.
 */
export async function downloadFile(tx: Tx<StaffActor>, platform: Platform, id: string): Promise<Download> {
  const run = await lockRun(tx, id)
  const file = found(
    await tx.db
      .selectFrom('payment_files')
      .select(['name', 'sm3', 'content_enc'])
      .where('run_id', '=', run.id)
      .executeTakeFirst(),
    '这个批次还没有封存的银行文件。',
  )
  if (run.status === 'cancelled') throw refuse('state-conflict', '这个批次已经作废，文件不能再下载。')
  if (run.downloaded_at === null) {
    const blocked = await obstacle(tx, run)
    if (blocked !== null) throw refuse('rule-refused', blocked)
    await tx.db.updateTable('payment_runs').set({ downloaded_at: tx.now }).where('id', '=', run.id).execute()
  }
  const content = platform.crypto.decryptBytes(file.content_enc, fileAad(run.id))
  if (sm3(content) !== file.sm3) throw new Error('sealed bank file does not match its SM3')
  await record(tx, run, 'download', '下载银行文件', null, { sm3: file.sm3 })
  return { name: file.name, mime: 'text/csv; charset=gb18030', content }
}
