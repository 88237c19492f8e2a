/** Closed lists about a person's account: log-in, consents, activation, roles handed over, face checks. */

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
