import type { FactPath, FactValue, HouseholdRegister } from '@zhuxue/policy'

interface Choice {
  readonly value: string
  readonly label: string
  readonly hint?: string
  readonly set: Readonly<Partial<Record<FactPath, FactValue>>>
}

const status: readonly Choice[] = [
  {
    value: 'at-school',
    label: '全日制，已注册学籍，正在学校上课',
    set: { rollStatus: 'on-roll', studyMode: 'full-time', atSchool: true, onInternship: false },
  },
  {
    value: 'internship',
    label: '全日制，已注册学籍，正在参加学校安排的岗位实习',
    set: { rollStatus: 'on-roll', studyMode: 'full-time', atSchool: false, onInternship: true },
  },
  {
    value: 'absent',
    label: '有学籍，但现在没有在校，也没有参加学校安排的实习',
    set: { rollStatus: 'on-roll', studyMode: 'full-time', atSchool: false, onInternship: false },
  },
  {
    value: 'part-time',
    label: '非全日制（业余、函授、短期培训）',
    set: { rollStatus: 'on-roll', studyMode: 'part-time' },
  },
  { value: 'pre', label: '刚报名，学籍还没有注册', set: { rollStatus: 'pre-registered' } },
  { value: 'suspended', label: '正在休学', set: { rollStatus: 'suspended' } },
  { value: 'gone', label: '已经毕业、退学或转走', set: { rollStatus: 'withdrawn' } },
]

const majorFacts = (agriculture: boolean, performing: boolean, opera: boolean) => ({
  'major.agriculture': agriculture,
  'major.performing': performing,
  'major.opera': opera,
})
const major: readonly Choice[] = [
  {
    value: 'agriculture',
    label: '农林牧渔等涉农专业',
    hint: '如园林、畜牧兽医、现代农艺、农产品加工',
    set: majorFacts(true, false, false),
  },
  { value: 'opera', label: '戏曲表演', set: majorFacts(false, true, true) },
  { value: 'performing', label: '其他表演类专业', hint: '如音乐、舞蹈、曲艺表演', set: majorFacts(false, true, false) },
  { value: 'other', label: '其他专业', hint: '如护理、汽修、计算机、幼儿保育', set: majorFacts(false, false, false) },
]

const hardship: readonly Choice[] = [
  { value: 'severe', label: '已认定：特别困难', set: { hardship: 'severe' } },
  { value: 'moderate', label: '已认定：困难', set: { hardship: 'moderate' } },
  { value: 'mild', label: '已认定：一般困难', set: { hardship: 'mild' } },
  { value: 'none', label: '认定过，结果是不困难', set: { hardship: 'none' } },
  { value: 'not-yet', label: '还没有认定', hint: '可以向学校提出，认定后再定', set: {} },
]

/** Household registers in the words of a family. */
const register: Readonly<Partial<Record<HouseholdRegister, string>>> = {
  'lifted-out-of-poverty': '脱贫户',
  'unstable-lifted': '脱贫不稳定户（监测对象）',
  'at-risk': '边缘易致贫户（监测对象）',
  'sudden-hardship': '突发严重困难户（监测对象）',
  'registered-poor': '原建档立卡贫困户',
  dibao: '领取低保',
  'dibao-marginal': '低保边缘家庭',
  destitute: '特困供养',
  orphan: '孤儿或事实无人抚养儿童',
  disabled: '本人有残疾证',
  'martyr-family': '烈士子女',
}

