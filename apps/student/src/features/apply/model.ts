import type { applications, ReplyOf } from '@zhuxue/contracts'
import { checkPhone } from '@zhuxue/policy'
import type { FieldError } from '../../login/fields.tsx'
import type { FormAnswers } from '../../outbox/types.ts'
import { texts as t } from './texts.ts'

export type FormData = ReplyOf<typeof applications.getForm>
export type AttachmentKind = FormData['requiredAttachments'][number]['kind']

export const stepIds = [
  'programmes',
  'roll',
  'phone',
  'household',
  'students',
  'dependants',
  'unemployed',
  'income',
  'groups',
  'members',
  'events',
  'attachments',
  'promise',
  'guardian',
] as const
export type StepId = (typeof stepIds)[number]
export const isStep = (x: string): x is StepId => (stepIds as readonly string[]).includes(x)

/** Which fields of FormAnswers a question fills; used to lead errors and returned fields to their question. */
export const fieldsOf: Record<StepId, readonly (keyof FormAnswers)[]> = {
  programmes: ['programmes'],
  roll: ['rollDataCorrect', 'rollDataProblem'],
  phone: ['phone'],
  household: ['householdSize'],
  students: ['studentsInFamily'],
  dependants: ['dependants'],
  unemployed: ['unemployed'],
  income: ['incomePerPersonYuan'],
  groups: ['specialGroups'],
  members: ['members'],
  events: ['disaster', 'accident', 'illness', 'debt', 'other'],
  attachments: ['attachments'],
  promise: ['promise', 'signature'],
  guardian: [],
}

export const eventFields = ['disaster', 'accident', 'illness', 'debt', 'other'] as const

export interface NumberQuestion {
  readonly field: 'householdSize' | 'studentsInFamily' | 'dependants' | 'unemployed' | 'incomePerPersonYuan'
  readonly min: number
  readonly max: number
}

/** The questions answered with a whole number, or 不清楚; bounds as in the contract. */
export const numberQuestions: Partial<Record<StepId, NumberQuestion>> = {
  household: { field: 'householdSize', min: 1, max: 30 },
  students: { field: 'studentsInFamily', min: 1, max: 20 },
  dependants: { field: 'dependants', min: 0, max: 20 },
  unemployed: { field: 'unemployed', min: 0, max: 20 },
  income: { field: 'incomePerPersonYuan', min: 0, max: 10_000_000 },
}

/** What the form must hold besides the answers: the photos that are there, by kind (sent or waiting on the phone). */
export interface Context {
  readonly form: FormData
  readonly photos: readonly AttachmentKind[]
}

/** The questions of this student's form, in order. */
export const stepsFor = (form: FormData): StepId[] => stepIds.filter((s) => s !== 'guardian' || form.guardianNeeded)

const filled = (text: string | undefined): boolean => (text ?? '').trim() !== ''
const bare = (text: string | undefined): string => (text ?? '').replace(/[\s·•]/g, '')

/** Problems of one question, in the words shown above the page and beside the field. */
export function problemsOf(step: StepId, a: FormAnswers, { form, photos }: Context): FieldError[] {
  const out: FieldError[] = []
  const no = (field: string, text: string) => out.push({ field, text })
  const number = numberQuestions[step]
  if (number) {
    const value = a[number.field]
    if (value === undefined) no(number.field, t.number[number.field].need)
    else if (number.field === 'studentsInFamily' && value && a.householdSize && value > a.householdSize) {
      no(number.field, t.moreStudentsThanPeople)
    }
    return out
  }
  switch (step) {
    case 'programmes':
      if ((a.programmes ?? []).length === 0) no('programmes', t.needProgramme)
      break
    case 'roll':
      if (a.rollDataCorrect === undefined) no('rollDataCorrect', t.needRoll)
      else if (!a.rollDataCorrect && !filled(a.rollDataProblem)) no('rollDataProblem', t.needRollProblem)
      break
    case 'phone':
      if (filled(a.phone)) {
        const checked = checkPhone(a.phone ?? '')
        if (!checked.ok) no('phone', checked.text)
      } else if (!form.phoneMasked) no('phone', t.needPhone)
      break
    case 'groups':
      if (a.specialGroups === undefined) no('specialGroups', t.needGroups)
      break
    case 'members':
      ;(a.members ?? []).forEach((m, i) => {
        if (!filled(m.name)) no(`member-${i}-name`, t.needMemberName(i + 1))
        if (!filled(m.relation)) no(`member-${i}-relation`, t.needMemberRelation(i + 1))
      })
      break
    case 'attachments':
      for (const r of form.requiredAttachments) {
        if (!photos.includes(r.kind)) no(`photo-${r.kind}`, t.needPhoto(r.title))
      }
      break
    case 'promise':
      if (!a.promise) no('promise', t.needPromise)
      if (!filled(a.signature)) no('signature', t.needSignature)
      else if (bare(a.signature) !== bare(form.name)) no('signature', t.otherSignature(form.name))
      break
    default:
      break
  }
  return out
}

/** The question that a field of the server ('/answers/phone', 'members') belongs to. */
export function stepOfField(path: string): StepId | null {
  const field = path.replace(/^\/?(answers\/)?/, '').split('/')[0] ?? ''
  return stepIds.find((s) => (fieldsOf[s] as readonly string[]).includes(field)) ?? null
}

/** Where to continue: the question she was at, or else the first that is not complete. */
export function resumeAt(saved: string | null, a: FormAnswers, ctx: Context): StepId | 'check' {
  const steps = stepsFor(ctx.form)
  if (saved === 'check') return 'check'
  if (saved && isStep(saved) && steps.includes(saved)) return saved
  return steps.find((s) => problemsOf(s, a, ctx).length > 0) ?? 'check'
}

/** The answers as they are sent: trimmed, numbers of phones plain, nothing that was not asked. */
export function cleanAnswers(a: FormAnswers, form: FormData, attachments: string[]): FormAnswers {
  const out: Record<string, unknown> = {}
  for (const step of stepsFor(form)) {
    for (const field of fieldsOf[step]) {
      const value = a[field]
      if (value === undefined) continue
      out[field] = typeof value === 'string' ? value.trim() : value
    }
  }
  const clean = out as FormAnswers
  const phone = checkPhone(clean.phone ?? '')
  if (phone.ok) clean.phone = phone.value
  else delete clean.phone
  if (clean.rollDataCorrect) delete clean.rollDataProblem
  return { ...clean, attachments }
}
