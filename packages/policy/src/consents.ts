import { ageOn, type LocalDate, parseLocalDate } from './local-date.ts'

/** What a consent is asked for; each one by itself (个人信息保护法 14, 29). */
export const CONSENT_PURPOSES = ['data-processing', 'department-matching', 'face', 'sms'] as const
export type ConsentPurpose = (typeof CONSENT_PURPOSES)[number]

/** Wording and rights change at 14, 16 and 18. */
export const AGE_GROUPS = ['under-14', '14-15', '16-17', 'adult'] as const
export type AgeGroup = (typeof AGE_GROUPS)[number]

/** Age group on a day. A birth date that is no day counts as the youngest: nobody loses protection by bad data. */
export function ageGroupOf(birth: string, day: LocalDate): AgeGroup {
  const born = parseLocalDate(birth)
  if (born === null) return 'under-14'
  const age = ageOn(born, day)
  if (age < 14) return 'under-14'
  if (age < 16) return '14-15'
  return age < 18 ? '16-17' : 'adult'
}

/** Under 14 the guardian consents (个人信息保护法 31); the student is told, and asked whether it is all right. */
export const needsGuardianConsent = (group: AgeGroup): boolean => group === 'under-14'

/** Under 16 the guardian countersigns an application (签名栏: 未满16周岁由监护人签). */
export const needsCountersign = (group: AgeGroup): boolean => group === 'under-14' || group === '14-15'

/** From 14 to 17 the guardian is told what the student agreed to (未成年人网络保护条例 32; our reading). */
export const informsGuardian = (group: AgeGroup): boolean => group === '14-15' || group === '16-17'
