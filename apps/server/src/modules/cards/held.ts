import { cardStatusTitles, type HeldItem } from '@zhuxue/contracts'
import type { Platform, StudentActor, Tx } from '../../platform/index.ts'
import { regionPack } from '../programmes/index.ts'

/** The student's cards: issuer, state, last four digits. The whole number stands on the card and is not copied out. */
export async function heldCards(tx: Tx<StudentActor>, platform: Platform): Promise<HeldItem[]> {
  const { cardIssuers } = regionPack(platform)
  const rows = await tx.db
    .selectFrom('cards')
    .select(['issuer', 'last4', 'opened_on', 'status'])
    .where('student_id', '=', tx.actor.id)
    .orderBy('id', 'desc')
    .execute()
  return rows.map((r) => ({
    label: `中职卡 尾号${r.last4}`,
    value: cardStatusTitles[r.status as keyof typeof cardStatusTitles] ?? r.status,
    source: cardIssuers.find((i) => i.code === r.issuer)?.name ?? r.issuer,
    asOf: r.opened_on,
    verifiedBy: null,
  }))
}
