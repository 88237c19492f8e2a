import type { applications, QueryOf, ReplyOf } from '@zhuxue/contracts'
import { ageOn, type LocalDate, maskPhone } from '@zhuxue/policy'
import type { Platform, StudentActor, Tx } from '../../platform/index.ts'
import { type DeterminedStudent, determineFor, isOpen, type Round } from '../programmes/index.ts'
import { guardianContact, studentCore } from '../roll/index.ts'
import { formPhotos, toAttachmentView } from './student-attachments.ts'
import { confirmView } from './student-confirm.ts'
import { requiredAttachments } from './student-documents.ts'
import { draftOf, ownRound, submissionOf } from './student-store.ts'
import { applicationsOf, notAppliedFor, returnedForm } from './student-views.ts'

/** Under this age a guardian countersigns (家庭经济困难认定申请表: 未满16周岁由监护人签字). */
const GUARDIAN_UNDER = 16
export const guardianNeeded = (birthDate: string, today: LocalDate) =>
  ageOn(birthDate as LocalDate, today) < GUARDIAN_UNDER

/** Programmes of the round that she may apply for: entitled, competing, or with a fact still to be verified. */
export const selectableOf = (round: Round, determined: DeterminedStudent) =>
  determined.items.filter((i) => round.programmes.includes(i.programme) && i.result.outcome !== 'not-eligible')

async function guardianPhone(tx: Tx<StudentActor>, platform: Platform): Promise<string | null> {
  const { phone } = await guardianContact(tx, platform, tx.actor.id)
  return phone === null ? null : maskPhone(phone)
}

/** The application form: what the roll knows already, the draft, what to correct, what to bring. */
export async function getForm(
  tx: Tx<StudentActor>,
  platform: Platform,
  query: QueryOf<typeof applications.getForm>,
): Promise<ReplyOf<typeof applications.getForm>> {
  const round = await ownRound(tx, query.roundId)
  const student = await studentCore(tx, tx.actor.id, platform)
  const determined = await determineFor(tx, platform, tx.actor.id, round.term)
  const selectable = selectableOf(round, determined)
  const submission = await submissionOf(tx, round.id)
  const draft = await draftOf(tx, platform, round.id)
  const returned = submission ? await returnedForm(tx, submission) : null
  const answers = draft?.answers ?? { programmes: selectable.map((i) => i.programme) }
  const apps = submission ? await applicationsOf(tx, round.term) : []
  const left = notAppliedFor(selectable, apps)
  const mayRefile = apps.length === 0 || left.length > 0
  const windowOpen = isOpen(round, tx.now)
  return {
    roundId: round.id,
    term: round.term,
    closesAt: round.closesAt.toISOString(),
    open: returned !== null || (windowOpen && mayRefile),
    roll: [...determined.factViews],
    name: student.name,
    age: ageOn(student.birthDate as LocalDate, tx.today),
    guardianNeeded: guardianNeeded(student.birthDate, tx.today),
    guardianPhoneMasked: await guardianPhone(tx, platform),
    phoneMasked: student.phoneMasked,
    determinations: determined.items.map((i) => i.view),
    selectable: selectable.map((i) => i.programme),
    requiredAttachments: requiredAttachments(selectable, answers.specialGroups).map((r) => ({ ...r })),
    attachments: (await formPhotos(tx, round, submission?.id ?? null)).map((a) => ({
      ...toAttachmentView(a),
      earlier: a.earlier,
    })),
    confirm:
      windowOpen && returned === null && left.length > 0
        ? await confirmView(tx, platform, {
            round,
            submission,
            draft,
            apps,
            left,
            rollPhone: student.phoneMasked !== null,
          })
        : null,
    draft: { revision: draft?.revision ?? 0, answers, savedAt: draft?.savedAt.toISOString() ?? null },
    returned,
    submission: submission ? { ...submission, submittedAt: submission.submittedAt.toISOString() } : null,
  }
}
