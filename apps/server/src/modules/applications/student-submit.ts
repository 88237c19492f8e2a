import type { ApplicationStatus, applications, BodyOf, ReplyOf } from '@zhuxue/contracts'
import { formatDateText, type LocalDate, smsText } from '@zhuxue/policy'
import { canonical, dayOf, type Platform, refuse, type StudentActor, type Tx } from '../../platform/index.ts'
import { requireFaceCheck } from '../face/index.ts'
import {
  type DeterminedStudent,
  determineFor,
  isOpen,
  type Round,
  regionPack,
  requireOpen,
} from '../programmes/index.ts'
import { decryptPhone, type StudentCore, studentCore } from '../roll/index.ts'
import { dueDay } from './deadlines.ts'
import { tellGuardian } from './guardian.ts'
import { submittedForms } from './staff-form.ts'
import { type ApplicationRecord, loadApplications } from './store.ts'
import { createApplications, decisionPatch } from './student-applications.ts'
import { bindPhotos, formPhotos } from './student-attachments.ts'
import { requiredAttachments } from './student-documents.ts'
import { type PlannedAct, planSubmission } from './student-plan.ts'
import { submissionReference } from './student-reference.ts'
import {
  addRevision,
  draftOf,
  type FormAnswers,
  insertSubmission,
  lockForm,
  nextSerial,
  ownRound,
  putDraft,
  type Submission,
  submissionOf,
} from './student-store.ts'
import { formProblems, tidyForm } from './student-validate.ts'
import { applicationsOf, toBrief } from './student-views.ts'
import { applyToAll } from './transition.ts'

type StudentTx = Tx<StudentActor>
type Reply = ReplyOf<typeof applications.submitApplication>

/**
 * Takes the form: keeps it as a new revision, makes one application for each programme or sends returned and recalled
 * ones on again, all in one transaction. One form lock per student lets two phones queue: the second finds the work
 * done and is told the reference number. Amounts and outcomes come from the roll and the rules, never from the phone.
 */
export async function submitForm(
  tx: StudentTx,
  platform: Platform,
  body: BodyOf<typeof applications.submitApplication>,
): Promise<Reply> {
  const round = await ownRound(tx, body.roundId)
  await lockForm(tx)
  const before = await submissionOf(tx, round.id)
  const apps = await lockedApplications(tx, round)
  const again = apps.some((a) => a.status === 'returned')
  const selected = body.answers.programmes ?? []
  const adds = selected.some((p) => round.programmes.includes(p) && !apps.some((a) => a.programme === p))
  if (before && !again && !adds && !apps.some((a) => a.status === 'recalled')) throw duplicate(before, apps)
  if (!again) requireOpen(round, tx.now)

  const student = await studentCore(tx, tx.actor.id, platform)
  const determined = await determineFor(tx, platform, student.id, round.term)
  const plan = planSubmission(round, isOpen(round, tx.now), determined, apps, selected)
  const answers = await withPhone(tx, platform, student, body.answers)
  const problems = [
    ...plan.problems,
    ...formProblems(answers, {
      name: student.name,
      attachments: await formPhotos(tx, round, before?.id ?? null),
      required: requiredAttachments(
        determined.items.filter((i) => selected.includes(i.programme)),
        answers.specialGroups,
      ),
    }),
  ]
  if (problems.length > 0) {
    throw refuse('bad-request', `还有${problems.length}处需要修改，请按提示修改后再提交。已填写的内容不会丢失。`, {
      fields: problems,
    })
  }
  if (before && plan.acts.length === 0) throw duplicate(before, apps)

  const form = tidyForm(answers)
  // last of all: whoever is asked has a form that would be taken
  await requireFaceCheck(tx, tx.actor, 'application')
  if (before && !again) await requireSameForm(tx, platform, before, apps, form)
  const submission = await store(tx, platform, round, student, before, form)
  await decide(tx, round, student, submission, plan.acts, determined)
  const dueOn = dueDay('submitted', tx.today) ?? round.closesOn
  const guardian = await tellGuardian(tx, platform, student, submission)
  await tell(tx, platform, student, submission, dueOn, again)
  return {
    submissionId: submission.id,
    referenceNo: submission.referenceNo,
    submittedAt: tx.now.toISOString(),
    applications: (await applicationsOf(tx, round.term)).map(toBrief),
    nextStep: `${guardian}班主任将在${formatDateText(dueOn)}前完成初审，结果会在消息中通知您；需要补正时会退回给您修改。`,
    nextDueOn: dueOn,
  }
}

/** Somebody of the school has looked at the form for these already, and is not asked again. */
const JUDGED: readonly ApplicationStatus[] = ['checked', 'reviewed', 'assessed', 'public-notice', 'noticed', 'approved']

const NOT_JUDGED = { programmes: [], attachments: [], promise: true, signature: '' }

/**
 * Taking up a recalled programme again, or adding one, must not change the form under another one that was checked by it; a change
 * goes through a return, so that it is looked at.
 */
