import { Type } from 'typebox'
import { Count, Day, Done, Id, Instant, Nullable, OneOf, Page, PageQuery, RequestId, Text } from './basics.ts'
import { roles } from './enums.ts'
import { route } from './route.ts'

export const workList = route({
  id: 'office.work-list',
  method: 'GET',
  path: '/api/v1/work-list',
  summary: '待办：等我处理的、已逾期的',
  audience: 'staff',
  reply: Type.Object({
    groups: Type.Array(
      Type.Object({
        kind: Type.String(),
        title: Type.String(),
        link: Type.String({ description: 'console path that opens the filtered list' }),
        count: Count,
        late: Count,
        oldestDueOn: Nullable(Day),
        items: Type.Array(
          Type.Object({
            id: Id,
            title: Type.String(),
            detail: Type.String(),
            link: Type.String(),
            dueOn: Nullable(Day),
            late: Type.Boolean(),
          }),
          { maxItems: 10 },
        ),
      }),
    ),
  }),
})

export const StaffRow = Type.Object({
  id: Id,
  username: Type.String(),
  name: Type.String(),
  disabled: Type.Boolean(),
  lockedUntil: Nullable(Instant),
  lastLoginAt: Nullable(Instant),
  /** has a second factor */
  secondFactor: Type.Boolean(),
  demoAccount: Type.Boolean(),
  grants: Type.Array(
    Type.Object({
      id: Id,
      role: OneOf(roles),
      roleTitle: Type.String(),
      orgId: Id,
      orgName: Type.String(),
      validFrom: Nullable(Day),
      validUntil: Nullable(Day),
      cover: Type.Boolean({ description: '代班' }),
    }),
  ),
  /** roles asked for that wait for a second security administrator */
  waiting: Type.Array(Type.Object({ id: Id, roleTitle: Type.String(), orgName: Type.String() })),
})

export const listStaff = route({
  id: 'identity.list-staff',
  method: 'GET',
  path: '/api/v1/staff',
  summary: '用户与角色',
  audience: 'staff',
  permission: 'staff.manage',
  query: Type.Object({ ...PageQuery, q: Type.Optional(Text(40)), role: Type.Optional(OneOf(roles)) }),
  reply: Page(StaffRow),
})

export const createStaff = route({
  id: 'identity.create-staff',
  method: 'POST',
  path: '/api/v1/staff',
  summary: '新建实名账号，返回一次性初始密码；角色待第二位安全管理员确认后生效',
  audience: 'staff',
  permission: 'staff.manage',
  body: Type.Object({ requestId: RequestId, username: Text(40, 3), name: Text(40), role: OneOf(roles), orgId: Id }),
  reply: Type.Object({ id: Id, password: Type.String() }),
})

export const addGrant = route({
  id: 'identity.add-grant',
  method: 'POST',
  path: '/api/v1/staff/:id/grants',
  summary: '申请增加角色或代班，待第二位安全管理员确认后生效',
  audience: 'staff',
  permission: 'staff.manage',
  params: Type.Object({ id: Id }),
  body: Type.Object({
    requestId: RequestId,
    role: OneOf(roles),
    orgId: Id,
    reason: Text(200),
    validFrom: Type.Optional(Day),
    validUntil: Type.Optional(Day),
    /** the grant whose holder is on leave; role, place and both days must then be given */
    coversGrantId: Type.Optional(Id),
  }),
  reply: Type.Object({ id: Id }),
})

export const revokeGrant = route({
  id: 'identity.revoke-grant',
  method: 'POST',
  path: '/api/v1/grants/:id/revoke',
  summary: '收回角色（立即生效，会话退出）',
  audience: 'staff',
  permission: 'staff.manage',
  params: Type.Object({ id: Id }),
  body: Type.Object({ requestId: RequestId, reason: Text(200) }),
  reply: Done,
})

export const resetStaffPassword = route({
  id: 'identity.reset-password',
  method: 'POST',
  path: '/api/v1/staff/:id/password',
  summary: '重置密码，返回一次性初始密码',
  audience: 'staff',
  permission: 'staff.manage',
  params: Type.Object({ id: Id }),
  body: Type.Object({ requestId: RequestId }),
  reply: Type.Object({ password: Type.String() }),
})

