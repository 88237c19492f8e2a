import type { TableSource } from '../pack.ts'
import { WORK_CALENDAR } from './calendar.ts'

/** Source and first day (at the latest the first term of the rules here) of every national table; what is not official yet is marked and shown to staff. */
export const TABLE_SOURCES: Readonly<Record<string, TableSource>> = {
  calendar: {
    title: '工作日历（2023—2026年正式，2027年暂定）',
    effectiveFrom: WORK_CALENDAR.from,
    source: WORK_CALENDAR.source,
    provisional: '2027年放假通知未发布，只有法定节日，没有调休；涉及2027年的期限可能变动',
  },
  terms: {
    title: '学期起止和发放月份',
    effectiveFrom: '2015-09-01',
    source: '中等职业学校国家助学金按学期申请评定、按月发放（秋季9—1月，春季3—7月）',
  },
  ethnicGroups: {
    title: '民族代码',
    effectiveFrom: '2015-09-01',
    source: 'GB/T 3304 中国各民族名称的罗马字母拼写法和代码',
  },
  rosterColumns: {
    title: '学籍名册模板（73列）',
    effectiveFrom: '2015-09-01',
    source: '全国中等职业学校学生管理信息系统导入模板',
  },
  rosterDictionaries: {
    title: '学籍名册字典',
    effectiveFrom: '2015-09-01',
    source: '全国中等职业学校学生管理信息系统导入模板字典页',
  },
  rollChangeCodes: {
    title: '学籍异动类别代码',
    effectiveFrom: '2015-09-01',
    source: 'JY/T 1001 教育管理基础代码：学籍异动类别',
  },
}
