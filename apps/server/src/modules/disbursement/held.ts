import type { HeldItem } from '@zhuxue/contracts'
import { fen, formatTermText, formatYuanPlain, parseTerm } from '@zhuxue/policy'
import { dayOf, type StudentActor, type Tx } from '../../platform/index.ts'
import { ownPayments } from './own.ts'

/** Every instalment of the student's awards with its state. */
export async function heldPayments(tx: Tx<StudentActor>): Promise<HeldItem[]> {
  const { awards } = await ownPayments(tx)
  return awards.flatMap((a) => {
    const term = parseTerm(a.term)
    return a.instalments.map((i) => ({
      label: `${term ? formatTermText(term) : a.term}${a.title} ${i.period}`,
      value: `${formatYuanPlain(fen(i.amountFen))}元，${i.statusTitle}${i.last4 ? `（尾号${i.last4}）` : ''}`,
      source: a.payee === 'student' ? '发放记录' : '学校账',
      asOf: i.paidAt ? dayOf(new Date(i.paidAt)) : null,
      verifiedBy: null,
    }))
  })
}
