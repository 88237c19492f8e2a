import { normaliseDigits } from './digits.ts'
import { addDays, type LocalDate, localDate, parseLocalDate } from './local-date.ts'

/** 发卡行: how the cards of one BIN look and how their holders activate them. Data of a region pack. */
export type CardIssuer = {
  readonly code: string
  readonly name: string
  readonly bin: string
  readonly length: number
  readonly hotline: string
  /** Ways to activate, in plain words for the student. */
  readonly activation: readonly string[]
  readonly source: string
}

export type CardProblem = 'characters' | 'issuer' | 'length' | 'checksum'
export type CardResult =
  | {
      readonly ok: true
      readonly value: {
        readonly cardNumber: string
        readonly last4: string
        readonly issuer: CardIssuer
      }
    }
  | { readonly ok: false; readonly problem: CardProblem; readonly text: string }

/** Luhn check digit (ISO/IEC 7812-1) for a number without its last digit. */
export function luhnCheckDigit(prefix: string): number {
  let sum = 0
  for (let i = 0; i < prefix.length; i += 1) {
    const digit = Number(prefix.charAt(prefix.length - 1 - i))
    const doubled = i % 2 === 0 ? digit * 2 : digit
    sum += doubled > 9 ? doubled - 9 : doubled
  }
  return (10 - (sum % 10)) % 10
}

/**
 * Checks a card number as typed against the issuers whose cards may receive aid: digits, BIN, length of that issuer,
 * Luhn. The longest matching BIN wins.
 */
export function checkCardNumber(raw: string, issuers: readonly CardIssuer[]): CardResult {
  const cardNumber = normaliseDigits(raw)
  if (!/^\d+$/.test(cardNumber)) {
    return { ok: false, problem: 'characters', text: '卡号只能是数字，请核对后重新输入。' }
  }
  let issuer: CardIssuer | undefined
  for (const candidate of issuers) {
    const matches = cardNumber.slice(0, candidate.bin.length) === candidate.bin
    if (matches && (issuer === undefined || candidate.bin.length > issuer.bin.length)) {
      issuer = candidate
    }
  }
  if (issuer === undefined) {
    return {
      ok: false,
      problem: 'issuer',
      text: '这不是可以接收资助的中职卡，请核对卡号或联系学校资助老师。',
    }
  }
  if (cardNumber.length !== issuer.length) {
    return {
      ok: false,
      problem: 'length',
      text: `${issuer.name}的卡号应为${issuer.length}位，现在是${cardNumber.length}位，请核对。`,
    }
  }
  if (luhnCheckDigit(cardNumber.slice(0, -1)) !== Number(cardNumber.slice(-1))) {
    return {
      ok: false,
      problem: 'checksum',
      text: '卡号校验不通过，可能有一位输错，请对照卡面核对。',
    }
  }
  return { ok: true, value: { cardNumber, last4: cardNumber.slice(-4), issuer } }
}

/**
 * Last day of the three years from opening in which a 中职卡 costs nothing (no card, account, small-account or SMS fee)
 * and a lost one is replaced by a 中职卡 again (学校学生资助工作指南 四(五)).
 */
export function preferentialUntil(openedOn: LocalDate): LocalDate {
  const year = Number(openedOn.slice(0, 4)) + 3
  // three years after 29 February is 1 March
  const end = parseLocalDate(`${year}${openedOn.slice(4)}`) ?? localDate(`${year}-03-01`)
  return addDays(end, -1)
}
