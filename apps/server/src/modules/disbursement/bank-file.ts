import { type Fen, formatYuanPlain } from '@zhuxue/policy'
import iconv from 'iconv-lite'
import Papa from 'papaparse'

/** How one bank wants its payment files: one profile a bank, so that another bank is data and not code. */
export interface BankProfile {
  readonly code: string
  /** GB18030 writes GBK characters as GBK does, and can also write the rare characters in names */
  readonly encoding: 'gb18030' | 'utf8'
  readonly maxRows: number
  readonly columns: readonly ['序号', '收款账号', '户名', '金额', '用途', '指令号']
}

/** 建设银行批量代发, columns as commonly used; the row cap is the usual one of banks (DOMAIN §4). */
export const CCB_PROFILE: BankProfile = {
  code: 'ccb',
  encoding: 'gb18030',
  maxRows: 5000,
  columns: ['序号', '收款账号', '户名', '金额', '用途', '指令号'],
}

export interface BankFileLine {
  readonly line: number
  readonly cardNumber: string
  readonly holder: string
  readonly amountFen: Fen
  readonly instructionId: string
}

export interface BankFileHead {
  readonly runNo: string
  readonly day: string
  readonly purpose: string
}

/** A text that a spreadsheet would run as a formula. */
const FORMULA = /^[=+\-@\t\r]/

/** Lines whose holder's name cannot go into a bank file as it is; a name is never altered, the bank would refuse it. */
export const unwritable = (lines: readonly BankFileLine[]): number[] =>
  lines.filter((l) => FORMULA.test(l.holder) || /[",\r\n\0]/.test(l.holder)).map((l) => l.line)

/** Content of a payment file: one head row with number, day, count and total, one row of names, one row a payment. */
export function writeBankFile(profile: BankProfile, head: BankFileHead, lines: readonly BankFileLine[]): Buffer {
  const total = lines.reduce((sum, l) => sum + l.amountFen, 0) as Fen
  const rows = [
    ['批次号', head.runNo, '制单日期', head.day, '总笔数', String(lines.length), '总金额', formatYuanPlain(total)],
    [...profile.columns],
    ...lines.map((l) => [
      String(l.line),
      l.cardNumber,
      l.holder,
      formatYuanPlain(l.amountFen),
      head.purpose,
      l.instructionId,
    ]),
  ]
  return iconv.encode(`${Papa.unparse(rows, { newline: '\r\n' })}\r\n`, profile.encoding)
}
