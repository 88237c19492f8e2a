import { attachmentTitles, programmeTitles, registerTitles } from '@zhuxue/contracts'
import { academicYearOf, maskPhone, normaliseDigits, type Term } from '@zhuxue/policy'
import type { Platform, Tx } from '../../platform/index.ts'
import { type FormAnswers, formPlace } from './student-store.ts'

/** Chinese names of the form's questions: for history, differences and the reasons of a return. */
export const formLabels: Record<keyof FormAnswers, string> = {
  programmes: '申请的项目',
  phone: '联系电话',
  rollDataCorrect: '学籍信息是否正确',
  rollDataProblem: '学籍信息有误之处',
  householdSize: '家庭人口数',
  studentsInFamily: '家庭在学人数',
  dependants: '赡养人数',
  unemployed: '失业人数',
  incomePerPersonYuan: '家庭人均年收入（元）',
  specialGroups: '特殊群体类型',
  members: '家庭成员',
  disaster: '遭受自然灾害情况',
  accident: '突发意外情况',
  illness: '家庭成员残疾、患病情况',
  debt: '家庭欠债情况',
  other: '其他情况',
  attachments: '上传的材料',
  promise: '承诺',
  signature: '本人签名',
}

export const isFormField = (field: string): field is keyof FormAnswers => field in formLabels

const UNKNOWN = '不清楚'
const yesNo = (b: boolean | undefined) => (b === undefined ? '' : b ? '是' : '否')

/** One answer in words; the phone number with its middle hidden (a full one is a recorded look, DESIGN §6). */
function textOf(field: keyof FormAnswers, a: FormAnswers, kinds: ReadonlyMap<string, string>): string {
  const value = a[field]
  if (value === undefined) return ''
  if (value === null) return UNKNOWN
  switch (field) {
    case 'programmes':
      return (a.programmes ?? []).map((p) => programmeTitles[p]).join('、')
    case 'phone':
      return maskPhone(normaliseDigits(a.phone ?? ''))
    case 'rollDataCorrect':
      return yesNo(a.rollDataCorrect)
    case 'promise':
      return a.promise ? '已承诺所填内容真实' : '未承诺'
    case 'specialGroups':
      return (a.specialGroups ?? []).map((r) => registerTitles[r]).join('、') || '无'
    case 'members':
      return (a.members ?? [])
        .map((m) =>
          [
            `${m.relation}${m.name}`,
            m.age === null ? '' : `${m.age}岁`,
            m.occupation,
            m.yearIncomeYuan === null ? '' : `年收入${m.yearIncomeYuan}元`,
            m.health && `健康状况：${m.health}`,
          ]
            .filter(Boolean)
            .join('，'),
        )
        .join('；')
    case 'attachments':
      return (a.attachments ?? []).map((id) => kinds.get(id) ?? '材料').join('、')
    default:
      return String(value)
  }
}

export interface FormLine {
  readonly field: string
  readonly label: string
  readonly value: string
  readonly before: string | null
  readonly changed: boolean
}

/** The form in words, with what stood there in the version before it (null = there is none). */
export function formLines(
  now: FormAnswers,
  before: FormAnswers | null,
  kinds: ReadonlyMap<string, string>,
): FormLine[] {
  return (Object.keys(formLabels) as (keyof FormAnswers)[])
    .map((field) => {
      const changed = before !== null && JSON.stringify(now[field] ?? null) !== JSON.stringify(before[field] ?? null)
      return {
        field,
        label: formLabels[field],
        value: textOf(field, now, kinds),
        before: before === null ? null : textOf(field, before, kinds),
        changed,
      }
    })
    .filter((line) => line.value !== '' || line.changed)
}

export interface SubmittedForm {
  readonly revision: number
  readonly answers: FormAnswers
}

/** The newest `count` versions of a submission's form, decrypted, newest first. */
export async function submittedForms(
  tx: Tx,
  platform: Platform,
  submissionId: string,
  count: number,
): Promise<SubmittedForm[]> {
  const rows = await tx.db
    .selectFrom('submission_revisions')
    .select(['revision', 'form_enc'])
    .where('submission_id', '=', submissionId)
    .orderBy('revision', 'desc')
    .limit(count)
    .execute()
  return rows.map((r) => ({
    revision: r.revision,
    answers: JSON.parse(platform.crypto.decrypt(r.form_enc, formPlace(submissionId, r.revision))) as FormAnswers,
  }))
}

/** Attachments of a submission, oldest first. */
export async function submittedAttachments(tx: Tx, submissionId: string) {
  const rows = await tx.db
    .selectFrom('attachments')
    .select(['id', 'kind', 'size', 'mime', 'uploaded_at'])
    .where('submission_id', '=', submissionId)
    .orderBy('id')
    .execute()
  return rows.map((r) => ({ ...r, kind: r.kind as keyof typeof attachmentTitles }))
}

/** Attachment id → title of its kind. */
export const kindTitles = (attachments: readonly { id: string; kind: keyof typeof attachmentTitles }[]) =>
  new Map(attachments.map((a) => [a.id, attachmentTitles[a.kind]]))

/** What the hardship model reads: the newest form of the academic year, and whether papers on hardship came with it. */
export async function answersForHardship(tx: Tx, platform: Platform, studentId: string, academicYear: string) {
  const submissions = await tx.db
    .selectFrom('submissions as s')
    .innerJoin('rounds as r', 'r.id', 's.round_id')
    .select(['s.id', 'r.term'])
    .where('s.student_id', '=', studentId)
    .orderBy('s.submitted_at', 'desc')
    .execute()
  const newest = submissions.find((s) => academicYearOf(s.term as Term) === academicYear)
  const [form] = newest ? await submittedForms(tx, platform, newest.id, 1) : []
  if (!newest || !form) return null
  const named = new Set(form.answers.attachments ?? [])
  const attachments = await submittedAttachments(tx, newest.id)
  const hasProof = attachments.some((a) => a.kind === 'hardship-proof' && named.has(a.id))
  return { answers: form.answers, hasProof }
}
