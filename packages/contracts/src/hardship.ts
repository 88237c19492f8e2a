import { Type } from 'typebox'
import { Id, Instant, Nullable, OneOf, RequestId, Text } from './basics.ts'
import { route } from './route.ts'

const Score = Type.Integer({ minimum: 1, maximum: 100 })
const Thresholds = {
  severe: Score,
  moderate: Score,
  mild: Score,
}

export const thresholdStatuses = ['waiting', 'confirmed', 'refused', 'withdrawn'] as const

const ThresholdChange = Type.Object({
  id: Id,
  ...Thresholds,
  reason: Type.String(),
  proposedById: Id,
  proposedBy: Type.String(),
  proposedAt: Instant,
  status: OneOf(thresholdStatuses),
  decidedBy: Nullable(Type.String()),
  decidedAt: Nullable(Instant),
  decisionReason: Nullable(Type.String()),
})

export const thresholds = route({
  id: 'hardship.thresholds',
  method: 'GET',
  path: '/api/v1/hardship-thresholds',
  summary: '本校困难认定的评分线，及历次变更',
  audience: 'staff',
  permission: 'hardship.decide',
  query: Type.Object({ schoolId: Id }),
  reply: Type.Object({
    schoolId: Id,
    /** version of the scoring model */
    model: Type.String(),
    ...Thresholds,
    /** the school set its own; otherwise the model's */
    own: Type.Boolean(),
    changes: Type.Array(ThresholdChange),
  }),
})

export const proposeThresholds = route({
  id: 'hardship.propose-thresholds',
  method: 'POST',
  path: '/api/v1/hardship-threshold-changes',
  summary: '提出变更评分线；另一位确认后生效，只影响以后的测算',
  audience: 'staff',
  permission: 'hardship.decide',
  body: Type.Object({ requestId: RequestId, schoolId: Id, ...Thresholds, reason: Text(200, 2) }),
  reply: Type.Object({ id: Id }),
})

export const decideThresholds = route({
  id: 'hardship.decide-thresholds',
  method: 'POST',
  path: '/api/v1/hardship-threshold-changes/:id/decision',
  summary: '确认、不同意（另一位）或撤回（提出人）评分线变更',
  audience: 'staff',
  permission: 'hardship.decide',
  params: Type.Object({ id: Id }),
  body: Type.Object({
    requestId: RequestId,
    decision: OneOf(['confirm', 'refuse', 'withdraw']),
    reason: Type.Optional(Text(200)),
  }),
  reply: Type.Object({ status: OneOf(thresholdStatuses) }),
})
