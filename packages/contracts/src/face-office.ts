/** The school's side of face checks: photos of the roll, cases for a person's eyes, at which steps a check is asked. */
import { Type } from 'typebox'
import { Count, Id, Instant, Nullable, OneOf, Page, PageQuery, RequestId, Text } from './basics.ts'
import {
  faceAskedPurposes,
  faceCaseKinds,
  faceCaseStatuses,
  facePurposes,
  faceResults,
  faceSettingStatuses,
} from './enums.ts'
import { faceProviders, Reason } from './face-views.ts'
import { revealReasons } from './roll.ts'
import { route } from './route.ts'

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
      /** tries of that day and purpose before it that counted, the first one first */
      earlier: Type.Array(Type.Object({ at: Instant, score: Nullable(Type.Number()), reasons: Type.Array(Reason) })),
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
