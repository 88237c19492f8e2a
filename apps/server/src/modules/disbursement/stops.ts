import { aidStopsFrom } from '@zhuxue/policy'
import { sql } from 'kysely'
import type { Tx } from '../../platform/index.ts'
import type { ConfirmedRollChange, RollChangeEffect } from '../roll/index.ts'
import { ROLL_CHANGE_WORDS } from './texts.ts'

/**
 * Open instalments of the month after the change and later (休学、退学…… stop from next month, DOMAIN §4), of which
 * nothing is on its way: neither paid nor sent, nor in a file that was downloaded.
 */
const stoppable = sql`
  i.status = 'open'
  and case when i.period = i.term then i.term_ends_on >= r.effective_on else i.period >= r.stops_from end
  and not exists (
    select 1 from payment_items p left join payment_runs n on n.id = p.run_id
    where p.instalment_id = i.id
      and (p.status in ('sent', 'paid', 'unknown') or (p.status = 'in-run' and n.downloaded_at is not null)))`

/** Stops what is not yet on its way when a roll change is confirmed; planned items stop with their instalment. */
export async function stopByRollChange(tx: Tx, change: ConfirmedRollChange): Promise<RollChangeEffect> {
  const from = change.stopsAid ? aidStopsFrom(change.type, change.effectiveOn) : null
  if (from === null) return { stoppedInstalments: 0 }
  await lockRunsOf(tx, change.studentId)
  const reason = `学籍变动（${ROLL_CHANGE_WORDS[change.type]}），自${from.slice(0, 4)}年${Number(from.slice(5))}月起停发`
  const { rows } = await sql<{ id: string }>`
    update instalments i set status = 'stopped', stop_reason = ${reason}
    from (select ${change.studentId}::uuid as student_id, ${from}::text as stops_from, ${change.effectiveOn}::date as effective_on) r
    where i.student_id = r.student_id and ${stoppable}
    returning i.id`.execute(tx.db)
  if (rows.length > 0) {
    await tx.db
      .updateTable('payment_items')
      .set({ status: 'stopped' })
      .where('instalment_id', '=', sql<string>`any(${rows.map((r) => r.id)}::uuid[])`)
      .where('status', '=', 'planned')
      .execute()
  }
  return { stoppedInstalments: rows.length }
}

/**
 * Waits for whoever is approving, sealing or downloading a run with this student in it, in the order of ids: without
 * it a file could leave, or a waiver be booked, between the look at the run and the stop.
 */
async function lockRunsOf(tx: Tx, studentId: string): Promise<void> {
  await sql`
    select n.id from payment_runs n
    where n.id in (select p.run_id from payment_items p where p.student_id = ${studentId} and p.status = 'in-run')
    order by n.id for update`.execute(tx.db)
}

/** How many instalments each change would stop. */
export async function previewStops(
  tx: Tx,
  changes: readonly (ConfirmedRollChange & { id: string })[],
): Promise<Map<string, number>> {
  const asked = changes.flatMap((c) => {
    const from = c.stopsAid ? aidStopsFrom(c.type, c.effectiveOn) : null
    return from === null ? [] : [{ id: c.id, student_id: c.studentId, stops_from: from, effective_on: c.effectiveOn }]
  })
  if (asked.length === 0) return new Map()
  const { rows } = await sql<{ id: string; n: number }>`
    select r.id, count(*)::integer as n
    from jsonb_to_recordset(${JSON.stringify(asked)}::jsonb) as r(id uuid, student_id uuid, stops_from text, effective_on date)
      join instalments i on i.student_id = r.student_id
    where ${stoppable} group by r.id`.execute(tx.db)
  return new Map(rows.map((r) => [r.id, r.n]))
}
