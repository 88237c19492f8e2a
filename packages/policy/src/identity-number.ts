import { normaliseDigits } from './digits.ts'
import { ageOn, type LocalDate, parseLocalDate } from './local-date.ts'

export type Gender = 'male' | 'female'

/** What an 18-digit resident identity number (GB 11643) says. */
export type IdentityNumber = {
  readonly idNumber: string
  readonly birthDate: LocalDate
  readonly gender: Gender
  /** First six digits. Place of the first registration, not the present hukou. */
  readonly countyCode: string
}

export type IdNumberProblem = 'length' | 'characters' | 'checksum' | 'date' | 'age'
export type IdNumberResult =
  | { readonly ok: true; readonly value: IdentityNumber }
  | { readonly ok: false; readonly problem: IdNumberProblem; readonly text: string }

/** Ages that a vocational student can have; outside it is a typing error. */
export const STUDENT_AGE = { from: 10, to: 60 } as const

const WEIGHTS = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2] as const
const CHECK_CHARACTERS = '10X98765432'

const TEXT: Readonly<Record<IdNumberProblem, string>> = {
  length: '身份证号应为18位，请核对后重新输入。',
  characters: '身份证号前17位应为数字，最后一位为数字或X，请核对。',
  checksum: '身份证号校验不通过，可能有一位输错，请对照证件逐位核对。',
  date: '身份证号中的出生日期不存在，请对照证件核对。',
  age: `身份证号对应的年龄不在${STUDENT_AGE.from}至${STUDENT_AGE.to}岁之间，请核对。`,
}

function problem(kind: IdNumberProblem): IdNumberResult {
  return { ok: false, problem: kind, text: TEXT[kind] }
}

/** Check character of the first 17 digits (ISO 7064 MOD 11-2, GB 11643). */
export function idCheckCharacter(first17: string): string {
  let sum = 0
  for (let i = 0; i < 17; i += 1) sum += Number(first17.charAt(i)) * (WEIGHTS[i] ?? 0)
  return CHECK_CHARACTERS.charAt(sum % 11)
}

/**
 * Checks an identity number as typed. Spaces, hyphens, full-width digits and a lower-case x are tolerated; a day that
 * does not exist (30 February) and an age outside 10–60 on `today` are refused. Region codes are not judged: codes of
 * abolished counties stay valid on the cards of those who were registered there.
 */
export function checkIdNumber(raw: string, today: LocalDate): IdNumberResult {
  const idNumber = normaliseDigits(raw)
  if (idNumber.length !== 18) return problem('length')
  if (!/^\d{17}[\dX]$/.test(idNumber)) return problem('characters')
  if (idCheckCharacter(idNumber) !== idNumber.charAt(17)) return problem('checksum')
  const birthDate = parseLocalDate(`${idNumber.slice(6, 10)}-${idNumber.slice(10, 12)}-${idNumber.slice(12, 14)}`)
  if (birthDate === null) return problem('date')
  const age = ageOn(birthDate, today)
  if (age < STUDENT_AGE.from || age > STUDENT_AGE.to) return problem('age')
  return {
    ok: true,
    value: {
      idNumber,
      birthDate,
      gender: Number(idNumber.charAt(16)) % 2 === 1 ? 'male' : 'female',
      countyCode: idNumber.slice(0, 6),
    },
  }
}

/** '530***********1234' for screens where the full number is not needed. */
export function maskIdNumber(idNumber: string): string {
  if (idNumber.length < 8) return '*'.repeat(idNumber.length)
  return `${idNumber.slice(0, 3)}${'*'.repeat(idNumber.length - 7)}${idNumber.slice(-4)}`
}

/**
 * Demo rule. Digits 3–4 of a number are the prefecture; GB/T 2260 gives 01–20 and 51–70 to cities, 21–50 to
 * prefectures and leagues, 90 to units directly under a province. No prefecture has ever been 99, so a number with
 * 99 there passes every check and belongs to nobody. 530102 (五华区) becomes 539902.
 */
export const DEMO_PREFECTURE = '99'

/** Numbers available for one county, birthday and gender. */
export const DEMO_IDS_PER_DAY = 499

/** True for a number of the demo world (see {@link DEMO_PREFECTURE}). */
export function isDemoIdNumber(raw: string): boolean {
  const idNumber = normaliseDigits(raw)
  return idNumber.length === 18 && idNumber.slice(2, 4) === DEMO_PREFECTURE
}

/** The n-th (0…498) demo number of a county (six digits), birthday and gender; valid check character. */
export function makeDemoIdNumber(county: string, birthDate: LocalDate, gender: Gender, n: number): string {
  if (!/^\d{6}$/.test(county)) throw new RangeError(`not a county code: ${county}`)
  if (!Number.isInteger(n) || n < 0 || n >= DEMO_IDS_PER_DAY) {
    throw new RangeError(`demo sequence 0..${DEMO_IDS_PER_DAY - 1}, got ${n}`)
  }
  const sequence = String(gender === 'male' ? 2 * n + 1 : 2 * n + 2).padStart(3, '0')
  const place = county.slice(0, 2) + DEMO_PREFECTURE + county.slice(4)
  const first17 = place + birthDate.replace(/-/g, '') + sequence
  return first17 + idCheckCharacter(first17)
}
