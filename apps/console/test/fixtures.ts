/** Replies for looking at the screens without a server. Typed by the contracts, so they cannot drift. All persons are made up. */
import {
  type applications,
  type cards,
  type disbursement,
  type office,
  type organisations,
  type programmes,
  type publicity,
  type ReplyOf,
  type Role,
  rolePermissions,
  roleTitles,
  type roll,
  type session,
} from '@zhuxue/contracts'

export const uid = (n: number) => `01936f1e-2b3c-7d4e-8f90-${String(n).padStart(12, '0')}`
const at = '2026-09-02T02:05:00.000Z'

export const me = (role: Role): ReplyOf<typeof session.me> => ({
  kind: 'staff',
  id: uid(1),
  name: '李素芬',
  mustChangePassword: false,
  place: '',
  studentId: null,
  grant: {
    id: uid(2),
    role,
    roleTitle: roleTitles[role],
    orgId: uid(10),
    orgName: '昆明市第一职业中等专业学校',
    orgKind: 'school',
  },
  grants: [
    {
      id: uid(2),
      role,
      roleTitle: roleTitles[role],
      orgId: uid(10),
      orgName: '昆明市第一职业中等专业学校',
      orgKind: 'school',
    },
    {
      id: uid(3),
      role: 'class-teacher',
      roleTitle: '班主任',
      orgId: uid(21),
      orgName: '2026级护理1班',
      orgKind: 'class',
    },
  ],
  permissions: [...rolePermissions[role]],
  now: at,
  today: '2026-09-02',
  demo: true,
  csrf: 'c',
  idleMinutes: 20,
})

export const clock: ReplyOf<typeof office.demoClock> = { demo: true, now: at, today: '2026-09-02', offsetDays: 0 }
export const accounts: ReplyOf<typeof office.demoAccounts> = {
  students: [],
  staff: [
    { username: 'zz01', password: 'x', name: '李素芬', roleTitle: '资助专干', orgName: '昆明市第一职业中等专业学校' },
    {
      username: 'sh01',
      password: 'x',
      name: '和志远',
      roleTitle: '审核人（业务主管）',
      orgName: '昆明市第一职业中等专业学校',
    },
    { username: 'bzr01', password: 'x', name: '普琼仙', roleTitle: '班主任', orgName: '昆明市第一职业中等专业学校' },
    { username: 'cw01', password: 'x', name: '赵国栋', roleTitle: '学校财务', orgName: '昆明市第一职业中等专业学校' },
    { username: 'xj01', password: 'x', name: '杨丽萍', roleTitle: '县级资助管理中心', orgName: '五华区教育体育局' },
  ],
}

const item = (n: number, title: string, detail: string, late: boolean, link: string) => ({
  id: uid(100 + n),
  title,
  detail,
  link,
  dueOn: late ? '2026-08-31' : '2026-09-04',
  late,
})
export const work: ReplyOf<typeof office.workList> = {
  groups: [
    {
      kind: 'review',
      title: '待学校审核的申请',
      link: '/console/applications?status=checked',
      count: 23,
      late: 2,
      oldestDueOn: '2026-08-31',
      items: [
        item(1, '王春燕', '国家助学金 · 2026级护理1班 · 农村户籍困难学生', true, `/console/applications/${uid(101)}`),
        item(2, '阿依诺', '国家助学金 · 2026级护理2班', true, `/console/applications/${uid(101)}`),
        item(3, '欧阳建国', '免学费 · 2026级汽修1班 · 涉农专业', false, `/console/applications/${uid(101)}`),
      ],
    },
    {
      kind: 'hardship',
      title: '待审定的困难认定',
      link: '/console/hardship?status=proposed',
      count: 2,
      late: 0,
      oldestDueOn: '2026-09-04',
      items: [item(4, '李明', '建议：特别困难', false, '/console/hardship?status=proposed')],
    },
  ],
}

