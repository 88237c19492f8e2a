import { Type } from 'typebox'
import { Count, Day, Done, Id, Instant, Nullable, OneOf, Page, PageQuery, RequestId, Text } from './basics.ts'
import {
  activationStepStates,
  activationSteps,
  ageGroups,
  consentPurposes,
  consentStates,
  consentWays,
  rollFields,
} from './enums.ts'
import { route } from './route.ts'

/** One act on a consent, as it is kept: which text, when, how, and whoever acted beside the student. */
export const ConsentAct = Type.Object({
  act: OneOf(['given', 'refused', 'withdrawn']),
  at: Instant,
  way: OneOf(consentWays),
  textVersion: Type.String(),
  /** 李建华（父亲） where a guardian acted; the two members of staff of a paper */
  by: Type.String(),
})

/** One purpose: the text as it would be read now, the answer that counts, and every act before it. */
export const Consent = Type.Object({
  purpose: OneOf(consentPurposes),
  state: OneOf(consentStates),
  /** the answer that counts; null where nobody answered yet */
  last: Nullable(ConsentAct),
  history: Type.Array(ConsentAct),
  /** required for using the system at all */
  required: Type.Boolean(),
  text: Type.Object({
    version: Type.String(),
    title: Type.String(),
    ask: Type.String(),
    points: Type.Array(Type.String()),
    refusing: Type.String(),
    yes: Type.String(),
    no: Nullable(Type.String()),
  }),
})

export const ownConsents = route({
  id: 'activation.own-consents',
  method: 'GET',
  path: '/api/v1/student/consents',
  summary: '我的各项同意：文本、时间、方式',
  audience: 'student',
  beforeActivation: true,
  reply: Type.Object({
    ageGroup: OneOf(ageGroups),
    /** 未满14周岁: the guardian answers, by link or on paper */
    guardianDecides: Type.Boolean(),
    consents: Type.Array(Consent),
  }),
})

export const decideConsent = route({
  id: 'activation.decide-consent',
  method: 'POST',
  path: '/api/v1/student/consents',
  summary: '同意、不同意或撤回一项同意（撤回后人脸特征立即删除）',
  audience: 'student',
  beforeActivation: true,
  body: Type.Object({
    requestId: RequestId,
    purpose: OneOf(consentPurposes),
    decision: OneOf(['given', 'refused', 'withdrawn']),
    /** of the text that was read; a newer one must be read first */
    textVersion: Text(60),
  }),
  reply: Type.Object({ state: OneOf(consentStates) }),
})

export const RollReport = Type.Object({
  id: Id,
  field: OneOf(rollFields),
  label: Type.String(),
  claimed: Type.String(),
  note: Type.String(),
  status: OneOf(['open', 'correcting', 'corrected', 'answered']),
  at: Instant,
  dueOn: Day,
  answer: Nullable(Type.String()),
  answeredAt: Nullable(Instant),
})

export const StepState = Type.Object({ id: OneOf(activationSteps), state: OneOf(activationStepStates) })

/** The wizard as it stands, the same on every device. */
export const Wizard = Type.Object({
  steps: Type.Array(StepState),
  /** the notice was accepted: the home page is open */
  mayFinish: Type.Boolean(),
  finished: Type.Boolean(),
  ageGroup: OneOf(ageGroups),
  guardian: Type.Object({
    decides: Type.Boolean(),
    phoneMasked: Nullable(Type.String()),
    /** an open link for the consents was sent at */
    linkSentAt: Nullable(Instant),
  }),
  roll: Type.Array(
    Type.Object({
      field: OneOf(rollFields),
      label: Type.String(),
      value: Nullable(Type.String()),
      reportable: Type.Boolean(),
    }),
  ),
  reports: Type.Array(RollReport),
  phone: Type.Object({
    masked: Nullable(Type.String()),
    confirmedAt: Nullable(Instant),
    /** an open code: seconds it still counts, and until another may be asked for */
    code: Nullable(Type.Object({ sentTo: Type.String(), expiresIn: Count, resendIn: Count })),
  }),
  faceChoice: Nullable(OneOf(['face', 'no-face'])),
  faceConsent: OneOf(consentStates),
})

export const wizard = route({
  id: 'activation.wizard',
  method: 'GET',
  path: '/api/v1/student/activation',
  summary: '账号激活：走到哪一步',
  audience: 'student',
  beforeActivation: true,
  reply: Wizard,
})

