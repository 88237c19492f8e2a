import { Type } from 'typebox'
import { Count, Day, Done, Id, Instant, Nullable, OneOf, Page, PageQuery, RequestId, Text } from './basics.ts'
import { cardReportKinds, cardReportOutcomes, cardReportStatuses, cardStatuses } from './enums.ts'
import { route } from './route.ts'

export const CardRow = Type.Object({
  id: Id,
  studentId: Id,
  studentName: Type.String(),
  className: Type.String(),
  issuer: Type.String(),
  last4: Type.String(),
  openedOn: Day,
  preferentialUntil: Day,
  status: OneOf(cardStatuses),
  statusTitle: Type.String(),
})

export const listCards = route({
  id: 'cards.list',
  method: 'GET',
  path: '/api/v1/cards',
  summary: '中职卡',
  audience: 'staff',
  permission: 'cards.read',
  query: Type.Object({ ...PageQuery, status: Type.Optional(OneOf(cardStatuses)), q: Type.Optional(Text(40)) }),
  reply: Page(CardRow),
})

export const cardsMissing = route({
  id: 'cards.missing',
  method: 'GET',
  path: '/api/v1/cards/missing',
  summary: '待办卡学生（已获资助、尚无可用中职卡）',
  audience: 'staff',
  permission: 'cards.read',
  query: Type.Object({ ...PageQuery }),
  reply: Page(Type.Object({ studentId: Id, studentName: Type.String(), className: Type.String(), since: Instant })),
})

export const LineProblem = Type.Object({ line: Type.Integer(), column: Nullable(Type.String()), text: Type.String() })

export const importCards = route({
  id: 'cards.import',
  method: 'POST',
  path: '/api/v1/card-imports',
  summary: '导入银行开卡清单（xlsx 或 csv）；dryRun 只检查不入库',
  audience: 'staff',
  permission: 'cards.manage',
  upload: true,
  body: Type.Object({ requestId: RequestId, schoolId: Id, dryRun: OneOf(['yes', 'no']) }),
  reply: Type.Object({
    importId: Nullable(Id),
    dryRun: Type.Boolean(),
    rows: Count,
    accepted: Count,
    failedAtBank: Count,
    problems: Type.Array(LineProblem),
  }),
})

export const activateCard = route({
  id: 'cards.activate',
  method: 'POST',
  path: '/api/v1/cards/:id/activation',
  summary: '登记本人激活（每次一人，不得批量）',
  audience: 'staff',
  permission: 'cards.manage',
  params: Type.Object({ id: Id }),
  body: Type.Object({ requestId: RequestId, activatedOn: Day, method: OneOf(['counter']) }),
  reply: Done,
})

export const changeCardStatus = route({
  id: 'cards.change-status',
  method: 'POST',
  path: '/api/v1/cards/:id/status',
  summary: '登记挂失或销户',
  audience: 'staff',
  permission: 'cards.manage',
  params: Type.Object({ id: Id }),
  body: Type.Object({ requestId: RequestId, status: OneOf(['lost', 'closed']), reason: Text(200) }),
  reply: Done,
})

/** What a student reported about the own card, and what came of it. */
export const CardReport = Type.Object({
  id: Id,
  last4: Type.String(),
  kind: OneOf(cardReportKinds),
  kindTitle: Type.String(),
  note: Type.String(),
  status: OneOf(cardReportStatuses),
  statusTitle: Type.String(),
  at: Instant,
  /** day by which the school should have dealt with it */
  dueOn: Day,
  closedAt: Nullable(Instant),
  answer: Nullable(Type.String()),
})

export const ownCard = route({
  id: 'cards.own',
  method: 'GET',
  path: '/api/v1/student/card',
  summary: '我的中职卡，和我反映过的问题',
  audience: 'student',
  reply: Type.Object({
    card: Nullable(
      Type.Object({
        last4: Type.String(),
        issuer: Type.String(),
        hotline: Type.String(),
        openedOn: Day,
        preferentialUntil: Day,
        status: OneOf(cardStatuses),
        statusTitle: Type.String(),
        whatToDo: Type.String(),
      }),
    ),
    /** a usable card is there and nothing is reported about it yet */
    mayReport: Type.Boolean(),
    /** newest first; at most ten */
    reports: Type.Array(CardReport),
  }),
})

export const reportCard = route({
  id: 'cards.report',
  method: 'POST',
  path: '/api/v1/student/card-reports',
  summary: '反映中职卡丢失、损坏或信息有误（学校要求时先核验本人）',
  audience: 'student',
  body: Type.Object({ requestId: RequestId, kind: OneOf(cardReportKinds), note: Text(200, 0) }),
  reply: CardReport,
})

export const withdrawCardReport = route({
  id: 'cards.withdraw-report',
  method: 'POST',
  path: '/api/v1/student/card-reports/:id/withdrawal',
  summary: '撤回对中职卡的反映',
  audience: 'student',
  params: Type.Object({ id: Id }),
  body: Type.Object({ requestId: RequestId }),
  reply: Done,
})

export const listCardReports = route({
  id: 'cards.list-reports',
  method: 'GET',
  path: '/api/v1/card-reports',
  summary: '学生反映的中职卡问题',
  audience: 'staff',
  permission: 'cards.read',
  query: Type.Object({ ...PageQuery, status: Type.Optional(OneOf(cardReportStatuses)) }),
  reply: Page(
    Type.Object({
      ...CardReport.properties,
      studentId: Id,
      studentName: Type.String(),
      className: Type.String(),
      cardStatus: OneOf(cardStatuses),
      cardStatusTitle: Type.String(),
      decidedBy: Nullable(Type.String()),
    }),
  ),
})

export const decideCardReport = route({
  id: 'cards.decide-report',
  method: 'POST',
  path: '/api/v1/card-reports/:id/decision',
  summary: '办理学生对中职卡的反映；补换卡的，原卡同时停用',
  audience: 'staff',
  permission: 'cards.manage',
  params: Type.Object({ id: Id }),
  body: Type.Object({ requestId: RequestId, outcome: OneOf(cardReportOutcomes), answer: Text(200, 2) }),
  reply: Done,
})
