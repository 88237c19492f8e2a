import { checkPhone } from '@zhuxue/policy'
import type { FieldProblem } from '../../platform/index.ts'
import type { Attachment } from './student-attachments.ts'
import type { RequiredAttachment } from './student-documents.ts'
import type { FormAnswers } from './student-store.ts'

export interface FormContext {
  /** name on the roll */
  readonly name: string
  /** her own photos that the form may name */
  readonly attachments: readonly Attachment[]
  readonly required: readonly RequiredAttachment[]
}

/** A name as written by hand, made comparable: spaces of any width and the kinds of middle dot do not matter. */
export const sameName = (a: string, b: string): boolean => plainName(a) === plainName(b)
const plainName = (name: string) =>
  name
    .normalize('NFKC')
    .replace(/[\s\u200b-\u200f\u2060\ufeff]/g, '')
    .replace(/[·•‧・.．∙⋅]/g, '·')

const UNKNOWN_ALLOWED = '请填写；不清楚的可以选“不清楚”。'

/**
 * Everything that is missing or wrong in a form, each with the pointer of its field, so that the student corrects it in
 * one go. What is optional or 不清楚 (null) in the form is accepted here too.
 */
export function formProblems(answers: FormAnswers, context: FormContext): FieldProblem[] {
  return [
    ...contactProblems(answers),
    ...familyProblems(answers),
    ...attachmentProblems(answers, context),
    ...signatureProblems(answers, context),
  ]
}

const blank = (text: string | undefined) => !text?.trim()

function contactProblems(a: FormAnswers): FieldProblem[] {
  const problems: FieldProblem[] = []
  if (a.rollDataCorrect === undefined) {
    problems.push({ path: '/answers/rollDataCorrect', text: '请核对学籍信息是否正确。' })
  } else if (!a.rollDataCorrect && blank(a.rollDataProblem)) {
    problems.push({ path: '/answers/rollDataProblem', text: '请说明哪一项学籍信息不对、应该是什么。' })
  }
  const phone = checkPhone(a.phone ?? '')
  if (!phone.ok) problems.push({ path: '/answers/phone', text: phone.text })
  return problems
}

function familyProblems(a: FormAnswers): FieldProblem[] {
  const problems: FieldProblem[] = []
  const asked = [
    'householdSize',
    'studentsInFamily',
    'dependants',
    'unemployed',
    'incomePerPersonYuan',
    'specialGroups',
  ] as const
  for (const field of asked) {
    if (a[field] === undefined) problems.push({ path: `/answers/${field}`, text: UNKNOWN_ALLOWED })
  }
  const size = a.householdSize
  for (const field of ['studentsInFamily', 'dependants', 'unemployed'] as const) {
    const count = a[field]
    if (typeof size === 'number' && typeof count === 'number' && count > size) {
      problems.push({ path: `/answers/${field}`, text: `不能多于家庭人口数（${size}人），请核对。` })
    }
  }
  a.members?.forEach((member, i) => {
    if (blank(member.name)) problems.push({ path: `/answers/members/${i}/name`, text: '请填写家庭成员的姓名。' })
    if (blank(member.relation)) {
      problems.push({ path: `/answers/members/${i}/relation`, text: '请填写与本人的关系，例如父亲。' })
    }
  })
  return problems
}

function attachmentProblems(a: FormAnswers, { attachments, required }: FormContext): FieldProblem[] {
  const problems: FieldProblem[] = []
  const named = a.attachments ?? []
  const own = new Map(attachments.map((x) => [x.id, x]))
  named.forEach((id, i) => {
    if (!own.has(id)) {
      problems.push({ path: `/answers/attachments/${i}`, text: '这张照片没有找到，可能已删除，请重新上传。' })
    }
  })
  const kinds = new Set(named.map((id) => own.get(id)?.kind))
  const missing = required.filter(({ kind }) => !kinds.has(kind))
  if (missing.length > 0) {
    const titles = missing.map(({ title }) => title).join('、')
    problems.push({ path: '/answers/attachments', text: `还缺少材料：${titles}，请拍照上传。` })
  }
  return problems
}

function signatureProblems(a: FormAnswers, { name }: FormContext): FieldProblem[] {
  const problems: FieldProblem[] = []
  if (a.promise !== true) problems.push({ path: '/answers/promise', text: '请阅读并勾选承诺，才能提交。' })
  if (blank(a.signature)) problems.push({ path: '/answers/signature', text: '请签上您本人的姓名。' })
  else if (!sameName(a.signature ?? '', name)) {
    problems.push({ path: '/answers/signature', text: '签名须与学籍上的姓名一致，请核对有没有错别字。' })
  }
  return problems
}

/** The form as it is kept: bare phone number, no blanks around texts. */
export function tidyForm(answers: FormAnswers): FormAnswers {
  const tidy: FormAnswers = {}
  for (const [key, value] of Object.entries(answers)) {
    Object.assign(tidy, { [key]: typeof value === 'string' ? value.trim() : value })
  }
  const phone = checkPhone(answers.phone ?? '')
  return phone.ok ? { ...tidy, phone: phone.value } : tidy
}