export const texts = {
  title: '我能享受什么',
  intro: '回答几个问题，就能知道可以享受哪些资助、多少钱、去哪里申请。',
  privacy: '不用登录，不问姓名和证件号码。答案只留在这台手机上，不会发给任何人。',
  start: '开始自查',
  rules: (region: string, term: string) => `按${region}${term}的政策计算`,
  noRules: '这个地区和学期没有政策数据，不能自查。请从政策明白卡选择别的时间。',
  guide: '查看政策明白卡',
  elder: '放大字体',
  normal: '恢复字体',
  back: '上一题',
  next: '下一题',
  count: (n: number, more: number) => (more > 0 ? `第 ${n} 题，后面最多还有 ${more} 题` : `第 ${n} 题，最后一题`),
  choose: '请选一项。不知道的，可以选“不清楚”。',
  chooseMany: '可以选几项；都没有的，请选“都没有”。',
  problem: '还没有选择',
  unsure: '不清楚',
  none: '都没有',
  pick: '请选择',
  question: {
    stage: { title: '在读的是哪一类学校？', hint: '以录取通知书或学生证为准。' },
    grade: { title: '现在读几年级？', hint: '五年制从入学起连续计算。' },
    status: { title: '现在的学习情况是哪一种？' },
    major: { title: '学的是哪一类专业？' },
    hukou: { title: '户口在哪个县（市、区）？', hint: '以户口簿为准，不是现在住的地方。' },
    hukouArea: { title: '户口所在地是哪一类？' },
    school: { title: '学校在哪个县（市、区）？' },
    registers: { title: '家庭或本人属于下面哪些情况？', hint: '以民政、乡村振兴、残联等部门的登记为准，可以选几项。' },
    riskEliminated: { title: '家庭的返贫风险消除了吗？', hint: '监测对象家庭由村委会或乡镇告知，不知道的选“不清楚”。' },
    hardship: { title: '学校做过家庭经济困难认定吗？' },
    nationality: { title: '是不是中国内地（大陆）户籍？' },
    ranking: { title: '上学年的成绩排名在哪一段？', hint: '在同年级同专业中的综合排名或成绩排名。' },
    outstanding: { title: '有没有突出表现的证明？', hint: '如技能大赛获奖、见义勇为等，由学校盖章证明。' },
  },
  about: (label: string) => `${label}是下面哪一种？`,
  otherStage: '其他学校，或没有在读',
  grade: (n: number) => `${'一二三四五'.charAt(n - 1)}年级`,
  status,
  major,
  hardship,
  register,
  areaTypes: [
    ['urban', '城市', '市辖区的街道'],
    ['county-seat', '县城', '县政府所在的镇或街道'],
    ['town', '镇', '县城以外的镇'],
    ['rural', '乡村', '村'],
  ] as readonly (readonly [string, string, string])[],
  nationality: [
    { value: 'CN', label: '是', set: { nationality: 'CN' } },
    { value: 'other', label: '港澳台或外国籍', set: { nationality: 'ZZ' } },
  ] as readonly Choice[],
  upTo: (n: number, unit: string) => `前${n}${unit}`,
  between: (a: number, b: number, unit: string) => `${a}${unit}至${b}${unit}`,
  beyond: (n: number, unit: string) => `${n}${unit}以后`,
  otherPlaces: '省内政策名单上的地方',
  notListed: '不在上面的',
  restOf: (name: string) => `${name}（上面没有的县市）`,
  restOfProvince: '本省的其他县（市、区）',
  elsewhere: '外省',
  result: '自查结果',
  resultNote: '这是按您的回答算出的参考结果，不是审批。最后以学校审核和公示为准。',
  entitled: (n: number) => (n > 0 ? `可以享受 ${n} 项` : ''),
  competes: (n: number) => (n > 0 ? `${n} 项符合条件，名额有限，需要评审` : ''),
  verify: (n: number) => (n > 0 ? `${n} 项可能享受，还要核实` : ''),
  nothing: '按您的回答，目前没有可以享受的项目',
  perYear: '每学年',
  perTerm: '每学期',
  once: '一次',
  ceiling: '每年最高',
  asCharged: '按学校收费标准免除',
  toSchool: '直接抵免学费，不发到个人',
  toPerson: '发给学生或家庭',
  why: '为什么（逐条依据）',
  route: (text: string) => `属于：${text}`,
  stillUnknown: '还要弄清楚',
  apply: '申请',
  when: '时间',
  where: '地点',
  papers: '要带的材料',
  source: '出处',
  provisional: '待确认',
  notEligible: (n: number) => `不符合条件的项目（${n} 项）和原因`,
  choice: '不能同时享受',
  choiceHelp: '没有想好可以先问班主任。学校或乡镇会告诉您怎么选、怎么换。',
  answers: '我的回答',
  change: '修改',
  print: '打印或保存这张单子',
  again: '清除回答，重新自查',
  help: '结果有疑问，请带上这张单子问班主任或学校资助办公室。资助不收任何费用，不要把密码和验证码告诉别人。',
  printed: (day: string) => `自查日期：${day}`,
} as const
