import { type applications, type ItemStatus, itemStatusTitle, type ReplyOf } from '@zhuxue/contracts'
import { sql } from 'kysely'
import type { StudentActor, Tx } from '../../platform/index.ts'

type InstalmentView = ReplyOf<typeof applications.trackApplication>['instalments'][number]

/** An instalment as the tracker reads it: the plan and the latest payment item for it. */
export interface TrackedInstalment {
  readonly id: string
  readonly period: string
  readonly amountFen: number
  readonly dueOn: string
  readonly payee: 'student' | 'school'
  readonly status: ItemStatus
  readonly paidAt: Date | null
  readonly last4: string | null
  readonly reason: string | null
}

interface Row {
  id: string
  period: string
  amount_fen: string | number
  due_on: string
  payee: 'student' | 'school'
  status: string
  stop_reason: string | null
  item_status: ItemStatus | null
  answered_at: Date | null
  result_text: string | null
  last4: string | null
}

const UNDER_WAY: readonly ItemStatus[] = ['in-run', 'sent', 'paid', 'returned', 'unknown']

/** Instalments of the award that came of an application; empty until it is approved. Amounts in fen. */
export async function instalmentsFor(tx: Tx<StudentActor>, applicationId: string): Promise<TrackedInstalment[]> {
  const { rows } = await sql<Row>`
    select i.id, i.period, i.amount_fen, i.due_on, i.payee, i.status, i.stop_reason, p.status as item_status, p.answered_at,
      p.result_text, c.last4
    from instalments i join awards a on a.id = i.award_id
    left join lateral (
      select status, answered_at, result_text, card_id from payment_items
      where instalment_id = i.id order by attempt desc limit 1
    ) p on true
    left join cards c on c.id = p.card_id
    where a.application_id = ${applicationId} and i.student_id = ${tx.actor.id}
    order by i.due_on, i.period`.execute(tx.db)
  return rows.map((r) => {
    const moving = r.item_status !== null && UNDER_WAY.includes(r.item_status)
    const status: ItemStatus = moving && r.item_status ? r.item_status : r.status === 'stopped' ? 'stopped' : 'planned'
    return {
      id: r.id,
      period: r.period,
      amountFen: Number(r.amount_fen),
      dueOn: r.due_on,
      payee: r.payee,
      status,
      paidAt: status === 'paid' ? r.answered_at : null,
      last4: r.last4,
      reason: status === 'stopped' ? r.stop_reason : status === 'returned' ? r.result_text : null,
    }
  })
}

const WHAT_TO_DO: Partial<Record<ItemStatus, string>> = {
  returned: '请联系班主任或学校资助专干，核对中职卡是否激活、挂失或户名不符；更正后会重新发放，不会少发。',
  unknown: '银行还没有答复，学校正在查询，您不用办理。',
  stopped: '如对停发有疑问，请联系班主任或学校资助专干。',
}

export const toInstalmentView = (i: TrackedInstalment): InstalmentView => ({
  id: i.id,
  period: i.period,
  amountFen: i.amountFen,
  status: i.status,
  statusTitle: itemStatusTitle(i.status, i.payee),
  paidAt: i.paidAt?.toISOString() ?? null,
  last4: i.last4,
  reason: i.reason,
  whatToDo: WHAT_TO_DO[i.status] ?? null,
})

/** The student's usable card, if any: last four digits only. */
export interface OwnCard {
  readonly last4: string
  readonly status: 'issued' | 'activated'
  readonly activatedOn: string | null
}

export async function ownCard(tx: Tx<StudentActor>): Promise<OwnCard | undefined> {
  const row = await tx.db
    .selectFrom('cards')
    .select(['last4', 'status', 'activated_on'])
    .where('student_id', '=', tx.actor.id)
    .where('status', 'in', ['issued', 'activated'])
    .executeTakeFirst()
  return row && { last4: row.last4, status: row.status as OwnCard['status'], activatedOn: row.activated_on }
}
