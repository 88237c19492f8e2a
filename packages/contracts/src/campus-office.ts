/** 校级资助 at the school: rounds, review, list, hand-outs, notice. */
import { Type } from 'typebox'
import { HardshipView } from './assessment.ts'
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
import {
  CampusRoundView,
  CampusStepView,
  Code,
  campusStatuses,
  EventView,
  handoutMethods,
  handoutStatuses,
  PaperView,
  ReasonView,
} from './campus-views.ts'
import { outcomes } from './enums.ts'
import { route } from './route.ts'

export const listCampusRounds = route({
  id: 'campus.rounds',
  method: 'GET',
  path: '/api/v1/campus-rounds',
  summary: '校级资助批次，以及可以开通的项目',
  audience: 'staff',
  permission: 'campus.read',
  reply: Type.Object({
    rounds: Type.Array(
      Type.Object({
        ...CampusRoundView.properties,
        applications: Count,
        waiting: Count,
        toPublish: Count,
        awarded: Count,
      }),
    ),
    offers: Type.Array(
      Type.Object({
        programme: Code,
        title: Type.String(),
        term: Term,
        version: Type.String(),
        amountText: Type.String(),
        stepsText: Type.String(),
        places: Nullable(Count),
        leastDays: Count,
        obstacle: Nullable(Type.String({ description: 'why it cannot be opened here; null = it can' })),
      }),
    ),
  }),
})

export const openCampusRound = route({
  id: 'campus.open',
  method: 'POST',
  path: '/api/v1/campus-rounds',
  summary: '开通一个校级资助项目的申请',
  audience: 'staff',
  permission: 'campus.open',
  body: Type.Object({
    requestId: RequestId,
    programme: Code,
    term: Term,
    opensOn: Day,
    closesOn: Day,
    places: Nullable(Type.Integer({ minimum: 1, maximum: 100000 })),
  }),
  reply: Type.Object({ id: Id, closesOn: Day, studentsTold: Count }),
})

export const CampusRow = Type.Object({
  id: Id,
  referenceNo: Type.String(),
  studentId: Id,
  studentName: Type.String(),
  className: Type.String(),
  title: Type.String(),
  term: Term,
  roundId: Id,
  status: OneOf(campusStatuses),
  statusTitle: Type.String(),
  outcome: OneOf(outcomes),
  amountFen: Nullable(Fen),
  submittedAt: Instant,
  dueOn: Nullable(Day),
  held: Type.Boolean(),
  mine: Type.Boolean({ description: 'waits for the caller’s kind of office' }),
})

export const listCampusApplications = route({
  id: 'campus.applications',
  method: 'GET',
  path: '/api/v1/campus-applications',
  summary: '校级资助申请列表',
  audience: 'staff',
  permission: 'campus.read',
  query: Type.Object({
    ...PageQuery,
    roundId: Type.Optional(Id),
    status: Type.Optional(OneOf(campusStatuses)),
    mine: Type.Optional(OneOf(['1'])),
  }),
  reply: Page(CampusRow),
})

export const campusActs = ['pass', 'return', 'reject'] as const

export const getCampusApplication = route({
  id: 'campus.application',
  method: 'GET',
  path: '/api/v1/campus-applications/:id',
  summary: '校级资助申请详情',
  audience: 'staff',
  permission: 'campus.read',
  params: Type.Object({ id: Id }),
  reply: Type.Object({
    application: CampusRow,
    revision: Revision,
    person: Type.Array(Type.Object({ label: Type.String(), value: Type.String() })),
    form: Type.Array(Type.Object({ label: Type.String(), value: Type.String() })),
    papers: Type.Array(PaperView),
    outcomeNow: OneOf(outcomes),
    reasons: Type.Array(ReasonView),
    hardship: Nullable(HardshipView),
    rank: Nullable(Type.Object({ percent: Type.Number(), document: Type.String(), by: Type.String(), at: Instant })),
    asksRank: Type.Boolean(),
    mayRank: Type.Boolean(),
    steps: Type.Array(CampusStepView),
    step: Count,
    history: Type.Array(EventView),
    actions: Type.Array(OneOf(campusActs)),
    whyNot: Nullable(Type.String()),
    rejectionReasons: Type.Array(Type.Object({ code: Type.String(), text: Type.String() })),
    reason: Nullable(Type.String()),
  }),
})

export const actOnCampus = route({
  id: 'campus.act',
  method: 'POST',
  path: '/api/v1/campus-applications/:id/act',
  summary: '办理校级资助申请的一个环节：通过、退回补正、不予资助',
  audience: 'staff',
  permission: 'campus.decide',
  params: Type.Object({ id: Id }),
  body: Type.Object({
    requestId: RequestId,
    revision: Revision,
    action: OneOf(campusActs),
    reasonCode: Type.Optional(Text(60)),
    reason: Text(500, 0),
  }),
  reply: Type.Object({ status: OneOf(campusStatuses), statusTitle: Type.String(), revision: Revision }),
})

