import { Type } from 'typebox'
import { AttachmentView, GuardianView } from './application-form.ts'
import { HardshipView } from './assessment.ts'
import {
  Count,
  Day,
  Fen,
  Id,
  Instant,
  Nullable,
  OneOf,
  Page,
  PageQuery,
  RequestId,
  Revision,
  Term,
  Text,
} from './basics.ts'
import { applicationStatuses, hardshipLevels, programmeCodes } from './enums.ts'
import { DeterminationView } from './programmes.ts'
import { FactView } from './roll.ts'
import { route } from './route.ts'

export * from './application-form.ts'
export * from './assessment.ts'

export const ApplicationRow = Type.Object({
  id: Id,
  referenceNo: Type.String(),
  studentId: Id,
  studentName: Type.String(),
  className: Type.String(),
  schoolName: Type.String(),
  programme: OneOf(programmeCodes),
  term: Term,
  status: OneOf(applicationStatuses),
  route: Nullable(Type.String()),
  routeTitle: Nullable(Type.String()),
  hardship: Nullable(OneOf(hardshipLevels)),
  termFen: Nullable(Fen),
  submittedAt: Instant,
  dueOn: Nullable(Day),
  late: Type.Boolean(),
  held: Type.Boolean(),
  revision: Revision,
  blocks: Count,
})

export const listApplications = route({
  id: 'applications.list',
  method: 'GET',
  path: '/api/v1/applications',
  summary: '申请列表',
  audience: 'staff',
  permission: 'applications.read',
  query: Type.Object({
    ...PageQuery,
    status: Type.Optional(OneOf(applicationStatuses)),
    programme: Type.Optional(OneOf(programmeCodes)),
    classId: Type.Optional(Id),
    schoolId: Type.Optional(Id),
    q: Type.Optional(Text(40)),
  }),
  reply: Page(ApplicationRow),
})

export const CheckView = Type.Object({
  id: Type.String(),
  level: OneOf(['pass', 'warn', 'block']),
  title: Type.String(),
  text: Type.String(),
})

export const applicationActions = [
  'check-pass',
  'return',
  'review-pass',
  'reject',
  'county-approve',
  'county-return',
  'county-reject',
] as const

export const getApplication = route({
  id: 'applications.get',
  method: 'GET',
  path: '/api/v1/applications/:id',
  summary: '申请详情：事实与来源、自动核查、历史',
  audience: 'staff',
  permission: 'applications.read',
  params: Type.Object({ id: Id }),
  reply: Type.Object({
    application: ApplicationRow,
    submissionId: Id,
    submissionRevision: Revision,
    student: Type.Object({
      id: Id,
      name: Type.String(),
      gender: Type.String(),
      age: Type.Integer(),
      className: Type.String(),
      grade: Type.Integer(),
      majorName: Type.String(),
      idNumberMasked: Type.String(),
      phoneMasked: Nullable(Type.String()),
    }),
    determination: DeterminationView,
    /** re-evaluated on today's facts: differs from `determination` when a fact changed since submission */
    determinationNow: DeterminationView,
    facts: Type.Array(FactView),
    form: Type.Array(
      Type.Object({
        field: Type.String(),
        label: Type.String(),
        value: Type.String(),
        before: Nullable(Type.String()),
        changed: Type.Boolean(),
      }),
    ),
    attachments: Type.Array(AttachmentView),
    checks: Type.Array(CheckView),
    hardship: Nullable(HardshipView),
    /** under 16 when submitted: where the guardian's signature of this form stands */
    guardian: Nullable(GuardianView),
    history: Type.Array(
      Type.Object({
        at: Instant,
        action: Type.String(),
        title: Type.String(),
        by: Type.String(),
        role: Type.String(),
        reason: Nullable(Type.String()),
        fields: Type.Array(Type.Object({ field: Type.String(), label: Type.String(), reason: Type.String() })),
      }),
    ),
    /** what the caller may do now; empty with a sentence when somebody else has to act */
    actions: Type.Array(OneOf(applicationActions)),
    whyNot: Nullable(Type.String()),
    rejectionReasons: Type.Array(Type.Object({ code: Type.String(), text: Type.String() })),
  }),
})

const act = { requestId: RequestId, revision: Revision }
const ActReply = Type.Object({ status: OneOf(applicationStatuses), statusTitle: Type.String(), revision: Revision })

export const checkApplication = route({
  id: 'applications.check',
  method: 'POST',
  path: '/api/v1/applications/:id/check',
  summary: '班主任初审：通过，或逐项说明后退回补正',
  audience: 'staff',
  permission: 'applications.check',
  params: Type.Object({ id: Id }),
  body: Type.Object({
    ...act,
    decision: OneOf(['pass', 'return']),
    reason: Text(300, 0),
    fields: Type.Array(Type.Object({ field: Text(60), reason: Text(200) }), { maxItems: 30 }),
  }),
  reply: ActReply,
})

export const countersign = route({
  id: 'applications.countersign',
  method: 'POST',
  path: '/api/v1/applications/:id/countersign',
  summary: '登记监护人在纸质申请表上的签字（效力与短信链接相同）',
  audience: 'staff',
  permission: 'applications.check',
  params: Type.Object({ id: Id }),
  body: Type.Object({ ...act, guardianName: Text(40, 2), guardianRelation: Text(20) }),
  reply: GuardianView,
})

export const reviewApplication = route({
  id: 'applications.review',
  method: 'POST',
  path: '/api/v1/applications/:id/review',
  summary: '学校审核：通过、退回补正，或按规定的理由不予通过',
  audience: 'staff',
  permission: 'applications.review',
  params: Type.Object({ id: Id }),
  body: Type.Object({
    ...act,
    decision: OneOf(['pass', 'return', 'reject']),
    reasonCode: Type.Optional(Text(60)),
    reason: Text(300, 0),
    fields: Type.Array(Type.Object({ field: Text(60), reason: Text(200) }), { maxItems: 30 }),
    /** warnings the reviewer has looked at and accepts, by check id */
    acknowledged: Type.Array(Text(60), { maxItems: 30 }),
  }),
  reply: ActReply,
})

export const countyReview = route({
  id: 'applications.county-review',
  method: 'POST',
  path: '/api/v1/county-reviews',
  summary: '县级审核：单个或成批批准、退回学校、不予批准',
  audience: 'staff',
  permission: 'applications.county-review',
  body: Type.Object({
    requestId: RequestId,
    decision: OneOf(['approve', 'return', 'reject']),
    reasonCode: Type.Optional(Text(60)),
    reason: Text(300, 0),
    items: Type.Array(Type.Object({ id: Id, revision: Revision }), { minItems: 1, maxItems: 500 }),
  }),
  reply: Type.Object({
    done: Count,
    refused: Type.Array(Type.Object({ id: Id, text: Type.String() })),
  }),
})

export const getAttachment = route({
  id: 'applications.attachment',
  method: 'GET',
  path: '/api/v1/attachments/:id',
  summary: '查看申请材料（记录在案）',
  audience: 'staff',
  permission: 'applications.read',
  params: Type.Object({ id: Id }),
  download: true,
  reply: Type.Unknown(),
})
