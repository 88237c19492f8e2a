import { consentPurposes } from '@zhuxue/contracts'
import {
  type ActivationFacts,
  type ActivationStepId,
  activationSteps,
  ageGroupOf,
  needsGuardianConsent,
} from '@zhuxue/policy'
import { sql } from 'kysely'
import type { Tx } from '../../platform/index.ts'
import { consentsOf } from './consents.ts'
import { stepsKnown } from './step-hooks.ts'

interface Row {
  student_id: string
  birth_date: string
  roll_checked_at: Date | null
  phone_confirmed_at: Date | null
  face_choice: 'face' | 'no-face' | null
  later: ActivationStepId[] | null
  reports: number
  asked: boolean
}

/** What is known of the activation of some visible students, in a fixed number of queries. */
export async function activationFacts(tx: Tx, studentIds: readonly string[]): Promise<Map<string, ActivationFacts>> {
  if (studentIds.length === 0) return new Map()
  const ids = [...studentIds]
  const { rows } = await sql<Row>`
    select t.id as student_id, t.birth_date, a.roll_checked_at, a.phone_confirmed_at, a.face_choice, a.later,
      (select count(*)::integer from roll_reports r where r.student_id = t.id and r.status in ('open', 'correcting')) as reports,
      exists (select 1 from guardian_links g where g.student_id = t.id and g.purpose = 'consent' and g.ended_at is null
        and g.expires_at > ${tx.now}) as asked
    from students t left join activations a on a.student_id = t.id where t.id = any(${ids}::uuid[])`.execute(tx.db)
  const consents = await consentsOf(tx, ids, consentPurposes)
  const face = await stepsKnown(tx, 'face', ids)
  const photo = await stepsKnown(tx, 'photo', ids)
  return new Map(
    rows.map((r): [string, ActivationFacts] => {
      const own = [...(consents.get(r.student_id) ?? [])].flatMap(([purpose, c]) =>
        c.state === 'none' ? [] : [[purpose, c.state] as const],
      )
      return [
        r.student_id,
        {
          consents: Object.fromEntries(own),
          guardianDecides: needsGuardianConsent(ageGroupOf(r.birth_date, tx.today)),
          guardianAsked: r.asked,
          rollChecked: r.roll_checked_at !== null,
          openReports: r.reports,
          phoneConfirmed: r.phone_confirmed_at !== null,
          faceChoice: r.face_choice,
          face: face.get(r.student_id) ?? null,
          photo: photo.get(r.student_id) ?? null,
          later: r.later ?? [],
        },
      ]
    }),
  )
}

/** Steps of the wizard that a student has not done; 0 for who was activated before there was a wizard. */
export async function openActivationSteps(tx: Tx, studentId: string): Promise<number> {
  const begun = await tx.db
    .selectFrom('activations')
    .select('student_id')
    .where('student_id', '=', studentId)
    .where('finished_at', 'is not', null)
    .executeTakeFirst()
  if (!begun) return 0
  const facts = (await activationFacts(tx, [studentId])).get(studentId)
  return facts ? activationSteps(facts).filter((s) => s.state === 'open' || s.state === 'later').length : 0
}
