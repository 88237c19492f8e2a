import { sql } from 'kysely'
import { newId, refuse, type Tx } from '../../platform/index.ts'

/**
 * Accounts of the ledger (复式分录). Money comes from the treasury, waits at the school's disposal, is on its way at the
 * bank, and ends with the student or, for the Tuition Waiver, as the school's income.
 */
export const ACCOUNT_TITLES = {
  treasury: '财政拨款',
  available: '学校待发资金',
  'in-transit': '送银行在途',
  student: '学生到账',
  'school-income': '学校收入（免学费补助）',
} as const
export type Account = keyof typeof ACCOUNT_TITLES

/** Kinds of entries: where each takes from and puts to. */
export const ENTRY_KINDS = {
  allocation: { title: '资金拨入', debit: 'available', credit: 'treasury' },
  sent: { title: '送银行发放', debit: 'in-transit', credit: 'available' },
  paid: { title: '发放成功', debit: 'student', credit: 'in-transit' },
  returned: { title: '银行退回', debit: 'available', credit: 'in-transit' },
  'waiver-booked': { title: '免学费记入学校账', debit: 'school-income', credit: 'available' },
} as const satisfies Record<string, { title: string; debit: Account; credit: Account }>
export type EntryKind = keyof typeof ENTRY_KINDS

/** One pot of money: what a school got for one programme and term. Nothing is ever moved between pots. */
export interface Pot {
  readonly schoolId: string
  /** scope path of the school */
  readonly scope: string
  readonly programme: string
  readonly term: string
}

export interface ItemAmount {
  readonly id: string
  readonly amountFen: number
}

/** Fen at the school's disposal in a pot: allocated and not yet sent; 0 when nothing was ever allocated. */
export async function availableFen(tx: Tx, pot: Omit<Pot, 'scope'>): Promise<number> {
  const row = await tx.db
    .selectFrom('fund_balances')
    .select('available_fen')
    .where('school_id', '=', pot.schoolId)
    .where('programme', '=', pot.programme)
    .where('term', '=', pot.term)
    .executeTakeFirst()
  return row?.available_fen ?? 0
}

/** Puts money into a pot; returns what is available afterwards. */
export async function allocate(
  tx: Tx,
  pot: Pot,
  amountFen: number,
  documentNo: string,
): Promise<{ id: string; availableFen: number }> {
  const id = newId()
  // locks the pot first, so that two registrations of one document queue here
  const { rows } = await sql<{ available_fen: number }>`
    insert into fund_balances (school_id, programme, term, scope, available_fen, in_transit_fen)
    values (${pot.schoolId}, ${pot.programme}, ${pot.term}, ${pot.scope}, ${amountFen}, 0)
    on conflict on constraint fund_balances_pkey do update set available_fen = fund_balances.available_fen + excluded.available_fen
    returning available_fen`.execute(tx.db)
  const twice = await tx.db
    .selectFrom('ledger_entries')
    .select('id')
    .where('school_id', '=', pot.schoolId)
    .where('programme', '=', pot.programme)
    .where('term', '=', pot.term)
    .where('kind', '=', 'allocation')
    .where('document', '=', documentNo)
    .executeTakeFirst()
  if (twice) throw refuse('duplicate', `文号“${documentNo}”的拨款已经登记过，请核对，避免重复登记。`)
  await insertEntries(tx, 'allocation', pot, [{ entryId: id, itemId: null, amountFen }], { document: documentNo })
  return { id, availableFen: rows[0]?.available_fen ?? 0 }
}

/**
 * Moves the money of payment items from one account to the next, one entry an item, and the running balances with
 * them. Refuses when the pot does not hold enough (the CHECK on fund_balances would, too).
 */
export async function moveItems(
  tx: Tx,
  kind: Exclude<EntryKind, 'allocation'>,
  pot: Pot,
  items: readonly ItemAmount[],
  run: { readonly id: string; readonly runNo: string },
): Promise<void> {
  if (items.length === 0) return
  const sum = items.reduce((total, i) => total + i.amountFen, 0)
  const { debit, credit } = ENTRY_KINDS[kind]
  const change = (account: Account): number => (debit === account ? sum : credit === account ? -sum : 0)
  const moved = await tx.db
    .updateTable('fund_balances')
    .set((eb) => ({
      available_fen: eb('available_fen', '+', change('available')),
      in_transit_fen: eb('in_transit_fen', '+', change('in-transit')),
    }))
    .where('school_id', '=', pot.schoolId)
    .where('programme', '=', pot.programme)
    .where('term', '=', pot.term)
    .where('available_fen', '>=', Math.max(0, -change('available')))
    .where('in_transit_fen', '>=', Math.max(0, -change('in-transit')))
    .executeTakeFirst()
  if (moved.numUpdatedRows !== 1n) {
    throw refuse('rule-refused', '资金余额不足，不能发放。请先由县级教育财务登记拨款。')
  }
  await insertEntries(
    tx,
    kind,
    pot,
    items.map((i) => ({ entryId: newId(), itemId: i.id, amountFen: i.amountFen })),
    { document: run.runNo, runId: run.id },
  )
}

interface NewEntry {
  readonly entryId: string
  readonly itemId: string | null
  readonly amountFen: number
}

async function insertEntries(
  tx: Tx,
  kind: EntryKind,
  pot: Pot,
  entries: readonly NewEntry[],
  about: { document: string; runId?: string },
): Promise<void> {
  const { debit, credit } = ENTRY_KINDS[kind]
  const by = tx.actor.kind === 'staff' ? { id: tx.actor.id, name: tx.actor.name } : { id: null, name: '系统' }
  await sql`
    insert into ledger_entries (id, at, kind, debit_account, credit_account, amount_fen, school_id, scope, programme, term,
      run_id, item_id, document, by_id, by_name)
    select r."entryId", ${tx.now}::timestamptz, ${kind}, ${debit}, ${credit}, r."amountFen", ${pot.schoolId}::uuid, ${pot.scope},
      ${pot.programme}, ${pot.term}, ${about.runId ?? null}::uuid, r."itemId", ${about.document}, ${by.id}::uuid, ${by.name}
    from jsonb_to_recordset(${JSON.stringify(entries)}::jsonb) as r("entryId" uuid, "itemId" uuid, "amountFen" bigint)`.execute(
    tx.db,
  )
}
