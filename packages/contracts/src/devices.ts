import { Type } from 'typebox'
import { Done, Id, Instant, Nullable, OneOf, RequestId } from './basics.ts'
import { route } from './route.ts'

/** How a person was verified on a device, so that it is known from then on. */
export const deviceTrustWays = ['activation', 'face', 'two-staff', 'staff-code', 'password'] as const
export type DeviceTrustWay = (typeof deviceTrustWays)[number]
export const deviceTrustTitles: Record<DeviceTrustWay, string> = {
  activation: '激活账号时核验',
  face: '人脸核验',
  'two-staff': '两位老师当面核验',
  'staff-code': '班主任核验码',
  password: '密码登录',
}

export const listDevices = route({
  id: 'devices.list',
  method: 'GET',
  path: '/api/v1/student/devices',
  summary: '我的登录设备',
  audience: 'student',
  reply: Type.Object({
    items: Type.Array(
      Type.Object({
        id: Id,
        name: Type.String({ description: 'browser and system in words' }),
        firstSeenAt: Instant,
        lastSeenAt: Instant,
        verifiedAt: Nullable(Instant),
        verifiedBy: Nullable(OneOf(deviceTrustWays)),
        current: Type.Boolean(),
        loggedIn: Type.Boolean(),
      }),
    ),
  }),
})

export const endStudentDevice = route({
  id: 'devices.end',
  method: 'POST',
  path: '/api/v1/student/devices/:id/end',
  summary: '让自己的一台设备退出，下次在它上面登录要重新核验本人',
  audience: 'student',
  params: Type.Object({ id: Id }),
  body: Type.Object({ requestId: RequestId }),
  reply: Done,
})
