import { Type } from 'typebox'
import { Count, Day, Fen, Id, Nullable, OneOf, Page, PageQuery, RequestId, Term, Text } from './basics.ts'
import { applicationStatuses, outcomes, programmeCodes } from './enums.ts'
import { ReasonView } from './programmes.ts'
import { route } from './route.ts'

/** Days that have to lie between two reminders of one student. */
export const REMINDER_DAYS = 3

const likely = ['entitled', 'competes', 'to-verify'] as const

/** 应助尽助: counts of a class (for a school) or a school (above it) in its open round. */
export const outreachCounts = route({
  id: 'outreach.counts',
  method: 'GET',
  path: '/api/v1/outreach/counts',
  summary: '应助尽助：应申请、已申请、未申请人数（学校按班级，县级按学校）',
  audience: 'staff',
  permission: 'outreach.count',
  reply: Type.Object({
    by: OneOf(['class', 'school']),
    items: Type.Array(
      Type.Object({
        id: Id,
        name: Type.String(),
        programme: OneOf(programmeCodes),
        closesOn: Day,
        likely: Count,
        applied: Count,
        missing: Count,
        reminded: Count,
      }),
    ),
  }),
})

/** Students entitled or likely who have not applied in the open round. No ID number, no phone. */
export const outreachStudents = route({
  id: 'outreach.students',
  method: 'GET',
  path: '/api/v1/outreach/students',
  summary: '应助尽助：可能享受而没有申请的学生',
  audience: 'staff',
  permission: 'outreach.read',
  query: Type.Object({
    ...PageQuery,
    classId: Type.Optional(Id),
    programme: Type.Optional(OneOf(programmeCodes)),
    outcome: Type.Optional(OneOf(likely)),
  }),
  reply: Page(
    Type.Object({
      studentId: Id,
      name: Type.String(),
      className: Type.String(),
      schoolName: Type.String(),
      closesOn: Day,
      programmes: Type.Array(
        Type.Object({ programme: OneOf(programmeCodes), title: Type.String(), outcome: OneOf(likely) }),
      ),
      remindedOn: Nullable(Day),
      reminders: Count,
      mayRemind: Type.Boolean(),
    }),
  ),
})

export const remind = route({
  id: 'outreach.remind',
  method: 'POST',
  path: '/api/v1/outreach/reminders',
  summary: '提醒没有申请的学生（消息和短信，每人三天内最多一次）',
  audience: 'staff',
  permission: 'outreach.remind',
  body: Type.Object({
    requestId: RequestId,
    /** empty: everybody in the caller's scope who has not applied */
    studentIds: Type.Array(Id, { maxItems: 500, uniqueItems: true }),
  }),
  reply: Type.Object({
    reminded: Count,
    /** reminded within the last days */
    tooSoon: Count,
    /** applied meanwhile, not entitled, or outside the caller's scope */
    notWaiting: Count,
  }),
})

/** 情况变化: what would come out today for an application that was judged by other facts. */
export const FactChangeRow = Type.Object({
  applicationId: Id,
  referenceNo: Type.String(),
  studentId: Id,
  studentName: Type.String(),
  className: Type.String(),
  schoolName: Type.String(),
  programme: OneOf(programmeCodes),
  programmeTitle: Type.String(),
  term: Term,
  status: OneOf(applicationStatuses),
  before: Type.Object({ outcome: OneOf(outcomes), routeTitle: Nullable(Type.String()), termFen: Nullable(Fen) }),
  after: Type.Object({ outcome: OneOf(outcomes), routeTitle: Nullable(Type.String()), termFen: Nullable(Fen) }),
  facts: Type.Array(Type.Object({ label: Type.String(), before: Type.String(), after: Type.String() })),
  reasons: Type.Array(ReasonView),
})

export const factChanges = route({
  id: 'outreach.fact-changes',
  method: 'GET',
  path: '/api/v1/fact-changes',
  summary: '情况变化：按今天的事实结果会不同的申请（不会自动改变）',
  audience: 'staff',
  permission: 'fact-changes.read',
  reply: Type.Object({ items: Type.Array(FactChangeRow) }),
})

export const keepDecision = route({
  id: 'outreach.keep',
  method: 'POST',
  path: '/api/v1/applications/:id/keep',
  summary: '情况变化后维持原结果（写明理由）',
  audience: 'staff',
  permission: 'fact-changes.decide',
  params: Type.Object({ id: Id }),
  body: Type.Object({ requestId: RequestId, reason: Text(300, 4) }),
  reply: Type.Object({ id: Id }),
})
