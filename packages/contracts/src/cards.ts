import { Type } from 'typebox'
import { Count, Day, Done, Id, Instant, Nullable, OneOf, Page, PageQuery, RequestId, Text } from './basics.ts'
import { cardStatuses } from './enums.ts'
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

export const ownCard = route({
  id: 'cards.own',
  method: 'GET',
  path: '/api/v1/student/card',
  summary: '我的中职卡',
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
  }),
})
