import type { disbursement, ProgrammeCode, QueryOf, ReplyOf } from '@zhuxue/contracts'
import { sql } from 'kysely'
import { fromIdCursor, page, pageLimit, type Tx } from '../../platform/index.ts'
import { ACCOUNT_TITLES, type Account, ENTRY_KINDS, type EntryKind } from './ledger.ts'

interface SummaryRow {
  school_id: string
  school_name: string
  programme: ProgrammeCode
  term: string
  allocated: number
  needed: number
  paid: number
  returned: number
  booked: number
  available: number
  in_transit: number
}

/**
 * 资金台账 per school, programme and term. `sumOfAllAccountsFen` adds the running balances to the other accounts of the
 * ledger: it is zero as long as the two agree, which nothing in the figures themselves forces.
 */
export async function fundSummary(
  tx: Tx,
  query: QueryOf<typeof disbursement.fundSummary>,
): Promise<ReplyOf<typeof disbursement.fundSummary>> {
  const term = query.term ?? null
  const { rows } = await sql<SummaryRow>`
    with led as (
      select school_id, programme, term,
        sum(amount_fen) filter (where kind = 'allocation') as allocated,
        sum(amount_fen) filter (where kind = 'paid') as paid,
        sum(amount_fen) filter (where kind = 'returned') as returned,
        sum(amount_fen) filter (where kind = 'waiver-booked') as booked
      from ledger_entries where ${term}::text is null or term = ${term} group by 1, 2, 3),
    need as (
      select i.school_id, i.programme, i.term, sum(i.amount_fen) as needed from instalments i
      where i.status = 'open' and (${term}::text is null or i.term = ${term})
        and not exists (select 1 from payment_items p where p.instalment_id = i.id and p.status in ('paid', 'sent', 'unknown'))
      group by 1, 2, 3),
    pots as (select school_id, programme, term from led union select school_id, programme, term from need)
    select pots.school_id, o.name as school_name, pots.programme, pots.term,
      coalesce(led.allocated, 0)::bigint as allocated, coalesce(need.needed, 0)::bigint as needed,
      coalesce(led.paid, 0)::bigint as paid, coalesce(led.returned, 0)::bigint as returned, coalesce(led.booked, 0)::bigint as booked,
      coalesce(b.available_fen, 0) as available, coalesce(b.in_transit_fen, 0) as in_transit
    from pots join orgs o on o.id = pots.school_id
      left join led using (school_id, programme, term) left join need using (school_id, programme, term)
      left join fund_balances b using (school_id, programme, term)
    order by pots.term desc, o.path, pots.programme`.execute(tx.db)
  const { rows: sums } = await sql<{ sum: number }>`
    select coalesce(sum(x), 0)::bigint as sum from (
      select amount_fen as x from ledger_entries where debit_account not in ('available', 'in-transit') and (${term}::text is null or term = ${term})
      union all select -amount_fen from ledger_entries where credit_account not in ('available', 'in-transit') and (${term}::text is null or term = ${term})
      union all select available_fen + in_transit_fen from fund_balances where ${term}::text is null or term = ${term}) all_accounts`.execute(
    tx.db,
  )
  return {
    rows: rows.map((r) => ({
      schoolId: r.school_id,
      schoolName: r.school_name,
      programme: r.programme,
      term: r.term,
      allocatedFen: r.allocated,
      neededFen: r.needed,
      paidFen: r.paid,
      inTransitFen: r.in_transit,
      returnedFen: r.returned,
      schoolIncomeFen: r.booked,
      availableFen: r.available,
    })),
    sumOfAllAccountsFen: sums[0]?.sum ?? 0,
  }
}

/** 分录明细, newest first. */
export async function ledgerEntries(
  tx: Tx,
  query: QueryOf<typeof disbursement.ledgerEntries>,
): Promise<ReplyOf<typeof disbursement.ledgerEntries>> {
  const limit = pageLimit(query.limit)
  const after = fromIdCursor(query.cursor, 1)
  let q = tx.db
    .selectFrom('ledger_entries')
    .select(['id', 'at', 'kind', 'debit_account', 'credit_account', 'amount_fen', 'document', 'by_name'])
    .orderBy('id', 'desc')
    .limit(limit + 1)
  if (query.schoolId) q = q.where('school_id', '=', query.schoolId)
  if (after?.[0]) q = q.where('id', '<', after[0])
  const account = (name: string): string => ACCOUNT_TITLES[name as Account] ?? name
  return page(
    await q.execute(),
    limit,
    (r) => ({
      id: r.id,
      at: r.at.toISOString(),
      kind: r.kind,
      kindTitle: ENTRY_KINDS[r.kind as EntryKind]?.title ?? r.kind,
      debit: account(r.debit_account),
      credit: account(r.credit_account),
      amountFen: r.amount_fen,
      document: r.document,
      by: r.by_name,
    }),
    (r) => [r.id],
  )
}
