import { Type } from 'typebox'
import {
  Count,
  Day,
  Done,
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
import { applicationStatuses, attachmentKinds, hardshipLevels, householdRegisters, programmeCodes } from './enums.ts'
import { ChoiceView, DeterminationView, ProgrammeView } from './programmes.ts'
import { FactView } from './roll.ts'
import { route } from './route.ts'

/** The answers of the application form (DOMAIN §2). Every key may be missing in a draft; null means 不清楚. */
export const FormAnswers = Type.Object(
  {
    programmes: Type.Optional(Type.Array(OneOf(programmeCodes), { maxItems: 2, uniqueItems: true })),
    phone: Type.Optional(Text(40, 0)),
    rollDataCorrect: Type.Optional(Type.Boolean()),
    rollDataProblem: Type.Optional(Text(300, 0)),
    householdSize: Type.Optional(Nullable(Type.Integer({ minimum: 1, maximum: 30 }))),
    studentsInFamily: Type.Optional(Nullable(Type.Integer({ minimum: 1, maximum: 20 }))),
    dependants: Type.Optional(Nullable(Type.Integer({ minimum: 0, maximum: 20 }))),
    unemployed: Type.Optional(Nullable(Type.Integer({ minimum: 0, maximum: 20 }))),
    incomePerPersonYuan: Type.Optional(Nullable(Type.Integer({ minimum: 0, maximum: 10000000 }))),
    specialGroups: Type.Optional(Nullable(Type.Array(OneOf(householdRegisters), { maxItems: 11, uniqueItems: true }))),
    members: Type.Optional(
      Type.Array(
        Type.Object({
          name: Text(40, 0),
          relation: Text(20, 0),
          age: Nullable(Type.Integer({ minimum: 0, maximum: 120 })),
          occupation: Text(40, 0),
          yearIncomeYuan: Nullable(Type.Integer({ minimum: 0, maximum: 100000000 })),
          health: Text(40, 0),
        }),
        { maxItems: 12 },
      ),
    ),
    disaster: Type.Optional(Text(300, 0)),
    accident: Type.Optional(Text(300, 0)),
    illness: Type.Optional(Text(300, 0)),
    debt: Type.Optional(Text(300, 0)),
    other: Type.Optional(Text(500, 0)),
    attachments: Type.Optional(Type.Array(Id, { maxItems: 12, uniqueItems: true })),
    promise: Type.Optional(Type.Boolean()),
    signature: Type.Optional(Text(40, 0)),
  },
  { additionalProperties: false },
)

export const AttachmentView = Type.Object({
  id: Id,
  kind: OneOf(attachmentKinds),
  size: Count,
  mime: Type.String(),
  uploadedAt: Instant,
})

/** A photo as the student's own form lists it. */
export const OwnPhotoView = Type.Object({
  ...AttachmentView.properties,
  earlier: Type.Boolean({ description: 'sent with an earlier form and still usable; a copy joins this form' }),
})

/** What one tap would apply for, with all that is known already; promise and signature are never filled in. */
export const ConfirmView = Type.Object({
  programmes: Type.Array(OneOf(programmeCodes), { description: 'within reach and not applied for yet' }),
  answers: FormAnswers,
  earlierTerm: Nullable(Type.String({ description: 'the form that the family part was taken from: 2026年秋季学期' })),
  familyNeeded: Type.Boolean({ description: 'whether what the family is like decides anything here' }),
  card: Nullable(Type.Object({ last4: Type.String(), active: Type.Boolean() })),
})

const ApplicationBrief = Type.Object({
  id: Id,
  programme: OneOf(programmeCodes),
  title: Type.String(),
  status: OneOf(applicationStatuses),
  statusTitle: Type.String(),
  referenceNo: Type.String(),
  revision: Revision,
})

export const studentHome = route({
  id: 'applications.student-home',
  method: 'GET',
  path: '/api/v1/student/home',
  summary: '学生首页：本学期能享受什么、为什么、要办什么',
  audience: 'student',
  reply: Type.Object({
    name: Type.String(),
    schoolName: Type.String(),
    className: Type.String(),
    term: Term,
    termTitle: Type.String(),
    round: Nullable(
      Type.Object({ id: Id, opensOn: Day, closesOn: Day, closesAt: Instant, state: OneOf(['open', 'closed']) }),
    ),
    determinations: Type.Array(DeterminationView),
    programmes: Type.Array(ProgrammeView, {
      description: 'every programme in force, also those applied for elsewhere',
    }),
    choices: Type.Array(ChoiceView),
    applications: Type.Array(ApplicationBrief),
    draft: Nullable(Type.Object({ revision: Revision, savedAt: Instant })),
    tasks: Type.Array(
      Type.Object({
        kind: Type.String(),
        title: Type.String(),
        detail: Type.String(),
        link: Type.String(),
        dueAt: Nullable(Instant),
      }),
    ),
    unreadMessages: Count,
  }),
})

export const getForm = route({
  id: 'applications.form',
  method: 'GET',
  path: '/api/v1/student/form',
  summary: '申请表：学籍已有信息、草稿、退回原因',
  audience: 'student',
  query: Type.Object({ roundId: Id }),
  reply: Type.Object({
    roundId: Id,
    term: Term,
    closesAt: Instant,
    open: Type.Boolean(),
    /** facts already on the roll: shown, never asked again */
    roll: Type.Array(FactView),
    name: Type.String(),
    age: Type.Integer(),
    guardianNeeded: Type.Boolean({ description: 'under 16: a guardian countersigns by a link after the submission' }),
    guardianPhoneMasked: Nullable(Type.String()),
    phoneMasked: Nullable(Type.String()),
    determinations: Type.Array(DeterminationView),
    selectable: Type.Array(OneOf(programmeCodes)),
    requiredAttachments: Type.Array(
      Type.Object({ kind: OneOf(attachmentKinds), title: Type.String(), why: Type.String() }),
    ),
    attachments: Type.Array(OwnPhotoView),
    /** one-tap confirm (应助尽助); null when there is nothing left to apply for now */
    confirm: Nullable(ConfirmView),
    draft: Type.Object({ revision: Revision, answers: FormAnswers, savedAt: Nullable(Instant) }),
    /** when the school returned the form: what to correct */
    returned: Nullable(
      Type.Object({
        submissionRevision: Revision,
        by: Type.String(),
        at: Instant,
        reason: Type.String(),
        fields: Type.Array(Type.Object({ field: Type.String(), reason: Type.String() })),
      }),
    ),
    submission: Nullable(Type.Object({ id: Id, referenceNo: Type.String(), revision: Revision, submittedAt: Instant })),
  }),
})

export const saveDraft = route({
  id: 'applications.save-draft',
  method: 'PUT',
  path: '/api/v1/student/draft',
  summary: '保存草稿（换设备可继续）；revision 过期时返回 409 和现有内容',
  audience: 'student',
  body: Type.Object({ requestId: RequestId, roundId: Id, revision: Revision, answers: FormAnswers }),
  reply: Type.Object({ revision: Revision, savedAt: Instant }),
})

export const uploadAttachment = route({
  id: 'applications.upload',
  method: 'POST',
  path: '/api/v1/student/attachments',
  summary: '上传材料照片（JPEG、PNG、WebP，不超过 10MB）',
  audience: 'student',
  upload: true,
  body: Type.Object({ requestId: RequestId, kind: OneOf(attachmentKinds) }),
  reply: AttachmentView,
})

export const getOwnAttachment = route({
  id: 'applications.own-attachment',
  method: 'GET',
  path: '/api/v1/student/attachments/:id',
  summary: '查看本人上传的材料',
  audience: 'student',
  params: Type.Object({ id: Id }),
  download: true,
  reply: Type.Unknown(),
})

export const deleteAttachment = route({
  id: 'applications.delete-attachment',
  method: 'DELETE',
  path: '/api/v1/student/attachments/:id',
  summary: '删除尚未提交的材料',
  audience: 'student',
  params: Type.Object({ id: Id }),
  reply: Done,
})

export const submitApplication = route({
  id: 'applications.submit',
  method: 'POST',
  path: '/api/v1/student/submissions',
  summary: '提交申请（或退回后重新提交）；同一 requestId 只办理一次',
  audience: 'student',
  body: Type.Object({ requestId: RequestId, roundId: Id, answers: FormAnswers }),
  reply: Type.Object({
    submissionId: Id,
    referenceNo: Type.String(),
    submittedAt: Instant,
    applications: Type.Array(ApplicationBrief),
    nextStep: Type.String(),
    nextDueOn: Day,
  }),
})

/** One step of the tracker 申请→…→到账. */
export const TrackerStep = Type.Object({
  id: Type.String(),
  title: Type.String(),
  owner: Type.String({ description: 'who acts: role in words' }),
  state: OneOf(['done', 'current', 'waiting', 'problem', 'skipped']),
  at: Nullable(Instant),
  dueOn: Nullable(Day),
  note: Nullable(Type.String()),
})

export const InstalmentView = Type.Object({
  id: Id,
  period: Type.String({ description: "'2026-09' or the term" }),
  amountFen: Fen,
  status: Type.String(),
  statusTitle: Type.String(),
  paidAt: Nullable(Instant),
  last4: Nullable(Type.String()),
  reason: Nullable(Type.String()),
  whatToDo: Nullable(Type.String()),
})

/** The guardian's signature of one revision of the form. */
export const GuardianView = Type.Object({
  state: OneOf(['agreed', 'declined', 'waiting', 'none']),
  /** 王建华（父亲），短信链接 */
  by: Nullable(Type.String()),
  at: Nullable(Instant),
  phoneMasked: Nullable(Type.String()),
})

export const trackApplication = route({
  id: 'applications.track',
  method: 'GET',
  path: '/api/v1/student/applications/:id',
  summary: '进度：每一步的负责人、期限、结果和原因',
  audience: 'student',
  params: Type.Object({ id: Id }),
  reply: Type.Object({
    application: ApplicationBrief,
    term: Term,
    submittedAt: Instant,
    steps: Type.Array(TrackerStep),
    reasons: DeterminationView,
    decisionReason: Nullable(Type.String()),
    appeal: Nullable(Type.String({ description: 'how to object or appeal, when refused' })),
    canRecall: Type.Boolean(),
    held: Type.Boolean(),
    /** under 16: where the guardian's signature of this form stands */
    guardian: Nullable(GuardianView),
    instalments: Type.Array(InstalmentView),
    history: Type.Array(
      Type.Object({ at: Instant, title: Type.String(), by: Type.String(), note: Nullable(Type.String()) }),
    ),
  }),
})

export const recallApplication = route({
  id: 'applications.recall',
  method: 'POST',
  path: '/api/v1/student/applications/:id/recall',
  summary: '撤回申请（学校审核前）',
  audience: 'student',
  params: Type.Object({ id: Id }),
  body: Type.Object({ requestId: RequestId, revision: Revision }),
  reply: Done,
})

export const resendGuardianLink = route({
  id: 'applications.resend-guardian-link',
  method: 'POST',
  path: '/api/v1/student/applications/:id/guardian-link',
  summary: '未满16周岁：重新发送监护人签字的短信（旧链接作废）',
  audience: 'student',
  params: Type.Object({ id: Id }),
  body: Type.Object({ requestId: RequestId }),
  reply: Type.Object({ phoneMasked: Type.String(), resendIn: Count }),
})

// ---- console ----

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
