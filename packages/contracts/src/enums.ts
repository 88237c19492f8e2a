/** Closed lists shared by server and screens. Where packages/policy owns the meaning, a test holds the two lists equal. */
export * from './enums-person.ts'

export const roles = [
  'class-teacher',
  'aid-officer',
  'reviewer',
  'roll-officer',
  'roll-reviewer',
  'aid-committee',
  'finance',
  'principal',
  'county-aid',
  'county-finance',
  'city-aid',
  'province-aid',
  'system-admin',
  'security-admin',
  'audit-admin',
] as const
export type Role = (typeof roles)[number]

export const roleTitles: Record<Role, string> = {
  'class-teacher': '班主任',
  'aid-officer': '资助专干',
  reviewer: '审核人（业务主管）',
  'roll-officer': '学籍管理员',
  'roll-reviewer': '学籍审核人',
  'aid-committee': '资助工作领导小组',
  finance: '学校财务',
  principal: '校长',
  'county-aid': '县级资助管理中心',
  'county-finance': '县级教育财务',
  'city-aid': '市级资助管理中心',
  'province-aid': '省级资助管理中心',
  'system-admin': '系统管理员',
  'security-admin': '安全管理员',
  'audit-admin': '审计管理员',
}

export const programmeCodes = ['national-grant', 'tuition-waiver'] as const
export type ProgrammeCode = (typeof programmeCodes)[number]
export const programmeTitles: Record<ProgrammeCode, string> = {
  'national-grant': '国家助学金',
  'tuition-waiver': '免学费',
}

export const outcomes = ['entitled', 'competes', 'not-eligible', 'to-verify'] as const
export type Outcome = (typeof outcomes)[number]
export const outcomeTitles: Record<Outcome, string> = {
  entitled: '可以享受',
  competes: '符合条件，名额有限',
  'not-eligible': '暂不符合',
  'to-verify': '需要核实',
}

export const applicationStatuses = [
  'submitted',
  'checked',
  'reviewed',
  'assessed',
  'public-notice',
  'noticed',
  'approved',
  'returned',
  'rejected',
  'recalled',
  'withdrawn',
] as const
export type ApplicationStatus = (typeof applicationStatuses)[number]
export const applicationStatusTitles: Record<ApplicationStatus, string> = {
  submitted: '待班主任初审',
  checked: '待学校审核',
  reviewed: '待领导小组评审',
  assessed: '待公示',
  'public-notice': '公示中',
  noticed: '待县级审核',
  approved: '已批准',
  returned: '退回补正',
  rejected: '未通过',
  recalled: '已撤回',
  withdrawn: '因学籍变动终止',
}

export const hardshipLevels = ['severe', 'moderate', 'mild', 'none'] as const
export type HardshipLevel = (typeof hardshipLevels)[number]
export const hardshipTitles: Record<HardshipLevel, string> = {
  severe: '特别困难',
  moderate: '困难',
  mild: '一般困难',
  none: '不困难',
}

export const householdRegisters = [
  'lifted-out-of-poverty',
  'unstable-lifted',
  'at-risk',
  'sudden-hardship',
  'registered-poor',
  'dibao',
  'dibao-marginal',
  'destitute',
  'orphan',
  'disabled',
  'martyr-family',
] as const
export type HouseholdRegister = (typeof householdRegisters)[number]
export const registerTitles: Record<HouseholdRegister, string> = {
  'lifted-out-of-poverty': '脱贫家庭',
  'unstable-lifted': '脱贫不稳定家庭',
  'at-risk': '边缘易致贫家庭',
  'sudden-hardship': '突发严重困难家庭',
  'registered-poor': '原建档立卡家庭',
  dibao: '城乡低保',
  'dibao-marginal': '低保边缘家庭',
  destitute: '特困供养',
  orphan: '孤儿（含事实无人抚养）',
  disabled: '本人残疾',
  'martyr-family': '烈士子女',
}

export const rollStatuses = [
  'on-roll',
  'pre-registered',
  'suspended',
  'withdrawn',
  'transferred-out',
  'cancelled',
  'deceased',
  'graduated',
  'completed',
  'none',
] as const
export type RollStatus = (typeof rollStatuses)[number]
export const rollStatusTitles: Record<RollStatus, string> = {
  'on-roll': '在籍',
  'pre-registered': '预注册',
  suspended: '休学',
  withdrawn: '退学',
  'transferred-out': '转出',
  cancelled: '注销',
  deceased: '死亡',
  graduated: '毕业',
  completed: '结业',
  none: '无学籍',
}

export const itemStatuses = [
  'planned',
  'in-run',
  'sent',
  'paid',
  'returned',
  'unknown',
  'corrected',
  'stopped',
] as const
export type ItemStatus = (typeof itemStatuses)[number]
export const itemStatusTitles: Record<ItemStatus, string> = {
  planned: '待发放',
  'in-run': '发放审批中',
  sent: '已送银行',
  paid: '已到账',
  returned: '银行退回',
  unknown: '待银行查询',
  corrected: '已更正重发',
  stopped: '已停发',
}
/** The word beside one payment. A tuition waiver reaches nobody's card: it is booked to the school's account. */
export const itemStatusTitle = (status: ItemStatus, payee: 'student' | 'school'): string =>
  payee === 'school' && status === 'paid' ? '已记入学校账' : itemStatusTitles[status]

export const runStatuses = ['built', 'approved', 'sealed', 'sent', 'answered', 'closed', 'cancelled'] as const
export type RunStatus = (typeof runStatuses)[number]
export const runStatusTitles: Record<RunStatus, string> = {
  built: '待审批',
  approved: '已审批',
  sealed: '文件已封存',
  sent: '已送银行',
  answered: '已回盘',
  closed: '已办结',
  cancelled: '已作废',
}

export const cardStatuses = ['issued', 'activated', 'lost', 'closed'] as const
export type CardStatus = (typeof cardStatuses)[number]
export const cardStatusTitles: Record<CardStatus, string> = {
  issued: '已开卡（待本人激活）',
  activated: '已激活',
  lost: '已挂失',
  closed: '已销户',
}

/** What a student can say about the own card. */
export const cardReportKinds = ['lost', 'damaged', 'wrong-data'] as const
export type CardReportKind = (typeof cardReportKinds)[number]
export const cardReportKindTitles: Record<CardReportKind, string> = {
  lost: '卡丢了',
  damaged: '卡坏了，不能用',
  'wrong-data': '卡的信息不对',
}
/** What the aid officer does about it; the first one stops the card. */
export const cardReportOutcomes = ['reissued', 'corrected', 'no-problem'] as const
export type CardReportOutcome = (typeof cardReportOutcomes)[number]
export const cardReportStatuses = ['open', 'withdrawn', ...cardReportOutcomes] as const
export type CardReportStatus = (typeof cardReportStatuses)[number]
export const cardReportStatusTitles: Record<CardReportStatus, string> = {
  open: '待学校办理',
  withdrawn: '已撤回',
  reissued: '办理补换卡',
  corrected: '已更正',
  'no-problem': '核实无误',
}

export const attachmentKinds = ['id-copy', 'household-register', 'hardship-proof', 'other'] as const
export type AttachmentKind = (typeof attachmentKinds)[number]
export const attachmentTitles: Record<AttachmentKind, string> = {
  'id-copy': '身份证照片（人像面）',
  'household-register': '户口簿照片',
  'hardship-proof': '家庭困难情况材料',
  other: '其他材料',
}
