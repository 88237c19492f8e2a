/** Closed lists shared by server and screens. Where packages/policy owns the meaning, a test holds the two lists equal. */

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

/**
 * What stands between a log-in and the work, in the order in which it is asked. 'face-check': a student on a device not
 * known yet; 'activate': a student's wizard.
 */
export const logInSteps = ['second-factor', 'change-password', 'enrol', 'face-check', 'activate', 'none'] as const
export type LogInStep = (typeof logInSteps)[number]
/** Ways of proving who one is besides the password. */
export const secondFactorKinds = ['passkey', 'totp', 'recovery'] as const
export type SecondFactorKind = (typeof secondFactorKinds)[number]

/** What a consent is asked for, one at a time; the meaning is in packages/policy consents.ts. */
export const consentPurposes = ['data-processing', 'department-matching', 'face', 'sms'] as const
export type ConsentPurpose = (typeof consentPurposes)[number]
export const consentPurposeTitles: Record<ConsentPurpose, string> = {
  'data-processing': '个人信息处理',
  'department-matching': '与有关部门核对家庭情况',
  face: '人脸识别',
  sms: '短信提醒',
}
export const consentStates = ['none', 'given', 'refused', 'withdrawn'] as const
export type ConsentStatus = (typeof consentStates)[number]
export const consentStateTitles: Record<ConsentStatus, string> = {
  none: '还没有回答',
  given: '已同意',
  refused: '不同意',
  withdrawn: '已撤回',
}
export const consentWays = ['phone', 'guardian-link', 'paper'] as const
export type ConsentWay = (typeof consentWays)[number]
export const consentWayTitles: Record<ConsentWay, string> = {
  phone: '本人在手机上',
  'guardian-link': '监护人通过短信链接',
  paper: '纸质签字，两名工作人员登记',
}
export const ageGroups = ['under-14', '14-15', '16-17', 'adult'] as const

/** Steps of the activation wizard; the meaning is in packages/policy activation.ts. */
export const activationSteps = ['consent', 'roll', 'phone', 'face', 'photo'] as const
export const activationStepTitles: Record<(typeof activationSteps)[number], string> = {
  consent: '告知与同意',
  roll: '核对学籍信息',
  phone: '确认手机号',
  face: '本人核对方式',
  photo: '学籍照片',
}
export const activationStepStates = ['done', 'waiting', 'later', 'open'] as const

/** Fields of the own roll that a student checks and may report as wrong. */
export const rollFields = [
  'name',
  'gender',
  'birthDate',
  'ethnicity',
  'idNumber',
  'rollNumber',
  'school',
  'class',
  'grade',
  'major',
  'enteredOn',
  'hukouCounty',
  'hukouAreaType',
  'address',
  'guardianName',
  'guardianPhone',
] as const
export type RollField = (typeof rollFields)[number]
export const rollFieldTitles: Record<RollField, string> = {
  name: '姓名',
  gender: '性别',
  birthDate: '出生日期',
  ethnicity: '民族',
  idNumber: '证件号码',
  rollNumber: '学籍号',
  school: '学校',
  class: '班级',
  grade: '年级',
  major: '专业',
  enteredOn: '入学日期',
  hukouCounty: '户籍所在县（区）',
  hukouAreaType: '户籍地类型',
  address: '家庭住址',
  guardianName: '监护人',
  guardianPhone: '监护人手机号',
}

export const grantRequestStatuses = ['waiting', 'confirmed', 'refused', 'withdrawn'] as const
export type GrantRequestStatus = (typeof grantRequestStatuses)[number]
export const grantRequestStatusTitles: Record<GrantRequestStatus, string> = {
  waiting: '待确认',
  confirmed: '已生效',
  refused: '未同意',
  withdrawn: '已撤回',
}

export const handoverStatuses = ['waiting', 'open', 'accepted', 'cancelled'] as const
export type HandoverStatus = (typeof handoverStatuses)[number]
export const handoverStatusTitles: Record<HandoverStatus, string> = {
  waiting: '待第二位安全管理员确认',
  open: '待接收人接收',
  accepted: '已交接',
  cancelled: '已取消',
}

/** What a school can ask a face check (or its equal without a face) for. */
export const faceAskedPurposes = ['new-device', 'application', 'change-phone', 'change-card', 'check-in'] as const
export type FaceAskedPurpose = (typeof faceAskedPurposes)[number]
export const facePurposes = ['enrol', ...faceAskedPurposes] as const
export type FacePurpose = (typeof facePurposes)[number]
export const facePurposeTitles: Record<FacePurpose, string> = {
  enrol: '登记人脸',
  'new-device': '在新设备上登录',
  application: '提交资助申请',
  'change-phone': '更换手机号码',
  'change-card': '变更银行卡信息',
  'check-in': '学籍核验签到',
}
export const faceSteps = ['neutral', 'turn-left', 'turn-right', 'open-mouth'] as const
export type FaceStep = (typeof faceSteps)[number]
export const faceResults = ['pass', 'review', 'fail', 'error'] as const
export type FaceResult = (typeof faceResults)[number]
/** 'review': a try that needs a person's eyes; the others are the equal ways without a face. */
export const faceCaseKinds = ['review', 'two-staff', 'code'] as const
export type FaceCaseKind = (typeof faceCaseKinds)[number]
export const faceCaseKindTitles: Record<FaceCaseKind, string> = {
  review: '核验结果待老师核对',
  'two-staff': '两位老师当面核验',
  code: '班主任当面核验并给一次性码',
}
export const faceCaseStatuses = ['waiting', 'passed', 'refused', 'ended'] as const
export type FaceCaseStatus = (typeof faceCaseStatuses)[number]
export const faceCaseStatusTitles: Record<FaceCaseStatus, string> = {
  waiting: '待核验',
  passed: '已通过',
  refused: '未通过',
  ended: '已结束',
}
export const faceSettingStatuses = ['waiting', 'confirmed', 'refused', 'withdrawn'] as const
export type FaceSettingStatus = (typeof faceSettingStatuses)[number]
