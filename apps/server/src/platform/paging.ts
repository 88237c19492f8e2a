import { isId } from './ids.ts'
import { refuse } from './refusal.ts'

/** Page size of a list: 1 to 200, default 50. */
export const pageLimit = (limit: string | undefined): number => Math.min(200, Math.max(1, Number(limit ?? 50)))

/** Key of the last row shown → opaque cursor. */
export const toCursor = (key: readonly (string | number | null)[]): string =>
  Buffer.from(JSON.stringify(key)).toString('base64url')

/** Cursor → key with `length` parts; anything else is a bad request, never a 500. */
export function fromCursor(cursor: string | undefined, length: number): string[] | null {
  if (!cursor) return null
  try {
    const key: unknown = JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8'))
    if (
      Array.isArray(key) &&
      key.length === length &&
      key.every((k) => typeof k === 'string' && !k.includes('\0') && k.length < 300)
    ) {
      return key as string[]
    }
  } catch {
    // falls through to the refusal
  }
  throw refuse('bad-request', '翻页参数无效，请回到第一页重新查看。')
}

/** As {@link fromCursor}, for keys that end in a row id; a forged one is a bad request, not a failed cast. */
export function fromIdCursor(cursor: string | undefined, length: number): string[] | null {
  const key = fromCursor(cursor, length)
  if (key && !isId(key.at(-1) ?? '')) throw refuse('bad-request', '翻页参数无效，请回到第一页重新查看。')
  return key
}

/** Cuts a list fetched with limit+1 rows into a page. */
export function page<R, T>(
  rows: readonly R[],
  limit: number,
  map: (r: R) => T,
  key: (r: R) => readonly (string | number | null)[],
) {
  const shown = rows.slice(0, limit)
  const last = shown.at(-1)
  return { items: shown.map(map), nextCursor: rows.length > limit && last !== undefined ? toCursor(key(last)) : null }
}
