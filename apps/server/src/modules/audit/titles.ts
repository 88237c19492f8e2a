import {
  applicationStatusTitles,
  type ConsentPurpose,
  type ConsentWay,
  consentPurposeTitles,
  consentWayTitles,
  hardshipTitles,
  programmeTitles,
  roleTitles,
} from '@zhuxue/contracts'
import { type ApplicationAction, actionLabel, availableActions, formatTermText, parseTerm } from '@zhuxue/policy'
import { scrub } from '../../platform/index.ts'

/** Acts of all modules in words; a test finds an act that is missing here. */
const titles: Record<string, string> = {
  'campus.open': '开通校级资助申请',
  'campus.submit': '提交校级资助申请',
  'campus.resubmit': '补正后重新提交校级资助申请',
  'campus.recall': '撤回校级资助申请',
  'campus.pass': '校级资助：通过一个环节',
  'campus.rank': '校级资助：登记成绩排名',
  'campus.return': '校级资助：退回补正',
  'campus.reject': '校级资助：不予资助',
  'campus.select': '校级资助：列入拟资助名单',
  'campus.not-select': '校级资助：未列入拟资助名单',
  'campus.decide-list': '校级资助：决定评审名单',
  'campus.publish': '校级资助：开始公示',
  'campus.take-down': '校级资助：撤下公示',
  'campus.notice-end': '校级资助：公示期满',
  'campus.uphold-objection': '校级资助：异议成立',
  'campus.release-hold': '校级资助：异议不成立',
  'campus.withdraw-by-roll': '校级资助：因学籍异动终止',
  'campus.redetermined': '校级资助：按新的事实重新核定',
  'campus.paper-upload': '上传校级资助材料',
  'campus.paper-delete': '删除校级资助材料',
  'campus.handout': '登记学校发放',
  'campus.handout-undo': '撤销发放登记',
  'campus.handout-stop': '停发校级资助',
  'campus.handout-received': '学生确认收到校级资助',
  'campus.handout-not-received': '学生反映没有收到校级资助',
  'session.login': '登录',
  'session.login-failed': '登录失败',
  'session.lock': '账号锁定',
  'session.logout': '退出登录',
  'session.logout-everywhere': '在所有设备退出登录',
  'session.password-change': '修改密码',
  'session.switch-grant': '切换履职身份',
  'session.factor-failed': '第二重验证失败',
  'session.factor-add': '绑定第二重验证',
  'session.factor-remove': '删除第二重验证',
  'session.recovery-codes': '重新生成恢复码',
  'session.new-place': '在新地点登录',
  'session.new-device': '在新设备登录',
  'session.trust-device': '设备通过本人核验',
  'session.wechat-bind': '绑定微信提醒',
  'session.wechat-unbind': '解除微信绑定',
  'session.end-device': '让另一台设备退出登录',
  'session.outside-link': '绑定外部统一身份',
  'session.outside-unlink': '解除外部统一身份',
  'staff.create': '新建工作人员账号',
  'staff.grant-request': '申请增加角色',
  'staff.grant': '确认增加角色',
  'staff.grant-refuse': '不同意增加角色',
  'staff.grant-withdraw': '撤回授权申请',
  'staff.grant-end': '角色到期',
  'staff.handover-start': '发起岗位交接',
  'staff.handover-accept': '接收岗位',
  'staff.reset-second-factor': '清除第二重验证',
  'staff.revoke': '收回角色',
  'staff.reset-password': '重置工作人员密码',
  'staff.disable': '停用账号',
  'staff.enable': '启用账号',
  'installation.setup': '建立机构和三员账号',
  'installation.backup': '备份',
  'installation.restore': '从备份恢复',
  'installation.keys-rotate': '更换数据密钥',
  'organisation.add': '建立学校',
  'organisation.add-class': '建立班级',
  'roll.import': '导入学籍名册',
  'roll.import-change': '名册导入更新学籍信息',
  'roll.reveal': '查看完整敏感信息',
  'roll.open-file': '查看未成年学生档案',
  'roll.print-slips': '打印密码条',
  'roll.reissue-slip': '重发密码条（忘记密码）',
  'roll.change-enter': '登记学籍异动',
  'roll.change-confirm': '学籍异动审核通过',
  'roll.change-refuse': '学籍异动审核不通过',
  'consent.given': '同意',
  'consent.refused': '不同意',
  'consent.withdrawn': '撤回同意',
  'privacy.request-export': '申请导出本人信息',
  'privacy.export': '下载本人信息副本',
  'privacy.erase': '按本人要求删除信息',
  'privacy.refuse-erasure': '书面答复不能删除信息',
  'face.enrol': '登记人脸',
  'face.erase': '删除人脸特征',
  'face.pass': '人脸核验通过',
  'face.review': '人脸核验待老师核对',
  'face.fail': '人脸核验未通过',
  'face.certified-start': '转到统一身份核验',
  'face.ask-person': '请老师当面核验',
  'face.code-issue': '班主任给出一次性码',
  'face.code-wrong': '一次性码输错',
  'face.code-pass': '一次性码核验通过',
  'face.confirm-first': '当面核验：第一位老师确认',
  'face.confirm-second': '当面核验：第二位老师确认',
  'face.decide-pass': '核对后通过',
  'face.decide-refuse': '核对后不通过',
  'face.enter-device': '核验后在新设备登录',
  'face.id-photo': '提交学籍照片',
  'face.settings-propose': '提出变更核验环节',
  'face.settings-confirm': '确认变更核验环节',
  'face.settings-refuse': '不同意变更核验环节',
  'face.settings-withdraw': '撤回变更核验环节',
  'consent.paper-enter': '登记纸质同意书',
  'consent.paper-confirm': '确认纸质同意书',
  'consent.paper-refuse': '退回纸质同意书',
  'activation.roll': '核对本人学籍信息',
  'activation.phone': '确认手机号',
  'activation.face-choice': '选择本人核对方式',
  'activation.finish': '完成账号激活',
  'activation.roll-report': '反映学籍信息有误',
  'activation.report-corrected': '学籍信息有误已更正',
  'activation.report-answered': '答复学籍信息反映',
  'activation.remind': '提醒激活账号',
  'activation.export': '导出激活进度',
  'activation.bulk-alert': '批量激活预警',
  'activation.alert-close': '办结批量激活预警',
  'guardian.link-sent': '发送监护人链接',
  'guardian.signed': '监护人签字',
  'guardian.declined': '监护人不同意',
  'round.open': '开放申请批次',
  'rules.draft': '新建规则草稿',
  'rules.save': '修改规则草稿',
  'rules.discard': '放弃规则草稿',
  'rules.submit': '提交规则发布',
  'rules.return': '退回规则草稿',
  'rules.publish': '发布规则版本',
  'rules.withdraw': '撤回规则版本',
  'rules.what-if-export': '导出规则影响测算',
  'outreach.remind': '提醒学生申请',
  'application.keep': '情况变化后维持原结果',
  'submission.submit': '提交申请表',
  'application.submit': '提交申请',
  'application.redetermined': '重新判定申请',
  'application.hold': '异议期间暂缓',
  'application.release-hold': '异议处理完毕，恢复办理',
  'attachment.upload': '上传材料',
  'attachment.reuse': '沿用上次申请的材料',
  'attachment.delete': '删除材料',
  'attachment.view': '查看材料',
  'hardship.propose': '提出困难认定意见',
  'hardship.decide': '困难认定',
  'hardship.thresholds-propose': '提出变更困难认定评分线',
  'hardship.thresholds-confirm': '确认变更困难认定评分线',
  'hardship.thresholds-refuse': '不同意变更困难认定评分线',
  'hardship.thresholds-withdraw': '撤回变更困难认定评分线',
  'committee.decide': '领导小组评审',
  'notice.publish': '发布公示',
  'notice.end': '公示期满',
  'notice.take-down': '撤下公示',
  'objection.raise': '提出异议',
  'objection.upheld': '异议成立',
  'objection.dismissed': '异议不成立',
  'objection.reveal-objector': '查看异议人信息',
  'card.import': '导入中职卡清单',
  'card.activate': '登记中职卡激活',
  'card.lost': '登记中职卡挂失',
  'card.closed': '登记中职卡销户',
  'card.report': '反映中职卡有问题',
  'card.report-withdraw': '撤回对中职卡的反映',
  'card.report-reissued': '办理学生补换中职卡',
  'card.report-corrected': '更正中职卡信息',
  'card.report-no-problem': '答复中职卡反映：核实无误',
  'funds.allocate': '拨付资金',
  'run.build': '编制发放批次',
  'run.approve': '审批发放批次',
  'run.cancel': '作废发放批次',
  'run.seal': '封存发放文件',
  'run.download': '下载发放文件',
  'run.send': '送银行',
  'run.book': '记入学校账',
  'run.answer': '导入银行回盘',
  'run.enquiry': '导入银行查询结果',
  'run.return-refused': '银行回盘未通过检查',
  'run.close': '发放批次办结',
  'payment.correct': '更正退回的款项',
  'audit.verify': '核验审计链',
  'audit.reveal-report': '导出敏感信息查看报告',
}
const applicationActions = new Set<string>(Object.values(availableActions).flat())

