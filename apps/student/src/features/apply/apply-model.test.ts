import { describe, expect, it } from 'vitest'
import type { FormAnswers } from '../../outbox/types.ts'
import { cleanAnswers, type FormData, problemsOf, resumeAt, stepIds, stepOfField, stepsFor } from './model.ts'
import { fit, kindOf } from './photo.ts'

const form = (over: Partial<FormData> = {}): FormData => ({
  roundId: '018f0000-0000-7000-8000-000000000001',
  term: '2026-autumn',
  closesAt: '2026-09-08T16:00:00Z',
  open: true,
  roll: [],
  name: '阿·依木',
  age: 17,
  guardianNeeded: false,
  guardianPhoneMasked: null,
  phoneMasked: null,
  determinations: [],
  selectable: ['national-grant'],
  requiredAttachments: [{ kind: 'id-copy', title: '身份证照片', why: '核对身份' }],
  attachments: [],
  confirm: null,
  draft: { revision: 0, answers: {}, savedAt: null },
  returned: null,
  submission: null,
  ...over,
})
const full: FormAnswers = {
  programmes: ['national-grant'],
  rollDataCorrect: true,
  phone: '１５４ 1234 5678',
  householdSize: 4,
  studentsInFamily: 2,
  dependants: 0,
  unemployed: null,
  incomePerPersonYuan: null,
  specialGroups: [],
  promise: true,
  signature: ' 阿依木 ',
}
const ctx = { form: form(), photos: ['id-copy' as const] }

describe('application form', () => {
  it('a full form has no problems; 不清楚 counts as an answer', () => {
    expect(stepsFor(ctx.form).flatMap((s) => problemsOf(s, full, ctx))).toEqual([])
  })
  it('every question that must be answered says what to do when it is not', () => {
    const asked = stepsFor(form({ guardianNeeded: true })).filter(
      (s) => problemsOf(s, {}, { form: form(), photos: [] }).length > 0,
    )
    expect(asked).toEqual(stepIds.filter((s) => s !== 'members' && s !== 'events' && s !== 'guardian'))
  })
  it('only under 16 the guardian’s signature is spoken of; it is given by a link, nothing is filled in here', () => {
    expect(stepsFor(form())).not.toContain('guardian')
    expect(stepsFor(form({ guardianNeeded: true }))).toContain('guardian')
  })
  it('resumes at the saved question, or at the first open one on a new device', () => {
    expect(resumeAt('income', full, ctx)).toBe('income')
    const { incomePerPersonYuan: _, ...open } = full
    expect(resumeAt(null, open, ctx)).toBe('income')
    expect(resumeAt(null, full, ctx)).toBe('check')
    expect(resumeAt('guardian', full, ctx)).toBe('check')
  })
  it('leads server fields to their question', () => {
    expect(stepOfField('/answers/phone')).toBe('phone')
    expect(stepOfField('members/0/name')).toBe('members')
    expect(stepOfField('/roundId')).toBeNull()
  })
  it('sends clean answers: plain digits, no empty phone, nothing that was not asked', () => {
    const clean = cleanAnswers({ ...full, rollDataProblem: 'y' }, ctx.form, ['a'])
    expect(clean).toMatchObject({ phone: '15412345678', signature: '阿依木', attachments: ['a'], unemployed: null })
    expect(Object.keys(clean)).not.toContain('rollDataProblem')
  })
  it('more students than people is a question, not an answer', () => {
    expect(problemsOf('students', { ...full, householdSize: 2, studentsInFamily: 3 }, ctx)).toHaveLength(1)
  })
})

describe('photos', () => {
  const bytes = (text: string) => Uint8Array.from(text, (c) => c.charCodeAt(0))
  it('knows a file by its bytes, not its name', () => {
    expect(kindOf(bytes('\xff\xd8\xff\xe0'))).toBe('jpeg')
    expect(kindOf(bytes('\x89PNG\r\n\x1a\n'))).toBe('png')
    expect(kindOf(bytes('RIFF\0\0\0\0WEBPVP8 '))).toBe('webp')
    expect(kindOf(bytes('\0\0\0\x18ftypheic'))).toBe('heic')
    expect(kindOf(bytes('<svg xmlns="http'))).toBe('other')
    expect(kindOf(bytes(''))).toBe('other')
  })
  it('fits into 1600 px and never enlarges', () => {
    expect(fit(4000, 3000)).toEqual({ width: 1600, height: 1200 })
    expect(fit(800, 600)).toEqual({ width: 800, height: 600 })
    expect(fit(9000, 3)).toEqual({ width: 1600, height: 1 })
  })
})
