import type { activation, ReplyOf } from '@zhuxue/contracts'
import { needsGuardianConsent } from '@zhuxue/policy'
import { type Platform, refuse, type StudentActor, type Tx } from '../../platform/index.ts'
import { ageOfStudent } from './consents.ts'
import { createGuardianLink } from './guardian-links.ts'

/** 未满14周岁: sends the notice and the consents to the guardian's phone. */
export async function sendConsentLink(
  tx: Tx<StudentActor>,
  platform: Platform,
): Promise<ReplyOf<typeof activation.sendGuardianLink>> {
  const { group } = await ageOfStudent(tx, tx.actor.id)
  if (!needsGuardianConsent(group)) throw refuse('rule-refused', '您已满14周岁，由您自己决定，不需要监护人同意。')
  return createGuardianLink(tx, platform, {
    studentId: tx.actor.id,
    purpose: 'consent',
    subjectId: tx.actor.id,
    revision: 1,
    lines: [],
  })
}
