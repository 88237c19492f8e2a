import { Type } from 'typebox'
import { Count, Day, Id, Instant, Nullable, OneOf, Page, PageQuery, RequestId, Term, Text } from './basics.ts'
import { programmeCodes } from './enums.ts'
import { route } from './route.ts'

const noticeStates = ['live', 'ended', 'taken-down'] as const

export const NoticeRow = Type.Object({
  id: Id,
  title: Type.String(),
  schoolId: Id,
  schoolName: Type.String(),
  programme: Type.String(),
  programmeTitle: Type.String(),
  campus: Type.Boolean({ description: 'a list of one of the school’s own programmes' }),
  term: Term,
  publishedAt: Instant,
  publishDay: Day,
  lastDay: Day,
  retractAt: Instant,
  provisional: Type.Boolean({ description: 'the period crosses days whose holiday notice is not out yet' }),
  state: OneOf(noticeStates),
  names: Count,
  openObjections: Count,
  snapshotSm3: Type.String(),
})

/** Only these columns are ever published (DOMAIN §3). */
export const NoticeEntry = Type.Object({
  no: Type.Integer(),
  name: Type.String(),
  className: Type.String(),
  majorName: Type.String(),
  grade: Type.Integer(),
})

export const publishNotice = route({
  id: 'publicity.publish',
  method: 'POST',
  path: '/api/v1/notices',
  summary: '发布拟资助名单公示（5个工作日）',
  audience: 'staff',
  permission: 'notices.publish',
  body: Type.Object({ requestId: RequestId, roundId: Id, programme: OneOf(programmeCodes), note: Text(500, 0) }),
  reply: Type.Object({ id: Id, lastDay: Day, retractAt: Instant, names: Count, provisional: Type.Boolean() }),
})

export const previewNotice = route({
  id: 'publicity.preview',
  method: 'GET',
  path: '/api/v1/notice-previews',
  summary: '公示预览：今天发布将公开的名单和期限',
  audience: 'staff',
  permission: 'notices.publish',
  query: Type.Object({ roundId: Id, programme: OneOf(programmeCodes) }),
  reply: Type.Object({ lastDay: Day, provisional: Type.Boolean(), entries: Type.Array(NoticeEntry) }),
})

export const listNotices = route({
  id: 'publicity.list',
  method: 'GET',
  path: '/api/v1/notices',
  summary: '公示管理',
  audience: 'staff',
  permission: 'notices.read',
  query: Type.Object({ ...PageQuery, state: Type.Optional(OneOf(noticeStates)) }),
  reply: Page(NoticeRow),
})

export const ObjectionView = Type.Object({
  id: Id,
  noticeId: Id,
  entryNo: Type.Integer(),
  applicationId: Id,
  named: Type.Boolean(),
  objectorName: Nullable(Type.String()),
  contactMasked: Nullable(Type.String()),
  text: Type.String(),
  receivedAt: Instant,
  ackDueOn: Day,
  decideDueOn: Day,
  state: OneOf(['open', 'upheld', 'dismissed']),
  decision: Nullable(Type.String()),
  decidedBy: Nullable(Type.String()),
})

export const getNotice = route({
  id: 'publicity.get',
  method: 'GET',
  path: '/api/v1/notices/:id',
  summary: '公示详情与异议',
  audience: 'staff',
  permission: 'notices.read',
  params: Type.Object({ id: Id }),
  reply: Type.Object({
    notice: NoticeRow,
    note: Type.String(),
    entries: Type.Array(
      Type.Object({ ...NoticeEntry.properties, applicationId: Id, held: Type.Boolean(), removed: Type.Boolean() }),
    ),
    objections: Type.Array(ObjectionView),
  }),
})

export const takeDownNotice = route({
  id: 'publicity.take-down',
  method: 'POST',
  path: '/api/v1/notices/:id/take-down',
  summary: '提前撤下公示（名单须更正后重新公示、重新计期）',
  audience: 'staff',
  permission: 'notices.publish',
  params: Type.Object({ id: Id }),
  body: Type.Object({ requestId: RequestId, reason: Text(300) }),
  reply: Type.Object({ reopened: Count }),
})

export const decideObjection = route({
  id: 'publicity.decide-objection',
  method: 'POST',
  path: '/api/v1/objections/:id/decide',
  summary: '处理公示异议：成立（移出名单）或不成立',
  audience: 'staff',
  permission: 'objections.decide',
  params: Type.Object({ id: Id }),
  body: Type.Object({ requestId: RequestId, decision: OneOf(['upheld', 'dismissed']), reason: Text(500) }),
  reply: ObjectionView,
})

export const revealObjector = route({
  id: 'publicity.reveal-objector',
  method: 'POST',
  path: '/api/v1/objections/:id/objector',
  summary: '查看异议人姓名和联系方式（记录理由）',
  audience: 'staff',
  permission: 'objections.decide',
  params: Type.Object({ id: Id }),
  body: Type.Object({ requestId: RequestId, reason: Text(200) }),
  reply: Type.Object({ name: Nullable(Type.String()), contact: Nullable(Type.String()) }),
})

export const publicNotices = route({
  id: 'publicity.public-list',
  method: 'GET',
  path: '/api/v1/public/notices',
  summary: '正在公示的名单',
  audience: 'public',
  query: Type.Object({ ...PageQuery, schoolId: Type.Optional(Id) }),
  reply: Page(
    Type.Object({
      id: Id,
      title: Type.String(),
      schoolName: Type.String(),
      publishDay: Day,
      lastDay: Day,
      names: Count,
    }),
  ),
})

export const publicNotice = route({
  id: 'publicity.public-get',
  method: 'GET',
  path: '/api/v1/public/notices/:id',
  summary: '一份公示（公示期满后不再提供）',
  audience: 'public',
  params: Type.Object({ id: Id }),
  reply: Type.Object({
    id: Id,
    title: Type.String(),
    schoolName: Type.String(),
    note: Type.String(),
    publishDay: Day,
    lastDay: Day,
    provisional: Type.Boolean(),
    entries: Type.Array(NoticeEntry),
  }),
})

export const raiseObjection = route({
  id: 'publicity.raise-objection',
  method: 'POST',
  path: '/api/v1/public/notices/:id/objections',
  summary: '对公示名单提出异议（可实名或匿名）',
  audience: 'public',
  params: Type.Object({ id: Id }),
  body: Type.Object({
    requestId: RequestId,
    entryNo: Type.Integer({ minimum: 1, maximum: 100000 }),
    name: Text(40, 0),
    contact: Text(60, 0),
    text: Text(1000, 5),
  }),
  reply: Type.Object({ objectionNo: Type.String(), decideDueOn: Day }),
})
