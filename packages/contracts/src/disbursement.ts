import { Type } from 'typebox'
import { InstalmentView } from './applications.ts'
import { Count, Fen, Id, Instant, Nullable, OneOf, Page, PageQuery, RequestId, Revision, Term, Text } from './basics.ts'
import { LineProblem } from './cards.ts'
import { itemStatuses, programmeCodes, runStatuses } from './enums.ts'
import { route } from './route.ts'

export const RunRow = Type.Object({
  id: Id,
  runNo: Type.String(),
  schoolId: Id,
  schoolName: Type.String(),
  programme: OneOf(programmeCodes),
  term: Term,
  period: Type.String(),
  channel: OneOf(['bank', 'school-ledger']),
  status: OneOf(runStatuses),
  statusTitle: Type.String(),
  items: Count,
  totalFen: Fen,
  paid: Count,
  paidFen: Fen,
  returned: Count,
  returnedFen: Fen,
  unknown: Count,
  fileSm3: Nullable(Type.String()),
  builtById: Id,
  builtBy: Type.String(),
  builtAt: Instant,
  approvedBy: Nullable(Type.String()),
  revision: Revision,
})

export const listRuns = route({
  id: 'disbursement.list-runs',
  method: 'GET',
  path: '/api/v1/runs',
  summary: '发放批次',
  audience: 'staff',
  permission: 'runs.read',
  query: Type.Object({ ...PageQuery, status: Type.Optional(OneOf(runStatuses)), schoolId: Type.Optional(Id) }),
  reply: Page(RunRow),
})

export const ItemRow = Type.Object({
  id: Id,
  line: Nullable(Type.Integer()),
  studentName: Type.String(),
  className: Type.String(),
  last4: Nullable(Type.String()),
  amountFen: Fen,
  status: OneOf(itemStatuses),
  statusTitle: Type.String(),
  resultCode: Nullable(Type.String()),
  resultText: Nullable(Type.String()),
  correctsItem: Nullable(Id),
})

export const previewRun = route({
  id: 'disbursement.preview-run',
  method: 'GET',
  path: '/api/v1/run-previews',
  summary: '可组批的发放项：金额合计、缺卡、余额',
  audience: 'staff',
  permission: 'runs.build',
  query: Type.Object({
    schoolId: Id,
    programme: OneOf(programmeCodes),
    term: Term,
    period: Type.Optional(Type.String({ maxLength: 20 })),
  }),
  reply: Type.Object({
    periods: Type.Array(Type.Object({ period: Type.String(), items: Count, totalFen: Fen, due: Type.Boolean() })),
    ready: Count,
    readyFen: Fen,
    withoutCard: Count,
    availableFen: Fen,
    enough: Type.Boolean(),
  }),
})

export const buildRun = route({
  id: 'disbursement.build-run',
  method: 'POST',
  path: '/api/v1/runs',
  summary: '组成发放批次',
  audience: 'staff',
  permission: 'runs.build',
  body: Type.Object({
    requestId: RequestId,
    schoolId: Id,
    programme: OneOf(programmeCodes),
    term: Term,
    period: Text(20),
  }),
  reply: RunRow,
})

export const getRun = route({
  id: 'disbursement.get-run',
  method: 'GET',
  path: '/api/v1/runs/:id',
  summary: '批次详情',
  audience: 'staff',
  permission: 'runs.read',
  params: Type.Object({ id: Id }),
  query: Type.Object({ ...PageQuery, status: Type.Optional(OneOf(itemStatuses)) }),
  reply: Type.Object({
    run: RunRow,
    items: Type.Array(ItemRow),
    nextCursor: Nullable(Type.String()),
    history: Type.Array(
      Type.Object({ at: Instant, title: Type.String(), by: Type.String(), note: Nullable(Type.String()) }),
    ),
    reconciliation: Type.Object({ sentFen: Fen, paidFen: Fen, returnedFen: Fen, openFen: Fen, differenceFen: Fen }),
    actions: Type.Array(OneOf(['approve', 'cancel', 'seal', 'download', 'mark-sent', 'load-return', 'close', 'book'])),
    whyNot: Nullable(Type.String()),
  }),
})

const act = Type.Object({ requestId: RequestId, revision: Revision })
const runId = Type.Object({ id: Id })

export const approveRun = route({
  id: 'disbursement.approve-run',
  method: 'POST',
  path: '/api/v1/runs/:id/approve',
  summary: '审批发放批次（与组批人不得为同一人）；免学费批次审批后直接记入学校账',
  audience: 'staff',
  permission: 'runs.approve',
  params: runId,
  body: act,
  reply: RunRow,
})

export const cancelRun = route({
  id: 'disbursement.cancel-run',
  method: 'POST',
  path: '/api/v1/runs/:id/cancel',
  summary: '作废未送银行的批次',
  audience: 'staff',
  permission: 'runs.approve',
  params: runId,
  body: Type.Object({ requestId: RequestId, revision: Revision, reason: Text(300) }),
  reply: RunRow,
})