export const confirmRoll = route({
  id: 'activation.confirm-roll',
  method: 'POST',
  path: '/api/v1/student/activation/roll',
  summary: '核对本人学籍信息：都看过了（有误的另行反映）',
  audience: 'student',
  beforeActivation: true,
  body: Type.Object({ requestId: RequestId }),
  reply: Wizard,
})

export const reportRoll = route({
  id: 'activation.report-roll',
  method: 'POST',
  path: '/api/v1/student/roll-reports',
  summary: '反映一项学籍信息有误，由学校学籍管理员核实',
  audience: 'student',
  beforeActivation: true,
  body: Type.Object({ requestId: RequestId, field: OneOf(rollFields), claimed: Text(100), note: Text(300, 0) }),
  reply: RollReport,
})

export const sendPhoneCode = route({
  id: 'activation.send-phone-code',
  method: 'POST',
  path: '/api/v1/student/activation/phone-code',
  summary: '向手机发送验证码（5分钟有效，60秒后可重发）',
  audience: 'student',
  beforeActivation: true,
  body: Type.Object({ requestId: RequestId, phone: Text(40) }),
  reply: Type.Object({ sentTo: Type.String(), expiresIn: Count, resendIn: Count }),
})

export const confirmPhone = route({
  id: 'activation.confirm-phone',
  method: 'POST',
  path: '/api/v1/student/activation/phone',
  summary: '用验证码确认手机号',
  audience: 'student',
  beforeActivation: true,
  body: Type.Object({ requestId: RequestId, code: Text(20) }),
  reply: Wizard,
})

export const chooseFace = route({
  id: 'activation.choose-face',
  method: 'POST',
  path: '/api/v1/student/activation/face',
  summary: '选择人脸核对，或效力相同的当面核对',
  audience: 'student',
  beforeActivation: true,
  body: Type.Object({ requestId: RequestId, choice: OneOf(['face', 'no-face']) }),
  reply: Wizard,
})

export const putOff = route({
  id: 'activation.put-off',
  method: 'POST',
  path: '/api/v1/student/activation/later',
  summary: '这一步以后再办',
  audience: 'student',
  beforeActivation: true,
  body: Type.Object({ requestId: RequestId, step: OneOf(['roll', 'phone', 'face', 'photo']) }),
  reply: Wizard,
})

export const finish = route({
  id: 'activation.finish',
  method: 'POST',
  path: '/api/v1/student/activation/finish',
  summary: '完成激活，进入首页（没办的步骤以后可以再办）',
  audience: 'student',
  beforeActivation: true,
  body: Type.Object({ requestId: RequestId }),
  reply: Wizard,
})

export const sendGuardianLink = route({
  id: 'activation.send-guardian-link',
  method: 'POST',
  path: '/api/v1/student/activation/guardian-link',
  summary: '未满14周岁：把告知书的链接发到监护人手机（旧链接作废）',
  audience: 'student',
  beforeActivation: true,
  body: Type.Object({ requestId: RequestId }),
  reply: Type.Object({ phoneMasked: Type.String(), resendIn: Count }),
})

/** What a link is about, shown to whoever holds it; nothing of the student but the call name and the school. */
export const guardianLink = route({
  id: 'activation.guardian-link',
  method: 'GET',
  path: '/api/v1/guardian-links/:token',
  summary: '监护人链接：要确认什么（不需要登录）',
  audience: 'public',
  params: Type.Object({ token: Text(80) }),
  reply: Type.Object({
    purpose: OneOf(['consent', 'application']),
    studentCall: Type.String({ description: '李同学' }),
    schoolName: Type.String(),
    expiresAt: Instant,
  }),
})

const Key = { key: Text(12), name: Text(40), relation: Text(20) }

export const openGuardianLink = route({
  id: 'activation.open-guardian-link',
  method: 'POST',
  path: '/api/v1/guardian-links/:token/open',
  summary: '监护人核对学生证件号码后4位或生日，查看要确认的内容',
  audience: 'public',
  params: Type.Object({ token: Text(80) }),
  body: Type.Object({ key: Text(12) }),
  reply: Type.Object({
    purpose: OneOf(['consent', 'application']),
    studentName: Type.String(),
    schoolName: Type.String(),
    className: Type.String(),
    /** the form as it was submitted, line by line */
    lines: Type.Array(Type.Object({ label: Type.String(), value: Type.String() })),
    consents: Type.Array(Type.Object({ purpose: OneOf(consentPurposes), text: Consent.properties.text })),
  }),
})

