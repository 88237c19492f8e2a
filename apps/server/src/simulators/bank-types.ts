import type { BankResultCode } from '@zhuxue/policy'

/** One payment as the bank took it. */
export interface BankPayment {
  readonly instructionId: string
  readonly account: string
  readonly holder: string
  /** as written in the file, two decimals */
  readonly amount: string
  readonly line: number
  /** what the bank really did */
  readonly truth: BankResultCode
  /** what its first return file says; UNKNOWN hides the truth until somebody asks */
  readonly said: BankResultCode
}

/** One file as the bank took it. */
export interface BankBatch {
  readonly batchNo: string
  readonly digest: string
  readonly payments: readonly BankPayment[]
}

export interface BankFaults {
  /** share of payments that fail with each code, e.g. { ACCT_NOT_FOUND: 0.02, UNKNOWN: 0.01 } */
  readonly rates?: Partial<Record<BankResultCode, number>>
  /** failures by last four digits of the account */
  readonly accounts?: Readonly<Record<string, BankResultCode>>
  /** of the payments that are UNKNOWN, the share that the bank in truth paid; default one half */
  readonly unknownPaid?: number
}

/** How a return file can arrive damaged; each must be refused whole. */
export type Damage =
  | 'truncated'
  | 'missing-line'
  | 'repeated-line'
  | 'wrong-total'
  | 'wrong-count'
  | 'wrong-amount'
  | 'wrong-account'
  | 'unknown-code'
  | 'stranger'
  | 'wrong-run'
