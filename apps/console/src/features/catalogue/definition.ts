import type { ProgrammeVersion } from '@zhuxue/policy'

const isObject = (x: unknown): x is Record<string, unknown> => typeof x === 'object' && x !== null && !Array.isArray(x)
const lists = [
  'routes',
  'amounts',
  'funding',
  'documents',
  'steps',
  'departments',
  'rejectionReasons',
  'excludes',
] as const

/** A stored definition as the editor needs it: every list is there, groups are groups. Content is judged by the checks. */
export function editable(stored: unknown): ProgrammeVersion | null {
  if (!isObject(stored) || !isObject(stored.base)) return null
  const filled: Record<string, unknown> = { ...stored }
  for (const key of lists) filled[key] = Array.isArray(stored[key]) ? stored[key] : []
  const rows = [...(filled.routes as unknown[]), ...(filled.amounts as unknown[]), ...(filled.steps as unknown[])]
  if (!rows.every(isObject)) return null
  if (!(filled.routes as Record<string, unknown>[]).every((r) => isObject(r.condition))) return null
  if (!isObject(filled.window)) filled.window = { kind: 'after-registration', workingDays: 5 }
  return filled as unknown as ProgrammeVersion
}

/** Problems by the field they belong to. */
export type Problems = ReadonlyMap<string, string>

/** The list with one entry changed, removed or moved. */
export const changed = <T>(list: readonly T[], index: number, patch: Partial<T>): T[] =>
  list.map((x, i) => (i === index ? { ...x, ...patch } : x))
export const without = <T>(list: readonly T[], index: number): T[] => list.filter((_, i) => i !== index)
export const moved = <T>(list: readonly T[], index: number, by: -1 | 1): T[] => {
  const next = [...list]
  const [x] = next.splice(index, 1)
  if (x !== undefined) next.splice(index + by, 0, x)
  return next
}