export const signGuardianLink = route({
  id: 'activation.sign-guardian-link',
  method: 'POST',
  path: '/api/v1/guardian-links/:token/sign',
  summary: '监护人签字：逐项同意或不同意（链接只能用一次）',
  audience: 'public',
  params: Type.Object({ token: Text(80) }),
  body: Type.Object({
    ...Key,
    requestId: RequestId,
    /** for an application */
    agree: Type.Optional(Type.Boolean()),
    /** for consents: the purposes agreed to; every other one counts as refused */
    purposes: Type.Optional(Type.Array(OneOf(consentPurposes), { maxItems: 4, uniqueItems: true })),
  }),
  reply: Done,
})

export const ProgressRow = Type.Object({
  studentId: Id,
  name: Type.String(),
  className: Type.String(),
  schoolName: Type.String(),
  stage: OneOf(['no-slip', 'not-yet', 'under-way', 'finished', 'complete']),
  steps: Type.Array(StepState),
  ageGroup: OneOf(ageGroups),
  slipIssuedAt: Nullable(Instant),
  lastLoginAt: Nullable(Instant),
  remindedOn: Nullable(Day),
  openReports: Count,
  /** a registered paper waits for a second member of staff */
  paperWaiting: Type.Boolean(),
})

const progressQuery = {
  classId: Type.Optional(Id),
  schoolId: Type.Optional(Id),
  stage: Type.Optional(OneOf(['no-slip', 'not-yet', 'under-way', 'finished', 'complete'])),
}

export const progress = route({
  id: 'activation.progress',
  method: 'GET',
  path: '/api/v1/activation/progress',
  summary: '激活进度：谁走到哪一步',
  audience: 'staff',
  permission: 'students.read',
  query: Type.Object({ ...PageQuery, ...progressQuery }),
  reply: Page(ProgressRow),
})

export const progressSummary = route({
  id: 'activation.progress-summary',
  method: 'GET',
  path: '/api/v1/activation/progress/summary',
  summary: '激活进度：各阶段人数',
  audience: 'staff',
  permission: 'students.read',
  query: Type.Object({ classId: Type.Optional(Id), schoolId: Type.Optional(Id) }),
  reply: Type.Object({
    students: Count,
    noSlip: Count,
    notYet: Count,
    underWay: Count,
    finished: Count,
    complete: Count,
  }),
})

export const progressCsv = route({
  id: 'activation.progress-csv',
  method: 'GET',
  path: '/api/v1/activation/progress.csv',
  summary: '导出激活进度（不含证件号码和电话）',
  audience: 'staff',
  permission: 'students.read',
  query: Type.Object({ classId: Type.Optional(Id), schoolId: Type.Optional(Id) }),
  reply: Type.Unknown(),
  download: true,
})

export const remind = route({
  id: 'activation.remind',
  method: 'POST',
  path: '/api/v1/activation/remind',
  summary: '提醒还没有完成激活的学生（每人每天最多一次）',
  audience: 'staff',
  permission: 'slips.print',
  body: Type.Object({
    requestId: RequestId,
    studentIds: Type.Array(Id, { minItems: 1, maxItems: 200, uniqueItems: true }),
  }),
  reply: Type.Object({ reminded: Count, alreadyToday: Count, nothingToDo: Count }),
})

export const listRollReports = route({
  id: 'activation.list-roll-reports',
  method: 'GET',
  path: '/api/v1/roll-reports',
  summary: '学生反映的学籍信息有误',
  audience: 'staff',
  permission: 'roll.enter',
  query: Type.Object({ ...PageQuery, status: Type.Optional(OneOf(['open', 'correcting', 'corrected', 'answered'])) }),
  reply: Page(
    Type.Object({
      ...RollReport.properties,
      studentId: Id,
      studentName: Type.String(),
      className: Type.String(),
      /** what the roll says now; sensitive fields masked */
      current: Nullable(Type.String()),
      /** can be corrected here; other fields are owned by the national system */
      correctable: Type.Boolean(),
      /** a refused correction: why */
      refusedReason: Nullable(Type.String()),
      answeredBy: Nullable(Type.String()),
    }),
  ),
})

