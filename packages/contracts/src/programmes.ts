import { Type } from 'typebox'
import { Count, Day, Fen, Id, Instant, Nullable, OneOf, Page, PageQuery, RequestId, Term, Text } from './basics.ts'
import { outcomes, programmeCodes } from './enums.ts'
import { route } from './route.ts'

export const ReasonView = Type.Object({
  rule: Type.String(),
  text: Type.String(),
  source: Type.String({ description: 'document and clause' }),
  met: Nullable(Type.Boolean({ description: 'null: the fact is not known yet' })),
})

export const DeterminationView = Type.Object({
  programme: OneOf(programmeCodes),
  title: Type.String(),
  outcome: OneOf(outcomes),
  route: Nullable(Type.String()),
  routeTitle: Nullable(Type.String()),
  yearFen: Nullable(Fen),
  termFen: Nullable(Fen),
  payee: OneOf(['student', 'school']),
  version: Type.String(),
  versionSource: Type.String(),
  reasons: Type.Array(ReasonView),
})

export const RoundView = Type.Object({
  id: Id,
  schoolId: Id,
  schoolName: Type.String(),
  term: Term,
  registrationDate: Day,
  opensOn: Day,
  closesOn: Day,
  closesAt: Instant,
  state: OneOf(['open', 'closed']),
  programmes: Type.Array(OneOf(programmeCodes)),
  quotas: Type.Array(
    Type.Object({
      programme: OneOf(programmeCodes),
      authorityNumber: Nullable(Count),
      documentNo: Nullable(Type.String()),
    }),
  ),
  openedBy: Type.String(),
  counts: Type.Object({
    students: Count,
    submitted: Count,
    inProgress: Count,
    noticed: Count,
    approved: Count,
    refused: Count,
  }),
})

export const listRounds = route({
  id: 'programmes.list-rounds',
  method: 'GET',
  path: '/api/v1/rounds',
  summary: '申请批次',
  audience: 'staff',
  permission: 'rounds.read',
  query: Type.Object({ ...PageQuery }),
  reply: Page(RoundView),
})

export const openRound = route({
  id: 'programmes.open-round',
  method: 'POST',
  path: '/api/v1/rounds',
  summary: '开通本学期申请（开学注册日起5个工作日）',
  audience: 'staff',
  permission: 'rounds.open',
  body: Type.Object({
    requestId: RequestId,
    schoolId: Id,
    term: Term,
    registrationDate: Day,
    programmes: Type.Array(OneOf(programmeCodes), { minItems: 1, maxItems: 2 }),
    quotas: Type.Array(
      Type.Object({
        programme: OneOf(programmeCodes),
        authorityNumber: Nullable(Count),
        documentNo: Nullable(Text(80, 0)),
      }),
      { maxItems: 4 },
    ),
  }),
  reply: Type.Object({ id: Id, opensOn: Day, closesOn: Day, provisional: Type.Boolean(), studentsTold: Count }),
})
