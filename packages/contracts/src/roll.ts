import { Type } from 'typebox'
import { Count, Day, Done, Id, Instant, Nullable, OneOf, Page, PageQuery, RequestId, Revision, Text } from './basics.ts'
import { hardshipLevels, rollStatuses } from './enums.ts'
import { route } from './route.ts'

export const StudentRow = Type.Object({
  id: Id,
  name: Type.String(),
  rollNumber: Type.String({ description: '学籍号, middle hidden' }),
  className: Type.String(),
  schoolName: Type.String(),
  grade: Type.Integer(),
  majorName: Type.String(),
  rollStatus: OneOf(rollStatuses),
  studyMode: OneOf(['full-time', 'part-time']),
  hardship: Nullable(OneOf(hardshipLevels)),
  activated: Type.Boolean({ description: 'has changed the preset password' }),
})

export const listStudents = route({
  id: 'roll.list-students',
  method: 'GET',
  path: '/api/v1/students',
  summary: '学生名册',
  audience: 'staff',
  permission: 'students.read',
  query: Type.Object({
    ...PageQuery,
    q: Type.Optional(Text(40)),
    classId: Type.Optional(Id),
    schoolId: Type.Optional(Id),
    rollStatus: Type.Optional(OneOf(rollStatuses)),
  }),
  reply: Page(StudentRow),
})

/** A fact with where it came from (DESIGN §3): unknown is shown as unknown, never as no. */
export const FactView = Type.Object({
  key: Type.String(),
  label: Type.String(),
  value: Nullable(Type.String()),
  source: Type.String({ description: '学籍 / 部门比对 / 本人填报 / 人工核实' }),
  asOf: Nullable(Day),
  verifiedBy: Nullable(Type.String()),
})

export const StudentDetail = Type.Object({
  id: Id,
  revision: Revision,
  name: Type.String(),
  gender: OneOf(['female', 'male']),
  ethnicity: Type.String(),
  idNumberMasked: Type.String(),
  phoneMasked: Nullable(Type.String()),
  addressMasked: Nullable(Type.String()),
  guardianName: Nullable(Type.String()),
  guardianPhoneMasked: Nullable(Type.String()),
  rollNumber: Type.String(),
  rollStatus: OneOf(rollStatuses),
  className: Type.String(),
  classId: Id,
  schoolName: Type.String(),
  schoolId: Id,
  facts: Type.Array(FactView),
  card: Nullable(Type.Object({ last4: Type.String(), issuer: Type.String(), status: Type.String() })),
  applications: Type.Array(
    Type.Object({
      id: Id,
      programme: Type.String(),
      term: Type.String(),
      status: Type.String(),
      referenceNo: Type.String(),
    }),
  ),
  rollChanges: Type.Array(
    Type.Object({
      id: Id,
      type: Type.String(),
      typeTitle: Type.String(),
      occurredOn: Day,
      effectiveOn: Day,
      reason: Type.String(),
      status: OneOf(['entered', 'confirmed', 'refused']),
      enteredBy: Type.String(),
      reviewedBy: Nullable(Type.String()),
    }),
  ),
})

export const getStudent = route({
  id: 'roll.get-student',
  method: 'GET',
  path: '/api/v1/students/:id',
  summary: '学生详情：事实与来源',
  audience: 'staff',
  permission: 'students.read',
  params: Type.Object({ id: Id }),
  reply: StudentDetail,
})

export const revealReasons = ['verify-identity', 'contact-student', 'card-matter', 'correct-data', 'complaint'] as const
export const revealReasonTitles: Record<(typeof revealReasons)[number], string> = {
  'verify-identity': '核对身份',
  'contact-student': '联系学生或监护人',
  'card-matter': '办理中职卡',
  'correct-data': '更正学籍信息',
  complaint: '处理投诉举报',
}

/** Why a minor's file is opened; 'handle-application' is written by itself when a case is opened. */
export const fileReasons = [
  'class-work',
  'guide-aid',
  'check-facts',
  'roll-work',
  'contact',
  'complaint',
  'inspection',
] as const
export type FileReason = (typeof fileReasons)[number]
export const fileReasonTitles: Record<FileReason | 'handle-application', string> = {
  'class-work': '班级日常管理',
  'guide-aid': '指导学生申请资助',
  'check-facts': '核对资助或困难情况',
  'roll-work': '办理学籍业务',
  contact: '联系学生或监护人',
  complaint: '处理投诉、异议或申诉',
  inspection: '检查、审计',
  'handle-application': '办理资助申请',
}
/** Reasons of every kind of look, in words. */
export const lookReasonTitle = (reason: string): string =>
  revealReasonTitles[reason as keyof typeof revealReasonTitles] ??
  fileReasonTitles[reason as keyof typeof fileReasonTitles] ??
  reason

export const openFile = route({
  id: 'roll.open-file',
  method: 'POST',
  path: '/api/v1/students/:id/file',
  summary: '说明查看未成年学生档案的原因（当天有效，记录在案，学生可见）',
  audience: 'staff',
  permission: 'students.read',
  params: Type.Object({ id: Id }),
  body: Type.Object({ requestId: RequestId, reason: OneOf(fileReasons) }),
  reply: Done,
})