export const correctRollReport = route({
  id: 'activation.correct-roll-report',
  method: 'POST',
  path: '/api/v1/roll-reports/:id/correct',
  summary: '登记更正，由学籍审核人审核后生效',
  audience: 'staff',
  permission: 'roll.enter',
  params: Type.Object({ id: Id }),
  body: Type.Object({ requestId: RequestId, value: Text(100), reason: Text(300) }),
  reply: Type.Object({ changeId: Id }),
})

export const answerRollReport = route({
  id: 'activation.answer-roll-report',
  method: 'POST',
  path: '/api/v1/roll-reports/:id/answer',
  summary: '不更正，写明理由答复学生',
  audience: 'staff',
  permission: 'roll.enter',
  params: Type.Object({ id: Id }),
  body: Type.Object({ requestId: RequestId, reason: Text(300, 5) }),
  reply: Done,
})

export const enterPaperConsent = route({
  id: 'activation.enter-paper-consent',
  method: 'POST',
  path: '/api/v1/students/:id/paper-consents',
  summary: '登记纸质同意书（另一名工作人员确认后生效）',
  audience: 'staff',
  permission: 'consents.paper',
  params: Type.Object({ id: Id }),
  body: Type.Object({
    requestId: RequestId,
    decisions: Type.Array(
      Type.Object({ purpose: OneOf(consentPurposes), decision: OneOf(['given', 'refused', 'withdrawn']) }),
      { minItems: 1, maxItems: 4 },
    ),
    guardianName: Text(40, 0),
    guardianRelation: Text(20, 0),
  }),
  reply: Type.Object({ id: Id }),
})

export const listPaperConsents = route({
  id: 'activation.list-paper-consents',
  method: 'GET',
  path: '/api/v1/paper-consents',
  summary: '登记的纸质同意书',
  audience: 'staff',
  permission: 'consents.paper',
  query: Type.Object({ ...PageQuery, status: Type.Optional(OneOf(['waiting', 'confirmed', 'refused'])) }),
  reply: Page(
    Type.Object({
      id: Id,
      studentId: Id,
      studentName: Type.String(),
      className: Type.String(),
      decisions: Type.Array(
        Type.Object({ purpose: OneOf(consentPurposes), decision: OneOf(['given', 'refused', 'withdrawn']) }),
      ),
      guardianName: Nullable(Type.String()),
      guardianRelation: Nullable(Type.String()),
      enteredById: Id,
      enteredBy: Type.String(),
      enteredAt: Instant,
      status: OneOf(['waiting', 'confirmed', 'refused']),
      decidedBy: Nullable(Type.String()),
    }),
  ),
})

export const decidePaperConsent = route({
  id: 'activation.decide-paper-consent',
  method: 'POST',
  path: '/api/v1/paper-consents/:id/decision',
  summary: '看过纸质原件，确认或退回（与登记人不得为同一人）',
  audience: 'staff',
  permission: 'consents.paper',
  params: Type.Object({ id: Id }),
  body: Type.Object({ requestId: RequestId, decision: OneOf(['confirm', 'refuse']) }),
  reply: Done,
})

export const listAlerts = route({
  id: 'activation.list-alerts',
  method: 'GET',
  path: '/api/v1/activation/alerts',
  summary: '批量激活预警：短时间内多个账号在同一设备上激活',
  audience: 'staff',
  permission: 'activation.alerts',
  query: Type.Object({ ...PageQuery, status: Type.Optional(OneOf(['open', 'closed'])) }),
  reply: Page(
    Type.Object({
      id: Id,
      schoolName: Type.String(),
      signal: OneOf(['device', 'browser']),
      label: Type.String(),
      students: Type.Array(Type.Object({ id: Id, name: Type.String(), className: Type.String() })),
      firstAt: Instant,
      lastAt: Instant,
      status: OneOf(['open', 'closed']),
      dueOn: Day,
      explanation: Nullable(Type.String()),
      closedBy: Nullable(Type.String()),
    }),
  ),
})

export const closeAlert = route({
  id: 'activation.close-alert',
  method: 'POST',
  path: '/api/v1/activation-alerts/:id/close',
  summary: '核实后说明情况，办结预警',
  audience: 'staff',
  permission: 'activation.alerts',
  params: Type.Object({ id: Id }),
  body: Type.Object({ requestId: RequestId, explanation: Text(300, 5) }),
  reply: Done,
})