export const sealRun = route({
  id: 'disbursement.seal-run',
  method: 'POST',
  path: '/api/v1/runs/:id/seal',
  summary: '生成并封存银行文件（SM3）',
  audience: 'staff',
  permission: 'runs.file',
  params: runId,
  body: act,
  reply: RunRow,
})

export const downloadRunFile = route({
  id: 'disbursement.run-file',
  method: 'GET',
  path: '/api/v1/runs/:id/file',
  summary: '下载封存的银行文件',
  audience: 'staff',
  permission: 'runs.file',
  params: runId,
  download: true,
  reply: Type.Unknown(),
})

export const markRunSent = route({
  id: 'disbursement.mark-sent',
  method: 'POST',
  path: '/api/v1/runs/:id/sent',
  summary: '登记已送银行',
  audience: 'staff',
  permission: 'runs.file',
  params: runId,
  body: act,
  reply: RunRow,
})

export const loadReturn = route({
  id: 'disbursement.load-return',
  method: 'POST',
  path: '/api/v1/runs/:id/returns',
  summary: '导入银行回盘文件：整份接受，或整份拒收并逐行说明',
  audience: 'staff',
  permission: 'runs.file',
  upload: true,
  params: runId,
  body: Type.Object({ requestId: RequestId }),
  reply: Type.Object({
    accepted: Type.Boolean(),
    paid: Count,
    returned: Count,
    unknown: Count,
    problems: Type.Array(LineProblem),
  }),
})

export const closeRun = route({
  id: 'disbursement.close-run',
  method: 'POST',
  path: '/api/v1/runs/:id/close',
  summary: '对账无误后办结',
  audience: 'staff',
  permission: 'runs.file',
  params: runId,
  body: act,
  reply: RunRow,
})

export const correctItem = route({
  id: 'disbursement.correct-item',
  method: 'POST',
  path: '/api/v1/payment-items/:id/correct',
  summary: '银行退回的发放项：核对后以新发放项重发',
  audience: 'staff',
  permission: 'runs.build',
  params: runId,
  body: Type.Object({ requestId: RequestId, reason: Text(300) }),
  reply: Type.Object({ newItemId: Id }),
})

export const allocateFunds = route({
  id: 'funds.allocate',
  method: 'POST',
  path: '/api/v1/allocations',
  summary: '登记资金拨付到学校',
  audience: 'staff',
  permission: 'funds.allocate',
  body: Type.Object({
    requestId: RequestId,
    schoolId: Id,
    programme: OneOf(programmeCodes),
    term: Term,
    amountFen: Type.Integer({ minimum: 1, maximum: 1e12 }),
    documentNo: Text(80),
  }),
  reply: Type.Object({ id: Id, availableFen: Fen }),
})

export const fundSummary = route({
  id: 'funds.summary',
  method: 'GET',
  path: '/api/v1/funds',
  summary: '资金台账：拨入、发放、退回、结余',
  audience: 'staff',
  permission: 'funds.read',
  query: Type.Object({ term: Type.Optional(Term) }),
  reply: Type.Object({
    rows: Type.Array(
      Type.Object({
        schoolId: Id,
        schoolName: Type.String(),
        programme: OneOf(programmeCodes),
        term: Term,
        allocatedFen: Fen,
        neededFen: Fen,
        paidFen: Fen,
        inTransitFen: Fen,
        returnedFen: Fen,
        schoolIncomeFen: Fen,
        availableFen: Fen,
      }),
    ),
    sumOfAllAccountsFen: Fen,
  }),
})

export const ledgerEntries = route({
  id: 'funds.ledger',
  method: 'GET',
  path: '/api/v1/ledger',
  summary: '分录明细',
  audience: 'staff',
  permission: 'funds.read',
  query: Type.Object({ ...PageQuery, schoolId: Type.Optional(Id) }),
  reply: Page(
    Type.Object({
      id: Id,
      at: Instant,
      kind: Type.String(),
      kindTitle: Type.String(),
      debit: Type.String(),
      credit: Type.String(),
      amountFen: Fen,
      document: Nullable(Type.String()),
      by: Type.String(),
    }),
  ),
})

export const ownPayments = route({
  id: 'disbursement.own',
  method: 'GET',
  path: '/api/v1/student/payments',
  summary: '我的每一笔资助',
  audience: 'student',
  reply: Type.Object({
    receivedFen: Fen,
    comingFen: Fen,
    awards: Type.Array(
      Type.Object({
        id: Id,
        programme: OneOf(programmeCodes),
        title: Type.String(),
        term: Term,
        termFen: Fen,
        payee: OneOf(['student', 'school']),
        payeeText: Type.String(),
        instalments: Type.Array(InstalmentView),
      }),
    ),
  }),
})
