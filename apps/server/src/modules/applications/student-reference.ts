import { type ProgrammeCode, programmeCodes } from '@zhuxue/contracts'
import { seasonOf, type Term, termYear } from '@zhuxue/policy'

/** Check digit by ISO 7064 MOD 11,10: finds every wrong digit and nearly every pair read in the wrong order. */
function checkDigit(digits: string): number {
  let product = 10
  for (const d of digits) product = (((product + Number(d)) % 10 || 10) * 2) % 11
  return (11 - product) % 10
}

/**
 * 受理编号 of a submission, made to be read out on the phone: year and season (秋 Q, 春 C), county of the school, serial
 * number, check digit, e.g. 2026Q-530111-000123-7. It says nothing about the person.
 */
export function submissionReference(term: Term, countyCode: string, serial: number): string {
  const autumn = seasonOf(term) === 'autumn'
  const number = String(serial).padStart(6, '0')
  const check = checkDigit(`${termYear(term)}${autumn ? 9 : 3}${countyCode}${number}`)
  return `${termYear(term)}${autumn ? 'Q' : 'C'}-${countyCode}-${number}-${check}`
}

/** 编号 of one application: that of its submission with a letter for the programme, e.g. 2026Q-530111-000123-7A. */
export const applicationReference = (submission: string, programme: ProgrammeCode): string =>
  `${submission}${String.fromCharCode(65 + programmeCodes.indexOf(programme))}`
