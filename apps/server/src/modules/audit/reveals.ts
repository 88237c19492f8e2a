import { type ReplyOf, roll, type staff } from '@zhuxue/contracts'
import { localDate, shanghaiInstant } from '@zhuxue/policy'
import { sql } from 'kysely'
import type { Download, StaffActor, Tx } from '../../platform/index.ts'
import { lookTitles } from '../roll/index.ts'

type Report = ReplyOf<typeof staff.revealReport>

interface Row {
  month: string
  role: string
  field: string
  reason: string
  looks: number
  people: number
  students: number
}

/**
 * Yearly report of looks at full personal data (未成年人网络保护条例 36, 37): by month, role, field and reason, numbers
 * only. The scope of the audit administrator decides which schools are in it (row-level security).
 */
export async function revealReport(tx: Tx<StaffActor>, year: string): Promise<Report> {
  const from = new Date(shanghaiInstant(localDate(`${year}-01-01`), '00:00'))
  const to = new Date(shanghaiInstant(localDate(`${Number(year) + 1}-01-01`), '00:00'))
  const { rows } = await sql<Row>`
    select to_char(at at time zone 'Asia/Shanghai', 'YYYY-MM') as month, role, field, reason,
      count(*)::integer as looks, count(distinct staff_id)::integer as people, count(distinct student_id)::integer as students
    from reveal_log where at >= ${from}::timestamptz and at < ${to}::timestamptz
    group by 1, 2, 3, 4 order by 1, 2, 3, 4`.execute(tx.db)
  return {
    year,
    total: rows.reduce((n, r) => n + r.looks, 0),
    rows: rows.map((r) => ({
      ...r,
      field: lookTitles[r.field as keyof typeof lookTitles] ?? r.field,
      reason: roll.lookReasonTitle(r.reason),
    })),
  }
}

/** A cell that a spreadsheet cannot take for a formula. */
const cell = (x: string | number): string => {
  const text = typeof x === 'string' && /^[=+\-@\t\r]/.test(x) ? `'${x}` : String(x)
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text
}

/** The same report as CSV (UTF-8 with BOM, so that spreadsheets read the Chinese); the export is recorded. */
export async function revealCsv(tx: Tx<StaffActor>, year: string): Promise<Download> {
  const report = await revealReport(tx, year)
  const head = ['月份', '角色', '查看内容', '理由', '次数', '查看人数', '涉及学生数']
  const lines = report.rows.map((r) => [r.month, r.role, r.field, r.reason, r.looks, r.people, r.students])
  tx.audit({
    action: 'audit.reveal-report',
    subjectKind: 'audit',
    scope: tx.actor.scope,
    data: { year, rows: lines.length },
  })
  return {
    name: `敏感信息查看报告-${year}.csv`,
    mime: 'text/csv; charset=utf-8',
    content: Buffer.from(`\uFEFF${[head, ...lines].map((l) => l.map(cell).join(',')).join('\r\n')}\r\n`),
  }
}
