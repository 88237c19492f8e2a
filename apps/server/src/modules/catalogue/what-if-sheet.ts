import type { catalogue, QueryOf } from '@zhuxue/contracts'
import { fen, formatTermText, formatYuanPlain, isTerm } from '@zhuxue/policy'
import exceljs from 'exceljs'
import type { Download, Platform, StaffActor, Tx } from '../../platform/index.ts'
import { whatIf } from './what-if.ts'

type Cell = string | number | null
interface Sheet {
  readonly name: string
  readonly rows: readonly (readonly Cell[])[]
}

const money = (amount: number | null): Cell => (amount === null ? '不定额' : Number(formatYuanPlain(fen(amount))))
const CHANGES = { gain: '新增享受', lose: '不再享受', more: '金额或名额更好', less: '金额或名额变差' } as const

/** 影响测算 as a workbook or one csv: totals, routes, funds, counties, schools, and inside a school the names. */
export async function exportWhatIf(
  tx: Tx<StaffActor>,
  platform: Platform,
  id: string,
  query: QueryOf<typeof catalogue.exportWhatIf>,
): Promise<Download> {
  const report = await whatIf(tx, platform, id, query.term)
  tx.audit({
    action: 'rules.what-if-export',
    subjectKind: 'rule-draft',
    subjectId: id,
    scope: tx.actor.scope,
    data: { programmeTitle: report.title, term: report.term, names: report.people?.length ?? 0, rows: report.schools },
  })
  const sheets = sheetsOf(report)
  const name = `影响测算-${report.title}-${isTerm(report.term) ? formatTermText(report.term) : report.term}`
  if (query.format === 'csv') {
    return { name: `${name}.csv`, mime: 'text/csv; charset=utf-8', content: Buffer.from(csvOf(sheets)) }
  }
  return {
    name: `${name}.xlsx`,
    mime: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
    content: await xlsxOf(sheets),
  }
}

function sheetsOf(r: Awaited<ReturnType<typeof whatIf>>): Sheet[] {
  const line = (label: string, before: Cell, after: Cell): Cell[] => [
    label,
    before,
    after,
    typeof before === 'number' && typeof after === 'number' ? after - before : null,
  ]
  const placeHead = ['学生数', '现行享受', '草稿享受', '新增', '减少', '现行年资金（元）', '草稿年资金（元）']
  const placeLine = (p: (typeof r.byCounty)[number]): Cell[] => [
    p.students,
    p.before,
    p.after,
    p.gain,
    p.lose,
    money(p.beforeFen),
    money(p.afterFen),
  ]
  return [
    {
      name: '总数',
      rows: [
        ['项目', r.title],
        ['学期', isTerm(r.term) ? formatTermText(r.term) : r.term],
        ['范围', r.scopeName],
        ['在册学生', r.students],
        ['指标', '现行规则', '草稿', '增减'],
        line('可以享受', r.before.entitled, r.after.entitled),
        line('符合条件、名额有限', r.before.competes, r.after.competes),
        line('按名额可安排', r.before.places, r.after.places),
        line('需核实', r.before.toVerify, r.after.toVerify),
        line('不符合', r.before.notEligible, r.after.notEligible),
        line('年资金（元）', money(r.before.totalFen), money(r.after.totalFen)),
        ['新增享受', r.changes.gain],
        ['不再享受', r.changes.lose],
        ['金额或名额更好', r.changes.more],
        ['金额或名额变差', r.changes.less],
      ],
    },
    {
      name: '途径',
      rows: [['途径', '现行规则', '草稿', '增减'], ...r.byRoute.map((x) => line(x.title, x.before, x.after))],
    },
    {
      name: '资金来源',
      rows: [
        ['资金来源', '现行年资金（元）', '草稿年资金（元）', '增减'],
        ...r.byFund.map((x) => line(x.source, money(x.beforeFen), money(x.afterFen))),
      ],
    },
    { name: '县区', rows: [['县（市、区）', ...placeHead], ...r.byCounty.map((c) => [c.county, ...placeLine(c)])] },
    {
      name: '学校',
      rows: [['县（市、区）', '学校', ...placeHead], ...r.bySchool.map((s) => [s.county, s.name, ...placeLine(s)])],
    },
    ...(r.people === null
      ? []
      : [
          {
            name: '学生',
            rows: [
              ['班级', '姓名', '变化', '现行规则', '草稿'],
              ...r.people.map((p): Cell[] => [p.className, p.name, CHANGES[p.change], p.before, p.after]),
            ],
          },
        ]),
  ]
}

/** A text that a spreadsheet would run as a formula is kept a text. */
const safe = (cell: Cell): Cell => (typeof cell === 'string' && /^[=+\-@\t\r＝＋－＠]/.test(cell) ? `'${cell}` : cell)

function csvOf(sheets: readonly Sheet[]): string {
  const cell = (value: Cell): string => {
    const plain = String(safe(value) ?? '')
    return /[",\r\n]/.test(plain) ? `"${plain.replaceAll('"', '""')}"` : plain
  }
  const lines = sheets.flatMap((s) => [`【${s.name}】`, ...s.rows.map((row) => row.map(cell).join(',')), ''])
  return `\uFEFF${lines.join('\r\n')}\r\n`
}

async function xlsxOf(sheets: readonly Sheet[]): Promise<Buffer> {
  const book = new exceljs.Workbook()
  for (const s of sheets) {
    const sheet = book.addWorksheet(s.name)
    for (const row of s.rows) sheet.addRow(row.map(safe))
    sheet.columns.forEach((column) => {
      column.width = 18
    })
  }
  return Buffer.from(await book.xlsx.writeBuffer())
}
