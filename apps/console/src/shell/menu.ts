import {
  activation,
  applications,
  campus,
  cards,
  catalogue,
  disbursement,
  face,
  hardship,
  office,
  outreach,
  type Permission,
  programmes,
  publicity,
  type Route,
  roll,
  staff,
} from '@zhuxue/contracts'

export interface MenuItem {
  readonly path: string
  readonly title: string
  readonly permission: Permission | undefined
}
export interface MenuGroup {
  readonly title: string
  readonly items: readonly MenuItem[]
}

const item = (path: string, title: string, route: Route): MenuItem => ({ path, title, permission: route.permission })

/** The whole menu; each entry asks for the permission of the route its page reads. */
export const menu: readonly MenuGroup[] = [
  { title: '', items: [item('/work', '待办', office.workList)] },
  {
    title: '学生与学籍',
    items: [
      item('/students', '学生', roll.listStudents),
      item('/activation', '激活进度', activation.progress),
      item('/paper-consents', '纸质同意书', activation.listPaperConsents),
      item('/activation-alerts', '批量激活预警', activation.listAlerts),
      item('/roll-reports', '学籍信息反映', activation.listRollReports),
      item('/roll-changes', '学籍异动', roll.listRollChanges),
      item('/face-cases', '本人核验', face.listCases),
    ],
  },
  {
    title: '申请与评审',
    items: [
      item('/rounds', '申请批次', programmes.listRounds),
      item('/outreach', '应助尽助', outreach.outreachCounts),
      item('/fact-changes', '情况变化', outreach.factChanges),
      item('/applications', '申请', applications.listApplications),
      item('/hardship', '困难认定', applications.listHardship),
      item('/committee', '评审名单', applications.committeeList),
      item('/notices', '公示', publicity.listNotices),
      item('/county-reviews', '县级审核', applications.countyReview),
      item('/campus', '校级资助', campus.listCampusRounds),
      item('/catalogue', '项目目录', catalogue.listProgrammes),
    ],
  },
  {
    title: '卡与资金',
    items: [
      item('/cards', '中职卡', cards.listCards),
      item('/funds', '资金台账', disbursement.fundSummary),
      item('/runs', '发放批次', disbursement.listRuns),
      item('/handouts', '校级资助发放', campus.listHandouts),
    ],
  },
  {
    title: '管理',
    items: [
      item('/hardship-thresholds', '困难认定评分线', hardship.thresholds),
      item('/face-settings', '核验环节设置', face.settings),
      item('/staff', '用户与角色', office.listStaff),
      item('/grant-requests', '授权申请', staff.listGrantRequests),
      item('/handovers', '岗位交接', staff.listHandovers),
      item('/security-policy', '安全规则', staff.securityPolicy),
      item('/audit', '审计日志', office.auditSearch),
      item('/reveals', '敏感信息查看报告', staff.revealReport),
      item('/system', '系统运行', staff.systemStatus),
    ],
  },
]

/** What the acting grant may open; empty groups vanish. */
export function visibleMenu(permissions: readonly Permission[]): MenuGroup[] {
  return menu
    .map((g) => ({
      ...g,
      items: g.items.filter((i) => i.permission === undefined || permissions.includes(i.permission)),
    }))
    .filter((g) => g.items.length > 0)
}

/** Whether an entry stands for the open page; the committee's lists lie below their round but belong to 评审名单. */
export function isCurrent(path: string, pathname: string): boolean {
  const committee = /\/committee(\/|$)/.test(pathname)
  if (committee) return path === '/committee'
  if (pathname.startsWith('/campus-applications/')) return path === '/campus'
  return pathname === path || pathname.startsWith(`${path}/`)
}

/** Turns a link of the server ('/console/applications?status=…' or without the base) into a path of this app. */
export const consolePath = (link: string): string => link.replace(/^\/console(?=\/|$)/, '') || '/work'