export const rankCampusApplicant = route({
  id: 'campus.rank',
  method: 'POST',
  path: '/api/v1/campus-applications/:id/rank',
  summary: '登记申请人的成绩排名（注明依据）',
  audience: 'staff',
  permission: 'campus.decide',
  params: Type.Object({ id: Id }),
  body: Type.Object({
    requestId: RequestId,
    revision: Revision,
    percent: Type.Number({ minimum: 0.01, maximum: 100, description: '前百分之几' }),
    document: Text(100),
  }),
  reply: Done,
})

export const campusPaper = route({
  id: 'campus.paper',
  method: 'GET',
  path: '/api/v1/campus-papers/:id',
  summary: '查看校级资助申请材料（留痕）',
  audience: 'staff',
  permission: 'campus.read',
  params: Type.Object({ id: Id }),
  download: true,
  reply: Type.Unknown(),
})

export const campusList = route({
  id: 'campus.list',
  method: 'GET',
  path: '/api/v1/campus-rounds/:id/list',
  summary: '校级资助评审名单：名额、排序与每人理由',
  audience: 'staff',
  permission: 'campus.decide',
  params: Type.Object({ id: Id }),
  reply: Type.Object({
    round: CampusRoundView,
    stepTitle: Type.String(),
    orderText: Type.String(),
    listHash: Type.String({ description: 'fingerprint of the list as shown; deciding a changed list is refused' }),
    places: Nullable(Count),
    taken: Count,
    notReady: Count,
    obstacle: Nullable(Type.String()),
    whyNot: Nullable(Type.String()),
    candidates: Type.Array(
      Type.Object({
        applicationId: Id,
        maskedName: Type.String(),
        className: Type.String(),
        rank: Nullable(Type.Integer()),
        selected: Type.Boolean(),
        reason: Type.String(),
      }),
    ),
  }),
})

export const decideCampusList = route({
  id: 'campus.decide-list',
  method: 'POST',
  path: '/api/v1/campus-rounds/:id/list',
  summary: '对校级资助评审名单作出决定',
  audience: 'staff',
  permission: 'campus.decide',
  params: Type.Object({ id: Id }),
  body: Type.Object({ requestId: RequestId, listHash: Text(128), minutes: Text(1000), presentMembers: Text(300) }),
  reply: Type.Object({ selected: Count, notSelected: Count }),
})

export const HandoutRow = Type.Object({
  id: Id,
  applicationId: Id,
  title: Type.String(),
  referenceNo: Type.String(),
  studentName: Type.String(),
  className: Type.String(),
  period: Type.String(),
  amountFen: Fen,
  payee: OneOf(['student', 'school']),
  status: OneOf(handoutStatuses),
  paidOn: Nullable(Day),
  methodTitle: Nullable(Type.String()),
  documentNo: Nullable(Type.String()),
  recordedBy: Nullable(Type.String()),
  stopReason: Nullable(Type.String()),
  answer: Nullable(OneOf(['received', 'not-received'])),
  answerText: Nullable(Type.String()),
})

export const listHandouts = route({
  id: 'campus.handouts',
  method: 'GET',
  path: '/api/v1/campus-handouts',
  summary: '校级资助发放登记：待发放、已发放、已停发',
  audience: 'staff',
  permission: 'campus.handouts',
  query: Type.Object({ ...PageQuery, roundId: Type.Optional(Id), status: Type.Optional(OneOf(handoutStatuses)) }),
  reply: Type.Object({
    items: Type.Array(HandoutRow),
    nextCursor: Nullable(Type.String()),
    dueFen: Fen,
    paidFen: Fen,
  }),
})

export const recordHandouts = route({
  id: 'campus.record-handouts',
  method: 'POST',
  path: '/api/v1/campus-handouts/record',
  summary: '登记学校已发放（凭证号、日期、方式）',
  audience: 'staff',
  permission: 'campus.pay',
  body: Type.Object({
    requestId: RequestId,
    ids: Type.Array(Id, { minItems: 1, maxItems: 500, uniqueItems: true }),
    totalFen: Fen,
    paidOn: Day,
    method: OneOf(handoutMethods),
    documentNo: Text(60),
    note: Text(300, 0),
  }),
  reply: Type.Object({ recorded: Count, totalFen: Fen }),
})

export const undoHandout = route({
  id: 'campus.undo-handout',
  method: 'POST',
  path: '/api/v1/campus-handouts/:id/undo',
  summary: '撤销一条登记有误的发放记录（学生确认收到之后不能撤销）',
  audience: 'staff',
  permission: 'campus.pay',
  params: Type.Object({ id: Id }),
  body: Type.Object({ requestId: RequestId, reason: Text(300) }),
  reply: Done,
})

export const publishCampusNotice = route({
  id: 'campus.publish',
  method: 'POST',
  path: '/api/v1/campus-rounds/:id/notice',
  summary: '发布校级资助拟资助名单公示',
  audience: 'staff',
  permission: 'notices.publish',
  params: Type.Object({ id: Id }),
  body: Type.Object({ requestId: RequestId, note: Text(500, 0) }),
  reply: Type.Object({ id: Id, lastDay: Day, retractAt: Instant, names: Count, provisional: Type.Boolean() }),
})
