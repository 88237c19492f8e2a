import { cardStatusTitles, type HeldItem } from '@zhuxue/contracts'
import { dayOf, type Platform, type StudentActor, type Tx } from '../../platform/index.ts'
import { regionPack } from '../programmes/index.ts'
import { ownCardReports } from './reports.ts'

/** The student's cards: issuer, state, last four digits, and what she reported about them. The whole number stands on the card and is not copied out. */
export async function heldCards(tx: Tx<StudentActor>, platform: Platform): Promise<HeldItem[]> {
  const { cardIssuers } = regionPack(platform)
  const rows = await tx.db
    .selectFrom('cards')
    .select(['issuer', 'last4', 'opened_on', 'status'])
    .where('student_id', '=', tx.actor.id)
    .orderBy('id', 'desc')
    .execute()
  const held = rows.map(
    (r): HeldItem => ({
      label: `中职卡 尾号${r.last4}`,
      value: cardStatusTitles[r.status as keyof typeof cardStatusTitles] ?? r.status,
      source: cardIssuers.find((i) => i.code === r.issuer)?.name ?? r.issuer,
      asOf: r.opened_on,
      verifiedBy: null,
    }),
  )
  const reports = (await ownCardReports(tx)).map(
    (r): HeldItem => ({
      label: `反映中职卡 尾号${r.last4}：${r.kindTitle}`,
      value: [r.note, r.statusTitle, r.answer].filter(Boolean).join('；'),
      source: '本人',
      asOf: dayOf(new Date(r.at)),
      verifiedBy: null,
    }),
  )
  return [...held, ...reports]
}
