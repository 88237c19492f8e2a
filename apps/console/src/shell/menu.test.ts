import { allRoutes, type Role, rolePermissions, roles } from '@zhuxue/contracts'
import { describe, expect, it } from 'vitest'
import { consolePath, isCurrent, menu, visibleMenu } from './menu.ts'

const titles = (role: Role) => visibleMenu(rolePermissions[role]).flatMap((g) => g.items.map((i) => i.title))

describe('menu', () => {
  it('shows each role exactly what its permissions open', () => {
    for (const role of roles) {
      const allowed = menu
        .flatMap((g) => g.items)
        .filter((i) => i.permission === undefined || rolePermissions[role].includes(i.permission))
      expect(titles(role)).toEqual(allowed.map((i) => i.title))
      expect(titles(role)[0]).toBe('待办')
    }
  })
  it('keeps the duties apart', () => {
    expect(titles('class-teacher')).toEqual([
      '待办',
      '学生',
      '激活进度',
      '纸质同意书',
      '学籍异动',
      '本人核验',
      '申请批次',
      '应助尽助',
      '申请',
      '困难认定',
      '公示',
      '校级资助',
    ])
    expect(titles('audit-admin')).toEqual(['待办', '审计日志', '敏感信息查看报告'])
    expect(titles('security-admin')).toEqual(['待办', '用户与角色', '授权申请', '岗位交接', '安全规则'])
    expect(titles('county-finance')).toEqual(['待办', '资金台账', '发放批次'])
    expect(titles('aid-officer')).not.toContain('县级审核')
    expect(titles('system-admin')).toEqual(['待办', '系统运行'])
  })
  it('shows only the work list without permissions and no empty groups', () => {
    expect(visibleMenu([]).map((g) => g.items.map((i) => i.path))).toEqual([['/work']])
  })
  it('asks only for permissions that routes know', () => {
    const known = new Set(allRoutes.map((r) => r.permission))
    for (const i of menu.flatMap((g) => g.items)) expect(known.has(i.permission)).toBe(true)
  })
})

describe('isCurrent', () => {
  it('marks the entry of the open page', () => {
    expect(isCurrent('/runs', '/runs/new')).toBe(true)
    expect(isCurrent('/rounds', '/rounds/1/committee/national-grant')).toBe(false)
    expect(isCurrent('/committee', '/rounds/1/committee/national-grant')).toBe(true)
    expect(isCurrent('/cards', '/cardsx')).toBe(false)
  })
})

describe('consolePath', () => {
  it('takes links with or without the base', () => {
    expect(consolePath('/console/runs/1?x=2')).toBe('/runs/1?x=2')
    expect(consolePath('/runs/1')).toBe('/runs/1')
    expect(consolePath('/console')).toBe('/work')
    expect(consolePath('/consolex')).toBe('/consolex')
  })
})
