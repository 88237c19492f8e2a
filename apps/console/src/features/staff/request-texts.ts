export const requestTexts = {
  title: '授权申请',
  intro: '增加角色、代班、岗位交接都要另一位安全管理员确认后才生效。请向用人部门核实后再确认。',
  person: '人员',
  role: '角色',
  period: '期限',
  always: '长期',
  now: '即日',
  cover: (n: string) => `代${n}的班`,
  handover: '岗位交接',
  requestedBy: '申请人',
  act: '办理',
  acts: { confirm: '确认', refuse: '不同意', withdraw: '撤回' },
  titles: {
    confirm: (n: string) => `确认授权：${n}`,
    refuse: (n: string) => `不同意授权：${n}`,
    withdraw: (n: string) => `撤回申请：${n}`,
  },
  intros: {
    confirm: '确认后立即生效，并记入审计日志。',
    refuse: '请写明理由，申请人可以看到。',
    withdraw: '撤回后不再等待确认。',
  },
  empty: '没有授权申请',
  emptyHelp: '在“用户与角色”里新建账号或增加角色后，会出现在这里。',
} as const

export const policyTexts = {
  title: '安全规则',
  intro: '账号、登录、会话和授权的现行规则。数值取自系统实际执行的设置，不能在界面上放宽。',
  rule: '规则',
  value: '现行值',
  source: '依据',
} as const
