import { aidStopsFrom } from '@zhuxue/policy'
import { sql } from 'kysely'
import type { Tx } from '../../platform/index.ts'
import type { ConfirmedRollChange, RollChangeEffect } from '../roll/index.ts'
import { ROLL_CHANGE_WORDS } from './texts.ts'

/**
 * 复学: what a suspension stopped goes on from the month after the resumption, as it stopped from the month after the
 * suspension (docs/readings.md). The months in between stay stopped, other reasons to stop stay too, and nothing goes
 * on after its term has ended (不得跨学期).
 */
export async function resumeByRollChange(tx: Tx, change: ConfirmedRollChange): Promise<RollChangeEffect> {
  if (change.type !== 'resumption') return {}
  const from = aidStopsFrom('suspension', change.effectiveOn)
  if (from === null) return {}
  const { rows } = await sql<{ id: string }>`
    update instalments set status = 'open', stop_reason = null
    where student_id = ${change.studentId}::uuid and status = 'stopped' and period <> term and period >= ${from}
      and stop_reason like ${`学籍变动（${ROLL_CHANGE_WORDS.suspension}）%`} and term_ends_on >= ${tx.today}::date
    returning id`.execute(tx.db)
  if (rows.length > 0) {
    await tx.db
      .updateTable('payment_items')
      .set({ status: 'planned' })
      .where('instalment_id', '=', sql<string>`any(${rows.map((r) => r.id)}::uuid[])`)
      .where('status', '=', 'stopped')
      .execute()
  }
  return {}
}
