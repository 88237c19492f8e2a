import { consentPurposeTitles, consentStateTitles, consentWayTitles, type HeldItem } from '@zhuxue/contracts'
import { dayOf, type StudentActor, type Tx } from '../../platform/index.ts'

/** Every answer to a consent, newest first: what, when, how, which text, and the guardian where one acted. */
export async function heldConsents(tx: Tx<StudentActor>): Promise<HeldItem[]> {
  const rows = await tx.db
    .selectFrom('consent_acts')
    .select(['purpose', 'act', 'way', 'at', 'text_version', 'guardian_name', 'guardian_relation'])
    .where('student_id', '=', tx.actor.id)
    .orderBy('seq', 'desc')
    .execute()
  return rows.map((r) => ({
    label: consentPurposeTitles[r.purpose as keyof typeof consentPurposeTitles] ?? r.purpose,
    value: `${consentStateTitles[r.act as keyof typeof consentStateTitles] ?? r.act}（文本 ${r.text_version}）`,
    source: consentWayTitles[r.way as keyof typeof consentWayTitles] ?? r.way,
    asOf: dayOf(r.at),
    verifiedBy: r.guardian_name ? `${r.guardian_name}（${r.guardian_relation}）` : null,
  }))
}
