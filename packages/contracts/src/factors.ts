import { Type } from 'typebox'
import { Count, Done, Id, Instant, Nullable, OneOf, RequestId, Text } from './basics.ts'
import { route } from './route.ts'
import { Me } from './session.ts'

/** Recovery codes are shown exactly once, when they are made. */
const Codes = Nullable(Type.Array(Type.String()))

/** Ways of a code: from the authenticator app, or one of the printed recovery codes. */
export const codeKinds = ['totp', 'recovery'] as const

export const secondFactor = route({
  id: 'session.second-factor',
  method: 'POST',
  path: '/api/v1/session/second-factor',
  summary: '第二重验证：动态码或恢复码',
  audience: 'staff',
  body: Type.Object({ kind: OneOf(codeKinds), code: Text(40) }),
  reply: Me,
  beforePasswordChange: true,
  beforeSecondFactor: true,
})

export const passkeyChallenge = route({
  id: 'session.passkey-challenge',
  method: 'POST',
  path: '/api/v1/session/second-factor/passkey/options',
  summary: '第二重验证：通行密钥的验证请求',
  audience: 'staff',
  body: Type.Object({}),
  reply: Type.Object({ options: Type.Unknown({ description: 'PublicKeyCredentialRequestOptionsJSON' }) }),
  beforePasswordChange: true,
  beforeSecondFactor: true,
})

export const passkeyVerify = route({
  id: 'session.passkey-verify',
  method: 'POST',
  path: '/api/v1/session/second-factor/passkey',
  summary: '第二重验证：通行密钥',
  audience: 'staff',
  body: Type.Object({ response: Type.Unknown({ description: 'AuthenticationResponseJSON' }) }),
  reply: Me,
  beforePasswordChange: true,
  beforeSecondFactor: true,
})

export const account = route({
  id: 'session.account',
  method: 'GET',
  path: '/api/v1/session/account',
  summary: '我的账号安全：第二重验证、登录过的地方、正在登录的设备',
  audience: 'staff',
  reply: Type.Object({
    totpSince: Nullable(Instant),
    passkeys: Type.Array(
      Type.Object({ id: Id, name: Type.String(), createdAt: Instant, lastUsedAt: Nullable(Instant) }),
    ),
    recoveryCodesLeft: Count,
    passwordChangedAt: Nullable(Instant),
    passwordDueOn: Nullable(Type.String({ description: 'day from which a new password is demanded' })),
    outside: Nullable(Type.Object({ name: Type.String(), linkedAt: Nullable(Instant) })),
    places: Type.Array(Type.Object({ label: Type.String(), firstSeenAt: Instant, lastSeenAt: Instant })),
    sessions: Type.Array(
      Type.Object({ id: Id, label: Type.String(), createdAt: Instant, lastSeenAt: Instant, current: Type.Boolean() }),
    ),
  }),
})

export const startTotp = route({
  id: 'session.start-totp',
  method: 'POST',
  path: '/api/v1/session/totp',
  summary: '开始绑定动态码：返回密钥',
  audience: 'staff',
  body: Type.Object({ requestId: RequestId, password: Type.Optional(Text(128)) }),
  reply: Type.Object({ secret: Type.String(), uri: Type.String() }),
  beforeSecondFactor: true,
})

export const confirmTotp = route({
  id: 'session.confirm-totp',
  method: 'POST',
  path: '/api/v1/session/totp/confirm',
  summary: '用第一个动态码完成绑定；首次绑定返回恢复码',
  audience: 'staff',
  body: Type.Object({ requestId: RequestId, code: Text(20) }),
  reply: Type.Object({ recoveryCodes: Codes }),
  beforeSecondFactor: true,
})

export const startPasskey = route({
  id: 'session.start-passkey',
  method: 'POST',
  path: '/api/v1/session/passkeys/options',
  summary: '开始添加通行密钥',
  audience: 'staff',
  body: Type.Object({ password: Type.Optional(Text(128)) }),
  reply: Type.Object({ options: Type.Unknown({ description: 'PublicKeyCredentialCreationOptionsJSON' }) }),
  beforeSecondFactor: true,
})

export const addPasskey = route({
  id: 'session.add-passkey',
  method: 'POST',
  path: '/api/v1/session/passkeys',
  summary: '添加通行密钥；首次添加返回恢复码',
  audience: 'staff',
  body: Type.Object({
    requestId: RequestId,
    name: Text(40),
    response: Type.Unknown({ description: 'RegistrationResponseJSON' }),
  }),
  reply: Type.Object({ recoveryCodes: Codes }),
  beforeSecondFactor: true,
})

export const removePasskey = route({
  id: 'session.remove-passkey',
  method: 'POST',
  path: '/api/v1/session/passkeys/:id/remove',
  summary: '删除通行密钥',
  audience: 'staff',
  params: Type.Object({ id: Id }),
  body: Type.Object({ requestId: RequestId, password: Text(128) }),
  reply: Done,
})

export const newRecoveryCodes = route({
  id: 'session.new-recovery-codes',
  method: 'POST',
  path: '/api/v1/session/recovery-codes',
  summary: '重新生成恢复码，旧的全部作废',
  audience: 'staff',
  body: Type.Object({ requestId: RequestId, password: Text(128) }),
  reply: Type.Object({ recoveryCodes: Type.Array(Type.String()) }),
})

export const readNotice = route({
  id: 'session.read-notice',
  method: 'POST',
  path: '/api/v1/session/notices/:id/read',
  summary: '账号提醒标为已读',
  audience: 'staff',
  params: Type.Object({ id: Id }),
  body: Type.Object({ requestId: RequestId }),
  reply: Done,
})

export const endDevice = route({
  id: 'session.end-device',
  method: 'POST',
  path: '/api/v1/session/devices/:id/end',
  summary: '让自己的另一台设备退出登录',
  audience: 'staff',
  params: Type.Object({ id: Id }),
  body: Type.Object({ requestId: RequestId }),
  reply: Done,
})

export const outsideIdentity = route({
  id: 'session.outside-identity',
  method: 'GET',
  path: '/api/v1/staff/outside',
  summary: '是否可以用外部统一身份登录',
  audience: 'public',
  reply: Type.Object({ enabled: Type.Boolean(), name: Type.String() }),
})

export const startOutside = route({
  id: 'session.start-outside',
  method: 'POST',
  path: '/api/v1/staff/outside/start',
  summary: '用外部统一身份登录：返回要打开的地址',
  audience: 'public',
  body: Type.Object({}),
  reply: Type.Object({ url: Type.String() }),
})

export const linkOutside = route({
  id: 'session.link-outside',
  method: 'POST',
  path: '/api/v1/session/outside/link',
  summary: '把外部统一身份绑定到自己的账号：返回要打开的地址',
  audience: 'staff',
  body: Type.Object({ password: Text(128) }),
  reply: Type.Object({ url: Type.String() }),
})

export const unlinkOutside = route({
  id: 'session.unlink-outside',
  method: 'POST',
  path: '/api/v1/session/outside/unlink',
  summary: '解除外部统一身份的绑定',
  audience: 'staff',
  body: Type.Object({ requestId: RequestId, password: Text(128) }),
  reply: Done,
})
