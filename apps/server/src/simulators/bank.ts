import { createHash } from 'node:crypto'
import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { BANK_RESULTS, type BankResultCode } from '@zhuxue/policy'
import iconv from 'iconv-lite'
import type { BankBatch, BankFaults, BankPayment, Damage } from './bank-types.ts'

export type { BankBatch, BankFaults, BankPayment, Damage } from './bank-types.ts'

/** Refusal of a payment file by the bank: nothing of it was taken. */
export class BankRefusal extends Error {}

interface State {
  /** instruction id → the batch that brought it first */
  instructions: Record<string, string>
  batches: Record<string, BankBatch>
  answers: number
}

/**
 * A bank for tests and the demo. It knows nothing of this system but the files: takes a payment file whole, pays each
 * instruction at most once in its life (a second time is DUPLICATE), and answers with return files, which may say
 * UNKNOWN until they are asked again. The same file handed in twice is the same batch. With `stateFile` it remembers
 * over restarts.
 */
export class Bank {
  readonly #faults: BankFaults
  readonly #stateFile: string | undefined
  readonly #seed: string
  #state: State = { instructions: {}, batches: {}, answers: 0 }

  constructor(options: { faults?: BankFaults; stateFile?: string; seed?: string } = {}) {
    this.#faults = options.faults ?? {}
    this.#stateFile = options.stateFile
    this.#seed = options.seed ?? 'bank'
    if (this.#stateFile && existsSync(this.#stateFile)) {
      this.#state = JSON.parse(readFileSync(this.#stateFile, 'utf8')) as State
    }
  }

  /** Takes a payment file; returns its batch number. Throws {@link BankRefusal} when the file is not right as a whole. */
  submit(file: Buffer): string {
    const digest = createHash('sm3').update(file).digest('hex')
    const { batchNo, lines } = parsePaymentFile(file)
    const known = this.#state.batches[batchNo]
    if (known) {
      if (known.digest === digest) return batchNo
      throw new BankRefusal(`批次号 ${batchNo} 已用于另一份文件`)
    }
    const payments = lines.map((l): BankPayment => {
      const before = this.#state.instructions[l.instructionId]
      if (before !== undefined) return { ...l, truth: 'DUPLICATE', said: 'DUPLICATE' }
      this.#state.instructions[l.instructionId] = batchNo
      return { ...l, ...this.#decide(l) }
    })
    this.#state.batches[batchNo] = { batchNo, digest, payments }
    this.#save()
    return batchNo
  }

  /** The return file of a batch, as the bank first answers it. */
  answer(batchNo: string, damage?: Damage): Buffer {
    const batch = this.#batch(batchNo)
    return this.#write(batch.batchNo, batch.payments, (p) => p.said, damage)
  }

  /** The answer to an enquiry: the truth about the payments that were UNKNOWN or DUPLICATE. */
  enquire(batchNo: string): Buffer {
    const asked = this.#batch(batchNo).payments.filter((p) => BANK_RESULTS[p.said].outcome === 'unknown')
    return this.#write(batchNo, asked, (p) => this.#truth(p))
  }

  /** Has the bank been given this batch? */
  knows(batchNo: string): boolean {
    return this.#state.batches[batchNo] !== undefined
  }

  /** What the bank really paid, once for each time it moved money. */
  paid(): { instructionId: string; account: string; amount: string }[] {
    return Object.values(this.#state.batches).flatMap((b) =>
      b.payments
        .filter((p) => p.truth === 'SUCCESS')
        .map(({ instructionId, account, amount }) => ({ instructionId, account, amount })),
    )
  }

  #batch(batchNo: string): BankBatch {
    const batch = this.#state.batches[batchNo]
    if (!batch) throw new BankRefusal(`没有收到过批次 ${batchNo}`)
    return batch
  }

