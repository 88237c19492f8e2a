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

/** Any programme in force, whether or not this system takes the application for it. */
export const ProgrammeView = Type.Object({
  programme: Type.String({ pattern: '^[a-z][a-z0-9-]{1,59}$' }),
  title: Type.String(),
  outcome: OneOf(outcomes),
  routeTitle: Nullable(Type.String()),
  amountText: Type.String(),
  yearFen: Nullable(Fen),
  termFen: Nullable(Fen),
  amountKind: OneOf(['yearly', 'once', 'ceiling', 'per-day', 'as-charged']),
  payee: OneOf(['student', 'school', 'household', 'none']),
  /** applied for with the form of this system */
  online: Type.Boolean(),
  campus: Type.Boolean({ description: 'one of the school’s own programmes, applied for and handed out by the school' }),
  applyAt: Type.String({ description: 'where to apply, in words' }),
  applyWhen: Type.String({ description: 'when to apply, in words' }),
  procedure: Type.String({ description: 'the steps in one line: 学生申请→学校审核→…' }),
  papers: Type.Array(Type.String(), { description: 'what to bring' }),
  version: Type.String(),
  versionSource: Type.String(),
  provisional: Nullable(Type.String({ description: 'still to be confirmed with the issuing body' })),
  reasons: Type.Array(ReasonView),
})

/** Programmes that may not be held together, both within reach: the student has to choose. */
export const ChoiceView = Type.Object({
  programmes: Type.Array(Type.String(), { minItems: 2 }),
  titles: Type.Array(Type.String(), { minItems: 2 }),
  text: Type.String(),
  source: Type.String(),
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
