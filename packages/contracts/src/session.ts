import { Type } from 'typebox'
import { Done, Id, Instant, Nullable, OneOf, RequestId, Text } from './basics.ts'
import { logInSteps, roles, secondFactorKinds } from './enums.ts'
import { permissions } from './permissions.ts'
import { route } from './route.ts'

export const Grant = Type.Object({
  id: Id,
  role: OneOf(roles),
  roleTitle: Type.String(),
  orgId: Id,
  orgName: Type.String(),
  orgKind: Type.String(),
})

/** Who is logged in, as every screen needs it. */
export const Me = Type.Object({
  kind: OneOf(['student', 'staff']),
  id: Id,
  name: Type.String(),
  mustChangePassword: Type.Boolean(),
  /** student: class and school in words */
  place: Type.String(),
  studentId: Nullable(Id),
  grant: Nullable(Grant),
  grants: Type.Array(Grant),
  permissions: Type.Array(OneOf(permissions)),
  now: Instant,
  today: Type.String(),
  demo: Type.Boolean(),
  /** sent back in the header x-csrf on every write */
  csrf: Type.String(),
  idleMinutes: Type.Integer(),
  /** what stands between the log-in and the work */
  step: OneOf(logInSteps),
  /** staff: ways of proving who one is besides the password, the better one first */
  secondFactors: Type.Array(OneOf(secondFactorKinds)),
  /** made by the demo world: shown as such on every screen */
  demoAccount: Type.Boolean(),
  /** staff: unread messages about the own account, newest first */
  notices: Type.Array(Type.Object({ id: Id, at: Instant, text: Type.String(), link: Nullable(Type.String()) })),
})

export const studentLogin = route({
  id: 'session.student-login',
  method: 'POST',
  path: '/api/v1/student/login',
  summary: '学生登录：证件号码 + 密码',
  audience: 'public',
  body: Type.Object({ idNumber: Text(60), password: Text(128) }),
  reply: Me,
})

export const staffLogin = route({
  id: 'session.staff-login',
  method: 'POST',
  path: '/api/v1/staff/login',
  summary: '工作人员登录：用户名 + 密码（之后还要第二重验证）',
  audience: 'public',
  body: Type.Object({ username: Text(60), password: Text(128) }),
  reply: Me,
})

export const me = route({
  id: 'session.me',
  method: 'GET',
  path: '/api/v1/session',
  summary: '当前登录人',
  audience: 'session',
  reply: Me,
  beforePasswordChange: true,
  beforeActivation: true,
  beforeSecondFactor: true,
  beforeFaceCheck: true,
})

export const changePassword = route({
  id: 'session.change-password',
  method: 'POST',
  path: '/api/v1/session/password',
  summary: '修改密码；成功后其他设备全部退出',
  audience: 'session',
  body: Type.Object({ requestId: RequestId, oldPassword: Text(128), newPassword: Text(128) }),
  reply: Done,
  beforePasswordChange: true,
  beforeActivation: true,
})

export const logout = route({
  id: 'session.logout',
  method: 'POST',
  path: '/api/v1/session/logout',
  summary: '退出登录',
  audience: 'session',
  body: Type.Object({ everywhere: Type.Boolean() }),
  reply: Done,
  beforePasswordChange: true,
  beforeActivation: true,
  beforeSecondFactor: true,
  beforeFaceCheck: true,
})

export const switchGrant = route({
  id: 'session.switch-grant',
  method: 'POST',
  path: '/api/v1/session/grant',
  summary: '切换履职身份',
  audience: 'staff',
  body: Type.Object({ grantId: Id }),
  reply: Me,
})
