/** The school's side of activation: progress, reminders, reports about the roll, consents on paper, alerts. */
import { Type } from 'typebox'
import { RollReport, StepState } from './activation-views.ts'
import { Count, Day, Done, Id, Instant, Nullable, OneOf, Page, PageQuery, RequestId, Text } from './basics.ts'
import { ageGroups, consentPurposes } from './enums.ts'
import { route } from './route.ts'

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
