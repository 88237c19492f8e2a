/** Invented data of one student for the development mock. Money in fen, days in Asia/Shanghai. */
import type { applications, cards, disbursement, office, ReplyOf, session } from '@zhuxue/contracts'
import { localDate, makeDemoIdNumber } from '@zhuxue/policy'

type Home = ReplyOf<typeof applications.studentHome>
type Form = ReplyOf<typeof applications.getForm>

export const ids = {
  student: '0192a000-0000-7000-8000-000000000001',
  round: '0192a000-0000-7000-8000-0000000000a1',
  grant: '0192a000-0000-7000-8000-0000000000b1',
  waiver: '0192a000-0000-7000-8000-0000000000b2',
}
export const password = 'lantian88'
export const idNumber = makeDemoIdNumber('530129', localDate('2009-05-12'), 'female', 1)
export const now = '2026-09-02T02:30:00.000Z'

export const me = (mustChangePassword: boolean, csrf: string): ReplyOf<typeof session.me> => ({
  kind: 'student',
  id: ids.student,
  name: '阿依木',
  mustChangePassword,
  place: '昆明市寻甸县职业高级中学 2025级畜牧1班',
  studentId: ids.student,
  grant: null,
  grants: [],
  permissions: [],
  now,
  today: '2026-09-02',
  demo: true,
  csrf,
  idleMinutes: 30,
  step: mustChangePassword ? 'change-password' : 'none',
  secondFactors: [],
  demoAccount: false,
  notices: [],
})

export const determinations: Home['determinations'] = [
  {
    programme: 'national-grant',
    title: '国家助学金',
    outcome: 'entitled',
    route: 'agriculture',
    routeTitle: '涉农专业学生',
    yearFen: 230000,
    termFen: 115000,
    payee: 'student',
    version: '2025-spring',
    versionSource: '财教〔2024〕181号',
    reasons: [
      { rule: 'full-time', text: '您是全日制正式学籍学生。', source: '财教〔2024〕181号 第三条', met: true },
      { rule: 'grade', text: '您在一至三年级。', source: '财教〔2024〕181号 第三条', met: true },
      { rule: 'agriculture', text: '您学的是涉农专业（畜牧兽医）。', source: '财教〔2024〕181号 第三条', met: true },
    ],
  },
  {
    programme: 'tuition-waiver',
    title: '免学费',
    outcome: 'to-verify',
    route: null,
    routeTitle: null,
    yearFen: 200000,
    termFen: 100000,
    payee: 'school',
    version: '2020-autumn',
    versionSource: '云财教〔2015〕363号',
    reasons: [
      { rule: 'performing', text: '您学的不是艺术类相关表演专业。', source: '云财教〔2015〕363号 二', met: true },
      { rule: 'rural', text: '户籍地类型还没有登记，需要学校核实。', source: '云财教〔2015〕363号 二', met: null },
      { rule: 'hardship', text: '本学年还没有认定为家庭经济困难学生。', source: '云财教〔2015〕363号 二', met: false },
    ],
  },
]

const programmes: Home['programmes'] = determinations.map(({ route: _route, version, ...d }) => ({
  ...d,
  version,
  amountText: '按标准发放',
  amountKind: 'yearly',
  online: true,
  campus: false,
  applyAt: '就读学校',
  applyWhen: '开学注册后5个工作日内',
  procedure: '学生申请→班主任初审→学校审核',
  papers: [],
  provisional: null,
}))

export const home: Home = {
  name: '阿依木',
  schoolName: '寻甸县职业高级中学',
  className: '2025级畜牧1班',
  term: '2026-autumn',
  termTitle: '2026年秋季学期',
  round: {
    id: ids.round,
    opensOn: '2026-09-01',
    closesOn: '2026-09-08',
    closesAt: '2026-09-08T16:00:00.000Z',
    state: 'open',
  },
  determinations,
  programmes,
  choices: [],
  applications: [],
  draft: null,
  tasks: [
    {
      kind: 'apply',
      title: '填写本学期资助申请',
      detail: '一次填完。',
      link: '/student/apply',
      dueAt: '2026-09-08T16:00:00.000Z',
    },
    {
      kind: 'messages',
      title: '有1条未读消息',
      detail: '申请进度和发放情况会在消息里通知你。',
      link: '/student/messages',
      dueAt: null,
    },
  ],
  unreadMessages: 1,
}

export const form: Form = {
  roundId: ids.round,
  term: '2026-autumn',
  closesAt: '2026-09-08T16:00:00.000Z',
  open: true,
  roll: [
    { key: 'school', label: '学校', value: '寻甸县职业高级中学', source: '学籍', asOf: '2026-09-01', verifiedBy: null },
    { key: 'major', label: '专业', value: '畜牧兽医（涉农）', source: '学籍', asOf: '2026-09-01', verifiedBy: null },
    { key: 'grade', label: '年级', value: '二年级', source: '学籍', asOf: '2026-09-01', verifiedBy: null },
    { key: 'hukou', label: '户籍地', value: '寻甸县 河口镇', source: '部门比对', asOf: '2026-08-20', verifiedBy: null },
    { key: 'areaType', label: '户籍地类型', value: null, source: '学籍', asOf: null, verifiedBy: null },
  ],
  name: '阿依木',
  age: 17,
  guardianNeeded: false,
  guardianPhoneMasked: null,
  phoneMasked: '154****0012',
  determinations,
  selectable: ['national-grant', 'tuition-waiver'],
  requiredAttachments: [
    { kind: 'id-copy', title: '身份证照片（人像面）', why: '核对身份，办理中职卡时使用。' },
    { kind: 'household-register', title: '户口簿照片', why: '核对户籍地。拍首页和您本人那一页。' },
  ],
  attachments: [],
  confirm: null,
  draft: { revision: 0, answers: {}, savedAt: null },
  returned: null,
  submission: null,
}

