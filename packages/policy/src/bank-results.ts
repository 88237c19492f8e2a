/** 银行返回码, as normalised by this system; each bank's own codes are mapped to these in its profile. */
export const BANK_RESULT_CODES = [
  'SUCCESS',
  'ACCT_NOT_FOUND',
  'NAME_MISMATCH',
  'ACCT_CLOSED',
  'ACCT_FROZEN',
  'ACCT_LOST',
  'ACCT_DORMANT',
  'ACCT_NOT_ACTIVATED',
  'ACCT_LIMIT',
  'BAD_AMOUNT',
  'DUPLICATE',
  'REJECTED_OTHER',
  'UNKNOWN',
] as const
export type BankResultCode = (typeof BANK_RESULT_CODES)[number]

export type BankResult = {
  /** What it does to the payment item: settled, sent back, or to be asked about. */
  readonly outcome: 'paid' | 'returned' | 'unknown'
  readonly label: string
  /** What the student reads and has to do. */
  readonly studentText: string
  /** Who has to act before a new item can be made. */
  readonly owner: 'student' | 'school' | 'bank' | null
}

function returned(label: string, owner: 'student' | 'school', studentText: string): BankResult {
  return { outcome: 'returned', label, owner, studentText }
}

/** Meaning of every result code. */
export const BANK_RESULTS: Readonly<Record<BankResultCode, BankResult>> = {
  SUCCESS: {
    outcome: 'paid',
    label: '发放成功',
    owner: null,
    studentText: '资助款已到账，请查收。',
  },
  ACCT_NOT_FOUND: returned('账号不存在', 'school', '卡号有误。请把中职卡拿给学校资助老师核对。'),
  NAME_MISMATCH: returned('户名不符', 'school', '卡上的姓名与学籍姓名不一致。请带身份证和中职卡找学校资助老师核对。'),
  ACCT_CLOSED: returned(
    '账户已销户',
    'student',
    '这张卡已销户。请带身份证到发卡银行网点补办中职卡，再告诉学校资助老师。',
  ),
  ACCT_FROZEN: returned('账户冻结', 'student', '这张卡被冻结。请带身份证和中职卡到发卡银行网点办理解冻。'),
  ACCT_LOST: returned('账户挂失', 'student', '这张卡已挂失。请带身份证到发卡银行网点补卡，再告诉学校资助老师。'),
  ACCT_DORMANT: returned('睡眠账户', 'student', '这张卡长期未使用。请带身份证和中职卡到发卡银行网点重新启用。'),
  ACCT_NOT_ACTIVATED: returned(
    '卡未激活',
    'student',
    '中职卡还没有激活。请本人带身份证原件和中职卡到发卡银行网点柜台激活。',
  ),
  ACCT_LIMIT: returned('账户类别或限额受限', 'student', '这张卡有收款限额。请带身份证和中职卡到发卡银行网点办理升级。'),
  BAD_AMOUNT: returned('金额有误', 'school', '金额需要学校核对，您不用办理，处理后会重新发放。'),
  // the bank knows this instruction already, so it may have paid it: asked about, never sent back for a new one
  DUPLICATE: {
    outcome: 'unknown',
    label: '重复的发放指令，待查询',
    owner: 'bank',
    studentText: '银行提示重复，正在查询。查清之前不会重复发放，您不用办理。',
  },
  REJECTED_OTHER: returned('银行拒绝', 'school', '银行没有办理成功，学校正在查明原因，请留意通知。'),
  UNKNOWN: {
    outcome: 'unknown',
    label: '结果未知，待查询',
    owner: 'bank',
    studentText: '银行还没有答复，正在查询。查清之前不会重复发放。',
  },
}

/** The code, or null for a text that is none of them. */
export function parseBankResultCode(text: string): BankResultCode | null {
  for (const code of BANK_RESULT_CODES) if (code === text) return code
  return null
}