/** An act in words; an act that has no title yet is shown as it is recorded. */
export function actionTitle(action: string): string {
  const known = titles[action]
  if (known) return known
  const [area, name] = action.split('.')
  if (area === 'application' && name && applicationActions.has(name)) return actionLabel(name as ApplicationAction)
  return action
}

/** Acts whose words contain what was typed: people look for 退回, not for a code. */
export function actionsNamed(words: string): string[] {
  const known = Object.entries(titles).filter(([, title]) => title.includes(words))
  const forms = [...applicationActions].filter((name) => actionLabel(name as ApplicationAction).includes(words))
  return [...known.map(([action]) => action), ...forms.map((name) => `application.${name}`)]
}

/** The role of whoever acted, in words; acts of the system itself have no role of a person. */
export function actorRoleTitle(role: string): string {
  if (role in roleTitles) return roleTitles[role as keyof typeof roleTitles]
  return role === 'student' ? '学生本人' : role === 'public' ? '公众' : '系统'
}

/** Has every act that is recorded a title? For the test over the source. */
export const hasTitle = (action: string): boolean => actionTitle(action) !== action

const keys: Record<string, string> = {
  referenceNo: '编号',
  runNo: '批次',
  no: '编号',
  name: '姓名',
  username: '用户名',
  className: '班级',
  role: '角色',
  orgName: '机构',
  programme: '项目',
  programmeTitle: '项目',
  ruleVersion: '版本',
  draftedBy: '起草人',
  term: '学期',
  level: '等级',
  type: '类型',
  field: '字段',
  last4: '尾号',
  reason: '理由',
  requestedBy: '申请人',
  to: '接收人',
  covers: '被代班人',
  validFrom: '自',
  validUntil: '至',
  factor: '方式',
  purposes: '环节',
  provider: '核验服务',
  label: '地点',
  year: '年度',
  documentNo: '文号',
  minutes: '分钟',
  slips: '张数',
  names: '人数',
  rows: '行数',
  cards: '卡数',
  registrationDate: '注册日',
  closesOn: '截止日',
  lastDay: '最后一日',
  occurredOn: '发生日期',
  effectiveOn: '生效日期',
  stoppedInstalments: '停发笔数',
  withdrawnApplications: '终止申请',
  purpose: '事项',
  way: '方式',
  relation: '关系',
}

