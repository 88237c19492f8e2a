/** The student's own side: home, form, photos, submission, tracker. */
import { Type } from 'typebox'
import { Count, Day, Done, Fen, Id, Instant, Nullable, OneOf, RequestId, Revision, Term, Text } from './basics.ts'
import { applicationStatuses, attachmentKinds, householdRegisters, programmeCodes } from './enums.ts'
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
