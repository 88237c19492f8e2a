import { programmeTitles } from '@zhuxue/contracts'
import { BANK_RESULTS, fen, formatYuanPlain, type SmsMessage, smsText, type Term } from '@zhuxue/policy'
import { sql } from 'kysely'
import type { Tx } from '../../platform/index.ts'
import { regionFor } from '../roll/index.ts'
import type { BankAnswer } from './return-file.ts'
import type { Run } from './store.ts'
import { periodText } from './texts.ts'

interface Payee {
  readonly item_id: string
  readonly student_id: string
  readonly name: string
  readonly last4: string
}

/** Tells each student that her money arrived. */
export async function tellPaid(tx: Tx, run: Run, answers: readonly BankAnswer[]): Promise<void> {
  const programme = programmeTitles[run.programme as keyof typeof programmeTitles]
  await tell(tx, run, answers, (payee, answer) => {
    const amount = fen(answer.amountFen)
    return {
      kind: 'paid',
      title: `${programme}已到账`,
      body: `${periodText(run.period)}${programme}${formatYuanPlain(amount)}元已发放至尾号${payee.last4}的中职卡，请查收。`,
      sms: { kind: 'paid', programme, term: run.term as Term, amount, last4: payee.last4 },
    }
  })
}

/** Tells each student that the bank sent her money back, why, and what to do. */
export async function tellReturned(tx: Tx, run: Run, answers: readonly BankAnswer[]): Promise<void> {
  const programme = programmeTitles[run.programme as keyof typeof programmeTitles]
  await tell(tx, run, answers, (payee, answer) => ({
    kind: 'payment-failed',
    title: `${programme}没有发放成功`,
    body: `${periodText(run.period)}${programme}${formatYuanPlain(fen(answer.amountFen))}元被银行退回（${BANK_RESULTS[answer.code].label}）。${BANK_RESULTS[answer.code].studentText}办好后会重新发放，不会少发。`,
    sms: { kind: 'payment-failed', last4: payee.last4 },
  }))
}

interface Text {
  readonly kind: string
  readonly title: string
  readonly body: string
  readonly sms: SmsMessage
}

async function tell(
  tx: Tx,
  run: Run,
  answers: readonly BankAnswer[],
  text: (payee: Payee, answer: BankAnswer) => Text,
): Promise<void> {
  if (answers.length === 0) return
  const { rows } = await sql<Payee & { county_code: string | null }>`
    select p.id as item_id, p.student_id, s.name, k.last4, o.county_code
    from payment_items p join students s on s.id = p.student_id join cards k on k.id = p.card_id join orgs o on o.id = p.school_id
    where p.run_id = ${run.id}`.execute(tx.db)
  const byItem = new Map(rows.map((r) => [r.item_id, r]))
  const payloads = answers.flatMap((answer) => {
    const payee = byItem.get(answer.itemId)
    if (!payee) return []
    const { kind, title, body, sms } = text(payee, answer)
    const signature = regionFor(payee.county_code).smsSignature
    return [
      {
        studentIds: [payee.student_id],
        kind,
        title,
        body,
        link: '/student/payments',
        sms: smsText({ signature, name: payee.name }, sms),
      },
    ]
  })
  await sql`select enqueue_job('notify', p::json, null, null, null) from jsonb_array_elements(${JSON.stringify(payloads)}::jsonb) as p`.execute(
    tx.db,
  )
}