export const revealField = route({
  id: 'roll.reveal-field',
  method: 'POST',
  path: '/api/v1/students/:id/reveal',
  summary: '查看完整敏感信息（记录在案，学生可见）',
  audience: 'staff',
  permission: 'students.reveal',
  params: Type.Object({ id: Id }),
  body: Type.Object({
    requestId: RequestId,
    field: OneOf(['idNumber', 'phone', 'address', 'guardianPhone']),
    reason: OneOf(revealReasons),
  }),
  reply: Type.Object({ value: Nullable(Type.String()) }),
})

export const printSlips = route({
  id: 'roll.print-slips',
  method: 'POST',
  path: '/api/v1/classes/:id/slips',
  summary: '为未激活学生生成初始密码条（旧密码条即刻作废，密码只显示这一次）',
  audience: 'staff',
  permission: 'slips.print',
  params: Type.Object({ id: Id }),
  body: Type.Object({ requestId: RequestId, studentIds: Type.Optional(Type.Array(Id, { maxItems: 100 })) }),
  reply: Type.Object({
    className: Type.String(),
    slips: Type.Array(
      Type.Object({ studentId: Id, name: Type.String(), idTail: Type.String(), password: Type.String() }),
    ),
    skippedActivated: Count,
  }),
})

export const reissueReasons = ['forgotten', 'slip-lost', 'suspected-use'] as const
export const reissueReasonTitles: Record<(typeof reissueReasons)[number], string> = {
  forgotten: '忘记密码',
  'slip-lost': '密码条遗失',
  'suspected-use': '怀疑被他人使用',
}

export const reissueSlip = route({
  id: 'roll.reissue-slip',
  method: 'POST',
  path: '/api/v1/students/:id/slip',
  summary: '学生忘记密码：当面核实身份后重发初始密码（原密码作废，已登录的设备全部退出）',
  audience: 'staff',
  permission: 'slips.reissue',
  params: Type.Object({ id: Id }),
  body: Type.Object({ requestId: RequestId, identityChecked: Type.Literal(true), reason: OneOf(reissueReasons) }),
  reply: Type.Object({ name: Type.String(), idTail: Type.String(), password: Type.String() }),
})

export const rollChangeTypes = [
  'suspension',
  'resumption',
  'withdrawal',
  'transfer-out',
  'cancellation',
  'death',
  'to-part-time',
  'correct-data',
] as const
/** What the roll officer may enter on the page of changes; corrections start from what a student reported. */
export const enterableRollChanges = rollChangeTypes.filter((t) => t !== 'correct-data')
export const rollChangeTitles: Record<(typeof rollChangeTypes)[number], string> = {
  suspension: '休学',
  resumption: '复学',
  withdrawal: '退学',
  'transfer-out': '转出',
  cancellation: '注销',
  death: '死亡',
  'to-part-time': '转为非全日制',
  'correct-data': '学籍信息更正',
}

export const RollChangeRow = Type.Object({
  id: Id,
  studentId: Id,
  studentName: Type.String(),
  className: Type.String(),
  schoolName: Type.String(),
  type: OneOf(rollChangeTypes),
  typeTitle: Type.String(),
  occurredOn: Day,
  effectiveOn: Day,
  reason: Type.String(),
  status: OneOf(['entered', 'confirmed', 'refused']),
  enteredById: Id,
  enteredBy: Type.String(),
  enteredAt: Instant,
  reviewedBy: Nullable(Type.String()),
  dueOn: Day,
  /** what confirming would do to money: instalments not yet paid that would stop */
  stopsInstalments: Count,
  /** 学籍信息更正: which field, from what to what; sensitive values masked */
  correction: Nullable(Type.Object({ label: Type.String(), from: Nullable(Type.String()), to: Type.String() })),
})

export const listRollChanges = route({
  id: 'roll.list-changes',
  method: 'GET',
  path: '/api/v1/roll-changes',
  summary: '学籍异动',
  audience: 'staff',
  permission: 'students.read',
  query: Type.Object({ ...PageQuery, status: Type.Optional(OneOf(['entered', 'confirmed', 'refused'])) }),
  reply: Page(RollChangeRow),
})

export const enterRollChange = route({
  id: 'roll.enter-change',
  method: 'POST',
  path: '/api/v1/roll-changes',
  summary: '登记学籍异动',
  audience: 'staff',
  permission: 'roll.enter',
  body: Type.Object({
    requestId: RequestId,
    studentId: Id,
    type: OneOf(enterableRollChanges),
    occurredOn: Day,
    reason: Text(300),
  }),
  reply: Type.Object({ id: Id }),
})

export const reviewRollChange = route({
  id: 'roll.review-change',
  method: 'POST',
  path: '/api/v1/roll-changes/:id/review',
  summary: '审核学籍异动（与登记人不得为同一人）',
  audience: 'staff',
  permission: 'roll.review',
  params: Type.Object({ id: Id }),
  body: Type.Object({ requestId: RequestId, decision: OneOf(['confirm', 'refuse']), reason: Text(300, 0) }),
  reply: Type.Object({ status: Type.String(), stoppedInstalments: Count, withdrawnApplications: Count }),
})
