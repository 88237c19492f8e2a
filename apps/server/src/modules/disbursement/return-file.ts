import {
  BANK_RESULTS,
  type BankResultCode,
  type Fen,
  fen,
  formatYuanPlain,
  normaliseDigits,
  parseBankResultCode,
  parseYuan,
} from '@zhuxue/policy'
import { type Cell, type LineProblem, readSheet, readTable, scrub } from '../../platform/index.ts'

const COLUMNS = {
  no: { names: ['序号'], required: false },
  account: { names: ['收款账号', '账号', '卡号'], required: true },
  amount: { names: ['金额', '金额(元)', '发放金额'], required: true },
  instruction: { names: ['指令号', '业务流水号', '客户流水号'], required: true },
  code: { names: ['返回码', '结果代码', '响应码'], required: true },
  state: { names: ['状态', '结果'], required: false },
  reason: { names: ['原因', '失败原因', '返回信息', '备注'], required: false },
}

/** One line that the return file must answer. */
export interface Expected {
  readonly itemId: string
  readonly instructionId: string
  /** 'sent' = no answer yet, 'unknown' = asked about; others are settled and may not be answered again */
  readonly status: string
  readonly line: number
  readonly last4: string
  readonly amountFen: number
  /** blind index of the account, hex */
  readonly account: string
}

export interface BankAnswer {
  readonly itemId: string
  readonly amountFen: number
  readonly code: BankResultCode
  readonly outcome: 'paid' | 'returned' | 'unknown'
  readonly text: string
}

export interface CheckedReturn {
  readonly rows: number
  readonly answers: readonly BankAnswer[]
  readonly problems: readonly LineProblem[]
}

export interface ReturnContext {
  readonly runNo: string
  readonly expected: readonly Expected[]
  /** first answer of the run: every line must be there; later ones answer only what was unknown */
  readonly first: boolean
  readonly accountIndex: (account: string) => string
}

const amountOf = (cell: Cell): Fen | null => {
  if (cell.number === undefined) return parseYuan(cell.text.normalize('NFKC').replace(/[\s￥¥元]/g, ''))
  const cents = Math.round(cell.number * 100)
  return Number.isSafeInteger(cents) && Math.abs(cents / 100 - cell.number) < 1e-9 && cents >= 0 ? fen(cents) : null
}

/** The value that stands to the right of a label in the rows above the table ('批次号', 'SA-2026-09-G1', …). */
function labelled(rows: readonly { line: number; cells: readonly Cell[] }[], label: string) {
  for (const row of rows) {
    const at = row.cells.findIndex((c) => c.text.normalize('NFKC').replace(/[\s::]/g, '') === label)
    const cell = at < 0 ? undefined : row.cells[at + 1]
    if (cell) return { line: row.line, cell }
  }
  return undefined
}

/**
 * Reads a bank's return file and checks it against what was sent. Pure in what it decides: the same file and the same
 * items always give the same answer. Any problem means that nothing of the file is taken.
 */
export async function checkReturn(content: Buffer, context: ReturnContext): Promise<CheckedReturn> {
  const table = readTable(await readSheet(content, { rows: context.expected.length * 2 + 1000 }), COLUMNS)
  const problems: LineProblem[] = [...table.problems]
  const answers: BankAnswer[] = []
  const broken = new Set(table.problems.map((p) => p.line))
  const open = new Map(context.expected.map((e) => [e.instructionId, e]))
  const seen = new Map<string, number>()
  let sum = 0
  for (const { line, cells } of table.records) {
    if (broken.has(line)) continue
    const add = (column: string, text: string) => void problems.push({ line, column, text })
    const amount = amountOf(cells.amount)
    if (amount === null) add('金额', '金额应写成230.00这样的两位小数。')
    else sum += amount
    const instruction = cells.instruction.text.trim().toLowerCase()
    const item = open.get(instruction)
    if (!item) {
      add('指令号', '这个指令号不在本批次中，可能是别的批次或银行的错行。')
      continue
    }
    const before = seen.get(instruction)
    if (before !== undefined) {
      add('指令号', `与第${before}行重复，同一笔只能有一个结果。`)
      continue
    }
    seen.set(instruction, line)
    if (amount !== null && amount !== item.amountFen) {
      add(
        '金额',
        `金额与送出的不一致：送出${formatYuanPlain(fen(item.amountFen))}元，回盘${formatYuanPlain(amount)}元。`,
      )
    }
    if (context.accountIndex(normaliseDigits(cells.account.text)) !== item.account) {
      add('账号', `账号与送出的不一致（送出的尾号为${item.last4}）。`)
    }
    if (item.status !== 'sent' && item.status !== 'unknown') {
      add('指令号', '这一笔已有结果，不能再改。')
    }
    const code = parseBankResultCode(cells.code.text.trim().toUpperCase())
    if (code === null) {
      add('返回码', `不认识的返回码“${scrub(cells.code.text.trim()).slice(0, 20)}”，请联系银行核对。`)
      continue
    }
    const { outcome, label } = BANK_RESULTS[code]
    const reason = scrub(cells.reason.text.trim()).slice(0, 60)
    const text = reason && reason !== label ? `${label}：${reason}` : label
    answers.push({ itemId: item.itemId, amountFen: item.amountFen, code, outcome, text })
  }
  if (table.problems.length === 0 || table.records.length > 0) {
    problems.push(...wholeFile(table.preamble, table.records.length, sum, context))
  }
  const lastLine = table.records.at(-1)?.line ?? 1
  if (table.records.length > 0 && context.first) {
    for (const item of context.expected) {
      if (seen.has(item.instructionId)) continue
      problems.push({ line: lastLine, column: null, text: `缺少送出文件第${item.line}行（尾号${item.last4}）的结果。` })
    }
  }
  return { rows: table.records.length, answers, problems: problems.sort((a, b) => a.line - b.line) }
}

function wholeFile(
  preamble: readonly { line: number; cells: readonly Cell[] }[],
  rows: number,
  sum: number,
  context: ReturnContext,
): LineProblem[] {
  const problems: LineProblem[] = []
  const runNo = labelled(preamble, '批次号')
  if (!runNo) problems.push({ line: 1, column: '批次号', text: '文件开头缺少批次号。' })
  else if (runNo.cell.text.trim() !== context.runNo) {
    const text = `这不是本批次（${context.runNo}）的回盘文件，请核对后重新选择。`
    problems.push({ line: runNo.line, column: '批次号', text })
  }
  const count = labelled(preamble, '总笔数')
  if (!count) problems.push({ line: 1, column: '总笔数', text: '文件开头缺少总笔数。' })
  else if (Number(count.cell.text) !== rows) {
    const text = `总笔数写的是${count.cell.text.slice(0, 12)}，实有${rows}笔，文件可能不完整。`
    problems.push({ line: count.line, column: '总笔数', text })
  }
  const total = labelled(preamble, '总金额')
  const stated = total ? amountOf(total.cell) : null
  if (!total || stated === null) {
    problems.push({ line: total?.line ?? 1, column: '总金额', text: '文件开头缺少总金额，或写法不对。' })
  } else if (stated !== sum) {
    const text = `总金额写的是${formatYuanPlain(stated)}元，各行合计${formatYuanPlain(fen(sum))}元。`
    problems.push({ line: total.line, column: '总金额', text })
  }
  if (rows === 0) problems.push({ line: 1, column: null, text: '文件里没有发放结果。' })
  return problems
}
