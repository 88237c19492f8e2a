import {
  type disbursement,
  type ItemStatus,
  itemStatusTitle,
  type ProgrammeCode,
  programmeTitles,
  type ReplyOf,
} from '@zhuxue/contracts'
import { BANK_RESULTS, parseBankResultCode } from '@zhuxue/policy'
import { sql } from 'kysely'
import type { StudentActor, Tx } from '../../platform/index.ts'

type Reply = ReplyOf<typeof disbursement.ownPayments>
type Award = Reply['awards'][number]
type Instalment = Award['instalments'][number]

interface Row {
  award_id: string
  programme: ProgrammeCode
  term: string
  term_fen: number
  payee: 'student' | 'school'
  id: string
  period: string
  amount_fen: number
  stopped: boolean
  stop_reason: string | null
  status: ItemStatus | null
  result_code: string | null
  answered_at: Date | null
  last4: string | null
  card: 'issued' | 'activated' | null
}

const PAYEE_TEXT = { student: '发到您本人的中职卡', school: '由财政补助学校，学校不再收您的学费' }

/** Every yuan of the student: what arrived, what is coming, what came back and what to do about it. */
export async function ownPayments(tx: Tx<StudentActor>): Promise<Reply> {
  const { rows } = await sql<Row>`
    select a.id as award_id, a.programme, a.term, a.term_fen, a.payee, i.id, i.period, i.amount_fen, i.status = 'stopped' as stopped,
      i.stop_reason, p.status, p.result_code, p.answered_at, k.last4,
      (select u.status from cards u where u.student_id = a.student_id and u.status in ('issued', 'activated')) as card
    from awards a join instalments i on i.award_id = a.id
      left join lateral (select status, result_code, answered_at, card_id from payment_items
        where instalment_id = i.id order by attempt desc limit 1) p on true
      left join cards k on k.id = p.card_id
    where a.student_id = ${tx.actor.id}
    order by a.term desc, a.programme, i.due_on, i.period`.execute(tx.db)
  const awards = new Map<string, Award>()
  let receivedFen = 0
  let comingFen = 0
  for (const r of rows) {
    const instalment = toInstalment(r)
    if (r.payee === 'student' && instalment.status === 'paid') receivedFen += r.amount_fen
    if (r.payee === 'student' && instalment.status !== 'paid' && !r.stopped) comingFen += r.amount_fen
    const award = awards.get(r.award_id) ?? {
      id: r.award_id,
      programme: r.programme,
      title: programmeTitles[r.programme],
      term: r.term,
      termFen: r.term_fen,
      payee: r.payee,
      payeeText: PAYEE_TEXT[r.payee],
      instalments: [],
    }
    award.instalments.push(instalment)
    awards.set(r.award_id, award)
  }
  return { receivedFen, comingFen, awards: [...awards.values()] }
}

function toInstalment(r: Row): Instalment {
  const onItsWay = r.status !== null && r.status !== 'planned' && r.status !== 'corrected'
  const status: ItemStatus = r.stopped && !onItsWay ? 'stopped' : (r.status ?? 'planned')
  const { reason, whatToDo } = explain(r, status)
  return {
    id: r.id,
    period: r.period,
    amountFen: r.amount_fen,
    status,
    statusTitle: itemStatusTitle(status, r.payee),
    paidAt: status === 'paid' ? (r.answered_at?.toISOString() ?? null) : null,
    last4: r.last4,
    reason,
    whatToDo,
  }
}

function explain(r: Row, status: ItemStatus): { reason: string | null; whatToDo: string | null } {
  if (status === 'stopped') return { reason: r.stop_reason, whatToDo: '如有疑问，请联系班主任或学校资助老师。' }
  if (status === 'returned' || status === 'unknown') {
    const result = BANK_RESULTS[parseBankResultCode(r.result_code ?? '') ?? 'REJECTED_OTHER']
    return { reason: result.label, whatToDo: result.studentText }
  }
  if (status === 'planned' && r.payee === 'student' && r.card !== 'activated') {
    return r.card === 'issued'
      ? { reason: '中职卡还没有激活', whatToDo: '请本人带身份证原件和中职卡到发卡银行网点柜台激活，激活后才能发放。' }
      : { reason: '还没有可用的中职卡', whatToDo: '学校正在办理中职卡。已有卡挂失或销户的，请告诉学校资助老师。' }
  }
  return { reason: null, whatToDo: null }
}