const factorTitles: Record<string, string> = {
  totp: '动态码',
  passkey: '通行密钥',
  recovery: '恢复码',
  demo: '演示账号（无第二重验证）',
}

const statusTitles: Record<string, string> = applicationStatusTitles
const hardship: Record<string, string> = hardshipTitles

function word(key: string, value: unknown): string {
  if (key === 'purpose' && typeof value === 'string') return consentPurposeTitles[value as ConsentPurpose] ?? value
  if (key === 'way' && typeof value === 'string') return consentWayTitles[value as ConsentWay] ?? value
  if (key === 'factor' && typeof value === 'string') return factorTitles[value] ?? value
  if (key === 'term' && typeof value === 'string') {
    const term = parseTerm(value)
    return term ? formatTermText(term) : value
  }
  if (key === 'level' && typeof value === 'string') return hardship[value] ?? value
  if (key === 'role' && typeof value === 'string') return roleTitles[value as keyof typeof roleTitles] ?? value
  if (key === 'programme' && typeof value === 'string') {
    return programmeTitles[value as keyof typeof programmeTitles] ?? value
  }
  return String(value)
}

/** The recorded particulars in one line; ids and hashes are left out, and what looks like a personal number is hidden. */
export function summary(data: string): string {
  const o = JSON.parse(data) as Record<string, unknown>
  if (typeof o.summary === 'string') return scrub(o.summary)
  const parts = Object.entries(o).flatMap(([k, v]) => {
    if (k.endsWith('Fen') && typeof v === 'number') return [`金额 ${(v / 100).toFixed(2)} 元`]
    // `to` is the person of a hand-over, but the new state of an application
    const state = k === 'to' ? statusTitles[String(v)] : undefined
    if (state) return [`变为 ${state}`]
    const label = keys[k]
    if (!label || (typeof v !== 'string' && typeof v !== 'number') || v === '') return []
    return [`${label} ${word(k, v)}`]
  })
  return scrub(parts.join('；'))
}
