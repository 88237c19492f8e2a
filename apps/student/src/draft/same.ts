/** Structural equality of plain JSON values; a missing key equals undefined, the order of keys does not matter. */
export function same(a: unknown, b: unknown): boolean {
  if (a === b) return true
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return false
  if (Array.isArray(a) !== Array.isArray(b)) return false
  const x = a as Record<string, unknown>
  const y = b as Record<string, unknown>
  return Object.keys({ ...x, ...y }).every((key) => same(x[key], y[key]))
}
