import { type AttachmentKind, attachmentTitles } from '@zhuxue/contracts'
import { type FactPath, leavesOf } from '@zhuxue/policy'
import type { DeterminedProgramme } from '../programmes/index.ts'

export interface RequiredAttachment {
  readonly kind: AttachmentKind
  readonly title: string
  readonly why: string
}

/** Facts by which a student gets in: those of her route, or, while something is unknown, those still to be found out. */
function decidingFacts({ version, result }: DeterminedProgramme): FactPath[] {
  const conditions = version.routes.filter((r) => r.id === result.route).map((r) => r.condition)
  if (result.outcome !== 'to-verify') return conditions.flatMap(leavesOf).map((leaf) => leaf.fact)
  const open = new Set(result.reasons.filter((r) => r.met === null).map((r) => r.rule))
  const all = [version.base, ...version.routes.map((r) => r.condition)].flatMap(leavesOf)
  return all.filter((leaf) => open.has(leaf.id)).map((leaf) => leaf.fact)
}

/** Whether what the family is like decides anything for her here: only then a form needs it. */
export const familyDecides = (items: readonly DeterminedProgramme[]): boolean =>
  items.flatMap(decidingFacts).includes('hardship')

/**
 * Photos that a form must bring, by what decides for this student: an ID copy always (指南 四(一) 身份证或户口簿复印件), the
 * household register where the place of the household decides, something on the family's hardship where hardship
 * decides or a special group is ticked. A handwritten account counts: stamps were replaced by a written promise.
 */
export function requiredAttachments(
  items: readonly DeterminedProgramme[],
  specialGroups: readonly string[] | null | undefined,
): RequiredAttachment[] {
  const facts = new Set(items.flatMap(decidingFacts))
  const required: RequiredAttachment[] = []
  const need = (kind: AttachmentKind, why: string) => required.push({ kind, title: attachmentTitles[kind], why })
  need('id-copy', '用于核对本人身份。')
  if ([...facts].some((fact) => fact.startsWith('hukou.'))) {
    need('household-register', '您的资助与户籍所在地有关，请拍户口簿首页和本人页。')
  }
  if (facts.has('hardship') || (specialGroups?.length ?? 0) > 0) {
    need(
      'hardship-proof',
      '用于家庭经济困难认定。低保证、残疾证、病历、欠费单据等都可以；没有证件的，手写一份情况说明拍照也可以，不需要盖章。',
    )
  }
  return required
}
