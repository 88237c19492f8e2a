import type { applications, ReplyOf } from '@zhuxue/contracts'
import { academicYearOf, formatTermText } from '@zhuxue/policy'
import type { Platform, StudentActor, Tx } from '../../platform/index.ts'
import type { DeterminedProgramme, Round } from '../programmes/index.ts'
import { submittedForms } from './staff-form.ts'
import type { ApplicationRecord } from './store.ts'
import { familyDecides } from './student-documents.ts'
import { ownCard } from './student-money.ts'
import { type Draft, earlierSubmission, type FormAnswers, type Submission } from './student-store.ts'

type ConfirmView = NonNullable<ReplyOf<typeof applications.getForm>['confirm']>

interface Known {
  readonly round: Round
  readonly submission: Submission | undefined
  readonly draft: Draft | undefined
  readonly apps: readonly ApplicationRecord[]
  /** within reach and not applied for */
  readonly left: readonly DeterminedProgramme[]
  /** the roll has a number: newer than the one of an earlier form */
  readonly rollPhone: boolean
}

const FINAL: readonly ApplicationRecord['status'][] = ['approved', 'rejected', 'withdrawn', 'recalled']

/** Answered by 不清楚 where the family decides nothing and she never told: none of it is asked for the sake of a form. */
const NOT_NEEDED: FormAnswers = {
  householdSize: null,
  studentsInFamily: null,
  dependants: null,
  unemployed: null,
  incomePerPersonYuan: null,
  specialGroups: null,
}

/** What was signed, chosen or photographed is of its own form; all else may be taken over. */
function withoutSigning(answers: FormAnswers): FormAnswers {
  const { promise, signature, programmes, attachments, rollDataCorrect, rollDataProblem, ...rest } = answers
  return rest
}

/**
 * The form as it stands when the student only has to say yes: this round's form if there is one, otherwise what she
 * began, otherwise the family part of her last form of the same academic year (hardship is determined by academic year).
 */
export async function confirmView(tx: Tx<StudentActor>, platform: Platform, known: Known): Promise<ConfirmView> {
  const { round, submission, draft, apps, left, rollPhone } = known
  const familyNeeded = familyDecides(left)
  const [held] = submission ? await submittedForms(tx, platform, submission.id, 1) : []
  const earlier = held ? null : await earlierForm(tx, platform, round)
  if (earlier && rollPhone) delete earlier.answers.phone
  const answers: FormAnswers = held
    ? withoutSigning(held.answers)
    : { ...(familyNeeded ? {} : NOT_NEEDED), ...earlier?.answers, ...withoutSigning(draft?.answers ?? {}) }
  const onTheWay = apps.filter((a) => !FINAL.includes(a.status)).map((a) => a.programme)
  const card = await ownCard(tx)
  return {
    programmes: left.map((i) => i.programme),
    answers: { ...answers, programmes: [...onTheWay, ...left.map((i) => i.programme)] },
    earlierTerm: earlier ? formatTermText(earlier.term) : null,
    familyNeeded,
    card: card ? { last4: card.last4, active: card.status === 'activated' } : null,
  }
}

async function earlierForm(tx: Tx<StudentActor>, platform: Platform, round: Round) {
  const before = await earlierSubmission(tx, round)
  if (!before || academicYearOf(before.term) !== academicYearOf(round.term)) return null
  const [form] = await submittedForms(tx, platform, before.id, 1)
  return form ? { term: before.term, answers: withoutSigning(form.answers) } : null
}
