import type { ErasureWay, HeldGroupKey } from '@zhuxue/contracts'

/** What a kind of data is for, how long it is kept and what happens on a request for deletion. */
export interface GroupText {
  readonly title: string
  readonly purpose: string
  readonly kept: string
  readonly erasure: ErasureWay
  /** of `kept`: the written refusal */
  readonly why?: string
  readonly basis?: string
}

const AID_FILE = '离校后至少保存10年；付款凭证和账簿保存30年'
const AID_BASIS =
  '《个人信息保护法》第四十七条第二款（法定保存期限未届满的，停止除存储和安全保护以外的处理）；《会计档案管理办法》（财政部、国家档案局令第79号）；学生资助业务档案“分年度建档备查”的要求'
const ROLL_BASIS =
  '《个人信息保护法》第十三条、第四十七条；《中等职业学校学生学籍管理办法》（教职成〔2010〕7号）关于学籍档案管理的规定'

export const groupTexts: Record<HeldGroupKey, GroupText> = {
  roll: {
    title: '学籍信息',
    purpose: '确认您的身份和在校情况，判断能享受哪些资助。',
    kept: '学籍档案由学校长期保管',
    erasure: 'kept',
    why: '学籍信息是学校依法建立和保管的学籍档案，也是发放和核对资助的依据，不能删除。内容有误的，您可以要求更正。',
    basis: ROLL_BASIS,
  },
  registers: {
    title: '家庭身份登记',
    purpose: '脱贫、低保、残疾等部门登记，用来认定家庭经济困难和优先资助。',
    kept: AID_FILE,
    erasure: 'kept',
    why: '这些登记是认定困难和发放资助的依据，须随资助档案保存备查。已过有效期的登记不再用于新的认定。',
    basis: AID_BASIS,
  },
  'roll-changes': {
    title: '学籍异动',
    purpose: '记录休学、复学、转学等变化，并据此停发或恢复资助。',
    kept: '随学籍档案长期保管',
    erasure: 'kept',
    why: '学籍异动是学籍档案的组成部分，不能删除。内容有误的，您可以要求更正。',
    basis: ROLL_BASIS,
  },
  hardship: {
    title: '家庭经济困难认定',
    purpose: '记录认定的等级、依据和认定人，用来评定助学金。',
    kept: AID_FILE,
    erasure: 'kept',
    why: '认定结果和依据是发放资助的凭据，须保存备查，也用来在您申诉时说明理由。',
    basis: AID_BASIS,
  },
  applications: {
    title: '资助申请和材料',
    purpose: '您提交的申请表、材料照片和办理经过。',
    kept: AID_FILE,
    erasure: 'kept',
    why: '已提交的申请和材料是资助档案，须保存备查。申请还在班主任审核前的，您可以先撤回，再删除没有用到的材料照片。',
    basis: AID_BASIS,
  },
  draft: {
    title: '没有提交的草稿和照片',
    purpose: '方便您下次接着填写，老师看不到。',
    kept: '到您提交或删除为止',
    erasure: 'now',
  },
  cards: {
    title: '中职卡',
    purpose: '把资助款发到您本人的卡上。卡号加密保存，这里只显示尾号，完整卡号见卡面。',
    kept: '付款凭证保存30年',
    erasure: 'kept',
    why: '卡号是已发放资助款的收款凭证，须随会计凭证保存。卡已销户的，不再用于发放。',
    basis: AID_BASIS,
  },
  payments: {
    title: '资助发放记录',
    purpose: '记录每一笔资助的金额、时间和结果。',
    kept: '30年',
    erasure: 'kept',
    why: '发放记录是会计凭证和账簿的内容，法定保存期限没有届满，不能删除。',
    basis: AID_BASIS,
  },
  messages: {
    title: '消息',
    purpose: '通知您办理进度、退回补正、公示和发放情况。',
    kept: AID_FILE,
    erasure: 'kept',
    why: '通知是办理经过的一部分，用来证明学校按期告知了您，须随资助档案保存。',
    basis: AID_BASIS,
  },
  account: {
    title: '账号',
    purpose: '让您本人登录，防止他人冒用。',
    kept: '到离校后10年，与资助档案一致',
    erasure: 'kept',
    why: '账号是您查看资助档案的入口，档案保存期间须保留。密码只保存不可还原的校验值。',
    basis: AID_BASIS,
  },
  devices: {
    title: '登录设备',
    purpose: '认出您用过的手机，新设备登录时提醒您。',
    kept: '最长400天没有登录的自动删除',
    erasure: 'now',
  },
  'access-log': {
    title: '谁看过我的信息',
    purpose: '记录老师查看您完整信息的时间和原因，供您监督。',
    kept: '至少3年',
    erasure: 'kept',
    why: '查看记录是为保护您而依法留存的，删除后就无法追查。',
    basis: '《未成年人网络保护条例》第三十六条（访问情况应当记录）；《网络安全法》关于网络日志留存的规定',
  },
  consents: {
    title: '同意记录',
    purpose: '证明您或监护人在什么时间同意、不同意或撤回了什么。',
    kept: '与资助档案一致',
    erasure: 'kept',
    why: '同意和撤回的记录用来证明处理您的信息有依据，须保存。同意本身您可以随时撤回。',
    basis: '《个人信息保护法》第十四条、第十五条、第四十七条',
  },
  face: {
    title: '人脸特征',
    purpose: '核验是不是您本人。只保存加密的特征数字，不保存照片。',
    kept: '到您撤回同意为止，最迟离校后30天',
    erasure: 'withdraw-consent',
  },
}
