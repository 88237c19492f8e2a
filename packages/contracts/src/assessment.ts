/** 困难认定 and 评审: what the school finds and decides about applicants. */
import { Type } from 'typebox'
import { Count, Id, Nullable, OneOf, Page, PageQuery, RequestId, Text } from './basics.ts'
import { hardshipLevels, programmeCodes } from './enums.ts'
import { route } from './route.ts'

export const HardshipView = Type.Object({
  id: Id,
  academicYear: Type.String(),
  proposedLevel: OneOf(hardshipLevels),
  modelLevel: OneOf(hardshipLevels),
  score: Nullable(Type.Integer()),
  model: Type.String(),
  /** lowest score of each level that it was measured with; null: taken over from earlier years */
  thresholds: Nullable(Type.Object({ severe: Type.Integer(), moderate: Type.Integer(), mild: Type.Integer() })),
  evidence: Type.Array(Type.Object({ item: Type.String(), text: Type.String(), points: Nullable(Type.Number()) })),
  proposalReason: Type.String(),
  proposedById: Id,
  proposedBy: Type.String(),
  status: OneOf(['proposed', 'decided', 'refused']),
  level: Nullable(OneOf(hardshipLevels)),
  decisionReason: Nullable(Type.String()),
  decidedBy: Nullable(Type.String()),
})

export const proposeHardship = route({
  id: 'hardship.propose',
  method: 'POST',
  path: '/api/v1/students/:id/hardship',
  summary: '提出困难等级建议（模型得分和证据自动带出，可上下调一级并说明理由）',
  audience: 'staff',
  permission: 'hardship.propose',
  params: Type.Object({ id: Id }),
  body: Type.Object({
    requestId: RequestId,
    level: OneOf(hardshipLevels),
    reason: Text(300, 0),
    evidence: Text(500, 0),
  }),
  reply: HardshipView,
})

export const HardshipRow = Type.Object({
  studentId: Id,
  studentName: Type.String(),
  className: Type.String(),
  determination: HardshipView,
})

export const listHardship = route({
  id: 'hardship.list',
  method: 'GET',
  path: '/api/v1/hardship',
  summary: '困难认定：待审定和已审定',
  audience: 'staff',
  permission: 'applications.read',
  query: Type.Object({ ...PageQuery, status: Type.Optional(OneOf(['proposed', 'decided', 'refused'])) }),
  reply: Page(HardshipRow),
})

export const decideHardship = route({
  id: 'hardship.decide',
  method: 'POST',
  path: '/api/v1/hardship/:id/decide',
  summary: '审定困难等级（与建议人不得为同一人）',
  audience: 'staff',
  permission: 'hardship.decide',
  params: Type.Object({ id: Id }),
  body: Type.Object({
    requestId: RequestId,
    decision: OneOf(['confirm', 'refuse']),
    level: OneOf(hardshipLevels),
    reason: Text(300, 0),
  }),
  reply: HardshipView,
})

export const CommitteeCandidate = Type.Object({
  applicationId: Id,
  caseNo: Type.String({ description: 'masked case number: the committee ranks cases, not persons' }),
  maskedName: Type.String(),
  className: Type.String(),
  majorName: Type.String(),
  route: Nullable(Type.String()),
  routeTitle: Type.String(),
  hardship: Nullable(OneOf(hardshipLevels)),
  rank: Nullable(Type.Integer()),
  proposal: OneOf(['automatic', 'within-quota', 'over-quota']),
  reason: Type.String(),
})

export const committeeList = route({
  id: 'applications.committee-list',
  method: 'GET',
  path: '/api/v1/rounds/:id/committee/:programme',
  summary: '评审名单：名额、排序与每人理由',
  audience: 'staff',
  permission: 'applications.assess',
  params: Type.Object({ id: Id, programme: OneOf(programmeCodes) }),
  reply: Type.Object({
    roundId: Id,
    programme: OneOf(programmeCodes),
    listHash: Type.String({ description: 'fingerprint of the list as shown; deciding a changed list is refused' }),
    quota: Type.Object({
      base: Count,
      baseText: Type.String(),
      share: Type.Number(),
      number: Count,
      byAuthority: Type.Boolean(),
      cap: Type.Boolean({ description: 'the places that the rule itself names' }),
      used: Count,
    }),
    guaranteedExceedQuota: Type.Boolean(),
    candidates: Type.Array(CommitteeCandidate),
    notReady: Count,
  }),
})

export const decideCommittee = route({
  id: 'applications.committee-decide',
  method: 'POST',
  path: '/api/v1/rounds/:id/committee/:programme',
  summary: '领导小组对名单作出决定',
  audience: 'staff',
  permission: 'applications.assess',
  params: Type.Object({ id: Id, programme: OneOf(programmeCodes) }),
  body: Type.Object({ requestId: RequestId, listHash: Text(128), minutes: Text(1000), presentMembers: Text(300) }),
  reply: Type.Object({ selected: Count, notSelected: Count }),
})
