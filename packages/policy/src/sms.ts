import { formatDateText, type LocalDate } from './local-date.ts'
import { type Fen, formatYuanPlain } from './money.ts'
import { studentCall } from './names.ts'
import { seasonOf, type Term, termYear } from './term.ts'

/** One SMS holds 70 characters; longer ones are split and cost twice. */
export const SMS_LIMIT = 70
/** Two parts of 67: only for texts that carry a link. */
export const SMS_LINK_LIMIT = 134
/** In every text (资助诈骗防范: each message warns). */
export const FRAUD_WARNING = '资助部门不会索要密码和验证码。'

/** Signature in front of each text, without brackets; at most 8 characters. */
export type SmsContext = { readonly signature: string; readonly name: string }

export type SmsMessage =
  | { readonly kind: 'submitted'; readonly reference: string }
  | { readonly kind: 'returned'; readonly dueDate: LocalDate }
  | { readonly kind: 'notice-started'; readonly lastDay: LocalDate }
  | { readonly kind: 'approved'; readonly programme: string; readonly term: Term }
  | { readonly kind: 'rejected' }
  | {
      readonly kind: 'paid'
      readonly programme: string
      readonly term: Term
      readonly amount: Fen
      readonly last4: string
    }
  | { readonly kind: 'payment-failed'; readonly last4: string }
  | { readonly kind: 'verification-open'; readonly until: LocalDate }
  | { readonly kind: 'verification-missed' }
  | { readonly kind: 'card-issued'; readonly last4: string }
  | { readonly kind: 'round-opened'; readonly lastDay: LocalDate }
  | { readonly kind: 'code'; readonly code: string; readonly what: string }
  | { readonly kind: 'activation-remind' }
  | { readonly kind: 'guardian-consent'; readonly url: string }
  | { readonly kind: 'guardian-sign'; readonly url: string }
  | { readonly kind: 'guardian-informed' }
  | { readonly kind: 'guardian-applied' }
  | { readonly kind: 'apply-reminder'; readonly lastDay: LocalDate }

function shortTerm(term: Term): string {
  return `${termYear(term)}年${seasonOf(term) === 'autumn' ? '秋季' : '春季'}`
}

function shortDate(date: LocalDate): string {
  return formatDateText(date).slice(5)
}

function body(message: SmsMessage): string {
  switch (message.kind) {
    case 'submitted':
      return `资助申请已提交，编号${message.reference}，可登录查看进度。`
    case 'returned':
      return `您的资助申请需要补正，请在${shortDate(message.dueDate)}前登录修改后重新提交。`
    case 'notice-started':
      return `拟资助名单已在校内公示，至${shortDate(message.lastDay)}止，可登录查看。`
    case 'approved':
      return `您的${shortTerm(message.term)}${message.programme}申请已审核通过。`
    case 'rejected':
      return '您的资助申请有了结果，请登录查看理由和申诉办法。'
    case 'paid':
      return `${shortTerm(message.term)}${message.programme}${formatYuanPlain(message.amount)}元已发放至尾号${message.last4}的中职卡。`
    case 'payment-failed':
      return `尾号${message.last4}的中职卡未能收款，请登录查看原因和办法。`
    case 'verification-open':
      return `学籍核验已开始，请在${shortDate(message.until)}前登录完成。`
    case 'verification-missed':
      return '您错过了本次学籍核验，如有正当理由请3个工作日内登录说明。'
    case 'card-issued':
      return `尾号${message.last4}的中职卡已办好，请本人带身份证到银行网点激活。`
    case 'code':
      return `验证码${message.code}，用于${message.what}，5分钟内有效，请勿告诉他人。`
    case 'activation-remind':
      return '请登录学生资助平台，办完账号激活还没办的步骤。'
    case 'guardian-consent':
      return `请看告知书，决定是否同意：${message.url} （7天内有效）`
    case 'guardian-sign':
      return `孩子的资助申请请您签字：${message.url} （7天内有效）`
    case 'guardian-informed':
      return '孩子已激活学生资助平台账号，同意的事项可请孩子登录查看。'
    case 'guardian-applied':
      return '孩子已提交资助申请，有疑问请问班主任。'
    case 'round-opened':
      return `本学期资助申请已开放，请在${shortDate(message.lastDay)}前登录提交。`
    case 'apply-reminder':
      return `您可能可以享受资助但还没有申请，请在${shortDate(message.lastDay)}前登录申请。`
  }
}

/**
 * The text of an SMS: at most 70 characters, no ID number, only the last four digits of a card, with the fraud
 * warning. RangeError when an argument is so long that the text would not fit.
 */
export function smsText(context: SmsContext, message: SmsMessage): string {
  const to = `${studentCall(context.name)}${message.kind.indexOf('guardian-') === 0 ? '监护人' : ''}`
  const text = `【${context.signature}】${to}，${body(message)}${FRAUD_WARNING}`
  if (text.length > ('url' in message ? SMS_LINK_LIMIT : SMS_LIMIT))
    throw new RangeError(`SMS of ${text.length} characters: ${message.kind}`)
  return text
}