  /** A duplicate says nothing of the first time; asked about, the bank tells what became of that one. */
  #truth(payment: BankPayment): BankResultCode {
    if (payment.truth !== 'DUPLICATE') return payment.truth
    const first = this.#state.batches[this.#state.instructions[payment.instructionId] ?? '']
    return first?.payments.find((p) => p.instructionId === payment.instructionId)?.truth ?? 'REJECTED_OTHER'
  }

  #decide(line: ParsedLine): { truth: BankResultCode; said: BankResultCode } {
    const byAccount = this.#faults.accounts?.[line.account.slice(-4)]
    const code = byAccount ?? this.#draw(line.instructionId)
    if (code !== 'UNKNOWN') return { truth: code, said: code }
    const paid = this.#chance(line.instructionId, 'truth') < (this.#faults.unknownPaid ?? 0.5)
    return { truth: paid ? 'SUCCESS' : 'ACCT_FROZEN', said: 'UNKNOWN' }
  }

  #draw(instructionId: string): BankResultCode {
    let left = this.#chance(instructionId, 'code')
    for (const [code, rate] of Object.entries(this.#faults.rates ?? {}) as [BankResultCode, number][]) {
      if (left < rate) return code
      left -= rate
    }
    return 'SUCCESS'
  }

  /** 0…1, the same for the same instruction: a restarted bank decides no differently. */
  #chance(instructionId: string, what: string): number {
    return createHash('sha256').update(`${this.#seed}:${what}:${instructionId}`).digest().readUInt32BE(0) / 2 ** 32
  }

  #write(
    batchNo: string,
    payments: readonly BankPayment[],
    codeOf: (p: BankPayment) => BankResultCode,
    damage?: Damage,
  ): Buffer {
    this.#state.answers += 1
    const rows = payments.map((p) => {
      const code = codeOf(p)
      const state = { paid: '成功', returned: '失败', unknown: '待查' }[BANK_RESULTS[code].outcome]
      return [String(p.line), p.account, p.holder, p.amount, state, code, BANK_RESULTS[code].label, p.instructionId]
    })
    // a line left out before count and total were made: the file agrees with itself
    if (damage === 'missing-line') rows.pop()
    const cents = rows.reduce((sum, r) => sum + Math.round(Number(r[3]) * 100), 0)
    const head = ['批次号', batchNo, '总笔数', String(rows.length), '总金额', (cents / 100).toFixed(2)]
    harm(damage, head, rows)
    const text = [head, ['序号', '账号', '户名', '金额', '状态', '返回码', '原因', '指令号'], ...rows]
      .map((r) => r.join(','))
      .join('\r\n')
    // cut in the middle of the list, as a broken transfer does
    return iconv.encode(
      damage === 'truncated' ? text.slice(0, Math.floor(text.length * 0.6)) : `${text}\r\n`,
      'gb18030',
    )
  }

  #save(): void {
    if (!this.#stateFile) return
    writeFileSync(`${this.#stateFile}.tmp`, JSON.stringify(this.#state))
    renameSync(`${this.#stateFile}.tmp`, this.#stateFile)
  }
}

/** Damages the parts of a return file before it is written. */
function harm(damage: Damage | undefined, head: string[], rows: string[][]): void {
  const row = rows[Math.floor(rows.length / 2)]
  if (!damage || !row) return
  const last = Number(row[1]?.slice(-1))
  switch (damage) {
    case 'repeated-line':
      rows.push([...row])
      break
    case 'stranger':
      rows.push([...row.slice(0, 7), '00000000-0000-7000-8000-000000000000'])
      break
    case 'wrong-total':
      head[5] = (Number(head[5]) + 1).toFixed(2)
      break
    case 'wrong-count':
      head[3] = String(rows.length + 1)
      break
    case 'wrong-run':
      head[1] = `${head[1]}9`
      break
    case 'wrong-amount':
      row[3] = (Number(row[3]) + 0.01).toFixed(2)
      break
    case 'wrong-account':
      row[1] = `${row[1]?.slice(0, -1)}${(last + 1) % 10}`
      break
    case 'unknown-code':
      row[5] = 'E9999'
      break
    default:
      break
  }
}

interface ParsedLine {
  readonly line: number
  readonly account: string
  readonly holder: string
  readonly amount: string
  readonly instructionId: string
}

/** The bank's own reading of a payment file: head, column names, lines; count and total must agree. */
function parsePaymentFile(file: Buffer): { batchNo: string; lines: ParsedLine[] } {
  const [head, names, ...rest] = iconv
    .decode(file, 'gb18030')
    .trimEnd()
    .split('\r\n')
    .map((l) => l.split(','))
  if (head?.[0] !== '批次号' || names?.join() !== '序号,收款账号,户名,金额,用途,指令号') {
    throw new BankRefusal('文件格式不符')
  }
  const lines = rest.map(([no, account, holder, amount, , instructionId]): ParsedLine => {
    if (!account || !holder || !amount || !instructionId || !/^\d+\.\d\d$/.test(amount)) {
      throw new BankRefusal(`第 ${no ?? '?'} 行不完整`)
    }
    return { line: Number(no), account, holder, amount, instructionId }
  })
  const cents = lines.reduce((sum, l) => sum + Math.round(Number(l.amount) * 100), 0)
  if (Number(head[5]) !== lines.length || Math.round(Number(head[7]) * 100) !== cents) {
    throw new BankRefusal('总笔数或总金额与明细不符')
  }
  return { batchNo: head[1] ?? '', lines }
}