const step = (
  id: string,
  title: string,
  owner: string,
  state: 'done' | 'current' | 'waiting',
  dueOn: string | null,
) => ({
  id,
  title,
  owner,
  state,
  at: state === 'done' ? '2026-09-02T03:00:00.000Z' : null,
  dueOn,
  note: null,
})

export const track = (app: Home['applications'][number]): ReplyOf<typeof applications.trackApplication> => ({
  application: app,
  term: '2026-autumn',
  submittedAt: '2026-09-02T03:00:00.000Z',
  steps: [
    step('submitted', '申请', '您本人', 'done', null),
    step('checked', '班主任初审', '班主任 李老师', 'current', '2026-09-09'),
    step('reviewed', '学校审核', '学校资助办公室', 'waiting', '2026-09-16'),
    step('assessed', '评审', '学校资助工作领导小组', 'waiting', null),
    step('noticed', '公示', '学校', 'waiting', null),
    step('approved', '县级审核', '寻甸县学生资助管理中心', 'waiting', null),
    step('card', '办卡', '学校和银行', 'waiting', null),
    step('sent', '发放', '学校财务', 'waiting', null),
    step('paid', '到账', '银行', 'waiting', null),
  ],
  reasons:
    determinations.find((d) => d.programme === app.programme) ?? (determinations[0] as (typeof determinations)[0]),
  decisionReason: null,
  appeal: null,
  canRecall: true,
  held: false,
  guardian: null,
  instalments: [],
  history: [{ at: '2026-09-02T03:00:00.000Z', title: '提交申请', by: '阿依木', note: null }],
})

export const payments: ReplyOf<typeof disbursement.ownPayments> = {
  receivedFen: 115000,
  comingFen: 46000,
  awards: [
    {
      id: '0192a000-0000-7000-8000-0000000000c1',
      programme: 'national-grant',
      title: '国家助学金',
      term: '2026-spring',
      termFen: 115000,
      payee: 'student',
      payeeText: '发放到您本人的中职卡',
      instalments: ['2026-03', '2026-04', '2026-05', '2026-06', '2026-07'].map((period, i) => ({
        id: `0192a000-0000-7000-8000-0000000000d${i}`,
        period,
        amountFen: 23000,
        status: i === 3 ? 'returned' : i === 4 ? 'planned' : 'paid',
        statusTitle: i === 3 ? '银行退回' : i === 4 ? '待发放' : '已到账',
        paidAt: i < 3 ? `${period}-20T02:00:00.000Z` : null,
        last4: i < 4 ? '0127' : null,
        reason: i === 3 ? '银行卡长期未使用，已转为睡眠状态。' : null,
        whatToDo: i === 3 ? '请带身份证到开卡银行柜台恢复使用，学校会重新发放。' : null,
      })),
    },
    {
      id: '0192a000-0000-7000-8000-0000000000c2',
      programme: 'tuition-waiver',
      title: '免学费',
      term: '2026-spring',
      termFen: 100000,
      payee: 'school',
      payeeText: '拨付学校',
      instalments: [
        {
          id: '0192a000-0000-7000-8000-0000000000e1',
          period: '2026-spring',
          amountFen: 100000,
          status: 'paid',
          statusTitle: '已抵免',
          paidAt: '2026-04-02T02:00:00.000Z',
          last4: null,
          reason: null,
          whatToDo: null,
        },
      ],
    },
  ],
}

export const card: ReplyOf<typeof cards.ownCard> = {
  card: {
    last4: '0127',
    issuer: '建设银行',
    hotline: '95533',
    openedOn: '2025-11-03',
    preferentialUntil: '2028-11-02',
    status: 'issued',
    statusTitle: '已开卡（待本人激活）',
    whatToDo: '请本人带身份证到建设银行任一网点柜台激活。未满16周岁请监护人陪同。',
  },
  mayReport: true,
  reports: [],
}

export const messages: ReplyOf<typeof office.messages> = {
  items: [
    {
      id: '0192a000-0000-7000-8000-0000000000f1',
      kind: 'round-opened',
      title: '本学期资助申请已开始',
      body: '请在9月8日24:00前提交申请。一张表可以同时申请国家助学金和免学费。',
      link: '/student/apply',
      at: '2026-09-01T01:00:00.000Z',
      read: false,
    },
    {
      id: '0192a000-0000-7000-8000-0000000000f2',
      kind: 'paid',
      title: '助学金到账',
      body: '2026年5月国家助学金230.00元已发放至尾号0127的中职卡。资助部门不会索要密码和验证码。',
      link: '/student/payments',
      at: '2026-05-20T02:00:00.000Z',
      read: true,
    },
  ],
  nextCursor: null,
}

export const accessLog: ReplyOf<typeof office.accessLog> = {
  items: [
    {
      id: '0192a000-0000-7000-8000-0000000000aa',
      at: '2026-09-01T06:20:00.000Z',
      by: '王敏',
      role: '资助专干',
      field: '手机号',
      reason: '联系学生或监护人',
    },
  ],
  nextCursor: null,
}
