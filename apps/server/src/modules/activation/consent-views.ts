import { type activation, type BodyOf, type ConsentPurpose, consentPurposes, type ReplyOf } from '@zhuxue/contracts'
import { needsGuardianConsent } from '@zhuxue/policy'
import { consentText } from '@zhuxue/regions'
import { refuse, type StudentActor, type Tx } from '../../platform/index.ts'
import { ageOfStudent, recordConsent, withdrawConsent } from './consents.ts'

type Own = ReplyOf<typeof activation.ownConsents>
type Act = Own['consents'][number]['history'][number]

/** Consents without which the system cannot be used at all; every other one has a way of equal standing. */
const REQUIRED: readonly ConsentPurpose[] = ['data-processing']

/** The student's consents with the texts in force today and every act so far, newest first. */
export async function ownConsents(tx: Tx<StudentActor>): Promise<Own> {
  const { group } = await ageOfStudent(tx, tx.actor.id)
  const rows = await tx.db
    .selectFrom('consent_acts')
    .selectAll()
    .where('student_id', '=', tx.actor.id)
    .orderBy('seq', 'desc')
    .execute()
  const acts = (purpose: ConsentPurpose): Act[] =>
    rows
      .filter((r) => r.purpose === purpose)
      .map((r) => ({
        act: r.act as Act['act'],
        at: r.at.toISOString(),
        way: r.way as Act['way'],
        textVersion: r.text_version,
        by: [
          r.guardian_name ? `${r.guardian_name}（${r.guardian_relation}）` : '',
          r.entered_by_name ? `${r.entered_by_name}、${r.confirmed_by_name}` : '',
        ]
          .filter(Boolean)
          .join('；'),
      }))
  return {
    ageGroup: group,
    guardianDecides: needsGuardianConsent(group),
    consents: consentPurposes.map((purpose) => {
      const history = acts(purpose)
      const { purpose: _, ...text } = consentText(purpose, group, tx.today)
      const last = history[0] ?? null
      const lastText = { ...text, points: [...text.points] }
      return {
        purpose,
        state: last?.act ?? 'none',
        last,
        history,
        required: REQUIRED.includes(purpose),
        text: lastText,
      }
    }),
  }
}

/** The student's own answer on the phone. */
export async function decideConsent(
  tx: Tx<StudentActor>,
  body: BodyOf<typeof activation.decideConsent>,
): Promise<ReplyOf<typeof activation.decideConsent>> {
  const by = { way: 'phone' } as const
  if (body.decision === 'withdrawn') {
    return { state: await withdrawConsent(tx, tx.actor.id, body.purpose, by) }
  }
  const { group } = await ageOfStudent(tx, tx.actor.id)
  const text = consentText(body.purpose, group, tx.today)
  if (text.version !== body.textVersion) {
    throw refuse('state-conflict', '告知内容有更新，请重新阅读后再决定。', { current: { version: text.version } })
  }
  if (text.no === null && body.decision === 'refused') {
    throw refuse('rule-refused', `这一项不能选择不同意。${text.refusing}`)
  }
  return {
    state: await recordConsent(tx, { studentId: tx.actor.id, purpose: body.purpose, decision: body.decision, by }),
  }
}
