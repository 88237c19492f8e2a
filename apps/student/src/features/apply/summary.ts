import { programmeTitles } from '@zhuxue/contracts/enums'
import { fen, formatYuanPlain } from '@zhuxue/policy'
import type { FormAnswers } from '../../outbox/types.ts'
import { type Context, eventFields, numberQuestions, type StepId } from './model.ts'
import { texts as t } from './texts.ts'

/** The answer to one question in words, for the check page and for comparing two drafts. */
export function answerText(step: StepId, a: FormAnswers, ctx: Context): string[] {
  const number = numberQuestions[step]
  if (number) {
    const value = a[number.field]
    if (value === undefined) return [t.empty]
    if (value === null) return [t.unsure]
    const unit = t.number[number.field].unit
    return [unit === '元' ? `${formatYuanPlain(fen(value * 100)).slice(0, -3)} 元` : `${value} ${unit}`]
  }
  switch (step) {
    case 'programmes':
      return (a.programmes ?? []).length > 0 ? (a.programmes ?? []).map((p) => programmeTitles[p]) : [t.empty]
    case 'roll':
      if (a.rollDataCorrect === undefined) return [t.empty]
      return a.rollDataCorrect ? [t.rollRight] : [t.rollWrong, a.rollDataProblem ?? '']
    case 'phone':
      if (a.phone) return [a.phone]
      return [ctx.form.phoneMasked ? `${ctx.form.phoneMasked}（${t.kept}）` : t.empty]
    case 'groups':
      if (a.specialGroups === undefined) return [t.empty]
      if (a.specialGroups === null) return [t.unsure]
      return a.specialGroups.length > 0 ? a.specialGroups.map((g) => t.groupNames[g]) : [t.groupsNone]
    case 'members':
      return (a.members ?? []).length > 0
        ? (a.members ?? []).map((m) => {
            const more = [
              m.age === null ? '' : `${m.age}岁`,
              m.occupation,
              m.yearIncomeYuan === null ? '' : `年收入${m.yearIncomeYuan}元`,
              m.health,
            ]
            return [`${m.name}（${m.relation}）`, ...more.filter(Boolean)].join('，')
          })
        : [t.membersNone]
    case 'events': {
      const told = eventFields.filter((f) => (a[f] ?? '').trim() !== '')
      return told.length > 0 ? told.map((f) => `${t.events[f]}：${a[f]}`) : [t.none]
    }
    case 'attachments': {
      const kinds = [...new Set(ctx.photos)]
      return kinds.length > 0
        ? kinds.map((k) => `${t.photoTitles[k]}，${t.photoCount(ctx.photos.filter((p) => p === k).length)}`)
        : [t.none]
    }
    case 'promise':
      return a.promise && a.signature ? [t.signed(a.signature)] : [t.empty]
    case 'guardian':
      return [t.guardianAfter]
    default:
      return []
  }
}
