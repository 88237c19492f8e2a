import type { CardIssuer } from '@zhuxue/policy'

/**
 * 中职卡发卡行. Only the BIN that a published rule names is listed; 工农中邮储 also issue such cards, their BINs come with
 * the contract of each place. Activation is at the counter in person; other ways only when the issuer confirms them.
 */
export const CARD_ISSUERS: readonly CardIssuer[] = [
  {
    code: 'ccb',
    name: '中国建设银行',
    bin: '621284',
    length: 19,
    hotline: '95533',
    activation: ['本人带身份证原件和中职卡到建设银行网点柜台激活'],
    source: '中职卡发行说明：BIN 621284，卡号19位，按龙卡通规则；建设银行客服电话95533',
  },
]
