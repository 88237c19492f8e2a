import { cards, disbursement, type ProgrammeCode } from '@zhuxue/contracts'
import { luhnCheckDigit } from '@zhuxue/policy'
import ExcelJS from 'exceljs'
import { Bank } from '../simulators/bank.ts'
import type { Client } from '../testing/client.ts'
import type { Pupil } from './apply.ts'
import { AT_ONCE, all, daysPass, each, ok, runJobs, type Stage, staff } from './stage.ts'

const TERM = '2026-autumn'

/** What the money did, for the table at the end; all amounts in fen. */
export interface MoneyResult {
  readonly cards: number
  readonly runs: number
  readonly paid: number
  readonly paidFen: number
  readonly returned: number
  readonly corrected: number
  readonly unknown: number
  readonly stillOpen: number
  readonly waiverFen: number
  readonly bankPaidFen: number
  readonly summary: {
    allocatedFen: number
    paidFen: number
    inTransitFen: number
    schoolIncomeFen: number
    availableFen: number
    sumOfAllAccountsFen: number
  }
}

/** The bank opens a card for everybody who waits for one; the school imports its list and students activate one by one. */
export async function issueCards(
  stage: Stage,
  officerName: string,
  schoolId: string,
  pupils: readonly Pupil[],
): Promise<number> {
  const officer = await staff(stage, officerName)
  const waiting = await all((cursor) =>
    ok(officer, cards.cardsMissing, { query: { limit: '200', ...(cursor ? { cursor } : {}) } as never }),
  )
  const byId = new Map(pupils.map((p) => [p.id, p]))
  const book = new ExcelJS.Workbook()
  const sheet = book.addWorksheet('开卡清单')
  sheet.addRow(['序号', '姓名', '证件号', '卡号', '开卡日期', '结果', '原因'])
  waiting.forEach((w, i) => {
    const p = byId.get(w.studentId)
    if (!p) return
    const first18 = `621284${String(530_100_000_000 + i).slice(0, 12)}`
    sheet.addRow([
      String(i + 1),
      p.name,
      p.idNumber,
      `${first18}${luhnCheckDigit(first18)}`,
      stage.clock.today(),
      '成功',
      '',
    ])
  })
  const file = { name: '开卡清单.xlsx', content: Buffer.from(await book.xlsx.writeBuffer()) }
  const dry = await ok(officer, cards.importCards, { body: { schoolId, dryRun: 'yes' } as never, file })
  if (dry.problems.length > 0) throw new Error(`开卡清单有误: ${JSON.stringify(dry.problems.slice(0, 3))}`)
  const done = await ok(officer, cards.importCards, { body: { schoolId, dryRun: 'no' } as never, file })
  await runJobs(stage)
  const issued = await all((cursor) =>
    ok(officer, cards.listCards, { query: { status: 'issued', limit: '200', ...(cursor ? { cursor } : {}) } as never }),
  )
  await each(issued, AT_ONCE, async (c) => {
    await ok(officer, cards.activateCard, {
      params: { id: c.id } as never,
      body: { activatedOn: stage.clock.today(), method: 'counter' } as never,
    })
  })
  return done.accepted
}

/** Pays the term's first two months: one run each, what came back is corrected and goes with the next; then the waiver. */
export async function payOut(stage: Stage, school: { id: string; code: string; county: string }): Promise<MoneyResult> {
  const bank = new Bank({ faults: { rates: { ACCT_FROZEN: 0.01, NAME_MISMATCH: 0.01, UNKNOWN: 0.01 } }, seed: 'demo' })
  const totals = { runs: 0, paid: 0, paidFen: 0, returned: 0, corrected: 0, unknown: 0 }
  for (const period of ['2026-09', '2026-10', '2026-11']) {
    // the correction round of the last month gets a second run of the same period
    for (let round = 0; round < 3; round += 1) {
      await untilDue(stage, school, period)
      const built = await oneRun(stage, school, 'national-grant', period, bank)
      if (!built) break
      totals.runs += 1
      totals.paid += built.paid
      totals.paidFen += built.paidFen
      totals.returned += built.returned
      totals.unknown += built.unknown
      totals.corrected += await correctReturned(stage, school, built.runId)
      stage.say(`  ${period} 第 ${round + 1} 批: 到账 ${built.paid}，退回 ${built.returned}，待查 ${built.unknown}`)
    }
  }
  const officer = await staff(stage, `s${school.code}-aid`)
  const finance = await staff(stage, `s${school.code}-finance`)
  const preview = await ok(officer, disbursement.previewRun, {
    query: { schoolId: school.id, programme: 'tuition-waiver', term: TERM } as never,
  })
  for (const { period } of preview.periods.filter((x) => x.due)) {
    const run = await ok(officer, disbursement.buildRun, {
      body: { schoolId: school.id, programme: 'tuition-waiver', term: TERM, period } as never,
    })
    await ok(finance, disbursement.approveRun, {
      params: { id: run.id } as never,
      body: { revision: run.revision } as never,
    })
    totals.runs += 1
  }
  await runJobs(stage)
  const { rows, sumOfAllAccountsFen } = await ok(finance, disbursement.fundSummary, { query: { term: TERM } as never })
  const sum = (key: 'allocatedFen' | 'paidFen' | 'inTransitFen' | 'schoolIncomeFen' | 'availableFen') =>
    rows.reduce((n, r) => n + r[key], 0)
  const open = await ok(officer, disbursement.previewRun, {
    query: { schoolId: school.id, programme: 'national-grant', term: TERM, period: '2026-11' } as never,
  })
  return {
    cards: 0,
    ...totals,
    stillOpen: open.ready,
    waiverFen: sum('schoolIncomeFen'),
    bankPaidFen: bank.paid().reduce((n, p) => n + Math.round(Number(p.amount) * 100), 0),
    summary: {
      allocatedFen: sum('allocatedFen'),
      paidFen: sum('paidFen'),
      inTransitFen: sum('inTransitFen'),
      schoolIncomeFen: sum('schoolIncomeFen'),
      availableFen: sum('availableFen'),
      sumOfAllAccountsFen,
    },
  }
}