export const disableStaff = route({
  id: 'identity.disable-staff',
  method: 'POST',
  path: '/api/v1/staff/:id/disable',
  summary: '停用或启用账号',
  audience: 'staff',
  permission: 'staff.manage',
  params: Type.Object({ id: Id }),
  body: Type.Object({ requestId: RequestId, disabled: Type.Boolean(), reason: Text(200) }),
  reply: Done,
})

export const auditSearch = route({
  id: 'audit.search',
  method: 'GET',
  path: '/api/v1/audit',
  summary: '审计日志',
  audience: 'staff',
  permission: 'audit.read',
  query: Type.Object({
    ...PageQuery,
    action: Type.Optional(Text(60)),
    subject: Type.Optional(Id),
    actor: Type.Optional(Id),
    from: Type.Optional(Day),
    to: Type.Optional(Day),
  }),
  reply: Page(
    Type.Object({
      chain: Type.String(),
      seq: Count,
      at: Instant,
      actorName: Type.String(),
      actorRole: Type.String(),
      action: Type.String(),
      actionTitle: Type.String(),
      subjectKind: Type.String(),
      subjectId: Nullable(Id),
      summary: Type.String(),
      hash: Type.String(),
    }),
  ),
})

export const auditVerify = route({
  id: 'audit.verify',
  method: 'GET',
  path: '/api/v1/audit/verification',
  summary: '核验审计链',
  audience: 'staff',
  permission: 'audit.read',
  reply: Type.Object({
    ok: Type.Boolean(),
    chains: Count,
    events: Count,
    problems: Type.Array(Type.Object({ chain: Type.String(), seq: Count, text: Type.String() })),
  }),
})

export const messages = route({
  id: 'notifications.list',
  method: 'GET',
  path: '/api/v1/student/messages',
  summary: '我的消息',
  audience: 'student',
  query: Type.Object({ ...PageQuery }),
  reply: Page(
    Type.Object({
      id: Id,
      kind: Type.String(),
      title: Type.String(),
      body: Type.String(),
      link: Nullable(Type.String()),
      at: Instant,
      read: Type.Boolean(),
    }),
  ),
})

export const readMessage = route({
  id: 'notifications.read',
  method: 'POST',
  path: '/api/v1/student/messages/:id/read',
  summary: '标为已读',
  audience: 'student',
  params: Type.Object({ id: Id }),
  body: Type.Object({ requestId: RequestId }),
  reply: Done,
})

export const accessLog = route({
  id: 'roll.own-access-log',
  method: 'GET',
  path: '/api/v1/student/access-log',
  summary: '谁看过我的完整信息、为什么',
  audience: 'student',
  query: Type.Object({ ...PageQuery }),
  reply: Page(
    Type.Object({
      id: Id,
      at: Instant,
      by: Type.String(),
      role: Type.String(),
      field: Type.String(),
      reason: Type.String(),
    }),
  ),
})

export const demoClock = route({
  id: 'demo.clock',
  method: 'GET',
  path: '/api/v1/demo/clock',
  summary: '演示时钟',
  audience: 'public',
  reply: Type.Object({ demo: Type.Boolean(), now: Instant, today: Day, offsetDays: Type.Integer() }),
})

export const moveClock = route({
  id: 'demo.move-clock',
  method: 'POST',
  path: '/api/v1/demo/clock',
  summary: '演示时钟前进若干天（仅演示模式）',
  audience: 'public',
  body: Type.Object({ requestId: RequestId, days: Type.Integer({ minimum: 1, maximum: 200 }) }),
  reply: Type.Object({ now: Instant, today: Day, offsetDays: Type.Integer() }),
})

export const demoAccounts = route({
  id: 'demo.accounts',
  method: 'GET',
  path: '/api/v1/demo/accounts',
  summary: '演示账号（仅演示模式）',
  audience: 'public',
  reply: Type.Object({
    students: Type.Array(
      Type.Object({ name: Type.String(), idNumber: Type.String(), password: Type.String(), note: Type.String() }),
    ),
    staff: Type.Array(
      Type.Object({
        username: Type.String(),
        password: Type.String(),
        name: Type.String(),
        roleTitle: Type.String(),
        orgName: Type.String(),
      }),
    ),
  }),
})
