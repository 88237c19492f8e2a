import type { disbursement, ReplyOf } from '@zhuxue/contracts'
import { timeText } from '../../platform/clock.ts'
import { Money } from '../../ui/parts.tsx'
import { texts as t } from './texts.ts'

type Instalment = ReplyOf<typeof disbursement.ownPayments>['awards'][number]['instalments'][number]

/** '2026-09' → '2026年9月', a term → its Chinese name. */
export function periodText(period: string): string {
  const term = /^(\d{4})-(autumn|spring)$/.exec(period)
  if (term) return `${term[1]}年${term[2] === 'autumn' ? '秋季' : '春季'}学期`
  const month = /^(\d{4})-(\d{2})$/.exec(period)
  return month ? `${month[1]}年${Number(month[2])}月` : period
}

const tone = (status: string): string =>
  status === 'paid'
    ? 'good'
    : status === 'returned' || status === 'unknown'
      ? 'warn'
      : status === 'stopped'
        ? 'quiet'
        : 'info'

/** The same advice stands once, at the first instalment that it is for. */
const isFirst = (list: readonly Instalment[], n: number): boolean =>
  list.findIndex((i) => i.whatToDo === list[n]?.whatToDo) === n

export function Instalments({ list, toSchool }: { list: readonly Instalment[]; toSchool?: boolean }) {
  return (
    <ul class="lines">
      {list.map((i, n) => (
        <li key={i.id}>
          <div class="between">
            <span>{periodText(i.period)}</span>
            <Money fen={i.amountFen} plain />
          </div>
          <div class="between">
            <span class="hint">
              {i.paidAt && t.paidAt(timeText(i.paidAt))} {i.last4 && !toSchool && t.card(i.last4)}
            </span>
            <span class={`tag ${tone(i.status)}`}>{i.statusTitle}</span>
          </div>
          {i.reason && <p class="hint">{i.reason}</p>}
          {i.whatToDo && isFirst(list, n) && <p class="note warn">{i.whatToDo}</p>}
        </li>
      ))}
    </ul>
  )
}
