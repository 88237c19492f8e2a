/** An SMS template as approved by the provider: the code it got and its wording with {variables}. */
export interface SmsTemplate {
  readonly code: string
  readonly text: string
}

/**
 * The wordings that this system sends (packages/policy sms.ts), without signature, as they must be filed with the
 * provider; a test renders every message and finds its template here. Codes are the installation's own.
 */
export const SMS_WORDINGS: Readonly<Record<string, string>> = {
  submitted: '{name}，资助申请已提交，编号{reference}，可登录查看进度。资助部门不会索要密码和验证码。',
  returned: '{name}，您的资助申请需要补正，请在{date}前登录修改后重新提交。资助部门不会索要密码和验证码。',
  'notice-started': '{name}，拟资助名单已在校内公示，至{date}止，可登录查看。资助部门不会索要密码和验证码。',
  approved: '{name}，您的{subject}申请已审核通过。资助部门不会索要密码和验证码。',
  rejected: '{name}，您的资助申请有了结果，请登录查看理由和申诉办法。资助部门不会索要密码和验证码。',
  paid: '{name}，{subject}{amount}元已发放至尾号{last4}的中职卡。资助部门不会索要密码和验证码。',
  'payment-failed': '{name}，尾号{last4}的中职卡未能收款，请登录查看原因和办法。资助部门不会索要密码和验证码。',
  'verification-open': '{name}，学籍核验已开始，请在{date}前登录完成。资助部门不会索要密码和验证码。',
  'verification-missed':
    '{name}，您错过了本次学籍核验，如有正当理由请3个工作日内登录说明。资助部门不会索要密码和验证码。',
  'card-issued': '{name}，尾号{last4}的中职卡已办好，请本人带身份证到银行网点激活。资助部门不会索要密码和验证码。',
  code: '{name}，验证码{code}，用于{what}，5分钟内有效，请勿告诉他人。资助部门不会索要密码和验证码。',
  'activation-remind': '{name}，请登录学生资助平台，办完账号激活还没办的步骤。资助部门不会索要密码和验证码。',
  'guardian-consent': '{name}监护人，请看告知书，决定是否同意：{url} （7天内有效）资助部门不会索要密码和验证码。',
  'guardian-sign': '{name}监护人，孩子的资助申请请您签字：{url} （7天内有效）资助部门不会索要密码和验证码。',
  'guardian-informed':
    '{name}监护人，孩子已激活学生资助平台账号，同意的事项可请孩子登录查看。资助部门不会索要密码和验证码。',
  'guardian-applied': '{name}监护人，孩子已提交资助申请，有疑问请问班主任。资助部门不会索要密码和验证码。',
  'apply-reminder': '{name}，您可能可以享受资助但还没有申请，请在{date}前登录申请。资助部门不会索要密码和验证码。',
  'round-opened': '{name}，本学期资助申请已开放，请在{date}前登录提交。资助部门不会索要密码和验证码。',
}

/** What each variable may look like; keeps two templates from both fitting one text. */
const shapes: Record<string, string> = {
  name: '[^，]{1,20}',
  reference: '[0-9A-Za-z-]{4,40}',
  date: '\\d{1,2}月\\d{1,2}日',
  subject: '[0-9\\u4e00-\\u9fff“”]{2,40}?',
  amount: '\\d{1,7}(?:\\.\\d{1,2})?',
  last4: '\\d{4}',
  code: '\\d{6}',
  what: '[\\u4e00-\\u9fff]{2,12}',
  url: 'https?://[^\\s]{5,90}',
}

const quote = (s: string): string => s.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')

function pattern(text: string): RegExp {
  const parts = text.split(/\{(\w+)\}/)
  return new RegExp(
    `^${parts.map((p, i) => (i % 2 === 0 ? quote(p) : `(?<${p}>${shapes[p] ?? '.{1,35}?'})`)).join('')}$`,
  )
}

/** A final text taken apart for a provider that only takes templates: signature, template code and variables. */
export interface TemplateCall {
  readonly signature: string
  readonly code: string
  readonly params: Readonly<Record<string, string>>
}

/** Finds the template that a final text was made from; null when none fits, so that nothing unapproved is sent. */
export function matchTemplate(text: string, templates: readonly SmsTemplate[]): TemplateCall | null {
  const m = /^【([^】]{1,12})】(.+)$/s.exec(text)
  if (!m) return null
  for (const t of templates) {
    const fit = pattern(t.text).exec(m[2] ?? '')
    if (fit) return { signature: m[1] ?? '', code: t.code, params: { ...fit.groups } }
  }
  return null
}