async function requireSameForm(
  tx: StudentTx,
  platform: Platform,
  before: Submission,
  apps: readonly ApplicationRecord[],
  form: FormAnswers,
): Promise<void> {
  if (!apps.some((a) => JUDGED.includes(a.status))) return
  const [last] = await submittedForms(tx, platform, before.id, 1)
  // a further paper for a further programme takes nothing from what was judged; signing again is no change
  const kept = (last?.answers.attachments ?? []).every((id) => form.attachments?.includes(id))
  const content = (f: FormAnswers | undefined) => canonical({ ...f, ...NOT_JUDGED })
  if (kept && content(last?.answers) === content(form)) return
  throw refuse(
    'state-conflict',
    '有项目已通过班主任初审，申请表的内容不能再改动。请恢复原来的内容再提交；确需修改的，请联系学校资助专干退回补正。',
  )
}

async function lockedApplications(tx: StudentTx, round: Round): Promise<ApplicationRecord[]> {
  const seen = await applicationsOf(tx, round.term)
  return loadApplications(
    tx,
    seen.map((a) => a.id),
  )
}

const duplicate = (submission: Submission, apps: readonly ApplicationRecord[]) =>
  refuse(
    'duplicate',
    `您已于${formatDateText(dayOf(submission.submittedAt))}提交申请，编号${submission.referenceNo}，不用重复提交。需要修改的，请先在进度页撤回，或联系班主任退回。`,
    {
      current: {
        submissionId: submission.id,
        referenceNo: submission.referenceNo,
        submittedAt: submission.submittedAt.toISOString(),
        applications: apps.map(toBrief),
      },
    },
  )

/** The number on the roll stays when the student left the field as it was (empty, or the masked number shown). */
async function withPhone(
  tx: StudentTx,
  platform: Platform,
  student: { readonly id: string; readonly phoneMasked: string | null },
  answers: FormAnswers,
): Promise<FormAnswers> {
  const typed = answers.phone?.trim() ?? ''
  if (typed !== '' && typed !== student.phoneMasked) return answers
  const known = await decryptPhone(tx, platform, student.id)
  return { ...answers, phone: known ?? '' }
}

/** Form, photos and draft. The draft follows the form, so that a returned form opens as it was submitted. */
async function store(
  tx: StudentTx,
  platform: Platform,
  round: Round,
  student: StudentCore,
  before: Submission | undefined,
  asked: FormAnswers,
): Promise<Submission> {
  const first =
    before ??
    (await insertSubmission(
      tx,
      round.id,
      submissionReference(round.term, student.countyCode || '000000', await nextSerial(tx)),
    ))
  const form = { ...asked, attachments: await bindPhotos(tx, asked.attachments ?? [], first.id) }
  const submission = await addRevision(tx, platform, first, form)
  const draft = await draftOf(tx, platform, round.id)
  await putDraft(tx, platform, round.id, (draft?.revision ?? 0) + 1, form)
  tx.audit({
    action: 'submission.submit',
    subjectKind: 'submission',
    subjectId: submission.id,
    scope: tx.actor.scope,
    data: { referenceNo: submission.referenceNo, revision: submission.revision, term: round.term },
  })
  return submission
}

async function decide(
  tx: StudentTx,
  round: Round,
  student: StudentCore,
  submission: Submission,
  acts: readonly PlannedAct[],
  determined: DeterminedStudent,
): Promise<void> {
  const made = acts.flatMap((act) => (act.kind === 'new' ? [act.item] : []))
  await createApplications(tx, round, student, submission, determined, made)
  for (const kind of ['resubmit', 'reopen'] as const) {
    const again = acts.flatMap((act) => (act.kind === kind ? [act] : []))
    await applyToAll(
      tx,
      kind,
      again.map(({ app, item }) => ({
        app,
        patch: { ...decisionPatch(tx, determined.facts, item), submitted_at: tx.now },
      })),
    )
  }
}

async function tell(
  tx: StudentTx,
  platform: Platform,
  student: StudentCore,
  submission: Submission,
  dueOn: LocalDate,
  again: boolean,
): Promise<void> {
  await tx.enqueue('notify', {
    studentIds: [student.id],
    kind: 'application',
    title: again ? '补正后的申请已收到' : '申请已收到',
    body: `编号${submission.referenceNo}。班主任将在${formatDateText(dueOn)}前完成初审，您可以随时查看进度。资助部门不会索要密码和验证码。`,
    link: '/student/applications',
    sms: submittedSms(regionPack(platform).smsSignature, student.name, submission.referenceNo),
  })
}

/** The text with the student's call name, without it where a long one would not fit into one SMS. */
function submittedSms(signature: string, name: string, reference: string): string {
  try {
    return smsText({ signature, name }, { kind: 'submitted', reference })
  } catch (e) {
    if (e instanceof RangeError) return smsText({ signature, name: '' }, { kind: 'submitted', reference })
    throw e
  }
}
