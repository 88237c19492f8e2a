import { Type } from 'typebox'
import { Count, Day, Done, Id, Instant, Nullable, OneOf, Page, PageQuery, RequestId, Text } from './basics.ts'
import { grantRequestStatuses, handoverStatuses, roles } from './enums.ts'
import { route } from './route.ts'

export const GrantRequest = Type.Object({
  id: Id,
  staffId: Id,
  staffName: Type.String(),
  username: Type.String(),
  role: OneOf(roles),
  roleTitle: Type.String(),
  orgName: Type.String(),
  validFrom: Nullable(Day),
  validUntil: Nullable(Day),
  /** name of the person on leave, when it is a leave cover */
  coversName: Nullable(Type.String()),
  handover: Type.Boolean(),
  reason: Type.String(),
  requestedBy: Type.String(),
  requestedById: Id,
  requestedAt: Instant,
  status: OneOf(grantRequestStatuses),
  statusTitle: Type.String(),
  decidedBy: Nullable(Type.String()),
  decidedAt: Nullable(Instant),
  decisionReason: Nullable(Type.String()),
})

export const listGrantRequests = route({
  id: 'identity.list-grant-requests',
  method: 'GET',
  path: '/api/v1/grant-requests',
  summary: '授权申请：待第二位安全管理员确认的和已办的',
  audience: 'staff',
  permission: 'staff.manage',
  query: Type.Object({ ...PageQuery, status: Type.Optional(OneOf(grantRequestStatuses)) }),
  reply: Page(GrantRequest),
})

export const grantDecisions = ['confirm', 'refuse', 'withdraw'] as const

export const decideGrantRequest = route({
  id: 'identity.decide-grant-request',
  method: 'POST',
  path: '/api/v1/grant-requests/:id/decide',
  summary: '确认、不同意（另一位安全管理员）或撤回（申请人）授权申请',
  audience: 'staff',
  permission: 'staff.manage',
  params: Type.Object({ id: Id }),
  body: Type.Object({
    requestId: RequestId,
    decision: OneOf(grantDecisions),
    reason: Type.Optional(Text(200)),
  }),
  reply: Type.Object({ status: OneOf(grantRequestStatuses) }),
})

export const resetSecondFactor = route({
  id: 'identity.reset-second-factor',
  method: 'POST',
  path: '/api/v1/staff/:id/second-factor/reset',
  summary: '清除第二重验证并重置密码（手机丢失、恢复码用完）',
  audience: 'staff',
  permission: 'staff.manage',
  params: Type.Object({ id: Id }),
  body: Type.Object({ requestId: RequestId, reason: Text(200) }),
  reply: Type.Object({ password: Type.String() }),
})

/** Work by kind and number only: a hand-over list holds no business data. */
export const OpenWork = Type.Array(
  Type.Object({ kind: Type.String(), title: Type.String(), count: Count, late: Count }),
)

export const Handover = Type.Object({
  id: Id,
  role: OneOf(roles),
  roleTitle: Type.String(),
  orgName: Type.String(),
  fromName: Type.String(),
  toName: Type.String(),
  reason: Type.String(),
  status: OneOf(handoverStatuses),
  statusTitle: Type.String(),
  startedBy: Type.String(),
  startedAt: Instant,
  confirmedBy: Nullable(Type.String()),
  confirmedAt: Nullable(Instant),
  acceptedAt: Nullable(Instant),
  acceptedNote: Nullable(Type.String()),
  work: OpenWork,
  acceptedWork: Nullable(OpenWork),
  accountClosed: Nullable(Type.Boolean()),
  /** the person asking is the receiver and may accept now */
  mayAccept: Type.Boolean(),
})

export const listHandovers = route({
  id: 'identity.list-handovers',
  method: 'GET',
  path: '/api/v1/handovers',
  summary: '岗位交接',
  audience: 'staff',
  permission: 'staff.manage',
  query: Type.Object({ ...PageQuery, status: Type.Optional(OneOf(handoverStatuses)) }),
  reply: Page(Handover),
})

export const myHandovers = route({
  id: 'identity.my-handovers',
  method: 'GET',
  path: '/api/v1/handovers/mine',
  summary: '与我有关的岗位交接',
  audience: 'staff',
  reply: Type.Object({ items: Type.Array(Handover) }),
})

export const getHandover = route({
  id: 'identity.get-handover',
  method: 'GET',
  path: '/api/v1/handovers/:id',
  summary: '交接清单',
  audience: 'staff',
  params: Type.Object({ id: Id }),
  reply: Handover,
})

export const startHandover = route({
  id: 'identity.start-handover',
  method: 'POST',
  path: '/api/v1/grants/:id/handover',
  summary: '发起岗位交接：清点未办事项，接收人的授权待第二位安全管理员确认',
  audience: 'staff',
  permission: 'staff.manage',
  params: Type.Object({ id: Id }),
  body: Type.Object({ requestId: RequestId, toStaffId: Id, reason: Text(200) }),
  reply: Type.Object({ id: Id }),
})

export const acceptHandover = route({
  id: 'identity.accept-handover',
  method: 'POST',
  path: '/api/v1/handovers/:id/accept',
  summary: '接收岗位：原任职人的角色同时收回',
  audience: 'staff',
  params: Type.Object({ id: Id }),
  body: Type.Object({ requestId: RequestId, note: Text(200, 0) }),
  reply: Done,
})

export const securityPolicy = route({
  id: 'identity.security-policy',
  method: 'GET',
  path: '/api/v1/security-policy',
  summary: '账号安全规则（现行值和依据）',
  audience: 'staff',
  permission: 'staff.manage',
  reply: Type.Object({
    rules: Type.Array(
      Type.Object({ area: Type.String(), title: Type.String(), value: Type.String(), source: Type.String() }),
    ),
  }),
})

export const systemStatus = route({
  id: 'office.system-status',
  method: 'GET',
  path: '/api/v1/system-status',
  summary: '系统运行：配置、健康、任务队列（不含业务数据）',
  audience: 'staff',
  permission: 'system.read',
  reply: Type.Object({
    checks: Type.Array(Type.Object({ title: Type.String(), ok: Type.Boolean(), text: Type.String() })),
    settings: Type.Array(Type.Object({ name: Type.String(), title: Type.String(), value: Type.String() })),
    queue: Type.Array(
      Type.Object({
        task: Type.String(),
        title: Type.String(),
        waiting: Count,
        running: Count,
        retrying: Count,
        failed: Count,
        oldestMinutes: Nullable(Count),
      }),
    ),
  }),
})

const YearQuery = Type.Object({ year: Type.String({ pattern: '^20[0-9]{2}$' }) })

export const revealReport = route({
  id: 'audit.reveal-report',
  method: 'GET',
  path: '/api/v1/audit/reveals',
  summary: '查看完整敏感信息的年度报告',
  audience: 'staff',
  permission: 'audit.read',
  query: YearQuery,
  reply: Type.Object({
    year: Type.String(),
    total: Count,
    rows: Type.Array(
      Type.Object({
        month: Type.String(),
        role: Type.String(),
        field: Type.String(),
        reason: Type.String(),
        looks: Count,
        people: Count,
        students: Count,
      }),
    ),
  }),
})

export const revealReportFile = route({
  id: 'audit.reveal-report-file',
  method: 'GET',
  path: '/api/v1/audit/reveals.csv',
  summary: '查看完整敏感信息的年度报告（CSV）',
  audience: 'staff',
  permission: 'audit.read',
  query: YearQuery,
  download: true,
  reply: Type.Unknown(),
})
