import { Type } from 'typebox'
import { Count, Done, Id, Instant, Nullable, OneOf, Page, PageQuery, RequestId, Text } from './basics.ts'
import {
  faceAskedPurposes,
  faceCaseKinds,
  faceCaseStatuses,
  facePurposes,
  faceResults,
  faceSettingStatuses,
  faceSteps,
} from './enums.ts'
import { revealReasons } from './roll.ts'
import { route } from './route.ts'

/** Where the outcome of a check leads. */
export const faceNexts = ['done', 'again', 'person', 'waiting'] as const
/** How the deployment checks faces for a purpose: pictures taken here, a page of a certified service, or not at all. */
export const faceProviders = ['steps', 'redirect', 'off'] as const

const Reason = Type.Object({
  code: Type.String(),
  kind: Type.String({ description: 'picture, steps, identity, session, service' }),
  text: Type.String({ description: 'Chinese sentence that says what to do' }),
  step: Nullable(OneOf(faceSteps)),
})

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

export const studentIdPhoto = route({
  id: 'face.student-id-photo',
  method: 'GET',
  path: '/api/v1/students/:id/id-photo',
  summary: '学生的学籍照片（每次查看留痕）',
  audience: 'staff',
  permission: 'students.reveal',
  params: Type.Object({ id: Id }),
  query: Type.Object({ reason: OneOf(revealReasons) }),
  download: true,
  reply: Type.Any(),
})

export const CaseRow = Type.Object({
  id: Id,
  studentId: Id,
  studentName: Type.String(),
  className: Type.String(),
  purpose: OneOf(facePurposes),
  purposeTitle: Type.String(),
  kind: OneOf(faceCaseKinds),
  kindTitle: Type.String(),
  status: OneOf(faceCaseStatuses),
  statusTitle: Type.String(),
  openedAt: Instant,
  dueOn: Nullable(Type.String()),
  /** of the try: what was noticed and how far it was from passing; null where no face was looked at */
  check: Nullable(
    Type.Object({
      at: Instant,
      provider: Type.String(),
      result: OneOf(faceResults),
      score: Nullable(Type.Number()),
      threshold: Nullable(Type.Number()),
      hint: Nullable(Type.Number()),
      reasons: Type.Array(Reason),
      triesThatDay: Count,
    }),
  ),
  first: Nullable(Type.Object({ byId: Id, by: Type.String(), at: Instant, saw: Nullable(Type.String()) })),
  second: Nullable(Type.Object({ byId: Id, by: Type.String(), at: Instant, saw: Nullable(Type.String()) })),
  decidedAt: Nullable(Instant),
  decisionReason: Nullable(Type.String()),
})

export const listCases = route({
  id: 'face.list-cases',
  method: 'GET',
  path: '/api/v1/face-cases',
  summary: '本人核验待办：结果待核对的、请老师当面核验的',
  audience: 'staff',
  permission: 'face.confirm',
  query: Type.Object({ ...PageQuery, status: Type.Optional(OneOf(faceCaseStatuses)) }),
  reply: Page(CaseRow),
})

/** How a member of staff knew who stands there. */
export const sawWays = ['id-document', 'known-in-person'] as const
export const sawTitles: Record<(typeof sawWays)[number], string> = {
  'id-document': '核对了身份证件原件',
  'known-in-person': '本人熟识，当面确认',
}

export const confirmCase = route({
  id: 'face.confirm-case',
  method: 'POST',
  path: '/api/v1/face-cases/:id/confirmation',
  summary: '当面核验：两位老师各确认一次',
  audience: 'staff',
  permission: 'face.confirm',
  params: Type.Object({ id: Id }),
  body: Type.Object({ requestId: RequestId, saw: OneOf(sawWays) }),
  reply: Type.Object({ status: OneOf(faceCaseStatuses), confirmations: Count }),
})

export const issueCode = route({
  id: 'face.issue-code',
  method: 'POST',
  path: '/api/v1/face-cases/:id/code',
  summary: '班主任当面确认后取一次性码（只显示一次，10 分钟有效）',
  audience: 'staff',
  permission: 'face.confirm',
  params: Type.Object({ id: Id }),
  body: Type.Object({ requestId: RequestId, saw: OneOf(sawWays) }),
  reply: Type.Object({ code: Type.String(), expiresAt: Instant }),
})

export const decideCase = route({
  id: 'face.decide-case',
  method: 'POST',
  path: '/api/v1/face-cases/:id/decision',
  summary: '核对结果：见到本人后通过，或不通过并写明理由',
  audience: 'staff',
  permission: 'face.confirm',
  params: Type.Object({ id: Id }),
  body: Type.Object({
    requestId: RequestId,
    decision: OneOf(['pass', 'refuse']),
    saw: Nullable(OneOf(sawWays)),
    reason: Text(200),
  }),
  reply: Type.Object({ status: OneOf(faceCaseStatuses) }),
})

export const SettingChange = Type.Object({
  id: Id,
  purposes: Type.Array(OneOf(faceAskedPurposes)),
  reason: Type.String(),
  proposedBy: Type.String(),
  proposedById: Id,
  proposedAt: Instant,
  status: OneOf(faceSettingStatuses),
  decidedBy: Nullable(Type.String()),
  decidedAt: Nullable(Instant),
  decisionReason: Nullable(Type.String()),
})

export const settings = route({
  id: 'face.settings',
  method: 'GET',
  path: '/api/v1/face-settings',
  summary: '本校在哪些环节要求核验本人，及历次变更',
  audience: 'staff',
  permission: 'face.settings',
  query: Type.Object({ schoolId: Id }),
  reply: Type.Object({
    schoolId: Id,
    schoolName: Type.String(),
    purposes: Type.Array(OneOf(faceAskedPurposes)),
    /** how this installation checks faces */
    provider: Type.Array(Type.Object({ purpose: OneOf(faceAskedPurposes), kind: OneOf(faceProviders) })),
    enrolled: Count,
    changes: Type.Array(SettingChange),
  }),
})

export const proposeSettings = route({
  id: 'face.propose-settings',
  method: 'POST',
  path: '/api/v1/face-setting-changes',
  summary: '提出变更核验环节；另一位确认后生效',
  audience: 'staff',
  permission: 'face.settings',
  body: Type.Object({
    requestId: RequestId,
    schoolId: Id,
    purposes: Type.Array(OneOf(faceAskedPurposes), { uniqueItems: true, maxItems: 5 }),
    reason: Text(200, 2),
  }),
  reply: Type.Object({ id: Id }),
})

export const decideSettings = route({
  id: 'face.decide-settings',
  method: 'POST',
  path: '/api/v1/face-setting-changes/:id/decision',
  summary: '确认、不同意（另一位）或撤回（提出人）变更',
  audience: 'staff',
  permission: 'face.settings',
  params: Type.Object({ id: Id }),
  body: Type.Object({
    requestId: RequestId,
    decision: OneOf(['confirm', 'refuse', 'withdraw']),
    reason: Type.Optional(Text(200)),
  }),
  reply: Type.Object({ status: OneOf(faceSettingStatuses) }),
})
