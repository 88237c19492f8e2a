declare const fenBrand: unique symbol

/** 分: an amount of money as a safe integer; 1 元 = 100 fen. Negative in reversals and ledger entries. */
export type Fen = number & { readonly [fenBrand]: true }

/** Marks a whole number as fen; RangeError for fractions, NaN and numbers that are not exact. */
export function fen(value: number): Fen {
  if (!isFen(value)) throw new RangeError(`not whole fen: ${value}`)
  return value
}

function isFen(value: number): value is Fen {
  return Number.isSafeInteger(value)
}

/** Sum in fen. */
export function sumFen(amounts: readonly Fen[]): Fen {
  return fen(amounts.reduce((sum, amount) => sum + amount, 0))
}

/** '1150.00': two decimals, no grouping; for bank files and SMS. */
export function formatYuanPlain(amount: Fen): string {
  const absolute = Math.abs(amount)
  const cents = absolute % 100
  return `${amount < 0 ? '-' : ''}${(absolute - cents) / 100}.${String(cents).padStart(2, '0')}`
}

/** '1,150.00': for screens. */
export function formatYuan(amount: Fen): string {
  return formatYuanPlain(amount).replace(/\B(?=(\d{3})+\.)/g, ',')
}

/**
 * Reads an amount in yuan with exactly two decimals ('1150.00' or well-grouped '1,150.00'); null for anything else,
 * so that '1150', '1,15.00', '1e3', blanks and signs never become money.
 */
export function parseYuan(text: string): Fen | null {
  if (!/^(0|[1-9]\d{0,2}(,\d{3})*|[1-9]\d*)\.\d{2}$/.test(text)) return null
  const value = Number(text.replace(/[,.]/g, ''))
  return isFen(value) ? value : null
}

/** Splits exactly into n parts that differ by at most 1 fen; the earlier parts are the larger ones. */
export function splitEvenly(total: Fen, parts: number): Fen[] {
  if (!Number.isInteger(parts) || parts < 1) throw new RangeError(`cannot split into ${parts}`)
  if (total < 0) throw new RangeError(`cannot split a negative amount: ${total}`)
  const rest = total % parts
  const share = (total - rest) / parts
  return Array.from({ length: parts }, (_, index) => fen(index < rest ? share + 1 : share))
}
