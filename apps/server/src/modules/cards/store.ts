import { sql } from 'kysely'
import { found, newId, type Platform, type Tx } from '../../platform/index.ts'
import type { OpenedLine } from './parse.ts'

/** A student that a line of the bank's list is about. */
export interface Holder {
  readonly id: string
  readonly name: string
  readonly scope: string
  readonly idIndex: string
}

/** Students of the school who are on its roll, by blind index of the ID number (hex); several when it holds doubles. */
export async function holdersOf(tx: Tx, schoolId: string, indexes: readonly Buffer[]): Promise<Map<string, Holder[]>> {
  const rows = await tx.db
    .selectFrom('students')
    .select(['id', 'name', 'scope', 'id_number_bidx'])
    .where('school_id', '=', schoolId)
    .where('roll_status', 'in', ['on-roll', 'pre-registered', 'suspended'])
    .where('id_number_bidx', '=', sql<Buffer>`any(${indexes}::bytea[])`)
    .execute()
  const byIndex = new Map<string, Holder[]>()
  for (const r of rows) {
    const idIndex = r.id_number_bidx.toString('hex')
    const holder = { id: r.id, name: r.name, scope: r.scope, idIndex }
    byIndex.set(idIndex, [...(byIndex.get(idIndex) ?? []), holder])
  }
  return byIndex
}

/** Usable cards (issued or activated) of these students: student → last four digits. */
export async function usableCards(tx: Tx, studentIds: readonly string[]): Promise<Map<string, string>> {
  const rows = await tx.db
    .selectFrom('cards')
    .select(['student_id', 'last4'])
    .where('student_id', '=', sql<string>`any(${studentIds}::uuid[])`)
    .where('status', 'in', ['issued', 'activated'])
    .execute()
  return new Map(rows.map((r) => [r.student_id, r.last4]))
}

export interface NewCard {
  readonly holder: Holder
  readonly line: OpenedLine
}

/**
 * Inserts cards in one statement; returns the lines whose number is already someone's card, perhaps at a school that
 * the caller may not see. Those lines are not inserted.
 */
export async function insertCards(
  tx: Tx,
  platform: Platform,
  schoolId: string,
  importId: string,
  cards: readonly NewCard[],
): Promise<number[]> {
  if (cards.length === 0) return []
  const rows = cards.map(({ holder, line }) => {
    const id = newId()
    return {
      id,
      student_id: holder.id,
      school_id: schoolId,
      scope: holder.scope,
      import_id: importId,
      issuer: line.issuer,
      number_enc: `\\x${platform.crypto.encrypt(line.cardNumber, cardAad(id)).toString('hex')}`,
      number_bidx: `\\x${platform.crypto.blindIndex('card', line.cardNumber).toString('hex')}`,
      last4: line.last4,
      opened_on: line.openedOn,
      preferential_until: line.preferentialUntil,
    }
  })
  const { rows: written } = await sql<{ id: string }>`
    insert into cards (id, student_id, school_id, scope, import_id, issuer, number_enc, number_bidx, last4, opened_on, preferential_until)
    select r.id, r.student_id, r.school_id, r.scope, r.import_id, r.issuer, r.number_enc::bytea, r.number_bidx::bytea, r.last4, r.opened_on, r.preferential_until
    from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as r(id uuid, student_id uuid, school_id uuid, scope text, import_id uuid,
      issuer text, number_enc text, number_bidx text, last4 text, opened_on date, preferential_until date)
    on conflict on constraint cards_number_key do nothing
    returning id`.execute(tx.db)
  const ids = new Set(written.map((w) => w.id))
  return cards.flatMap(({ line }, i) => (ids.has(rows[i]?.id ?? '') ? [] : [line.line]))
}

/** Where a card number's ciphertext belongs. */
const cardAad = (cardId: string): string => `cards.number:${cardId}`

/** One card, locked; 404 when there is none in scope. */
export async function lockCard(tx: Tx, id: string) {
  const row = await tx.db
    .selectFrom('cards')
    .select(['id', 'student_id', 'scope', 'status', 'opened_on', 'last4'])
    .where('id', '=', id)
    .forUpdate()
    .executeTakeFirst()
  return found(row, '没有找到这张卡。')
}

/** Full numbers of cards, for a bank file that is sealed in the same moment; never shown to a person. */
export async function cardNumbersOf(
  tx: Tx,
  platform: Platform,
  cardIds: readonly string[],
): Promise<Map<string, string>> {
  const rows = await tx.db
    .selectFrom('cards')
    .select(['id', 'number_enc'])
    .where('id', '=', sql<string>`any(${cardIds}::uuid[])`)
    .execute()
  return new Map(rows.map((r) => [r.id, platform.crypto.decrypt(r.number_enc, cardAad(r.id))]))
}
