import type { applications, ReplyOf } from '@zhuxue/contracts'
import { type ApplicationAction, academicYearOf, actionLabel, ageOn, maskIdNumber, type Term } from '@zhuxue/policy'
import { type Download, found, type Platform, type StaffActor, type Tx } from '../../platform/index.ts'
import { versionsById } from '../catalogue/index.ts'
import { hardshipView, latestOf, levelOf } from '../hardship/index.ts'
import { type DeterminationView, determineFor } from '../programmes/index.ts'
import { decryptIdNumber, noteCaseLook, studentCore } from '../roll/index.ts'
import { actionsFor } from './access.ts'
import { automaticChecks } from './checks.ts'
import { guardianAgreed, guardianView } from './guardian.ts'
import { formLabels, formLines, isFormField, kindTitles, submittedAttachments, submittedForms } from './staff-form.ts'
import { applicationRow } from './staff-list.ts'
import { type ApplicationRecord, eventsOf, readApplication } from './store.ts'

type Detail = ReplyOf<typeof applications.getApplication>

/** Reasons that only the committee's list and an upheld objection may give. */
const NOT_CHOSEN_BY_HAND = new Set(['quota', 'objection-upheld'])

/** 不予资助的理由 that a reviewer may choose: those of the programme version by which the application is judged. */
export async function rejectionReasons(tx: Tx, app: ApplicationRecord) {
  const version = (await versionsById(tx, [app.policy_version])).get(app.policy_version)
  return (version?.rejectionReasons ?? []).filter((r) => !NOT_CHOSEN_BY_HAND.has(r.code))
}

/** Everything that the automatic checks and the page of one application look at. */
export async function examine(tx: Tx, platform: Platform, app: ApplicationRecord) {
  const term = app.term as Term
  const [form, before] = await submittedForms(tx, platform, app.submission_id, 2)
  const answers = found(form).answers
  const attachments = await submittedAttachments(tx, app.submission_id)
  const determined = await determineFor(tx, platform, app.student_id, term)
  const now = determined.items.find((i) => i.programme === app.programme)
  const academicYear = academicYearOf(term)
  const hardshipDecided = (await levelOf(tx, app.student_id, academicYear)) !== null
  const agreed = await guardianAgreed(tx, app.submission_id)
  const checks = await automaticChecks(tx, { app, answers, attachments, now, hardshipDecided, guardianAgreed: agreed })
  return { form: found(form), before: before ?? null, answers, attachments, determined, now, academicYear, checks }
}

const EXTRA_TITLES: Record<string, string> = {
  redetermined: '按新的事实重新认定',
  'objection-raised': '收到公示异议',
  'objection-dismissed': '异议不成立',
}
const titleOf = (action: string) => EXTRA_TITLES[action] ?? actionLabel(action as ApplicationAction)

/** 申请详情: facts with sources, the form with differences, checks, hardship, history, and what the caller may do. */
export async function applicationDetail(tx: Tx<StaffActor>, platform: Platform, id: string): Promise<Detail> {
  const app = await readApplication(tx, id)
  const row = found(await applicationRow(tx, id))
  // opening the case is a look at the file of whoever it is about
  await noteCaseLook(tx, app.student_id)
  const student = await studentCore(tx, app.student_id, platform)
  const seen = await examine(tx, platform, app)
  const hardship = await latestOf(tx, app.student_id, seen.academicYear)
  const stored = (app.decision as { determination: DeterminationView }).determination
  const { actions, whyNot } = await actionsFor(tx, app)
  return {
    application: row,
    submissionId: app.submission_id,
    submissionRevision: seen.form.revision,
    student: {
      id: student.id,
      name: student.name,
      gender: student.gender === 'female' ? '女' : '男',
      age: ageOn(student.birthDate, tx.today),
      className: student.className,
      grade: student.grade,
      majorName: student.majorName,
      idNumberMasked: maskIdNumber(await decryptIdNumber(tx, platform, student.id)),
      phoneMasked: student.phoneMasked,
    },
    determination: stored,
    determinationNow: seen.now?.view ?? stored,
    facts: [...seen.determined.factViews],
    form: formLines(seen.answers, seen.before?.answers ?? null, kindTitles(seen.attachments)),
    attachments: seen.attachments.map((a) => ({
      id: a.id,
      kind: a.kind,
      size: a.size,
      mime: a.mime,
      uploadedAt: a.uploaded_at.toISOString(),
    })),
    checks: seen.checks,
    hardship: hardship && hardshipView(hardship),
    guardian: await guardianView(tx, platform, app),
    history: (await eventsOf(tx, id)).map((e) => ({
      at: e.at.toISOString(),
      action: e.action,
      title: titleOf(e.action),
      by: e.actor_name,
      role: e.actor_role,
      reason: e.reason,
      fields: e.fields.map((f) => ({ ...f, label: isFormField(f.field) ? formLabels[f.field] : f.field })),
    })),
    actions,
    whyNot,
    rejectionReasons: (await rejectionReasons(tx, app)).map(({ code, text }) => ({ code, text })),
  }
}

/** One attachment in clear. The look is evidence: who looked at which paper of whom (DESIGN §6). */
export async function viewAttachment(platform: Platform, actor: StaffActor, id: string): Promise<Download> {
  const a = await platform.transaction(actor, async (tx) => {
    const row = found(
      await tx.db
        .selectFrom('attachments')
        .select(['id', 'student_id', 'scope', 'kind', 'file_key', 'mime', 'submission_id'])
        .where('id', '=', id)
        .where('submission_id', 'is not', null)
        .executeTakeFirst(),
      '没有找到这份材料，或不在您的管理范围内。',
    )
    tx.audit({
      action: 'attachment.view',
      subjectKind: 'student',
      subjectId: row.student_id,
      scope: row.scope,
      data: { attachmentId: row.id, kind: row.kind },
    })
    return row
  })
  return {
    name: `${a.kind}-${a.id.slice(-6)}.jpg`,
    mime: a.mime,
    content: await platform.files.get(a.file_key),
    inline: true,
  }
}
