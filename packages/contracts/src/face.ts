/** Face checks and their equal ways, as the student meets them. */
import { Type } from 'typebox'
import { Count, Done, Id, Instant, Nullable, OneOf, RequestId, Text } from './basics.ts'
import { faceCaseKinds, faceCaseStatuses, facePurposes, faceResults, faceSteps } from './enums.ts'
import { faceProviders, Reason } from './face-views.ts'
import { route } from './route.ts'

export * from './face-office.ts'
export * from './face-views.ts'

/** Where the outcome of a check leads. */
export const faceNexts = ['done', 'again', 'person', 'waiting'] as const
/** A waiting or decided way through a person of the school, as the student sees it. */
export const OwnCase = Type.Object({
  id: Id,
  kind: OneOf(faceCaseKinds),
  kindTitle: Type.String(),
  status: OneOf(faceCaseStatuses),
  openedAt: Instant,
  text: Type.String({ description: 'what happens next, in words' }),
  confirmations: Count,
  /** a one-time code was handed out and can be entered */
  codeReady: Type.Boolean(),
})

export const state = route({
  id: 'face.state',
  method: 'GET',
  path: '/api/v1/student/face',
  summary: '本人核验：这次要不要核验、有哪些方式、进行到哪一步',
  audience: 'student',
  beforeActivation: true,
  query: Type.Object({ purpose: OneOf(facePurposes) }),
  reply: Type.Object({
    purpose: OneOf(facePurposes),
    purposeTitle: Type.String(),
    /** the school asks for it */
    required: Type.Boolean(),
    passedUntil: Nullable(Instant),
    provider: OneOf(faceProviders),
    consent: Type.Boolean(),
    enrolledAt: Nullable(Instant),
    /** the face must be registered (again) before it can be compared */
    mustEnrol: Type.Boolean(),
    triesLeft: Count,
    case: Nullable(OwnCase),
    idPhotoAt: Nullable(Instant),
  }),
  beforeFaceCheck: true,
})

export const start = route({
  id: 'face.start',
  method: 'POST',
  path: '/api/v1/student/face-checks',
  summary: '开始一次人脸核验或登记：服务器抽取动作，一分钟内有效；或转到统一身份核验',
  audience: 'student',
  beforeActivation: true,
  body: Type.Object({ requestId: RequestId, purpose: OneOf(facePurposes) }),
  reply: Type.Object({
    id: Id,
    kind: OneOf(['steps', 'redirect']),
    steps: Type.Array(Type.Object({ step: OneOf(faceSteps), text: Type.String() })),
    url: Nullable(Type.String()),
    seconds: Count,
  }),
  beforeFaceCheck: true,
})

export const Outcome = Type.Object({
  result: OneOf(faceResults),
  reasons: Type.Array(Reason),
  next: OneOf(faceNexts),
  triesLeft: Count,
  passedUntil: Nullable(Instant),
})

/** Pictures as base64; times in milliseconds since the steps were shown, by the phone. */
export const submit = route({
  id: 'face.submit',
  method: 'POST',
  path: '/api/v1/student/face-checks/:id/frames',
  summary: '交一次核验的照片；只看不存',
  audience: 'student',
  beforeActivation: true,
  params: Type.Object({ id: Id }),
  body: Type.Object({
    requestId: RequestId,
    frames: Type.Array(
      Type.Object({
        step: OneOf(faceSteps),
        atMs: Type.Integer({ minimum: -1e13, maximum: 1e13 }),
        image: Type.String({ maxLength: 1_400_000, pattern: '^[A-Za-z0-9+/]*={0,2}$' }),
      }),
      { maxItems: 500 },
    ),
  }),
  reply: Outcome,
  bodyLimit: 2 * 1024 * 1024,
  beforeFaceCheck: true,
})

export const result = route({
  id: 'face.result',
  method: 'GET',
  path: '/api/v1/student/face-checks/:id',
  summary: '从统一身份核验回来后查询结果',
  audience: 'student',
  beforeActivation: true,
  params: Type.Object({ id: Id }),
  reply: Type.Object({ purpose: OneOf(facePurposes), pending: Type.Boolean(), outcome: Nullable(Outcome) }),
  beforeFaceCheck: true,
})

export const callback = route({
  id: 'face.callback',
  method: 'POST',
  path: '/api/v1/public/face-callback',
  summary: '统一身份核验平台回报结果（签名校验）',
  audience: 'public',
  body: Type.Record(Type.String({ maxLength: 40 }), Type.String({ maxLength: 400 })),
  reply: Done,
})

export const askPerson = route({
  id: 'face.ask-person',
  method: 'POST',
  path: '/api/v1/student/face-cases',
  summary: '不用人脸：请两位老师当面核验，或请班主任当面核验后给一次性码',
  audience: 'student',
  beforeActivation: true,
  body: Type.Object({ requestId: RequestId, purpose: OneOf(facePurposes), way: OneOf(['two-staff', 'code']) }),
  reply: OwnCase,
  beforeFaceCheck: true,
})

export const enterCode = route({
  id: 'face.enter-code',
  method: 'POST',
  path: '/api/v1/student/face-cases/:id/code',
  summary: '输入班主任给的一次性码',
  audience: 'student',
  beforeActivation: true,
  params: Type.Object({ id: Id }),
  body: Type.Object({ requestId: RequestId, code: Text(20) }),
  reply: Type.Object({ passedUntil: Instant }),
  beforeFaceCheck: true,
})

export const uploadIdPhoto = route({
  id: 'face.upload-id-photo',
  method: 'POST',
  path: '/api/v1/student/id-photo',
  summary: '学籍照片：检查清晰、正面、背景和尺寸，裁好后存入学籍',
  audience: 'student',
  beforeActivation: true,
  upload: true,
  body: Type.Object({ requestId: RequestId }),
  reply: Type.Object({
    ok: Type.Boolean(),
    reasons: Type.Array(Reason),
    takenAt: Nullable(Instant),
  }),
})

export const ownIdPhoto = route({
  id: 'face.own-id-photo',
  method: 'GET',
  path: '/api/v1/student/id-photo',
  summary: '本人的学籍照片',
  audience: 'student',
  beforeActivation: true,
  download: true,
  reply: Type.Any(),
})