/** Lets days pass until the period's instalments are due. */
async function untilDue(stage: Stage, school: { id: string; code: string }, period: string): Promise<void> {
  for (let i = 0; i < 40; i += 1) {
    const officer = await staff(stage, `s${school.code}-aid`)
    const p = await ok(officer, disbursement.previewRun, {
      query: { schoolId: school.id, programme: 'national-grant', term: TERM, period } as never,
    })
    if (p.periods.find((x) => x.period === period)?.due !== false) return
    await daysPass(stage, 3)
  }
}

/** Built, approved by another person, sealed, downloaded, sent, answered, reconciled, closed. Null when nothing is left to pay. */
async function oneRun(
  stage: Stage,
  school: { id: string; code: string },
  programme: ProgrammeCode,
  period: string,
  bank: Bank,
) {
  const officer = await staff(stage, `s${school.code}-aid`)
  const finance = await staff(stage, `s${school.code}-finance`)
  const preview = await ok(officer, disbursement.previewRun, {
    query: { schoolId: school.id, programme, term: TERM, period } as never,
  })
  if (preview.ready === 0) return null
  const run = await ok(officer, disbursement.buildRun, {
    body: { schoolId: school.id, programme, term: TERM, period } as never,
  })
  const step = async (
    route:
      | typeof disbursement.approveRun
      | typeof disbursement.sealRun
      | typeof disbursement.markRunSent
      | typeof disbursement.closeRun,
  ) => {
    const now = await ok(finance, disbursement.getRun, { params: { id: run.id } as never })
    return ok(finance, route, { params: { id: run.id } as never, body: { revision: now.run.revision } as never })
  }
  await step(disbursement.approveRun)
  await step(disbursement.sealRun)
  const file = await finance.call(disbursement.downloadRunFile, { params: { id: run.id } as never })
  if (file.status !== 200) throw new Error(`下载银行文件失败: ${file.status}`)
  await step(disbursement.markRunSent)
  const batch = bank.submit(file.raw)
  await load(finance, run.id, bank.answer(batch))
  const unknown = (await ok(finance, disbursement.getRun, { params: { id: run.id } as never })).run.unknown
  if (unknown > 0) await load(finance, run.id, bank.enquire(batch))
  await runJobs(stage)
  const closed = await step(disbursement.closeRun)
  return { runId: run.id, paid: closed.paid, paidFen: closed.paidFen, returned: closed.returned, unknown }
}

async function load(finance: Client, runId: string, content: Buffer): Promise<void> {
  const r = await ok(finance, disbursement.loadReturn, {
    params: { id: runId } as never,
    body: {} as never,
    file: { name: '回盘.csv', content },
  })
  if (!r.accepted) throw new Error(`回盘被拒: ${JSON.stringify(r.problems.slice(0, 3))}`)
}

/** Every returned payment gets a new item, linked to the old one. */
async function correctReturned(stage: Stage, school: { code: string }, runId: string): Promise<number> {
  const officer = await staff(stage, `s${school.code}-aid`)
  let corrected = 0
  const items = await ok(officer, disbursement.getRun, {
    params: { id: runId } as never,
    query: { status: 'returned', limit: '200' } as never,
  })
  for (const item of items.items) {
    await ok(officer, disbursement.correctItem, {
      params: { id: item.id } as never,
      body: { reason: '已与学生和银行核对，账户恢复正常' } as never,
    })
    corrected += 1
  }
  return corrected
}