export const tree: ReplyOf<typeof organisations.orgTree> = {
  items: [
    {
      id: uid(5),
      parentId: null,
      kind: 'county',
      line: 'education',
      code: '530102',
      name: '五华区',
      schoolKind: null,
      countyCode: '530102',
    },
    {
      id: uid(10),
      parentId: uid(5),
      kind: 'school',
      line: 'education',
      code: 'S1',
      name: '昆明市第一职业中等专业学校',
      schoolKind: '职业高中',
      countyCode: '530102',
    },
    {
      id: uid(11),
      parentId: uid(5),
      kind: 'school',
      line: 'human-resources',
      code: 'S2',
      name: '云南农业技工学校',
      schoolKind: '技工学校',
      countyCode: '530102',
    },
  ],
}
export const classes: ReplyOf<typeof organisations.listClasses> = {
  items: [1, 2].map((n) => ({
    id: uid(20 + n),
    name: `2026级护理${n}班`,
    schoolId: uid(10),
    schoolName: '昆明市第一职业中等专业学校',
    departmentName: '医护系',
    entryYear: 2026,
    majorName: '护理',
    students: 42,
    teacherName: '普琼仙',
  })),
  nextCursor: null,
}

const names = ['王春燕', '阿依诺', '欧阳建国', '李明', '和丽娟', '普光明', '赵小龙', '罗秀英', '杨文俊', '木兰芳']
export const students: ReplyOf<typeof roll.listStudents> = {
  items: names.map((name, i) => ({
    id: uid(200 + i),
    name,
    rollNumber: `G5301****${String(1023 + i)}`,
    className: `2026级护理${(i % 2) + 1}班`,
    schoolName: '昆明市第一职业中等专业学校',
    grade: 1,
    majorName: '护理',
    rollStatus: i === 4 ? 'suspended' : i === 7 ? 'pre-registered' : 'on-roll',
    studyMode: i === 8 ? 'part-time' : 'full-time',
    hardship: i % 3 === 0 ? 'moderate' : null,
    activated: i % 4 !== 1,
  })),
  nextCursor: 'abc',
}
const facts: ReplyOf<typeof roll.getStudent>['facts'] = [
  { key: 'rollStatus', label: '学籍状态', value: '在籍', source: '学籍', asOf: '2026-09-01', verifiedBy: null },
  {
    key: 'hukou',
    label: '户籍',
    value: '云南省昆明市东川区（农村）',
    source: '学籍',
    asOf: '2026-09-01',
    verifiedBy: null,
  },
  {
    key: 'registers',
    label: '特殊群体',
    value: '脱贫家庭',
    source: '部门比对',
    asOf: '2026-08-20',
    verifiedBy: '五华区民政局',
  },
  { key: 'hardship', label: '困难等级', value: null, source: '人工核实', asOf: null, verifiedBy: null },
]
export const student: ReplyOf<typeof roll.getStudent> = {
  id: uid(200),
  revision: 3,
  name: '王春燕',
  gender: 'female',
  ethnicity: '彝族',
  idNumberMasked: '530113**********23',
  phoneMasked: '138****5678',
  addressMasked: '云南省昆明市东川区****',
  guardianName: '王建华',
  guardianPhoneMasked: null,
  rollNumber: 'G5301****1023',
  rollStatus: 'on-roll',
  className: '2026级护理1班',
  classId: uid(21),
  schoolName: '昆明市第一职业中等专业学校',
  schoolId: uid(10),
  facts,
  card: { last4: '0127', issuer: '建设银行', status: '已激活' },
  applications: [
    { id: uid(101), programme: '国家助学金', term: '2026-autumn', status: '待学校审核', referenceNo: 'ZX2026-000123' },
  ],
  rollChanges: [
    {
      id: uid(301),
      type: 'suspension',
      typeTitle: '休学',
      occurredOn: '2026-03-01',
      effectiveOn: '2026-03-08',
      reason: '因病住院治疗',
      status: 'confirmed',
      enteredBy: '段学籍',
      reviewedBy: '钱审核',
    },
  ],
}
export const rollChanges: ReplyOf<typeof roll.listRollChanges> = {
  items: [
    {
      id: uid(302),
      studentId: uid(204),
      studentName: '和丽娟',
      className: '2026级护理1班',
      schoolName: '昆明市第一职业中等专业学校',
      type: 'suspension',
      typeTitle: '休学',
      occurredOn: '2026-08-28',
      effectiveOn: '2026-08-28',
      reason: '因病休学，附医院证明',
      status: 'entered',
      enteredById: uid(9),
      enteredBy: '段学籍',
      enteredAt: at,
      reviewedBy: null,
      dueOn: '2026-09-01',
      stopsInstalments: 4,
    },
    {
      id: uid(303),
      studentId: uid(205),
      studentName: '普光明',
      className: '2026级护理2班',
      schoolName: '昆明市第一职业中等专业学校',
      type: 'withdrawal',
      typeTitle: '退学',
      occurredOn: '2026-08-20',
      effectiveOn: '2026-08-26',
      reason: '本人申请',
      status: 'confirmed',
      enteredById: uid(1),
      enteredBy: '段学籍',
      enteredAt: at,
      reviewedBy: '钱审核',
      dueOn: '2026-08-26',
      stopsInstalments: 0,
    },
  ],
  nextCursor: null,
}
export const rounds: ReplyOf<typeof programmes.listRounds> = {
  items: [
    {
      id: uid(400),
      schoolId: uid(10),
      schoolName: '昆明市第一职业中等专业学校',
      term: '2026-autumn',
      registrationDate: '2026-09-01',
      opensOn: '2026-09-01',
      closesOn: '2026-09-07',
      closesAt: '2026-09-07T16:00:00.000Z',
      state: 'open',
      programmes: ['national-grant', 'tuition-waiver'],
      quotas: [
        { programme: 'national-grant', authorityNumber: 240, documentNo: '昆教助〔2026〕18号' },
        { programme: 'tuition-waiver', authorityNumber: null, documentNo: null },
      ],
      openedBy: '李素芬',
      counts: { students: 1180, submitted: 412, inProgress: 380, noticed: 0, approved: 0, refused: 3 },
    },
  ],
  nextCursor: null,
}
const statuses = [
  'checked',
  'submitted',
  'reviewed',
  'returned',
  'public-notice',
  'noticed',
  'approved',
  'rejected',
  'checked',
  'noticed',
] as const
export const applicationList: ReplyOf<typeof applications.listApplications> = {
  items: names.map((studentName, i) => ({
    id: uid(101 + i),
    referenceNo: `ZX2026-000${123 + i}`,
    studentId: uid(200 + i),
    studentName,
    className: `2026级护理${(i % 2) + 1}班`,
    schoolName: '昆明市第一职业中等专业学校',
    programme: i % 3 === 2 ? 'tuition-waiver' : 'national-grant',
    term: '2026-autumn',
    status: statuses[i] ?? 'submitted',
    route: 'hardship',
    routeTitle: i % 2 ? '涉农专业' : '家庭经济困难',
    hardship: i % 2 ? null : 'moderate',
    termFen: 115000,
    submittedAt: at,
    dueOn: i < 2 ? '2026-08-31' : '2026-09-09',
    late: i < 2,
    held: i === 4,
    revision: 2,
    blocks: i === 3 ? 1 : 0,
  })),
  nextCursor: null,
}
const determination: ReplyOf<typeof applications.getApplication>['determination'] = {
  programme: 'national-grant',
  title: '国家助学金',
  outcome: 'competes',
  route: 'hardship',
  routeTitle: '家庭经济困难',
  yearFen: 230000,
  termFen: 115000,
  payee: 'student',
  version: 'national-grant@2026.1',
  versionSource: '财教〔2019〕19号',
  reasons: [
    {
      rule: 'on-roll',
      text: '全日制正式学籍一、二年级在校学生',
      source: '学生资助资金管理办法 附件4 第三条',
      met: true,
    },
    { rule: 'hardship', text: '经认定的家庭经济困难学生', source: '学生资助资金管理办法 附件4 第三条', met: null },
    { rule: 'agri', text: '涉农专业学生', source: '学生资助资金管理办法 附件4 第三条', met: false },
  ],
}
const hardship: NonNullable<ReplyOf<typeof applications.getApplication>['hardship']> = {
  id: uid(500),
  academicYear: '2026-2027',
  proposedLevel: 'severe',
  modelLevel: 'moderate',
  score: 52,
  model: '默认评分模型 2026.1',
  evidence: [
    { item: '特殊群体', text: '脱贫家庭（部门比对 2026-08-20）', points: null },
    { item: '就学人口', text: '家中 3 人上学', points: 6 },
    { item: '医疗', text: '父亲慢性病', points: 8 },
  ],
  proposalReason: '父亲住院，收入骤减，已家访',
  proposedById: uid(9),
  proposedBy: '普琼仙',
  status: 'proposed',
  level: null,
  decisionReason: null,
  decidedBy: null,
}
const first = applicationList.items[0]
if (!first) throw new Error('fixtures are empty')
export const application: ReplyOf<typeof applications.getApplication> = {
  application: first,
  submissionId: uid(600),
  submissionRevision: 2,
  student: {
    id: uid(200),
    name: '王春燕',
    gender: '女',
    age: 16,
    className: '2026级护理1班',
    grade: 1,
    majorName: '护理',
    idNumberMasked: '530113**********23',
    phoneMasked: '138****5678',
  },
  determination,
  determinationNow: { ...determination, outcome: 'to-verify' },
  facts,
  form: [
    { field: 'phone', label: '联系电话', value: '138****5678', before: null, changed: false },
    { field: 'householdSize', label: '家庭人口', value: '5', before: '3', changed: true },
    { field: 'incomePerPersonYuan', label: '人均年收入（元）', value: '6200', before: '62000', changed: true },
    { field: 'specialGroups', label: '特殊群体', value: '脱贫家庭', before: null, changed: false },
    {
      field: 'illness',
      label: '重大疾病',
      value: '父亲患慢性肾病，长期服药，每月药费约 1800 元',
      before: null,
      changed: false,
    },
    { field: 'debt', label: '欠债情况', value: '', before: null, changed: false },
  ],
  attachments: [
    { id: uid(700), kind: 'id-copy', size: 120000, mime: 'image/jpeg', uploadedAt: at },
    { id: uid(701), kind: 'household-register', size: 180000, mime: 'image/jpeg', uploadedAt: at },
  ],
  checks: [
    {
      id: 'phone-shared',
      level: 'warn',
      title: '电话与他人相同',
      text: '该手机号同时登记在另一名学生名下，请核对是否为兄弟姐妹或监护人电话。',
    },
    { id: 'duplicate', level: 'pass', title: '重复申请', text: '没有发现' },
    { id: 'roll', level: 'pass', title: '学籍状态', text: '在籍，全日制' },
  ],
  hardship,
  history: [
    { at, action: 'submit', title: '学生提交', by: '王春燕', role: '学生', reason: null, fields: [] },
    {
      at: '2026-09-02T03:05:00.000Z',
      action: 'return',
      title: '退回补正',
      by: '普琼仙',
      role: '班主任',
      reason: '请按户口簿填写',
      fields: [{ field: 'householdSize', label: '家庭人口', reason: '与户口簿不一致' }],
    },
    {
      at: '2026-09-02T04:05:00.000Z',
      action: 'check',
      title: '初审通过',
      by: '普琼仙',
      role: '班主任',
      reason: null,
      fields: [],
    },
  ],
  actions: ['review-pass', 'return', 'reject'],
  whyNot: null,
  rejectionReasons: [
    { code: 'not-full-time', text: '不是全日制正式学籍学生' },
    { code: 'hardship-none', text: '经认定不属于家庭经济困难' },
  ],
}
export const hardshipList: ReplyOf<typeof applications.listHardship> = {
  items: names.slice(0, 3).map((studentName, i) => ({
    studentId: uid(200 + i),
    studentName,
    className: '2026级护理1班',
    determination: {
      ...hardship,
      id: uid(500 + i),
      ...(i === 2 && { status: 'decided' as const, level: 'severe' as const, decidedBy: '和志远' }),
    },
  })),
  nextCursor: null,
}
export const committee: ReplyOf<typeof applications.committeeList> = {
  roundId: uid(400),
  programme: 'national-grant',
  listHash: 'b3a1c0ffee00112233445566778899aabbccddeeff00112233445566778899aa',
  quota: { base: 1180, baseText: '在籍全日制一、二年级学生', share: 0.2, number: 6, byAuthority: false, used: 6 },
  guaranteedExceedQuota: false,
  candidates: names.map((n, i) => ({
    applicationId: uid(101 + i),
    caseNo: `C-${String(i + 1).padStart(3, '0')}`,
    maskedName: `${n.slice(0, 1)}*`,
    className: '2026级护理1班',
    majorName: '护理',
    route: 'hardship',
    routeTitle: i < 2 ? '脱贫家庭' : '家庭经济困难',
    hardship: i < 4 ? 'severe' : 'moderate',
    rank: i + 1,
    proposal: i < 2 ? 'automatic' : i < 6 ? 'within-quota' : 'over-quota',
    reason: i < 2 ? '优先保障：脱贫家庭' : `特别困难，得分 ${82 - i * 3}，同分按公布规则排序`,
  })),
  notReady: 4,
}
const noticeRow: ReplyOf<typeof publicity.listNotices>['items'][number] = {
  id: uid(800),
  title: '2026年秋季学期国家助学金拟资助名单公示',
  schoolId: uid(10),
  schoolName: '昆明市第一职业中等专业学校',
  programme: 'national-grant',
  term: '2026-autumn',
  publishedAt: at,
  publishDay: '2026-09-28',
  lastDay: '2026-10-10',
  retractAt: '2026-10-10T16:00:00.000Z',
  provisional: false,
  state: 'live',
  names: 236,
  openObjections: 1,
  snapshotSm3: '66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0',
}
export const notices: ReplyOf<typeof publicity.listNotices> = {
  items: [
    noticeRow,
    { ...noticeRow, id: uid(801), state: 'ended', openObjections: 0, title: '2026年春季学期免学费拟资助名单公示' },
  ],
  nextCursor: null,
}
export const notice: ReplyOf<typeof publicity.getNotice> = {
  notice: noticeRow,
  note: '监督电话：学校资助办公室。',
  entries: names.map((n, i) => ({
    no: i + 1,
    name: `${n.slice(0, 1)}*`,
    className: '2026级护理1班',
    majorName: '护理',
    grade: 1,
    applicationId: uid(101 + i),
    held: i === 2,
    removed: i === 5,
  })),
  objections: [
    {
      id: uid(810),
      noticeId: uid(800),
      entryNo: 3,
      applicationId: uid(103),
      named: true,
      objectorName: '王**',
      contactMasked: '139****0000',
      text: '该同学家中经营饭店，条件较好，请核实。',
      receivedAt: at,
      ackDueOn: '2026-09-03',
      decideDueOn: '2026-09-09',
      state: 'open',
      decision: null,
      decidedBy: null,
    },
  ],
}
export const cardList: ReplyOf<typeof cards.listCards> = {
  items: names.slice(0, 6).map((studentName, i) => ({
    id: uid(900 + i),
    studentId: uid(200 + i),
    studentName,
    className: '2026级护理1班',
    issuer: '建设银行',
    last4: String(1270 + i),
    openedOn: '2026-08-20',
    preferentialUntil: '2029-08-19',
    status: i === 0 ? 'issued' : i === 5 ? 'lost' : 'activated',
    statusTitle: i === 0 ? '已开卡（待本人激活）' : i === 5 ? '已挂失' : '已激活',
  })),
  nextCursor: null,
}
export const missing: ReplyOf<typeof cards.cardsMissing> = {
  items: [{ studentId: uid(208), studentName: '杨文俊', className: '2026级护理1班', since: at }],
  nextCursor: null,
}
export const cardImport: ReplyOf<typeof cards.importCards> = {
  importId: null,
  dryRun: true,
  rows: 42,
  accepted: 39,
  failedAtBank: 1,
  problems: [
    { line: 7, column: '卡号', text: '卡号校验位不正确' },
    { line: 19, column: '证件号码', text: '名册中没有这名学生' },
  ],
}
export const funds: ReplyOf<typeof disbursement.fundSummary> = {
  rows: [
    {
      schoolId: uid(10),
      schoolName: '昆明市第一职业中等专业学校',
      programme: 'national-grant',
      term: '2026-autumn',
      allocatedFen: 27140000,
      neededFen: 27140000,
      paidFen: 5428000,
      inTransitFen: 115000,
      returnedFen: 46000,
      schoolIncomeFen: 0,
      availableFen: 21597000,
    },
    {
      schoolId: uid(10),
      schoolName: '昆明市第一职业中等专业学校',
      programme: 'tuition-waiver',
      term: '2026-autumn',
      allocatedFen: 100000000,
      neededFen: 98000000,
      paidFen: 98000000,
      inTransitFen: 0,
      returnedFen: 0,
      schoolIncomeFen: 98000000,
      availableFen: 2000000,
    },
  ],
  sumOfAllAccountsFen: 0,
}
export const ledger: ReplyOf<typeof disbursement.ledgerEntries> = {
  items: [
    {
      id: uid(1000),
      at,
      kind: 'allocation',
      kindTitle: '拨款',
      debit: '学校专户',
      credit: '财政拨款',
      amountFen: 27140000,
      document: '昆财教〔2026〕66号',
      by: '县财务',
    },
  ],
  nextCursor: null,
}
const run: ReplyOf<typeof disbursement.getRun>['run'] = {
  id: uid(1100),
  runNo: 'FF-2026-0007',
  schoolId: uid(10),
  schoolName: '昆明市第一职业中等专业学校',
  programme: 'national-grant',
  term: '2026-autumn',
  period: '2026-09',
  channel: 'bank',
  status: 'answered',
  statusTitle: '已回盘',
  items: 236,
  totalFen: 5428000,
  paid: 234,
  paidFen: 5382000,
  returned: 2,
  returnedFen: 46000,
  unknown: 0,
  fileSm3: '66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0',
  builtById: uid(9),
  builtBy: '李素芬',
  builtAt: at,
  approvedBy: '赵国栋',
  revision: 5,
}
export const runs: ReplyOf<typeof disbursement.listRuns> = {
  items: [
    run,
    {
      ...run,
      id: uid(1101),
      runNo: 'FF-2026-0008',
      status: 'built',
      statusTitle: '待审批',
      paid: 0,
      returned: 0,
      approvedBy: null,
    },
  ],
  nextCursor: null,
}
export const runDetail: ReplyOf<typeof disbursement.getRun> = {
  run,
  items: names.slice(0, 5).map((studentName, i) => ({
    id: uid(1200 + i),
    line: i + 1,
    studentName,
    className: '2026级护理1班',
    last4: String(1270 + i),
    amountFen: 23000,
    status: i === 1 ? 'returned' : 'paid',
    statusTitle: i === 1 ? '银行退回' : '已到账',
    resultCode: i === 1 ? '03' : '00',
    resultText: i === 1 ? '账户状态异常' : '成功',
    correctsItem: null,
  })),
  nextCursor: null,
  history: [
    { at, title: '组批', by: '李素芬', note: null },
    { at, title: '审批通过', by: '赵国栋', note: null },
  ],
  reconciliation: { sentFen: 5428000, paidFen: 5382000, returnedFen: 46000, openFen: 0, differenceFen: 0 },
  actions: ['download', 'close'],
  whyNot: null,
}
export const preview: ReplyOf<typeof disbursement.previewRun> = {
  periods: [
    { period: '2026-09', items: 236, totalFen: 5428000, due: true },
    { period: '2026-10', items: 236, totalFen: 5428000, due: false },
  ],
  ready: 230,
  readyFen: 5290000,
  withoutCard: 6,
  availableFen: 21597000,
  enough: true,
}
export const staff: ReplyOf<typeof office.listStaff> = {
  items: [
    {
      id: uid(31),
      username: 'zz01',
      name: '和志远',
      disabled: false,
      lockedUntil: null,
      lastLoginAt: at,
      grants: [
        {
          id: uid(41),
          role: 'reviewer',
          roleTitle: '审核人（业务主管）',
          orgId: uid(10),
          orgName: '昆明市第一职业中等专业学校',
          validUntil: '2027-07-31',
        },
      ],
    },
    { id: uid(32), username: 'cw01', name: '赵国栋', disabled: true, lockedUntil: null, lastLoginAt: null, grants: [] },
  ],
  nextCursor: null,
}
export const audit: ReplyOf<typeof office.auditSearch> = {
  items: [
    {
      chain: 'main',
      seq: 1042,
      at,
      actorName: '李素芬',
      actorRole: '资助专干',
      action: 'student.reveal',
      actionTitle: '查看完整信息',
      subjectKind: 'student',
      subjectId: uid(200),
      summary: '查看手机号，理由：联系学生或监护人',
      hash: '66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0',
    },
  ],
  nextCursor: null,
}
export const verification: ReplyOf<typeof office.auditVerify> = { ok: true, chains: 3, events: 10421, problems: [] }
export const slips: ReplyOf<typeof roll.printSlips> = {
  className: '2026级护理1班',
  slips: names
    .slice(0, 7)
    .map((name, i) => ({ studentId: uid(200 + i), name, idTail: String(1023 + i), password: `Ky7-Pm${i}x-Wd4` })),
  skippedActivated: 35,
}
