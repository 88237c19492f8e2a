import { type Fen, formatYuan } from '@zhuxue/policy'
import type { PersonaResult } from '../world/persona-check.ts'
import type { Played } from './index.ts'
import type { MoneyResult } from './money.ts'

export interface Report {
  readonly played: Played
  readonly money: MoneyResult
  readonly personas: readonly PersonaResult[]
  readonly audit: { ok: boolean; events: number; chains: number }
  /** what is wrong; empty when everything reconciles */
  readonly faults: readonly string[]
}

/** Every sum that must hold; a sentence for each that does not. */
export function faultsOf(r: Omit<Report, 'faults'>): string[] {
  const m = r.money.summary
  const checks: [boolean, string][] = [
    [m.sumOfAllAccountsFen === 0, `全部账户合计应为零，实为 ${m.sumOfAllAccountsFen} 分`],
    [
      m.allocatedFen - m.paidFen - m.inTransitFen - m.schoolIncomeFen - m.availableFen === 0,
      '拨入 ≠ 到账 + 在途 + 学校收入 + 结余',
    ],
    [m.paidFen === r.money.bankPaidFen, `台账到账 ${m.paidFen} 分 ≠ 银行实付 ${r.money.bankPaidFen} 分`],
    [m.paidFen === r.money.paidFen, '台账到账 ≠ 各批次到账之和'],
    [r.money.returned === r.money.corrected, `退回 ${r.money.returned} 笔，更正 ${r.money.corrected} 笔`],
    [r.audit.ok, '审计链核验未通过'],
    ...r.personas
      .filter((p) => !p.right)
      .map((p): [boolean, string] => [false, `示例 ${p.id} ${p.programme}: 应为 ${p.expected}，实为 ${p.got}`]),
  ]
  return checks.filter(([good]) => !good).map(([, text]) => text)
}

const yuan = (fen: number) => `${formatYuan(fen as Fen)} 元`

/** The table at the end of `npm run demo`. */
export function reportText(r: Report): string {
  const rows: [string, string][] = [
    ['申请学生', `${r.played.applicants} 人（另有 ${r.played.nothing} 人两项都不符合）`],
    ['凭密码条首次登录', `${r.played.slips} 人`],
    ['退回补正后重新提交', `${r.played.returned} 人`],
    ...Object.entries(r.played.lists).map(([p, l]): [string, string] => [
      p === 'national-grant' ? '国家助学金' : '免学费',
      `符合即享受 ${l.entitled}，名额内 ${l.withinQuota}（名额 ${l.quota}），名额外未选上 ${l.overQuota}，公示 ${l.noticed}`,
    ]),
    ...[...r.played.rejected].map(([text, n]): [string, string] => [`未通过：${text}`, `${n} 份`]),
    ['县级批准', `${r.played.approved} 份`],
    ['中职卡', `${r.money.cards} 张`],
    ['发放批次', `${r.money.runs} 批`],
    ['到账', `${r.money.paid} 笔，${yuan(r.money.paidFen)}`],
    ['银行退回 / 更正重发', `${r.money.returned} 笔 / ${r.money.corrected} 笔`],
    ['结果不明、查询后确认', `${r.money.unknown} 笔`],
    ['免学费记入学校', yuan(r.money.waiverFen)],
    ['拨入', yuan(r.money.summary.allocatedFen)],
    ['在途', yuan(r.money.summary.inTransitFen)],
    ['结余', yuan(r.money.summary.availableFen)],
    ['全部账户合计', yuan(r.money.summary.sumOfAllAccountsFen)],
    ['审计链', `${r.audit.ok ? '完整' : '有问题'}（${r.audit.events} 条，${r.audit.chains} 链）`],
    ['示例人物', `${r.personas.length} 项判定，不符 ${r.personas.filter((p) => !p.right).length} 项`],
  ]
  const width = (s: string) => [...s].reduce((n, c) => n + (c.charCodeAt(0) > 255 ? 2 : 1), 0)
  const left = Math.max(...rows.map(([k]) => width(k)))
  const table = rows.map(([k, v]) => `  ${k}${' '.repeat(left - width(k) + 2)}${v}`).join('\n')
  const end =
    r.faults.length === 0
      ? '全部对平。'
      : `有 ${r.faults.length} 处不对：\n${r.faults.map((f) => `  - ${f}`).join('\n')}`
  return `\n${table}\n\n${end}\n`
}
