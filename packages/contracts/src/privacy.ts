import { type Static, Type } from 'typebox'
import { Count, Day, Id, Instant, Nullable, OneOf, RequestId, Text } from './basics.ts'
import { route } from './route.ts'

/** Kinds of data held about a student, as a person would name them. */
export const heldGroups = [
  'roll',
  'registers',
  'roll-changes',
  'hardship',
  'applications',
  'draft',
  'cards',
  'payments',
  'messages',
  'account',
  'devices',
  'access-log',
  'consents',
  'face',
] as const
export type HeldGroupKey = (typeof heldGroups)[number]

/** What happens when the student asks for a group to be deleted. */
export const erasureWays = ['kept', 'now', 'withdraw-consent'] as const
export type ErasureWay = (typeof erasureWays)[number]

/** One datum with where it came from (个人信息保护法 45: the person may look at and copy it). */
export const HeldItem = Type.Object({
  label: Type.String(),
  value: Nullable(Type.String()),
  source: Type.String({ description: 'in words: 学籍、部门比对、本人填报、人工核实、银行、系统' }),
  asOf: Nullable(Day),
  verifiedBy: Nullable(Type.String()),
})

export type HeldItem = Static<typeof HeldItem>

export const HeldGroup = Type.Object({
  key: OneOf(heldGroups),
  title: Type.String(),
  /** what it is used for */
  purpose: Type.String(),
  /** how long it is kept */
  kept: Type.String(),
  erasure: OneOf(erasureWays),
  /** number of records, for the overview */
  count: Count,
  items: Type.Array(HeldItem),
})

export type HeldGroup = Static<typeof HeldGroup>

export const ErasureAnswer = Type.Object({
  id: Id,
  referenceNo: Type.String(),
  at: Instant,
  group: OneOf(heldGroups),
  title: Type.String(),
  outcome: OneOf(['refused', 'done']),
  /** written answer in full sentences */
  answer: Type.String(),
  legalBasis: Nullable(Type.String()),
  keptUntil: Nullable(Type.String()),
})

export const myData = route({
  id: 'privacy.my-data',
  method: 'GET',
  path: '/api/v1/student/my-data',
  summary: '我的信息：保存了什么、来自哪里、做什么用、保存多久',
  audience: 'student',
  reply: Type.Object({
    groups: Type.Array(HeldGroup),
    /** looks at protected data: how many, and the last one */
    looks: Count,
    lastLookAt: Nullable(Instant),
    answers: Type.Array(ErasureAnswer),
    exports: Type.Array(Type.Object({ at: Instant })),
  }),
})

export const requestExport = route({
  id: 'privacy.request-export',
  method: 'POST',
  path: '/api/v1/student/my-data/exports',
  summary: '申请导出我的全部信息（须再次输入密码，10 分钟内在本机下载）',
  audience: 'student',
  body: Type.Object({ requestId: RequestId, password: Text(128) }),
  reply: Type.Object({ id: Id, expiresAt: Instant }),
})

export const downloadExportPage = route({
  id: 'privacy.download-export-page',
  method: 'GET',
  path: '/api/v1/student/my-data/exports/:id/page',
  summary: '下载导出的信息（网页，便于阅读和打印）',
  audience: 'student',
  params: Type.Object({ id: Id }),
  download: true,
  reply: Type.Unknown(),
})

export const downloadExportData = route({
  id: 'privacy.download-export-data',
  method: 'GET',
  path: '/api/v1/student/my-data/exports/:id/data',
  summary: '下载导出的信息（JSON，便于转移到其他系统）',
  audience: 'student',
  params: Type.Object({ id: Id }),
  download: true,
  reply: Type.Unknown(),
})

export const requestErasure = route({
  id: 'privacy.request-erasure',
  method: 'POST',
  path: '/api/v1/student/my-data/erasures',
  summary: '请求删除一类信息：能删的立即删除，依法须保存的书面说明理由',
  audience: 'student',
  body: Type.Object({ requestId: RequestId, group: OneOf(heldGroups) }),
  reply: ErasureAnswer,
})
